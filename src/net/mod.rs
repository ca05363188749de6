//! Connections: TLS, HTTP, what speaks over them, and clients of other servers.
//!
//! Invariants:
//!
//! - nothing here blocks the thread; whoever must wait parks its coroutine by `io`, and no borrow lives across the wait;
//! - protocols are decided without a socket: `http` turns bytes into requests and back, and is tested by bytes; so are the
//!   codecs of `redis` and `mysql`;
//! - a client's connection that has failed says so to everybody who waits for it, and is never used again; no answer
//!   reaches anybody but the one who asked.

#![forbid(unsafe_code)]

pub mod channel;
mod connection;
mod dial;
pub mod failure;
pub mod http;
pub mod http2;
mod link;
mod listener;
pub mod mysql;
pub mod postgres;
pub mod redis;
pub mod socket;
pub mod stream;
pub mod tls;

pub use crate::net::connection::Connection;
pub use crate::net::connection::Side as TlsSide;
pub use crate::net::dial::DialError;
pub use crate::net::dial::dial;
pub use crate::net::link::Link;
pub use crate::net::listener::Endpoint;
pub use crate::net::listener::Listener;
