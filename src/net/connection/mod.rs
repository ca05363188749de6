//! One open stream socket, with or without TLS.
//!
//! Invariants:
//!
//! - the descriptor is open as long as its registration: [`Connection::close`] ends both, once, in this order;
//! - a read waits first and tries then, because whoever asks for more has usually taken all there was; a write tries
//!   first, because there is usually room. So a request costs one call to read and one to write it. TLS keeps bytes of
//!   its own, so that there a read tries first, too;
//! - what is held back goes out before anything else does, and before a read waits: nobody waits for an answer to what he
//!   was not sent;
//! - the TLS session is borrowed only for an attempt, never over a wait: one coroutine may read while another writes.

mod end;
mod held;

use crate::coroutine::Wake;
use crate::coroutine::Waker;
use crate::io::Interest;
use crate::io::Stream;
use crate::net::tls;
use crate::net::tls::Attempt;
use crate::net::tls::Session;
use crate::sys::clock::Nanos;
use crate::sys::fd;
use socket2::Domain;
use socket2::SockAddr;
use socket2::Socket;
use socket2::Type;
use std::cell::Cell;
use std::cell::RefCell;
use std::fs::File;
use std::io;
use std::io::ErrorKind;
use std::io::IoSlice;
use std::io::Read;
use std::io::Write;
use std::net::SocketAddr;
use std::num::NonZeroUsize;
use std::os::fd::AsRawFd;
use std::os::fd::OwnedFd;
use std::os::fd::RawFd;
use std::os::unix::fs::FileExt;
use std::rc::Rc;

/// When a wait is given up; `None` is never.
pub type Deadline = Option<Nanos>;

/// The most that one `sendfile` takes.
const FILE_AT_ONCE: usize = 1 << 20;
/// The most of a file that is in memory at once, where the kernel cannot send it.
const PIECE: usize = 65536;

/// A connection to a peer.
#[derive(Debug)]
pub struct Connection {
    /// Gone when it was closed; shared with those who are using it at this moment.
    open: RefCell<Option<Rc<Open>>>,
    /// The number that it has or had.
    fd: RawFd,
    /// Whether somebody waits for the next request, and nothing would be lost if it were closed.
    idle: Cell<bool>,
    /// Whether small writes are held back, and those that are.
    holds: Cell<bool>,
    held: RefCell<Vec<u8>>,
    /// Who waits for room for them, beside the coroutine that writes.
    sender: Cell<Option<Waker>>,
}

struct Open {
    /// Declared first, so that it ends first.
    stream: Stream,
    socket: Rc<Socket>,
    tls: RefCell<Option<Session<Raw>>>,
}

/// Which side of TLS this is.
#[derive(Clone, Copy, Debug)]
pub enum Side<'a> {
    /// The one that accepts.
    Accept,
    /// The one that connects, to a host of this name.
    Connect(Option<&'a str>),
}

/// The socket, as TLS uses it.
struct Raw(Rc<Socket>);

impl Connection {
    /// Takes over a socket that does not block.
    pub fn nonblocking(socket: Socket) -> io::Result<Self> {
        let fd = socket.as_raw_fd();
        let stream = Stream::new(fd)?;
        let open = Open { stream, socket: Rc::new(socket), tls: RefCell::new(None) };
        Ok(Self {
            open: RefCell::new(Some(Rc::new(open))),
            fd,
            idle: Cell::new(false),
            holds: Cell::new(false),
            held: RefCell::default(),
            sender: Cell::new(None),
        })
    }

    /// Connects, and waits as long as that takes.
    pub fn connect(address: &SockAddr, deadline: Deadline) -> io::Result<Self> {
        let domain = Domain::from(i32::from(address.family()));
        let socket = Socket::new(domain, Type::STREAM.nonblocking().cloexec(), None)?;
        if domain != Domain::UNIX {
            socket.set_tcp_nodelay(true)?;
        }
        let begun = socket.connect(address);
        let connection = Self::nonblocking(socket)?;
        match begun {
            Ok(()) => return Ok(connection),
            Err(why) if why.raw_os_error() == Some(libc::EINPROGRESS) => {}
            Err(why) => return Err(why),
        }
        let open = connection.open()?;
        loop {
            open.stream.drained(Interest::WRITE);
            open.wait(Interest::WRITE, deadline)?;
            match fd::take_error(connection.fd)? {
                // Registering may be told of before the connection stands.
                0 if open.socket.peer_addr().is_err() => {}
                0 => return Ok(connection),
                error => return Err(io::Error::from_raw_os_error(error)),
            }
        }
    }

