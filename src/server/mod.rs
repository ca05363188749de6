//! Many processes that serve together: who they are, what they tell each other, and the connections that they own.
//!
//! Nothing here forks or knows PHP.
//!
//! ```text
//! Hub ── the connections of one worker ── Connection ── Protocol: what is done with the bytes
//!  │
//! Table ── the connections of all workers, in shared memory
//!  │
//! Post ── letters between the processes
//! ```

#![forbid(unsafe_code)]

pub mod address;
pub mod bus;
pub mod connection;
pub mod counters;
pub mod hub;
mod linger;
pub mod post;
pub mod secure;
pub mod table;
pub mod task_queue;
pub mod workers;

#[cfg(test)]
mod tests;
