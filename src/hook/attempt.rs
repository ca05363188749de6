//! Try, EAGAIN, park, try again.
//!
//! Invariants: errno at the end is what the last real call left, or what the real call would have left
//! (EAGAIN at a timeout), or ECONNABORTED after a cancel; O_NONBLOCK and the socket's own timeouts are
//! asked for only after a first try found nothing, and are then obeyed.

use crate::coroutine;
use crate::coroutine::Wake;
use crate::hook::abort;
use crate::hook::conflict;
use crate::io;
use crate::io::Interest;
use crate::io::Told;
use crate::sys::clock;
use crate::sys::clock::Nanos;
use crate::sys::errno;
use crate::sys::errno::Errno;
use crate::sys::fd;
use crate::sys::fd::Direction;
use std::cell::Cell;
use std::os::fd::RawFd;

/// How long a caller is willing to wait: `None` is for ever.
pub type Deadline = Option<Nanos>;

/// Calls that may succeed in a row before the others get their turn.
const BUDGET: u32 = 256;

thread_local! {
    static SPENT: Cell<u32> = const { Cell::new(0) };
}

/// Sets errno and gives what every call here gives then.
pub fn fail(error: Errno) -> isize {
    errno::set(error);
    -1
}

/// Runs `attempt`, which must not block, until it does not fail with EAGAIN.
#[inline]
pub fn retry(fd: RawFd, interest: Interest, mut attempt: impl FnMut() -> isize) -> isize {
    if abort::is_broken(fd) {
        return fail(libc::ECONNABORTED);
    }
    let before = errno::get();
    let first = attempt();
    if !must_wait(first) {
        spend();
        return first;
    }
    let Some(deadline) = patience(fd, interest) else {
        return fail(libc::EAGAIN);
    };
    loop {
        if let Err(error) = wait(fd, interest, deadline) {
            return fail(error);
        }
        // Others have run, and the first try has failed: nothing of that must show if this one succeeds.
        errno::set(before);
        let result = attempt();
        if !must_wait(result) {
            return result;
        }
    }
}

/// Runs `attempt` once, for a caller that waits itself.
#[inline]
pub fn once(fd: RawFd, attempt: impl FnOnce() -> isize) -> isize {
    if abort::is_broken(fd) {
        return fail(libc::ECONNABORTED);
    }
    spend();
    attempt()
}

/// Runs `attempt(done)`, which must not block, until all `length` bytes have gone over, as a blocking call
/// does; what comes between ends it with what was done so far.
#[inline]
pub fn retry_all(fd: RawFd, interest: Interest, length: usize, mut attempt: impl FnMut(usize) -> isize) -> isize {
    let first = retry(fd, interest, || attempt(0));
    if first <= 0 || first as usize >= length || patience(fd, interest).is_none() {
        return first;
    }
    let mut done = first as usize;
    while done < length {
        let more = retry(fd, interest, || attempt(done));
        if more <= 0 {
            break;
        }
        done += more as usize;
    }
    done as isize
}

/// Parks until `fd` may be ready, or says why not.
pub fn wait(fd: RawFd, interest: Interest, deadline: Deadline) -> Result<(), Errno> {
    wait_told(fd, interest, deadline).map(drop)
}

/// As [`wait`], and tells what the kernel said; nothing of a descriptor that is always ready.
pub fn wait_told(fd: RawFd, interest: Interest, deadline: Deadline) -> Result<Option<Told>, Errno> {
    match parked(|| io::wait_known_fd(fd, interest, deadline)) {
        Ok((Wake::Ready, told)) => Ok(told),
        Ok((Wake::TimedOut, _)) => Err(libc::EAGAIN),
        Ok((Wake::Cancelled, _)) => {
            abort::note([fd]);
            Err(libc::ECONNABORTED)
        }
        Err(error) => {
            // Closed while it waited: the close goes on after the caller has seen that the descriptor is broken.
            abort::note([fd]);
            Err(conflict::errno_of(error))
        }
    }
}

/// Runs something that parks: the coroutine's budget is full again afterwards.
pub fn parked<T>(wait: impl FnOnce() -> T) -> T {
    SPENT.set(0);
    wait()
}

/// How long a caller of a blocking call on `fd` waits; `None` if it does not wait at all.
#[cold]
pub fn patience(fd: RawFd, interest: Interest) -> Option<Deadline> {
    if fd::is_nonblocking(fd).unwrap_or(true) {
        return None;
    }
    let direction = if interest.writes() { Direction::Send } else { Direction::Receive };
    Some(fd::timeout(fd, direction).unwrap_or_default().map(clock::after))
}

/// Counts a call that did not wait; now and then lets the others run, so that a descriptor which is
/// always ready starves nobody.
#[inline]
pub fn spend() {
    let spent = SPENT.get() + 1;
    SPENT.set(spent);
    if spent >= BUDGET {
        give_way();
    }
}

#[cold]
fn give_way() {
    SPENT.set(0);
    errno::kept(coroutine::give_way);
}

#[inline]
fn must_wait(result: isize) -> bool {
    result < 0 && errno::would_block(errno::get())
}
