//! Waiting for signals.

use std::io;
use std::os::fd::AsRawFd;

use crate::coroutine::WaitReason;
use crate::coroutine::Wake;
use crate::io::Interest;
use crate::io::Outcome;
use crate::io::wait_fds;
use crate::sys::clock::Nanos;
use crate::sys::signal::Listener;

/// Waits for the first of these signals; while the wait lasts they do nothing else. EINVAL for one that cannot be
/// caught. Call it where `coroutine::can_park` holds.
pub fn wait(signals: &[i32], deadline: Option<Nanos>) -> io::Result<Outcome<i32>> {
    let listener = Listener::new(signals)?;
    let reason = WaitReason::Signal(signals.first().copied().unwrap_or_default());
    loop {
        if let Some(signal) = listener.take() {
            return Ok(Outcome::Done(signal));
        }
        let one = std::iter::once((listener.as_raw_fd(), Interest::READ));
        match wait_fds(reason, one, deadline)? {
            Wake::Ready => {}
            Wake::TimedOut => return Ok(Outcome::TimedOut),
            Wake::Cancelled => return Ok(Outcome::Cancelled),
        }
    }
}
