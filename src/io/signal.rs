//! Waiting for signals.

use std::cell::RefCell;
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
    let _awaited = Awaited::new(signals);
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

thread_local! {
    /// The signals that somebody waits for, each as often as it is waited for.
    static AWAITED: RefCell<Vec<i32>> = const { RefCell::new(Vec::new()) };
}

/// Whether somebody waits for this signal.
pub fn is_awaited(signal: i32) -> bool {
    AWAITED.with_borrow(|all| all.contains(&signal))
}

/// Signals of one wait, in the list as long as it lives.
struct Awaited<'a>(&'a [i32]);

impl<'a> Awaited<'a> {
    fn new(signals: &'a [i32]) -> Self {
        AWAITED.with_borrow_mut(|all| all.extend_from_slice(signals));
        Self(signals)
    }
}

impl Drop for Awaited<'_> {
    fn drop(&mut self) {
        AWAITED.with_borrow_mut(|all| {
            for signal in self.0 {
                if let Some(index) = all.iter().position(|one| one == signal) {
                    all.swap_remove(index);
                }
            }
        });
    }
}
