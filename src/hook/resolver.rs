//! Questions to name servers: `res_nsearch`, `res_nquery`.
//!
//! The job makes a resolver state of its own: the caller's lies on its stack, and holds sockets that it
//! closes when it leaves. So options that a caller set in its state are not seen; PHP sets none.
//! A cancelled wait says TRY_AGAIN. Each function has the contract of its C namesake.

use crate::hook::attempt;
use crate::hook::decide;
use crate::hook::flags;
use crate::io::Outcome;
use crate::io::blocking;
use crate::sys::errno;
use crate::sys::errno::Errno;
use crate::sys::real::real;
use crate::sys::resolver;
use libc::c_char;
use libc::c_int;
use libc::c_void;
use std::ffi::CStr;

/// More than any libc's `struct __res_state`, and aligned for it.
type State = [u64; 256];

/// h_errno: ask again later, and: it will not work.
const TRY_AGAIN: Errno = 2;
const NO_RECOVERY: Errno = 3;

/// The longest message of the protocol.
const MOST_ANSWER: usize = 65535;

type Ask = unsafe extern "C" fn(*mut c_void, *const c_char, c_int, c_int, *mut u8, c_int) -> c_int;

pub unsafe extern "C" fn res_nsearch<const CALLER: u32>(
    state: *mut c_void,
    name: *const c_char,
    class: c_int,
    kind: c_int,
    answer: *mut u8,
    room: c_int,
) -> c_int {
    // SAFETY: the caller's own arguments.
    unsafe { ask::<CALLER>(real().res_nsearch, state, name, class, kind, answer, room) }
}

pub unsafe extern "C" fn res_nquery<const CALLER: u32>(
    state: *mut c_void,
    name: *const c_char,
    class: c_int,
    kind: c_int,
    answer: *mut u8,
    room: c_int,
) -> c_int {
    // SAFETY: the caller's own arguments.
    unsafe { ask::<CALLER>(real().res_nquery, state, name, class, kind, answer, room) }
}

/// # Safety
///
/// As for `res_nsearch`.
unsafe fn ask<const CALLER: u32>(
    real_ask: Ask,
    state: *mut c_void,
    name: *const c_char,
    class: c_int,
    kind: c_int,
    answer: *mut u8,
    room: c_int,
) -> c_int {
    if name.is_null() || room <= 0 || !decide::acts::<CALLER>(flags::NET_FUNCTION | flags::BLOCKING_FUNCTION) {
        // SAFETY: the caller's own arguments.
        return unsafe { real_ask(state, name, class, kind, answer, room) };
    }
    // SAFETY: the caller's name is a C string.
    let name = unsafe { CStr::from_ptr(name) }.to_owned();
    let most = MOST_ANSWER.min(room as usize);
    let before = errno::get();
    let outcome = attempt::parked(|| {
        blocking::run("res_nsearch", None, move || {
            let mut answer = vec![0; most];
            // SAFETY: memory of this job, with its length.
            let length = with_state(|state| unsafe {
                real_ask(state, name.as_ptr(), class, kind, answer.as_mut_ptr(), most as c_int)
            });
            (length, answer, errno::get_resolver())
        })
    });
    errno::set(before);
    let (length, bytes, error) = match outcome {
        Outcome::Done(answer) => answer,
        Outcome::TimedOut | Outcome::Cancelled => (-1, Vec::new(), TRY_AGAIN),
    };
    if length < 0 {
        errno::set_resolver(error);
        // SAFETY: the caller's own state.
        unsafe { resolver::set_error(state, error) };
        return length;
    }
    // A longer answer than there is room for is cut, and its whole length told.
    let count = bytes.len().min(length as usize);
    // SAFETY: `count` is at most the caller's room.
    unsafe { std::ptr::copy_nonoverlapping(bytes.as_ptr(), answer, count) };
    length
}

/// Runs `work` with a fresh resolver state.
fn with_state(work: impl FnOnce(*mut c_void) -> c_int) -> c_int {
    let mut state: State = [0; 256];
    let state = (&raw mut state).cast();
    // SAFETY: large enough, aligned, and zeroed, as res_ninit wants it.
    if unsafe { (real().res_ninit)(state) } != 0 {
        errno::set_resolver(NO_RECOVERY);
        return -1;
    }
    let result = work(state);
    // SAFETY: initialized above, closed once.
    unsafe { (real().res_nclose)(state) };
    result
}
