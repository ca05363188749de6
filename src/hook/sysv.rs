//! System V semaphores and messages.
//!
//! The non-blocking form, again and again with growing pauses; never the pool, because `SEM_UNDO` and a
//! half-done receive cannot be called back. A cancelled wait says
//! ECONNABORTED: on EINTR ext/sysvsem would ask again, for ever.
//! Each function has the contract of its C namesake.

use crate::coroutine::WaitReason;
use crate::coroutine::Wake;
use crate::hook::attempt::fail;
use crate::hook::decide;
use crate::hook::flags;
use crate::io::Backoff;
use crate::sys::errno;
use crate::sys::errno::Errno;
use crate::sys::real::real;
use libc::IPC_NOWAIT;
use libc::c_int;
use libc::c_long;
use libc::c_void;
use libc::sembuf;
use libc::size_t;
use libc::ssize_t;

/// The kernel's own limit is 500; PHP uses three.
const MOST_OPERATIONS: usize = 16;

pub unsafe extern "C" fn semop<const CALLER: u32>(set: c_int, operations: *mut sembuf, count: size_t) -> c_int {
    let original = || {
        // SAFETY: the caller's own arguments.
        unsafe { (real().semop)(set, operations, count) }
    };
    if count == 0 || count > MOST_OPERATIONS || !decide::acts::<CALLER>(flags::BLOCKING_FUNCTION) {
        return original();
    }
    // SAFETY: the caller's own arguments.
    let asked = unsafe { std::slice::from_raw_parts(operations, count) };
    let mut hasty = [sembuf { sem_num: 0, sem_op: 0, sem_flg: 0 }; MOST_OPERATIONS];
    for (copy, operation) in hasty.iter_mut().zip(asked) {
        if operation.sem_flg & IPC_NOWAIT as i16 != 0 {
            // Which operation would have waited cannot be told afterwards.
            return original();
        }
        *copy = sembuf { sem_flg: operation.sem_flg | IPC_NOWAIT as i16, ..*operation };
    }
    again(libc::EAGAIN, || {
        // SAFETY: `count` operations of our own array.
        unsafe { (real().semop)(set, hasty.as_mut_ptr(), count) as isize }
    }) as c_int
}

pub unsafe extern "C" fn msgrcv<const CALLER: u32>(
    queue: c_int,
    message: *mut c_void,
    room: size_t,
    kind: c_long,
    how: c_int,
) -> ssize_t {
    if how & IPC_NOWAIT != 0 || !decide::acts::<CALLER>(flags::BLOCKING_FUNCTION) {
        // SAFETY: the caller's own arguments.
        return unsafe { (real().msgrcv)(queue, message, room, kind, how) };
    }
    again(libc::ENOMSG, || {
        // SAFETY: the caller's own arguments.
        unsafe { (real().msgrcv)(queue, message, room, kind, how | IPC_NOWAIT) }
    })
}

pub unsafe extern "C" fn msgsnd<const CALLER: u32>(
    queue: c_int,
    message: *const c_void,
    length: size_t,
    how: c_int,
) -> c_int {
    if how & IPC_NOWAIT != 0 || !decide::acts::<CALLER>(flags::BLOCKING_FUNCTION) {
        // SAFETY: the caller's own arguments.
        return unsafe { (real().msgsnd)(queue, message, length, how) };
    }
    again(libc::EAGAIN, || {
        // SAFETY: the caller's own arguments.
        unsafe { (real().msgsnd)(queue, message, length, how | IPC_NOWAIT) as isize }
    }) as c_int
}

/// Asks until the answer is not `busy`.
fn again(busy: Errno, mut attempt: impl FnMut() -> isize) -> isize {
    let before = errno::get();
    let mut backoff = Backoff::default();
    loop {
        let result = attempt();
        if result >= 0 || errno::get() != busy {
            return result;
        }
        if backoff.pause(WaitReason::Sleep, None) == Wake::Cancelled {
            return fail(libc::ECONNABORTED);
        }
        errno::set(before);
    }
}