    /// Speaks TLS from now on, as the side that accepts, or as the one that connects to `host`.
    pub fn secure(&self, context: &tls::Context, side: Side<'_>, deadline: Deadline) -> io::Result<()> {
        let open = self.open()?;
        let raw = Raw(open.socket.clone());
        let session = match side {
            Side::Accept => context.accept(raw),
            Side::Connect(host) => context.connect(raw, host),
        };
        *open.tls.borrow_mut() = Some(session.map_err(io::Error::from)?);
        open.tls_transfer(deadline, |session| session.handshake()).map(drop)
    }

    /// The application protocol that was agreed on.
    pub fn alpn(&self) -> Option<Vec<u8>> {
        let open = self.open().ok()?;
        let tls = open.tls.borrow();
        tls.as_ref()?.alpn().map(<[u8]>::to_vec)
    }

    /// The peer's certificate, in PEM.
    pub fn peer_certificate(&self) -> Option<Vec<u8>> {
        let open = self.open().ok()?;
        let tls = open.tls.borrow();
        tls.as_ref()?.peer_certificate()
    }

    /// Whether it speaks TLS.
    pub fn is_secure(&self) -> bool {
        self.open().is_ok_and(|open| open.tls.borrow().is_some())
    }

    /// The same connection under another descriptor, for somebody who reads and writes it by himself; none with TLS.
    pub fn share(&self) -> Option<OwnedFd> {
        self.release().ok()?;
        let open = self.open().ok().filter(|open| open.tls.borrow().is_none())?;
        Some(open.socket.try_clone().ok()?.into())
    }

    /// Its descriptor; after the close the one that it had.
    pub fn fd(&self) -> RawFd {
        self.fd
    }

    /// Whether it is open on this side.
    pub fn is_open(&self) -> bool {
        self.open.borrow().is_some()
    }

    /// Whether the peer has neither ended it nor sent what nobody asked for.
    pub fn is_quiet(&self) -> bool {
        self.open().is_ok() && !fd::is_ready(self.fd, libc::POLLIN | libc::POLLRDHUP).unwrap_or(true)
    }

    /// Whether it waits for a request.
    pub fn is_idle(&self) -> bool {
        self.idle.get()
    }

    /// Says whether closing it now would lose nothing.
    pub fn set_idle(&self, idle: bool) {
        self.idle.set(idle);
    }

    /// Reads what there is, or waits for it; 0 at the end of the stream. ETIMEDOUT and ECANCELED when the wait ended
    /// otherwise.
    pub fn read(&self, buffer: &mut [u8], deadline: Deadline) -> io::Result<usize> {
        self.release()?;
        let open = self.open()?;
        if open.tls.borrow().is_some() {
            return open.tls_transfer(deadline, |session| session.read(buffer));
        }
        loop {
            open.wait(Interest::READ, deadline)?;
            match (&*open.socket).read(buffer) {
                Ok(length) => {
                    if length < buffer.len() {
                        open.stream.drained(Interest::READ);
                    }
                    return Ok(length);
                }
                Err(why) if why.kind() == ErrorKind::WouldBlock => open.stream.drained(Interest::READ),
                Err(why) if why.kind() == ErrorKind::Interrupted => {}
                Err(why) => return Err(why),
            }
        }
    }

    /// Writes all of several pieces, and waits as long as that takes.
    pub fn write_all(&self, pieces: &[&[u8]], deadline: Deadline) -> io::Result<()> {
        let open = self.open()?;
        if self.holds.get() {
            if self.hold(pieces) {
                return Ok(());
            }
            // More than one wants to wait with.
            self.release()?;
        }
        if open.tls.borrow().is_some() {
            return pieces.iter().try_for_each(|piece| open.tls_write(piece, deadline));
        }
        if let [one] = pieces {
            return open.write_one(one, deadline);
        }
        let mut slices: Vec<IoSlice> = pieces.iter().map(|piece| IoSlice::new(piece)).collect();
        let mut left = &mut slices[..];
        IoSlice::advance_slices(&mut left, 0);
        while !left.is_empty() {
            match open.socket.send_vectored_with_flags(left, libc::MSG_NOSIGNAL) {
                Ok(sent) => IoSlice::advance_slices(&mut left, sent),
                Err(why) => open.room_after(why, deadline)?,
            }
        }
        Ok(())
    }

    /// Writes a part of a file; where possible without copying it through this process.
    pub fn send_file(&self, file: &File, offset: u64, length: u64, deadline: Deadline) -> io::Result<()> {
        self.release()?;
        let open = self.open()?;
        let (mut at, end) = (offset, offset + length);
        if open.tls.borrow().is_some() {
            let mut buffer = vec![0; PIECE];
            while at < end {
                let piece = &mut buffer[..PIECE.min((end - at) as usize)];
                file.read_exact_at(piece, at)?;
                open.tls_write(piece, deadline)?;
                at += piece.len() as u64;
            }
            return Ok(());
        }
        while let Some(left) = NonZeroUsize::new(FILE_AT_ONCE.min((end - at) as usize)) {
            match open.socket.sendfile(file, at as usize, Some(left)) {
                Ok(0) => return Err(ErrorKind::UnexpectedEof.into()),
                Ok(sent) => at += sent as u64,
                Err(why) => open.room_after(why, deadline)?,
            }
        }
        Ok(())
    }

