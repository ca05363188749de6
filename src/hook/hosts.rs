//! The older name resolution: `gethostbyname` and its kin.
//!
//! They wait deep inside libc, so they run on the pool, in memory of the job; the answer is written where the
//! caller wants it only by the coroutine itself, when it goes on. A cancelled wait says TRY_AGAIN. Each function
//! has the contract of its C namesake.
//!
//! `gethostbyname` has one place for its answers. So has PHP's own `php_network_gethostbyname`, which hands
//! `gethostbyname_r` a buffer that the next caller frees: therefore that one is replaced where extensions call it
//! (ext/sockets), and `gethostbyname_r` is left alone inside the engine (`objects`). Here too the answer stays
//! until the next call, whoever makes it: callers read it at once.

use crate::hook::attempt;
use crate::hook::decide;
use crate::hook::flags;
use crate::io::Outcome;
use crate::io::resolve;
use crate::sys::errno;
use crate::sys::names::Host;
use crate::sys::real::real;
use libc::AF_INET;
use libc::c_char;
use libc::c_int;
use libc::hostent;
use libc::size_t;
use std::cell::RefCell;
use std::ffi::CStr;
use std::net::IpAddr;
use std::ptr;

/// h_errno: ask again later, and: see errno.
const TRY_AGAIN: c_int = 2;
const NETDB_INTERNAL: c_int = -1;

/// An answer to `gethostbyname`: the entry, and the memory it points into.
struct Place {
    entry: hostent,
    room: Vec<u64>,
}

thread_local! {
    static ANSWER: RefCell<Option<Box<Place>>> = const { RefCell::new(None) };
}

pub unsafe extern "C" fn gethostbyname<const CALLER: u32>(name: *const c_char) -> *mut hostent {
    // SAFETY: the caller's own argument.
    unsafe {
        if !waits::<CALLER>(name) {
            return (real().gethostbyname)(name);
        }
        by_name(name, AF_INET)
    }
}

pub unsafe extern "C" fn gethostbyname2<const CALLER: u32>(name: *const c_char, family: c_int) -> *mut hostent {
    // SAFETY: the caller's own arguments.
    unsafe {
        if !waits::<CALLER>(name) {
            return (real().gethostbyname2)(name, family);
        }
        by_name(name, family)
    }
}

/// PHP's own, for its extensions.
pub unsafe extern "C" fn php_network_gethostbyname<const CALLER: u32>(name: *const c_char) -> *mut hostent {
    // SAFETY: the caller's own argument.
    unsafe {
        if !waits::<CALLER>(name) {
            return (real().php_network_gethostbyname)(name);
        }
        by_name(name, AF_INET)
    }
}

pub unsafe extern "C" fn gethostbyname_r<const CALLER: u32>(
    name: *const c_char,
    entry: *mut hostent,
    room: *mut c_char,
    length: size_t,
    found: *mut *mut hostent,
    why: *mut c_int,
) -> c_int {
    // SAFETY: the caller's own arguments.
    unsafe {
        if !waits::<CALLER>(name) {
            return (real().gethostbyname_r)(name, entry, room, length, found, why);
        }
        by_name_r(name, AF_INET, entry, room, length, found, why)
    }
}

pub unsafe extern "C" fn gethostbyname2_r<const CALLER: u32>(
    name: *const c_char,
    family: c_int,
    entry: *mut hostent,
    room: *mut c_char,
    length: size_t,
    found: *mut *mut hostent,
    why: *mut c_int,
) -> c_int {
    // SAFETY: the caller's own arguments.
    unsafe {
        if !waits::<CALLER>(name) {
            return (real().gethostbyname2_r)(name, family, entry, room, length, found, why);
        }
        by_name_r(name, family, entry, room, length, found, why)
    }
}

/// Whether resolvers act for PHP here and now: for the functions of PHP that the host replaces itself.
pub fn act() -> bool {
    decide::acts::<{ decide::PHP }>(flags::NET_FUNCTION | flags::BLOCKING_FUNCTION)
}

/// # Safety
///
/// `name` must be null or a C string.
unsafe fn waits<const CALLER: u32>(name: *const c_char) -> bool {
    if name.is_null() || !decide::acts::<CALLER>(flags::NET_FUNCTION | flags::BLOCKING_FUNCTION) {
        return false;
    }
    // SAFETY: the caller's promise.
    let name = unsafe { CStr::from_ptr(name) };
    !name.to_str().is_ok_and(|name| name.parse::<IpAddr>().is_ok())
}

/// # Safety
///
/// As for `gethostbyname2`; `name` is not null.
unsafe fn by_name(name: *const c_char, family: c_int) -> *mut hostent {
    // SAFETY: the caller's promise.
    match unsafe { resolved(name, family) } {
        Ok(host) => ANSWER.with_borrow_mut(|answer| &raw mut answer.insert(Place::new(&host)).entry),
        Err(why) => {
            errno::set_resolver(why);
            ptr::null_mut()
        }
    }
}

