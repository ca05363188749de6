//! TLS beneath a connection.
//!
//! Always true: the session never outlives the socket that it reads and writes; nothing here waits.

use std::cell::Cell;
use std::cell::RefCell;
use std::fs::File;
use std::io;
use std::os::fd::RawFd;
use std::os::unix::fs::FileExt;

use super::connection::Connection;
use crate::net::tls;
use crate::net::tls::Attempt;
use crate::net::tls::Fault;
use crate::sys::socket;

/// A record holds no more.
const RECORD: usize = 16384;

/// Is told why a client was turned away.
pub type Refused = Box<dyn Fn(&Connection, &Fault)>;

/// What a port needs for it.
pub struct Tls {
    /// Keys and rules.
    pub context: tls::Context,
    /// Is told why a client was turned away.
    pub refused: Refused,
}

/// One connection's session.
pub(super) struct Secure {
    session: RefCell<tls::Session<Wire>>,
    is_ready: Cell<bool>,
}

/// The socket as OpenSSL sees it.
struct Wire(RawFd);

impl io::Read for Wire {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        socket::receive(self.0, buffer, 0)
    }
}

impl io::Write for Wire {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        socket::send(self.0, bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Secure {
    /// For a client that has come; the handshake is still to be made.
    pub fn accept(context: &tls::Context, descriptor: RawFd) -> Result<Self, Fault> {
        let session = context.accept(Wire(descriptor))?;
        Ok(Self { session: RefCell::new(session), is_ready: Cell::new(false) })
    }

    /// Whether the handshake is done.
    pub fn is_ready(&self) -> bool {
        self.is_ready.get()
    }

    /// Goes on with the handshake. Whether it is done.
    pub fn shake_hands(&self) -> Result<bool, Fault> {
        let done = self.session.borrow_mut().handshake()? == Attempt::Done(());
        self.is_ready.set(done);
        Ok(done)
    }

    /// Reads what is there now.
    pub fn receive(&self, buffer: &mut [u8]) -> io::Result<usize> {
        now(self.session.borrow_mut().read(buffer))
    }

    /// Writes as much as there is room for now, which may be nothing.
    pub fn send(&self, data: &[u8]) -> io::Result<usize> {
        let mut session = self.session.borrow_mut();
        let mut sent = 0;
        while sent < data.len() {
            match session.write(&data[sent..])? {
                Attempt::Done(length) => sent += length,
                // The same bytes come again, from the queue.
                Attempt::WantRead | Attempt::WantWrite => break,
            }
        }
        Ok(sent)
    }

    /// Writes some of a file; 0 when there is no room.
    pub fn send_file(&self, file: &File, from: u64, length: usize) -> io::Result<usize> {
        let mut piece = [0; RECORD];
        let length = length.min(RECORD);
        file.read_exact_at(&mut piece[..length], from)?;
        self.send(&piece[..length])
    }

    /// Tells the client that nothing more comes.
    pub fn shut_down(&self) {
        self.session.borrow_mut().shut_down();
    }

    /// The client's certificate, as PEM.
    pub fn peer_certificate(&self) -> Option<Vec<u8>> {
        self.session.borrow().peer_certificate()
    }

    /// The application protocol that was agreed on.
    pub fn alpn(&self) -> Option<Vec<u8>> {
        self.session.borrow().alpn().map(<[u8]>::to_vec)
    }
}

fn now(attempt: Result<Attempt<usize>, Fault>) -> io::Result<usize> {
    match attempt? {
        Attempt::Done(length) => Ok(length),
        Attempt::WantRead | Attempt::WantWrite => Err(io::ErrorKind::WouldBlock.into()),
    }
}
