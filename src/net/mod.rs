//! Clients of other servers: connections, and the protocols spoken over them.
//!
//! Invariants: a protocol's codec knows no socket and no clock; a connection that has failed says so to everybody who
//! waits for it, and is never used again; no answer reaches anybody but the one who asked.

#![forbid(unsafe_code)]

pub mod failure;
pub mod redis;
pub mod stream;
