//! Connections: TLS, and what speaks over it.
//!
//! Invariants: nothing here blocks the thread; whoever must wait parks its coroutine by `io`.

#![forbid(unsafe_code)]

pub mod socket;
pub mod tls;
