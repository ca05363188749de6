//! `pthread_join`: libcurl's, of the threads that resolve names for it.
//!
//! A thread that has ended is joined inline; otherwise the pool waits, because the end of a thread is no
//! readiness and pauses would cost a millisecond a request. The caller frees what the thread uses, so a
//! cancelled wait goes on, blocking. The function has the contract of its C namesake.

use crate::hook::attempt;
use crate::hook::decide;
use crate::hook::flags;
use crate::io::blocking;
use crate::sys::errno;
use crate::sys::real::real;
use libc::c_int;
use libc::c_void;
use libc::pthread_t;
use std::ptr;
use std::sync::mpsc;

pub unsafe extern "C" fn pthread_join<const CALLER: u32>(thread: pthread_t, result: *mut *mut c_void) -> c_int {
    if !decide::acts::<CALLER>(flags::BLOCKING_FUNCTION) {
        // SAFETY: the caller's own arguments.
        return unsafe { (real().pthread_join)(thread, result) };
    }
    // SAFETY: the caller's own arguments.
    match unsafe { (real().pthread_tryjoin_np)(thread, result) } {
        libc::EBUSY => {}
        code => return code,
    }
    let (done, end) = mpsc::channel();
    let wait = || blocking::run("pthread_join", None, move || done.send(join(thread)).is_ok());
    // Whatever ended the wait, the answer comes from the job.
    errno::kept(|| attempt::parked(wait));
    let (code, value) = end.recv().unwrap_or((libc::ESRCH, 0));
    if code == 0 && !result.is_null() {
        // SAFETY: the caller's own place.
        unsafe { *result = value as *mut c_void };
    }
    code
}

/// The thread's result travels as a number: it is the caller's pointer, not ours.
fn join(thread: pthread_t) -> (c_int, usize) {
    let mut value = ptr::null_mut();
    // SAFETY: the caller has given the thread up to this call; the place is our own.
    let code = unsafe { (real().pthread_join)(thread, &mut value) };
    (code, value as usize)
}
