//! Connections: TLS, what speaks over it, and clients of other servers.
//!
//! Invariants: nothing here blocks the thread; whoever must wait parks its coroutine by `io`. A client's codec knows no
//! socket and no clock; a connection that has failed says so to everybody who waits for it, and is never used again; no
//! answer reaches anybody but the one who asked.

#![forbid(unsafe_code)]

pub mod channel;
pub mod failure;
pub mod mysql;
pub mod postgres;
pub mod redis;
pub mod stream;
pub mod tls;