    /// Closes it; false when it was closed before. Whoever waits for it is woken with EBADF.
    pub fn close(&self) -> bool {
        if self.holds.get() {
            // What there is no room for is lost to a peer that does not read.
            let _ = self.write_held();
        }
        let open = self.open.borrow_mut().take();
        if let Some(open) = &open {
            if let Some(session) = open.tls.borrow_mut().as_mut() {
                session.shut_down();
            }
            open.stream.close();
            if Rc::strong_count(open) > 1 {
                // Others hold the socket for a moment; the peer shall know now.
                let _ = open.socket.shutdown(std::net::Shutdown::Both);
            }
        }
        open.is_some()
    }

    /// The address and port of this side.
    pub fn local(&self) -> (String, u16) {
        self.open().and_then(|open| open.socket.local_addr()).map_or_else(|_| (String::new(), 0), |at| name(&at))
    }

    /// The address and port of the other side.
    pub fn peer(&self) -> (String, u16) {
        self.open().and_then(|open| open.socket.peer_addr()).map_or_else(|_| (String::new(), 0), |at| name(&at))
    }

    fn open(&self) -> io::Result<Rc<Open>> {
        self.open.borrow().clone().ok_or_else(|| io::Error::from_raw_os_error(libc::EBADF))
    }
}

impl Open {
    fn wait(&self, direction: Interest, deadline: Deadline) -> io::Result<()> {
        match self.stream.wait(direction, deadline)? {
            Wake::Ready => Ok(()),
            Wake::TimedOut => Err(io::Error::from_raw_os_error(libc::ETIMEDOUT)),
            Wake::Cancelled => Err(io::Error::from_raw_os_error(libc::ECANCELED)),
        }
    }

    fn write_one(&self, bytes: &[u8], deadline: Deadline) -> io::Result<()> {
        let mut left = bytes;
        while !left.is_empty() {
            match self.socket.send_with_flags(left, libc::MSG_NOSIGNAL) {
                Ok(sent) => left = &left[sent..],
                Err(why) => self.room_after(why, deadline)?,
            }
        }
        Ok(())
    }

    /// Waits for room if that is what was missing.
    fn room_after(&self, why: io::Error, deadline: Deadline) -> io::Result<()> {
        match why.kind() {
            ErrorKind::Interrupted => Ok(()),
            ErrorKind::WouldBlock if crate::coroutine::can_park() => {
                self.stream.drained(Interest::WRITE);
                self.wait(Interest::WRITE, deadline)
            }
            _ => Err(why),
        }
    }

    fn tls_write(&self, bytes: &[u8], deadline: Deadline) -> io::Result<()> {
        let mut left = bytes;
        while !left.is_empty() {
            let sent = self.tls_transfer(deadline, |session| session.write(left))?;
            left = &left[sent..];
        }
        Ok(())
    }

    /// Tries until it is done; between the tries it waits for what TLS needs.
    fn tls_transfer<T>(
        &self,
        deadline: Deadline,
        mut attempt: impl FnMut(&mut Session<Raw>) -> Result<Attempt<T>, tls::Fault>,
    ) -> io::Result<T> {
        loop {
            let tried = match self.tls.borrow_mut().as_mut() {
                Some(session) => attempt(session),
                None => return Err(io::Error::from_raw_os_error(libc::EBADF)),
            };
            let direction = match tried {
                Ok(Attempt::Done(value)) => return Ok(value),
                Ok(Attempt::WantRead) => Interest::READ,
                Ok(Attempt::WantWrite) => Interest::WRITE,
                Err(why) => return Err(io::Error::from(why)),
            };
            self.stream.drained(direction);
            self.wait(direction, deadline)?;
        }
    }
}

impl std::fmt::Debug for Open {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Open").field("socket", &self.socket).finish_non_exhaustive()
    }
}

impl Read for Raw {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        (&*self.0).read(buffer)
    }
}

impl Write for Raw {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.send_with_flags(bytes, libc::MSG_NOSIGNAL)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// An address as users know it: an IP address and a port, or a path.
pub fn name(address: &SockAddr) -> (String, u16) {
    match address.as_socket() {
        Some(SocketAddr::V4(v4)) => (v4.ip().to_string(), v4.port()),
        Some(SocketAddr::V6(v6)) => (v6.ip().to_string(), v6.port()),
        None => (address.as_pathname().map(|path| path.display().to_string()).unwrap_or_default(), 0),
    }
}
