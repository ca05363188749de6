//! Suspending the running coroutine until descriptors are ready.
//!
//! Call these where `coroutine::can_park` holds. Each wait has a deadline and one of three outcomes;
//! `Ready` is a hint, and the caller tries again.

use crate::coroutine;
use crate::coroutine::WaitReason;
use crate::coroutine::Wake;
use crate::io::driver::Claim;
use crate::io::driver::with;
use crate::io::readiness::Waiter;
use crate::reactor::Interest;
use crate::sys::clock::Nanos;
use std::io;
use std::os::fd::RawFd;

/// Waits for one descriptor.
///
/// The error is a [`Conflict`](crate::io::Conflict) when another coroutine waits for it in the same
/// direction, EBADF when it was closed meanwhile.
pub fn wait_fd(fd: RawFd, interest: Interest, deadline: Option<Nanos>) -> io::Result<Wake> {
    let waiter = waiter(interest);
    let Claim::Wait(closes) = with(|driver| driver.claim(fd, waiter))?? else {
        return Ok(Wake::Ready);
    };
    let reason = if interest.writes() { WaitReason::Writable(fd) } else { WaitReason::Readable(fd) };
    let wake = coroutine::park(reason, deadline);
    if with(|driver| driver.readiness.leave(fd, waiter.waker))? != closes {
        return Err(io::Error::from_raw_os_error(libc::EBADF));
    }
    Ok(wake)
}

/// Waits for any of several descriptors, for a reason that the caller words. Those that are always ready do
/// not count: ask the kernel which of them are before you wait.
pub fn wait_fds<I>(reason: WaitReason, wanted: I, deadline: Option<Nanos>) -> io::Result<Wake>
where
    I: Iterator<Item = (RawFd, Interest)> + Clone,
{
    let waker = coroutine::waker();
    let claimed = claim_all(wanted.clone());
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

fn claim_all(wanted: impl Iterator<Item = (RawFd, Interest)>) -> io::Result<()> {
    for (fd, interest) in wanted {
        with(|driver| driver.claim(fd, waiter(interest)))??;
    }
    Ok(())
}

fn waiter(interest: Interest) -> Waiter {
    let coroutine = coroutine::current_id().unwrap_or_default();
    Waiter { waker: coroutine::waker(), coroutine, interest }
}
