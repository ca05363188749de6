//! Timers: a hierarchical wheel, without a clock and without I/O.
//!
//! The caller owns the clock: `now` is an argument, so that tests run in virtual time. See [`Wheel`].

#![forbid(unsafe_code)]

mod slab;
#[cfg(test)]
mod tests;
mod wheel;

pub use slab::TimerKey;
pub use wheel::{Nanos, TICK, Wheel};