/// # Safety
///
/// As for `gethostbyname2_r`; `name` is not null.
unsafe fn by_name_r(
    name: *const c_char,
    family: c_int,
    entry: *mut hostent,
    room: *mut c_char,
    length: size_t,
    found: *mut *mut hostent,
    why: *mut c_int,
) -> c_int {
    // SAFETY: the caller's promise: all places are theirs to be written.
    unsafe {
        *found = ptr::null_mut();
        let host = match resolved(name, family) {
            Ok(host) => host,
            Err(reason) => {
                *why = reason;
                return if reason == TRY_AGAIN { libc::EAGAIN } else { 0 };
            }
        };
        if !write(&host, entry, room.cast(), length) {
            *why = NETDB_INTERNAL;
            errno::set(libc::ERANGE);
            return libc::ERANGE;
        }
        *found = entry;
        0
    }
}

/// # Safety
///
/// `name` must be a C string.
unsafe fn resolved(name: *const c_char, family: c_int) -> Result<Host, c_int> {
    // SAFETY: the caller's promise.
    let name = unsafe { CStr::from_ptr(name) }.to_owned();
    match errno::kept(|| attempt::parked(|| resolve::host(name, family, None))) {
        Outcome::Done(answer) => answer,
        Outcome::TimedOut | Outcome::Cancelled => Err(TRY_AGAIN),
    }
}

impl Place {
    fn new(host: &Host) -> Box<Self> {
        // SAFETY: a plain C structure, for which zero bytes are a value.
        let mut place = Box::new(Self { entry: unsafe { std::mem::zeroed() }, room: Vec::new() });
        let Self { entry, room } = &mut *place;
        room.resize(needed(host).div_ceil(size_of::<u64>()), 0);
        // SAFETY: our own entry, and as much room as is needed.
        let fits = unsafe { write(host, entry, room.as_mut_ptr().cast(), room.len() * size_of::<u64>()) };
        debug_assert!(fits);
        place
    }
}

/// How many bytes `write` takes at most.
fn needed(host: &Host) -> usize {
    let pointers = (host.aliases.len() + host.addresses.len() + 3) * size_of::<usize>();
    let texts: usize = host.aliases.iter().map(|alias| alias.len() + 1).sum();
    let addresses: usize = host.addresses.iter().map(|address| address.len() + 8).sum();
    pointers + addresses + texts + host.name.len() + 1
}

/// Writes `host` as C has it; says whether there was room.
///
/// # Safety
///
/// `entry` must be writable, and `length` bytes from `room` on.
unsafe fn write(host: &Host, entry: *mut hostent, room: *mut u8, length: usize) -> bool {
    if needed(host) > length {
        return false;
    }
    let mut at = room;
    // SAFETY: the caller's promise; all that follows takes no more than `needed` says.
    unsafe {
        let aliases = pointers(&mut at, host.aliases.len());
        let addresses = pointers(&mut at, host.addresses.len());
        for (index, address) in host.addresses.iter().enumerate() {
            *addresses.add(index) = bytes(&mut at, address);
            at = at.add(at.align_offset(8));
        }
        for (index, alias) in host.aliases.iter().enumerate() {
            *aliases.add(index) = text(&mut at, alias);
        }
        *entry = hostent {
            h_name: text(&mut at, &host.name),
            h_aliases: aliases,
            h_addrtype: host.family,
            h_length: host.addresses.first().map_or(0, |address| address.len() as c_int),
            h_addr_list: addresses,
        };
    }
    true
}

/// Takes room for so many pointers and a null.
///
/// # Safety
///
/// There must be room at `at`.
unsafe fn pointers(at: &mut *mut u8, count: usize) -> *mut *mut c_char {
    // SAFETY: the caller's promise.
    unsafe {
        let start = at.add(at.align_offset(align_of::<usize>())).cast::<*mut c_char>();
        start.add(count).write(ptr::null_mut());
        *at = start.add(count + 1).cast();
        start
    }
}

/// # Safety
///
/// There must be room at `at`.
unsafe fn bytes(at: &mut *mut u8, bytes: &[u8]) -> *mut c_char {
    let start = *at;
    // SAFETY: the caller's promise.
    unsafe {
        ptr::copy_nonoverlapping(bytes.as_ptr(), start, bytes.len());
        *at = start.add(bytes.len());
    }
    start.cast()
}

/// # Safety
///
/// There must be room at `at`.
unsafe fn text(at: &mut *mut u8, text: &[u8]) -> *mut c_char {
    // SAFETY: the caller's promise.
    unsafe {
        let start = bytes(at, text);
        bytes(at, &[0]);
        start
    }
}
