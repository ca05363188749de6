//! TLS between the socket and its user.

use crate::net::socket::Failure;
use crate::net::socket::Patience;
use crate::net::socket::Result;
use crate::net::socket::Side;
use crate::net::socket::Socket;
use crate::net::socket::Try;
use crate::net::socket::code;
use crate::net::socket::failure::Note;
use crate::net::tls;
use crate::net::tls::Fault;
use crate::sys::socket;
use std::io;
use std::os::fd::AsRawFd;
use std::os::fd::OwnedFd;
use std::rc::Rc;

/// What was chosen, and what came of it.
#[derive(Default)]
pub(super) struct Secure {
    /// Nothing: no TLS.
    options: Option<tls::Options>,
    /// The host that was connected to, which the certificate is to be for.
    host: Option<String>,
    /// Made at the first need.
    context: Option<tls::Context>,
    session: Option<Box<tls::Session<Wire>>>,
    /// Whether this is the accepting side.
    accepts: bool,
    /// Whether the handshake was asked for and is done.
    shaken: bool,
}

/// The socket as TLS sees it.
pub struct Wire(Rc<OwnedFd>);

impl io::Read for Wire {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        socket::receive(self.0.as_raw_fd(), buffer, 0)
    }
}

impl io::Write for Wire {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        socket::send(self.0.as_raw_fd(), bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Socket {
    /// Chooses TLS for connections to come, or changes its options.
    pub fn set_tls(&self, options: tls::Options) {
        let mut secure = self.secure.borrow_mut();
        secure.options = Some(options);
        secure.context = None;
    }

    /// The options, if TLS was chosen.
    pub fn tls_options(&self) -> Option<tls::Options> {
        self.secure.borrow().options.clone()
    }

    /// Whether TLS was chosen.
    pub fn has_tls(&self) -> bool {
        self.secure.borrow().options.is_some()
    }

    /// Whether the handshake is done.
    pub fn is_secure(&self) -> bool {
        self.secure.borrow().shaken
    }

    /// Remembers the host that is connected to.
    pub(super) fn expect_host(&self, host: &[u8]) {
        let named = self.kind().family != libc::AF_UNIX;
        self.secure.borrow_mut().host = named.then(|| String::from_utf8_lossy(host).into_owned());
    }

    /// Makes the handshake.
    pub fn handshake(&self) -> Result<()> {
        if self.secure.borrow().shaken {
            return Err(Failure::Code(code::WRONG_OPERATION));
        }
        self.need(Side::Both)?;
        if !self.is_drained() {
            // What came before could have been put there by anybody, and shall not be taken for what comes by TLS. Nor
            // shall anything go out in clear of one who does not heed the error.
            self.held.borrow_mut().clear();
            let _ = self.shut_down(libc::SHUT_RDWR);
            return Err(Failure::Code(code::SSL_BAD_PROTOCOL));
        }
        if self.secure.borrow().session.is_none() {
            self.begin_session()?;
        }
        let mut patience = Patience::new(self.timeouts.get().read);
        let shaken = self.attempt_in(Side::Read, &mut patience, &mut |_| match self
            .session(tls::Session::handshake)
            .unwrap_or(Err(Fault::Cut))
        {
            Err(fault) => Try::Failed(self.refused(fault)),
            other => Try::of_session(other),
        });
        let mut secure = self.secure.borrow_mut();
        match shaken {
            Err(failure) if failure.is_timeout() && secure.accepts => Err(Failure::Code(code::SSL_BAD_CLIENT)),
            Err(failure) => Err(failure),
            Ok(()) => {
                secure.shaken = true;
                Ok(())
            }
        }
    }

    /// The certificate of the other end, as PEM.
    pub fn peer_certificate(&self) -> Result<Vec<u8>> {
        let shown = self.session(|session| session.peer_certificate()).flatten();
        shown.ok_or(Failure::Code(code::SSL_EMPTY_PEER_CERTIFICATE))
    }

    /// Verifies the certificate of the other end, also when nobody asked for that at the handshake.
    pub fn verify_peer(&self, allow_self_signed: bool) -> Result<()> {
        let verified = self.session(|session| session.verify(allow_self_signed));
        verified.unwrap_or(Err(Fault::Cut)).map_err(|fault| self.refused(fault))
    }

    /// The application protocol on which both ends agreed.
    pub fn alpn(&self) -> Option<Vec<u8>> {
        self.session(|session| session.alpn().map(<[u8]>::to_vec)).flatten()
    }

    /// Looks at the session for a moment, if there is one.
    pub(super) fn session<T>(&self, work: impl FnOnce(&mut tls::Session<Wire>) -> T) -> Option<T> {
        self.secure.borrow_mut().session.as_deref_mut().map(work)
    }

    /// Tells the other end that nothing more will come.
    pub(super) fn end_session(&self) {
        self.session(tls::Session::shut_down);
    }

    /// What accepted connections need to be secure.
    pub(super) fn acceptor(&self) -> Result<Option<(tls::Options, tls::Context)>> {
        let options = self.secure.borrow().options.clone();
        let Some(options) = options else { return Ok(None) };
        self.secure.borrow_mut().accepts = true;
        Ok(Some((options, self.context()?)))
    }

    /// Makes this accepted connection the accepting side of TLS.
    pub(super) fn secure_as(&self, acceptor: Option<(tls::Options, tls::Context)>) -> Result<()> {
        let Some((options, context)) = acceptor else { return Ok(()) };
        let secure = Secure { options: Some(options), context: Some(context), accepts: true, ..Secure::default() };
        *self.secure.borrow_mut() = secure;
        self.begin_session()
    }

    fn begin_session(&self) -> Result<()> {
        if !self.has_tls() {
            return Err(Failure::Code(code::WRONG_OPERATION));
        }
        if self.listens.get() {
            self.secure.borrow_mut().accepts = true;
        }
        let context = self.context()?;
        let wire = Wire(self.open_descriptor()?);
        let mut secure = self.secure.borrow_mut();
        let session = if secure.accepts { context.accept(wire) } else { context.connect(wire, secure.host.as_deref()) };
        let session = session.map_err(|_| Failure::Code(code::SSL_CREATE_SESSION_FAILED))?;
        secure.session = Some(Box::new(session));
        Ok(())
    }

    fn context(&self) -> Result<tls::Context> {
        let mut secure = self.secure.borrow_mut();
        if let Some(context) = &secure.context {
            return Ok(context.clone());
        }
        let mut options = secure.options.clone().unwrap_or_default();
        options.datagram = self.is_datagram();
        let made = if secure.accepts { tls::Context::server(options) } else { tls::Context::client(options) };
        match made {
            Ok(context) => {
                secure.context = Some(context.clone());
                Ok(context)
            }
            Err(why) => Err(Failure::Noted(
                code::SSL_CREATE_CONTEXT_FAILED,
                Note { level: Note::WARNING, place: "SSLContext::create", text: why.to_string() },
            )),
        }
    }

    /// What a handshake's fault is called here.
    fn refused(&self, fault: Fault) -> Failure {
        let accepts = self.secure.borrow().accepts;
        let peer = self.peer_address();
        let (host, port) = peer.map_or_else(|_| ("unknown".into(), 0), |peer| (peer.host(), peer.port()));
        let host = String::from_utf8_lossy(&host).into_owned();
        let fd = self.descriptor().unwrap_or(-1);
        let noted = |code, level, place, text| Failure::Noted(code, Note { level, place, text });
        match fault {
            Fault::Unverified { reason, text } => {
                let text = match reason {
                    18 => format!("self signed certificate from fd#{fd} is not allowed"),
                    _ => format!("can not verify peer from fd#{fd} with error#{reason}: {text}"),
                };
                noted(code::SSL_VERIFY_FAILED, Note::NOTICE, "Socket::ssl_verify", text)
            }
            Fault::Protocol { reason, text } if accepts => {
                let text = format!("bad SSL client[{host}:{port}], reason={reason}, error_string={text}");
                noted(code::SSL_BAD_CLIENT, Note::WARNING, "Socket::ssl_accept", text)
            }
            _ if accepts => Failure::Code(code::SSL_BAD_CLIENT),
            Fault::Io(why) => why.into(),
            other => {
                let text = format!("ssl_connect(fd={fd}) to server[{host}:{port}] failed. Error: {other}");
                noted(code::SSL_HANDSHAKE_FAILED, Note::NOTICE, "Socket::ssl_connect", text)
            }
        }
    }
}
