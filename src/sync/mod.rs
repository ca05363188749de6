//! Coroutines agreeing with each other: channel, wait group, lock, barrier; and processes: atomic, locks.
//!
//! Each is a plain structure that knows who waits but suspends nobody; `W` names a waiting coroutine, and any
//! type will do in a test. [`parking`] is the only part that suspends: it puts the structures and
//! [`crate::coroutine`] together.
//!
//! A `W` may be stale: its coroutine's deadline came or it was cancelled, but it has not run since. So whoever
//! is told to wake a waiter that is gone asks for the next one, and a waiter that comes back for another reason
//! than being woken takes itself out.

#![forbid(unsafe_code)]

mod barrier;
mod channel;
mod lock;
#[cfg(test)]
mod models;
mod parked;
pub mod parking;
pub mod process_lock;
mod shared_atomic;
mod shared_lock;
pub mod table;
#[cfg(test)]
mod tests;
mod wait_group;

pub use barrier::Barrier;
pub use barrier::BarrierInUse;
pub use channel::Channel;
pub use channel::TryPopError;
pub use channel::TryPushError;
pub use lock::Lock;
pub use process_lock::ProcessLock;
pub use shared_atomic::SharedAtomic;
pub use shared_lock::SharedLock;
pub use wait_group::WaitGroup;
pub use wait_group::WaitGroupMisuse;
