//! Name resolution: `getaddrinfo`, `getnameinfo`.
//!
//! These wait deep inside libc, so they run on the pool, on copies of their arguments; the results are
//! copied to the caller only by the coroutine itself. What needs no name server is answered inline.
//! A cancelled wait says EAI_SYSTEM with EINTR. Each function has the contract of its C namesake.
//!
//! The older functions are in `hosts`.

use crate::hook::attempt;
use crate::hook::decide;
use crate::hook::flags;
use crate::io::Outcome;
use crate::io::blocking;
use crate::sys::errno;
use crate::sys::errno::Errno;
use crate::sys::real::real;
use libc::EAI_SYSTEM;
use libc::addrinfo;
use libc::c_char;
use libc::c_int;
use libc::sockaddr;
use libc::socklen_t;
use std::ffi::CStr;
use std::ffi::CString;
use std::net::IpAddr;
use std::ptr;

/// The longest names that `getnameinfo` gives (NI_MAXHOST, NI_MAXSERV).
const MOST_NAME: usize = 1025;

/// A list that libc made; given back unless the caller takes it.
struct List(*mut addrinfo);

// SAFETY: the list is plain memory of libc's heap with one owner.
unsafe impl Send for List {}

impl Drop for List {
    fn drop(&mut self) {
        if !self.0.is_null() {
            // SAFETY: made by getaddrinfo and not given away.
            unsafe { libc::freeaddrinfo(self.0) };
        }
    }
}

pub unsafe extern "C" fn getaddrinfo<const CALLER: u32>(
    node: *const c_char,
    service: *const c_char,
    hints: *const addrinfo,
    result: *mut *mut addrinfo,
) -> c_int {
    // SAFETY: the caller's own arguments; a name that is not null is a C string, hints are readable.
    unsafe {
        if !decide::acts::<CALLER>(flags::NET_FUNCTION | flags::BLOCKING_FUNCTION) || is_quick(node, hints) {
            return (real().getaddrinfo)(node, service, hints, result);
        }
        let (node, service) = (copy(node), copy(service));
        let hints = hints.as_ref().map(own_hints);
        let found = on_pool("getaddrinfo", move || {
            let mut list = List(ptr::null_mut());
            let hints = hints.as_ref().map_or(ptr::null(), |Hints(hints)| hints as *const addrinfo);
            let code = (real().getaddrinfo)(pointer(&node), pointer(&service), hints, &mut list.0);
            (code, list)
        });
        match found {
            Ok((code, mut list)) => {
                if code == 0 {
                    *result = std::mem::replace(&mut list.0, ptr::null_mut());
                }
                code
            }
            Err(error) => system_error(error),
        }
    }
}

pub unsafe extern "C" fn getnameinfo<const CALLER: u32>(
    address: *const sockaddr,
    length: socklen_t,
    host: *mut c_char,
    host_room: socklen_t,
    service: *mut c_char,
    service_room: socklen_t,
    how: c_int,
) -> c_int {
    let numeric = libc::NI_NUMERICHOST | libc::NI_NUMERICSERV;
    let quick = how & numeric == numeric || length as usize > size_of::<libc::sockaddr_storage>();
    if quick || !decide::acts::<CALLER>(flags::NET_FUNCTION | flags::BLOCKING_FUNCTION) {
        // SAFETY: the caller's own arguments.
        return unsafe { (real().getnameinfo)(address, length, host, host_room, service, service_room, how) };
    }
    // SAFETY: the caller's own arguments: `length` bytes are readable; so short a copy fits.
    let address = unsafe {
        let mut copy: libc::sockaddr_storage = std::mem::zeroed();
        ptr::copy_nonoverlapping(address.cast::<u8>(), (&raw mut copy).cast(), length as usize);
        copy
    };
    let (host_most, service_most) = (room(host, host_room), room(service, service_room));
    let found = on_pool("getnameinfo", move || {
        let (mut host, mut service) = (vec![0; host_most], vec![0; service_most]);
        let from = (&raw const address).cast();
        let (to_host, to_service) = (buffer(&mut host), buffer(&mut service));
        // SAFETY: memory of this job, with its lengths.
        let code =
            unsafe { (real().getnameinfo)(from, length, to_host, host_most as _, to_service, service_most as _, how) };
        (code, (host, service))
    });
    match found {
        Ok((0, (found_host, found_service))) => {
            // SAFETY: no more than the caller's room was asked for.
            unsafe {
                ptr::copy_nonoverlapping(found_host.as_ptr(), host, found_host.len());
                ptr::copy_nonoverlapping(found_service.as_ptr(), service, found_service.len());
            }
            0
        }
        Ok((code, _)) => code,
        Err(error) => system_error(error),
    }
}

/// Runs a resolver on the pool; errno is afterwards what the job's was, if it failed by EAI_SYSTEM.
fn on_pool<T: Send + 'static>(
    name: &'static str,
    job: impl FnOnce() -> (c_int, T) + Send + 'static,
) -> Result<(c_int, T), Errno> {
    let before = errno::get();
    let outcome = attempt::parked(|| {
        blocking::run(name, None, move || {
            let (code, value) = job();
            (code, value, errno::get())
        })
    });
    match outcome {
        Outcome::Done((code, value, error)) => {
            errno::set(if code == EAI_SYSTEM { error } else { before });
            Ok((code, value))
        }
        Outcome::TimedOut | Outcome::Cancelled => Err(libc::EINTR),
    }
}

fn system_error(error: Errno) -> c_int {
    errno::set(error);
    EAI_SYSTEM
}

/// No node, a literal address, or a promise that it is one: no file and no server is asked.
///
/// # Safety
///
/// As for `getaddrinfo`.
unsafe fn is_quick(node: *const c_char, hints: *const addrinfo) -> bool {
    // SAFETY: the caller's promise.
    unsafe {
        let numeric = hints.as_ref().is_some_and(|hints| hints.ai_flags & libc::AI_NUMERICHOST != 0);
        node.is_null() || numeric || CStr::from_ptr(node).to_str().is_ok_and(|name| name.parse::<IpAddr>().is_ok())
    }
}

/// Hints without pointers, as the standard asks of them.
struct Hints(addrinfo);

// SAFETY: the pointers are null.
unsafe impl Send for Hints {}

fn own_hints(hints: &addrinfo) -> Hints {
    Hints(addrinfo { ai_addr: ptr::null_mut(), ai_canonname: ptr::null_mut(), ai_next: ptr::null_mut(), ..*hints })
}

/// # Safety
///
/// `text` must be null or a C string.
unsafe fn copy(text: *const c_char) -> Option<CString> {
    // SAFETY: the caller's promise.
    (!text.is_null()).then(|| unsafe { CStr::from_ptr(text) }.to_owned())
}

fn pointer(text: &Option<CString>) -> *const c_char {
    text.as_ref().map_or(ptr::null(), |text| text.as_ptr())
}

fn buffer(bytes: &mut [c_char]) -> *mut c_char {
    if bytes.is_empty() { ptr::null_mut() } else { bytes.as_mut_ptr() }
}

fn room(buffer: *mut c_char, room: socklen_t) -> usize {
    if buffer.is_null() { 0 } else { MOST_NAME.min(room as usize) }
}
