//! One connection.
//!
//! ```text
//! new ──handshake──> ready ──read, write──> shut down
//!        │  Fault::Unverified                 │
//!        └──────────> dead <──any Fault───────┘
//! ```

use openssl::error::ErrorStack;
use openssl::ssl::ErrorCode;
use openssl::ssl::ShutdownState;
use openssl::ssl::Ssl;
use openssl::ssl::SslStream;
use std::fmt;
use std::io::Read;
use std::io::Write;
use std::sync::Arc;

use crate::net::tls::Fault;
use crate::net::tls::verify::Findings;

/// TLS over a transport that does not wait.
pub struct Session<S> {
    stream: SslStream<S>,
    findings: Arc<Findings>,
    /// Whether the handshake is only done with a verified peer, and then whether one that signed for itself is.
    demand: Option<AllowSelfSigned>,
    ready: bool,
    /// Whether nothing more may be said.
    dead: bool,
}

/// Whether a certificate that its owner signed will do.
pub(super) type AllowSelfSigned = bool;

/// What came of trying.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Attempt<T> {
    /// It is done.
    Done(T),
    /// Try again when there is something to read from the transport.
    WantRead,
    /// Try again when the transport takes bytes.
    WantWrite,
}

impl<S: Read + Write> Session<S> {
    pub(super) fn new(
        ssl: Ssl,
        transport: S,
        findings: Arc<Findings>,
        demand: Option<AllowSelfSigned>,
    ) -> Result<Self, ErrorStack> {
        Ok(Self { stream: SslStream::new(ssl, transport)?, findings, demand, ready: false, dead: false })
    }

    /// Goes on with the handshake.
    pub fn handshake(&mut self) -> Result<Attempt<()>, Fault> {
        if self.ready {
            return Ok(Attempt::Done(()));
        }
        match (self.attempt(|stream| stream.do_handshake()), self.demand) {
            (Ok(Attempt::Done(())), None) => {}
            (Ok(Attempt::Done(())), Some(allow_self_signed)) => {
                self.verify(allow_self_signed).inspect_err(|_| self.dead = true)?;
            }
            // Behind a handshake that we ended stands what is wrong with the certificate.
            (Err(fault @ Fault::Protocol { .. }), Some(allow_self_signed)) => {
                let found = self.findings.judge(true, allow_self_signed);
                return Err(found.err().unwrap_or(fault));
            }
            (other, _) => return other,
        }
        self.ready = true;
        Ok(Attempt::Done(()))
    }

    /// Whether the handshake is done.
    pub fn is_ready(&self) -> bool {
        self.ready
    }

    /// Reads; 0 when the peer said that it is done (or `buffer` is empty).
    pub fn read(&mut self, buffer: &mut [u8]) -> Result<Attempt<usize>, Fault> {
        if buffer.is_empty() {
            return Ok(Attempt::Done(0));
        }
        self.transfer(|stream| stream.ssl_read(buffer))
    }

    /// Reads without taking.
    pub fn peek(&mut self, buffer: &mut [u8]) -> Result<Attempt<usize>, Fault> {
        if buffer.is_empty() {
            return Ok(Attempt::Done(0));
        }
        self.transfer(|stream| stream.ssl_peek(buffer))
    }

    /// Writes some of `bytes`. After `WantRead` or `WantWrite` the same bytes must come first again.
    pub fn write(&mut self, bytes: &[u8]) -> Result<Attempt<usize>, Fault> {
        if bytes.is_empty() {
            return Ok(Attempt::Done(0));
        }
        self.transfer(|stream| stream.ssl_write(bytes))
    }

    /// Says that nothing more will be written, as far as the transport takes that now. Does not wait for the answer.
    pub fn shut_down(&mut self) {
        if self.ready && !self.dead {
            self.dead = true;
            let _ = ErrorStack::get();
            let _ = self.stream.shutdown();
            let _ = ErrorStack::get();
        }
    }

    /// Whether the peer has said that it is done.
    pub fn is_ended(&mut self) -> bool {
        self.stream.get_shutdown().contains(ShutdownState::RECEIVED)
    }

    /// How many bytes can be read without the transport.
    pub fn pending(&self) -> usize {
        self.stream.ssl().pending()
    }

    /// What is underneath.
    pub fn transport(&self) -> &S {
        self.stream.get_ref()
    }

    /// What is underneath. Bytes that are taken from it or put into it by the way break the session.
    pub fn transport_mut(&mut self) -> &mut S {
        self.stream.get_mut()
    }

    /// The application protocol on which both agreed.
    pub fn alpn(&self) -> Option<&[u8]> {
        self.stream.ssl().selected_alpn_protocol()
    }

    /// The version, such as `TLSv1.3`.
    pub fn version(&self) -> &'static str {
        self.stream.ssl().version_str()
    }

    /// Verifies what has been shown, also when nobody asked to verify at first.
    pub fn verify(&self, allow_self_signed: bool) -> Result<(), Fault> {
        self.findings.judge(self.has_peer_certificate(), allow_self_signed)
    }

    /// The peer's certificate as PEM.
    pub fn peer_certificate(&self) -> Option<Vec<u8>> {
        self.stream.ssl().peer_certificate()?.to_pem().ok()
    }

    /// The certificates that the peer sent, as PEM; a client's begin with its own.
    pub fn peer_chain(&self) -> Vec<Vec<u8>> {
        let chain = self.stream.ssl().peer_cert_chain();
        chain.into_iter().flatten().filter_map(|certificate| certificate.to_pem().ok()).collect()
    }

    fn has_peer_certificate(&self) -> bool {
        self.stream.ssl().peer_certificate().is_some()
    }

    fn transfer(
        &mut self,
        work: impl FnOnce(&mut SslStream<S>) -> Result<usize, openssl::ssl::Error>,
    ) -> Result<Attempt<usize>, Fault> {
        if !self.ready
            && let pending @ (Attempt::WantRead | Attempt::WantWrite) = self.handshake()?.map(|()| 0)
        {
            return Ok(pending);
        }
        self.attempt(work)
    }

    /// Runs a call of OpenSSL and tells "not yet" from "never".
    fn attempt<T: Default>(
        &mut self,
        work: impl FnOnce(&mut SslStream<S>) -> Result<T, openssl::ssl::Error>,
    ) -> Result<Attempt<T>, Fault> {
        if self.dead {
            return Err(Fault::Cut);
        }
        // What others left in the queue would be taken for ours.
        let _ = ErrorStack::get();
        let error = match work(&mut self.stream) {
            Ok(done) => return Ok(Attempt::Done(done)),
            Err(error) => error,
        };
        match error.code() {
            ErrorCode::WANT_READ => Ok(Attempt::WantRead),
            ErrorCode::WANT_WRITE => Ok(Attempt::WantWrite),
            ErrorCode::ZERO_RETURN if self.ready => Ok(Attempt::Done(T::default())),
            _ => {
                self.dead = true;
                Err(Fault::of(error))
            }
        }
    }
}

impl<T> Attempt<T> {
    /// Changes what is done.
    pub fn map<U>(self, change: impl FnOnce(T) -> U) -> Attempt<U> {
        match self {
            Attempt::Done(value) => Attempt::Done(change(value)),
            Attempt::WantRead => Attempt::WantRead,
            Attempt::WantWrite => Attempt::WantWrite,
        }
    }
}

impl<S> fmt::Debug for Session<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Session").field("ready", &self.ready).field("dead", &self.dead).finish_non_exhaustive()
    }
}
