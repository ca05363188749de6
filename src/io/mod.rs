//! Waiting: try, EAGAIN, park, try again.
//!
//! Invariants:
//!
//! - no borrow of this layer's state lives across a park or a wake-up;
//! - readiness is a hint: whoever is woken tries again, and waits again if it was nothing;
//! - everything here belongs to one thread, except [`Remote`], which is how other threads reach it;
//! - a forked child starts with nothing: no descriptor of its parent's coroutines, no pool.
//!
//! `wait` suspends coroutines, `watch` keeps the handlers that outlive a wait, `blocking` is for what no
//! kernel can poll, and [`poll_once`] is the step in which the loop hears from the kernel.

#![forbid(unsafe_code)]

mod backoff;
pub mod blocking;
#[cfg(target_os = "linux")]
pub mod child;
#[cfg(target_os = "linux")]
pub mod command;
mod conflict;
pub mod dns;
mod driver;
pub mod edge;
pub mod event_loop;
pub mod file;
mod inbox;
mod pool;
mod readiness;
#[cfg(target_os = "linux")]
pub mod resolve;
#[cfg(target_os = "linux")]
pub mod signal;
mod stream;
mod trust;
mod wait;
pub mod watch;

pub use crate::io::backoff::Backoff;
pub use crate::io::blocking::Outcome;
pub use crate::io::conflict::Conflict;
pub use crate::io::driver::LoopEvent;
pub use crate::io::driver::Polled;
pub use crate::io::driver::closed;
pub use crate::io::driver::fresh;
pub use crate::io::driver::poll_once;
pub use crate::io::driver::reading_conflict;
pub use crate::io::driver::remote;
pub use crate::io::inbox::Remote;
pub use crate::io::readiness::Told;
pub use crate::io::stream::Stream;
pub use crate::io::trust::LULL;
pub use crate::io::wait::is_dry;
pub use crate::io::wait::sleep;
pub use crate::io::wait::took_less;
pub use crate::io::wait::wait_fd;
pub use crate::io::wait::wait_fds;
pub use crate::io::wait::wait_known_fd;
pub use crate::io::wait::wait_known_fds;
pub use crate::reactor::Interest;

/// Whether the loop must stay because something may come from outside.
pub fn is_busy() -> bool {
    event_count() > 0
}

/// How many waits and watches the outside can end.
pub fn event_count() -> usize {
    crate::coroutine::external_waits() + watch::count().saturating_sub(watch::quiet())
}

/// In a forked child, when the parent's coroutines have been dropped: what they waited for is not the child's.
pub fn forget_parent() {
    #[cfg(target_os = "linux")]
    {
        child::forget_all();
        crate::sys::signal::forget_listeners();
    }
}

#[cfg(test)]
pub(crate) mod testing;
#[cfg(test)]
mod tests;
