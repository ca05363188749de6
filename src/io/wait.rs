//! Suspending the running coroutine until descriptors are ready.
//!
//! Call these where `coroutine::can_park` holds. Each wait has a deadline and one of three outcomes;
//! `Ready` is a hint, and the caller tries again.

use crate::coroutine;
use crate::coroutine::WaitReason;
use crate::coroutine::Wake;
use crate::io::driver::Claim;
use crate::io::driver::Driver;
use crate::io::driver::with;
use crate::io::driver::with_existing;
use crate::io::readiness::Told;
use crate::io::readiness::Waiter;
use crate::reactor::Interest;
use crate::sys::clock::Nanos;
use crate::sys::errno;
use std::io;
use std::os::fd::RawFd;

/// Waits for one descriptor.
///
/// The error is a [`Conflict`](crate::io::Conflict) when another coroutine waits for it in the same
/// direction, EBADF when it was closed meanwhile.
pub fn wait_fd(fd: RawFd, interest: Interest, deadline: Option<Nanos>) -> io::Result<Wake> {
    wait_claimed(fd, interest, deadline, Driver::claim).map(|(wake, _)| wake)
}

/// As [`wait_fd`], for a descriptor whose end will be told by [`closed`](crate::io::closed), and for callers that have
/// just tried in vain; also tells what the kernel said; nothing for one that is always ready. It mostly needs no system call to begin, see
/// `trust`.
pub fn wait_known_fd(fd: RawFd, interest: Interest, deadline: Option<Nanos>) -> io::Result<(Wake, Option<Told>)> {
    wait_claimed(fd, interest, deadline, Driver::claim_known)
}

/// Says that somebody has just received fewer bytes than they had room for: from a stream that is all there was, and
/// its next reader need not try before it waits. Says whether that is so here: see [`is_dry`].
pub fn took_less(fd: RawFd) -> bool {
    with_existing(|driver| errno::kept(|| driver.took_less(fd))).unwrap_or(false)
}

/// Whether a try to read would find nothing. It may be wrong about descriptors that are closed where nobody sees it; a
/// wait that begins without a try because of this ends a little late then.
pub fn is_dry(fd: RawFd) -> bool {
    with_existing(|driver| driver.readiness.is_dry(fd)).unwrap_or(false)
}

/// How a wait begins.
type ClaimFn = fn(&mut Driver, RawFd, Waiter) -> io::Result<Claim>;

#[inline]
fn wait_claimed(
    fd: RawFd,
    interest: Interest,
    deadline: Option<Nanos>,
    claim: ClaimFn,
) -> io::Result<(Wake, Option<Told>)> {
    let waiter = waiter(interest);
    let Claim::Wait(closes) = with(|driver| claim(driver, fd, waiter))?? else {
        return Ok((Wake::Ready, None));
    };
    let reason = if interest.writes() { WaitReason::Writable(fd) } else { WaitReason::Readable(fd) };
    let wake = coroutine::park(reason, deadline);
    let (closes_now, told) = with(|driver| driver.readiness.leave(fd, waiter.waker))?;
    if closes_now != closes {
        return Err(io::Error::from_raw_os_error(libc::EBADF));
    }
    Ok((wake, Some(told)))
}

/// Waits for any of several descriptors, for a reason that the caller words. Those that are always ready do
/// not count: ask the kernel which of them are before you wait.
pub fn wait_fds<I>(reason: WaitReason, wanted: I, deadline: Option<Nanos>) -> io::Result<Wake>
where
    I: Iterator<Item = (RawFd, Interest)> + Clone,
{
    wait_all_claimed(reason, wanted, deadline, Driver::claim)
}

/// As [`wait_fds`], under the conditions of [`wait_known_fd`].
pub fn wait_known_fds<I>(reason: WaitReason, wanted: I, deadline: Option<Nanos>) -> io::Result<Wake>
where
    I: Iterator<Item = (RawFd, Interest)> + Clone,
{
    wait_all_claimed(reason, wanted, deadline, Driver::claim_known)
}

fn wait_all_claimed<I>(reason: WaitReason, wanted: I, deadline: Option<Nanos>, claim: ClaimFn) -> io::Result<Wake>
where
    I: Iterator<Item = (RawFd, Interest)> + Clone,
{
    let waker = coroutine::waker();
    let claimed = claim_all(wanted.clone(), claim);
    let wake = claimed.map(|()| coroutine::park(reason, deadline));
    with(|driver| {
        for (fd, _) in wanted {
            driver.readiness.leave(fd, waker);
        }
    })?;
    wake
}

/// Waits for a deadline; `Ready` does not happen.
pub fn sleep(deadline: Nanos) -> Wake {
    coroutine::park(WaitReason::Sleep, Some(deadline))
}

fn claim_all(wanted: impl Iterator<Item = (RawFd, Interest)>, claim: ClaimFn) -> io::Result<()> {
    for (fd, interest) in wanted {
        with(|driver| claim(driver, fd, waiter(interest)))??;
    }
    Ok(())
}

fn waiter(interest: Interest) -> Waiter {
    let coroutine = coroutine::current_id().unwrap_or_default();
    Waiter { waker: coroutine::waker(), coroutine, interest }
}
