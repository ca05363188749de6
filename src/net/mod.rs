//! Sockets that speak a protocol: connections, and HTTP on them.
//!
//! Invariants:
//!
//! - protocols are decided without a socket: `http` turns bytes into requests and back, and is tested by bytes;
//! - whoever reads or writes a [`Connection`] is a coroutine, and only it waits; no borrow lives across the wait.

#![forbid(unsafe_code)]

mod connection;
pub mod http;
mod listener;

pub use crate::net::connection::Connection;
pub use crate::net::listener::Endpoint;
pub use crate::net::listener::Listener;
