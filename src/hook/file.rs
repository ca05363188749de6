//! Locks on files: `flock`, and the waiting forms of `fcntl`.
//!
//! The non-blocking form, again and again with growing pauses; never the pool, because a POSIX lock belongs
//! to the process and because a job cannot be called back. A cancelled wait says ECONNABORTED:
//! on EINTR PHP's session handler would ask again, for ever.
//! Each function has the contract of its C namesake.

use crate::coroutine;
use crate::coroutine::WaitReason;
use crate::coroutine::Wake;
use crate::hook::attempt::fail;
use crate::hook::decide;
use crate::hook::flags;
use crate::hook::regular;
use crate::io::Backoff;
use crate::sys::errno;
use crate::sys::real::real;
use libc::c_int;
use libc::c_void;

pub unsafe extern "C" fn flock<const CALLER: u32>(fd: c_int, operation: c_int) -> c_int {
    let never_waits = operation & (libc::LOCK_NB | libc::LOCK_UN) != 0;
    if never_waits || !decide::acts::<CALLER>(flags::FILE) && !regular::acts::<CALLER>(fd) {
        // SAFETY: takes no pointer.
        return unsafe { (real().flock)(fd, operation) };
    }
    lock(fd, || {
        // SAFETY: takes no pointer.
        unsafe { (real().flock)(fd, operation | libc::LOCK_NB) }
    })
}

/// Variadic in C; both machines that we know pass the third argument as if it were not.
pub unsafe extern "C" fn fcntl<const CALLER: u32>(fd: c_int, command: c_int, argument: *mut c_void) -> c_int {
    let without_wait = match command {
        libc::F_SETLKW => libc::F_SETLK,
        libc::F_OFD_SETLKW => libc::F_OFD_SETLK,
        // SAFETY: the caller's own arguments.
        _ => return unsafe { (real().fcntl)(fd, command, argument) },
    };
    if !decide::acts::<CALLER>(flags::FILE) {
        // SAFETY: the caller's own arguments.
        return unsafe { (real().fcntl)(fd, command, argument) };
    }
    lock(fd, || {
        // SAFETY: the caller's own arguments; both commands take the same structure.
        unsafe { (real().fcntl)(fd, without_wait, argument) }
    })
}

fn lock(fd: c_int, attempt: impl Fn() -> c_int) -> c_int {
    let before = errno::get();
    let mut backoff = Backoff::default();
    loop {
        let result = attempt();
        if result == 0 {
            // As in Swoole, whose locks are taken by another thread: who takes one lets the others run.
            errno::kept(coroutine::give_way);
            return result;
        }
        if !matches!(errno::get(), libc::EAGAIN | libc::EACCES) {
            return result;
        }
        if backoff.pause(WaitReason::FileLock(fd), None) == Wake::Cancelled {
            return fail(libc::ECONNABORTED) as c_int;
        }
        errno::set(before);
    }
}
