//! What ends descriptors, or a direction of theirs: `close`, `dup2`, `dup3`, `fclose`, `shutdown`.
//!
//! These never wait. They tell the reactor, so that whoever waits for the descriptor wakes and finds it
//! closed, even if its number is given to another one at once. That holds outside coroutines too.
//! Each function has the contract of its C namesake.

use crate::hook::abort;
use crate::hook::lull;
use crate::hook::regular;
use crate::io;
use crate::sys::errno;
use crate::sys::fd;
use crate::sys::real::real;
use libc::FILE;
use libc::c_int;

pub unsafe extern "C" fn close<const CALLER: u32>(fd: c_int) -> c_int {
    ends(fd);
    // SAFETY: takes no pointer.
    unsafe { (real().close)(fd) }
}

pub unsafe extern "C" fn dup2<const CALLER: u32>(from: c_int, to: c_int) -> c_int {
    if replaces(from, to) {
        ends(to);
    }
    // SAFETY: takes no pointer.
    unsafe { (real().dup2)(from, to) }
}

pub unsafe extern "C" fn dup3<const CALLER: u32>(from: c_int, to: c_int, flags: c_int) -> c_int {
    if replaces(from, to) {
        ends(to);
    }
    // SAFETY: takes no pointer.
    unsafe { (real().dup3)(from, to, flags) }
}

pub unsafe extern "C" fn fclose<const CALLER: u32>(file: *mut FILE) -> c_int {
    if !file.is_null() {
        // SAFETY: the caller's own stream, still open.
        ends(errno::kept(|| unsafe { libc::fileno(file) }));
    }
    // SAFETY: the caller's own argument.
    unsafe { (real().fclose)(file) }
}

pub unsafe extern "C" fn shutdown<const CALLER: u32>(fd: c_int, how: c_int) -> c_int {
    lull::disturb();
    // SAFETY: takes no pointer.
    unsafe { (real().shutdown)(fd, how) }
}

/// Whether duplicating `from` will close `to`: a call that fails closes nothing.
fn replaces(from: c_int, to: c_int) -> bool {
    from != to && errno::kept(|| fd::status(from)).is_ok()
}

/// Says that `fd` is about to end.
pub fn ends(fd: c_int) {
    if fd >= 0 {
        lull::disturb();
        abort::forget(fd);
        regular::forget(fd);
        errno::kept(|| io::closed(fd));
    }
}
