//! One open stream socket.
//!
//! Invariants:
//!
//! - the descriptor is open as long as its registration: [`Connection::close`] ends both, once, in this order;
//! - a read waits first and tries then, because whoever asks for more has usually taken all there was; a write tries
//!   first, because there is usually room. So a request costs one call to read and one to write it.

use crate::coroutine::Wake;
use crate::io::Interest;
use crate::io::Stream;
use crate::sys::clock::Nanos;
use socket2::SockAddr;
use socket2::Socket;
use std::cell::Cell;
use std::cell::RefCell;
use std::fs::File;
use std::io;
use std::io::ErrorKind;
use std::io::IoSlice;
use std::io::Read;
use std::net::SocketAddr;
use std::num::NonZeroUsize;
use std::os::fd::AsRawFd;
use std::os::fd::RawFd;
use std::rc::Rc;

/// When a wait is given up; `None` is never.
pub type Deadline = Option<Nanos>;

/// The most that one `sendfile` takes.
const FILE_AT_ONCE: usize = 1 << 20;

/// A connection to a peer.
#[derive(Debug)]
pub struct Connection {
    /// Gone when it was closed; shared with those who are using it at this moment.
    open: RefCell<Option<Rc<Open>>>,
    /// The number that it has or had.
    fd: RawFd,
    /// Whether somebody waits for the next request, and nothing would be lost if it were closed.
    idle: Cell<bool>,
}

#[derive(Debug)]
struct Open {
    /// Declared first, so that it ends first.
    stream: Stream,
    socket: Socket,
}

impl Connection {
    /// Takes over a socket.
    pub fn new(socket: Socket) -> io::Result<Self> {
        socket.set_nonblocking(true)?;
        Self::nonblocking(socket)
    }

    /// Takes over a socket that does not block.
    pub fn nonblocking(socket: Socket) -> io::Result<Self> {
        let fd = socket.as_raw_fd();
        let stream = Stream::new(fd)?;
        Ok(Self { open: RefCell::new(Some(Rc::new(Open { stream, socket }))), fd, idle: Cell::new(false) })
    }

    /// Its descriptor; after the close the one that it had.
    pub fn fd(&self) -> RawFd {
        self.fd
    }

    /// Whether it is open on this side.
    pub fn is_open(&self) -> bool {
        self.open.borrow().is_some()
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
        let open = self.open()?;
        loop {
            open.wait(Interest::READ, deadline)?;
            match (&open.socket).read(buffer) {
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
        let mut slices: Vec<IoSlice> = pieces.iter().map(|piece| IoSlice::new(piece)).collect();
        let mut left = &mut slices[..];
        IoSlice::advance_slices(&mut left, 0);
        while !left.is_empty() {
            let sent = match &*left {
                [one] => open.socket.send_with_flags(one, libc::MSG_NOSIGNAL),
                many => open.socket.send_vectored_with_flags(many, libc::MSG_NOSIGNAL),
            };
            match sent {
                Ok(sent) => IoSlice::advance_slices(&mut left, sent),
                Err(why) => open.room_after(why, deadline)?,
            }
        }
        Ok(())
    }

    /// Writes a part of a file, without copying it through this process.
    pub fn send_file(&self, file: &File, offset: u64, length: u64, deadline: Deadline) -> io::Result<()> {
        let open = self.open()?;
        let (mut at, end) = (offset as usize, (offset + length) as usize);
        while let Some(left) = NonZeroUsize::new((end - at).min(FILE_AT_ONCE)) {
            match open.socket.sendfile(file, at, Some(left)) {
                Ok(0) => return Err(ErrorKind::UnexpectedEof.into()),
                Ok(sent) => at += sent,
                Err(why) => open.room_after(why, deadline)?,
            }
        }
        Ok(())
    }

    /// Closes it; false when it was closed before. Whoever waits for it is woken with EBADF.
    pub fn close(&self) -> bool {
        let open = self.open.borrow_mut().take();
        if let Some(open) = &open {
            open.stream.close();
            // Others may hold the socket for a moment; the peer shall know now.
            let _ = open.socket.shutdown(std::net::Shutdown::Write);
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
}

/// An address as users know it: an IP address and a port, or a path.
pub fn name(address: &SockAddr) -> (String, u16) {
    match address.as_socket() {
        Some(SocketAddr::V4(v4)) => (v4.ip().to_string(), v4.port()),
        Some(SocketAddr::V6(v6)) => (v6.ip().to_string(), v6.port()),
        None => (address.as_pathname().map(|path| path.display().to_string()).unwrap_or_default(), 0),
    }
}
