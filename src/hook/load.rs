//! `dlopen`: what is loaded later is hooked too.

use crate::hook;
use crate::sys::errno;
use crate::sys::real::real;
use libc::c_char;
use libc::c_int;
use libc::c_void;

pub unsafe extern "C" fn dlopen<const CALLER: u32>(path: *const c_char, how: c_int) -> *mut c_void {
    // SAFETY: the caller's own arguments.
    let handle = unsafe { (real().dlopen)(path, how) };
    if !handle.is_null() {
        errno::kept(hook::rescan);
    }
    handle
}
