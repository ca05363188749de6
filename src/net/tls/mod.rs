//! TLS over anything that reads and writes without waiting, by OpenSSL.
//!
//! A [`Context`] is made once from [`Options`], which bear Swoole's names; each connection is a [`Session`] of it.
//! Nothing here waits: what cannot go on says which way the transport must be ready first, and its owner (a connection
//! of the server, a coroutine's socket, an HTTP connection) waits in its own manner and asks again.
//!
//! Invariants:
//! - when verification is asked for, a session whose handshake is done has a peer with a certificate that was verified,
//!   and whose name is the one asked for; the exception that the user may name is a certificate signed by itself;
//! - nothing is read from the terminal (passphrases) and nothing is left in OpenSSL's queue of errors, which PHP's own
//!   extension shares.

mod context;
mod fault;
mod memory;
mod options;
mod recent;
mod session;
mod verify;

pub use crate::net::tls::context::Context;
pub use crate::net::tls::fault::Fault;
pub use crate::net::tls::fault::SetUpError;
pub use crate::net::tls::memory::Memory;
pub use crate::net::tls::options::Options;
pub use crate::net::tls::options::Protocols;
pub use crate::net::tls::session::Attempt;
pub use crate::net::tls::session::Session;

/// Which library it is, as it names itself.
pub fn library_version() -> &'static str {
    openssl::version::version()
}

#[cfg(test)]
pub(crate) mod tests;
