//! HTTP/2 without sockets: bytes become requests and answers of many streams, and back.
//!
//! The frames, the streams' states, flow control, header compression and the limits against floods are those of the crate
//! `h2`. It reads and writes a [`memory::Pipe`], is polled when there is something new, and says by a flag instead of a
//! runtime's waker that it wants to be polled again.
//!
//! Invariants:
//!
//! - a session is polled only by whoever owns its connection, and never while it is being polled;
//! - what it has to send leaves it at a frame's end, so that frames which `h2` does not know how to send (a PING or a
//!   GOAWAY of the user's) can follow;
//! - the session is not polled while too much of what it has sent waits for the client: then nobody gets room to send more,
//!   and a client that does not read cannot fill the memory.

mod client;
mod flag;
mod frame;
mod incoming;
mod memory;
mod scanner;
mod server;
mod settings;
mod stream;
#[cfg(test)]
mod tests;
mod upload;

pub use crate::net::http2::client::Client;
pub use crate::net::http2::client::Manner;
pub use crate::net::http2::client::News;
pub use crate::net::http2::client::NotSent;
pub use crate::net::http2::client::Piece;
pub use crate::net::http2::scanner::Goaway;
pub use crate::net::http2::server::PREFACE;
pub use crate::net::http2::server::Request;
pub use crate::net::http2::server::Session;
pub use crate::net::http2::settings::Settings;
pub use crate::net::http2::stream::Refused;
pub use crate::net::http2::stream::Stream;
pub use crate::net::http2::upload::Intake;
