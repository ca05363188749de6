//! Connections: TLS, HTTP, and what speaks over them.
//!
//! Invariants:
//!
//! - nothing here blocks the thread; whoever must wait parks its coroutine by `io`, and no borrow lives across the wait;
//! - protocols are decided without a socket: `http` turns bytes into requests and back, and is tested by bytes.

#![forbid(unsafe_code)]

mod connection;
mod dial;
pub mod http;
mod listener;
pub mod socket;
pub mod tls;

pub use crate::net::connection::Connection;
pub use crate::net::connection::Side as TlsSide;
pub use crate::net::dial::DialError;
pub use crate::net::dial::dial;
pub use crate::net::listener::Endpoint;
pub use crate::net::listener::Listener;
