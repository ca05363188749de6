//! A connection of bytes, by TCP or Unix socket, whose waits park the coroutine.
//!
//! One coroutine may read while another writes. Closing wakes both.

use std::cell::RefCell;
use std::io;
use std::io::Read;
use std::io::Write;
use std::net::IpAddr;
use std::net::SocketAddr;
use std::os::fd::AsRawFd;
use std::os::fd::RawFd;
use std::path::PathBuf;
use std::time::Duration;

use mio::net::TcpStream;
use mio::net::UnixStream;

use crate::io::Interest;
use crate::io::closed;
use crate::io::dns;
use crate::io::dns::Kind;
use crate::io::dns::Lookup;
use crate::io::is_dry;
use crate::io::took_less;
use crate::io::wait_fd;
use crate::io::wait_known_fd;
use crate::net::failure::Failure;
use crate::sys::clock::Nanos;

/// Where a server listens.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Address {
    /// A host, by name or address, and a port.
    Tcp(String, u16),
    /// A socket in the file system.
    Unix(PathBuf),
}

/// How long an answer of a name server counts.
const DNS_MAX_AGE: Duration = Duration::from_secs(60);

/// An open connection.
#[derive(Debug)]
pub struct Stream {
    /// `None` once closed.
    socket: RefCell<Option<Socket>>,
    fd: RawFd,
}

#[derive(Debug)]
enum Socket {
    Tcp(TcpStream),
    Unix(UnixStream),
}

impl Stream {
    /// Connects; the addresses of a host are tried in turn. Call it where `coroutine::can_park` holds.
    pub fn connect(address: &Address, deadline: Option<Nanos>) -> Result<Self, Failure> {
        match address {
            Address::Unix(path) => Self::establish(Socket::Unix(UnixStream::connect(path)?), deadline),
            Address::Tcp(host, port) => {
                let mut last = Failure::Unknown(host.clone());
                for ip in resolve(host, deadline)? {
                    let tried = TcpStream::connect(SocketAddr::new(ip, *port)).map_err(Failure::from);
                    match tried.and_then(|socket| Self::establish(Socket::Tcp(socket), deadline)) {
                        Err(why @ (Failure::TimedOut | Failure::Cancelled)) => return Err(why),
                        Err(why) => last = why,
                        connected => return connected,
                    }
                }
                Err(last)
            }
        }
    }

    fn establish(socket: Socket, deadline: Option<Nanos>) -> Result<Self, Failure> {
        let fd = socket.fd();
        let stream = Self { socket: RefCell::new(Some(socket)), fd };
        if let Some(failure) = Failure::of_wake(wait_fd(fd, Interest::WRITE, deadline)?) {
            return Err(failure);
        }
        stream.with(Socket::established)?;
        Ok(stream)
    }

    /// The descriptor.
    pub fn fd(&self) -> RawFd {
        self.fd
    }

    /// Whether all that came was taken and there is no news since: a try to read would be in vain, as far as was heard.
    pub fn is_dry(&self) -> bool {
        is_dry(self.fd)
    }

    /// Reads what there is, without waiting: nothing when that is nothing, `Eof` at the end.
    pub fn try_read(&self, buffer: &mut [u8]) -> Result<Option<usize>, Failure> {
        loop {
            return match self.with(|socket| socket.read(buffer)) {
                Ok(0) => Err(Failure::Eof),
                Ok(count) => {
                    if count < buffer.len() {
                        took_less(self.fd);
                    }
                    Ok(Some(count))
                }
                Err(why) if why.kind() == io::ErrorKind::WouldBlock => Ok(None),
                Err(why) if why.kind() == io::ErrorKind::Interrupted => continue,
                Err(why) => Err(self.failure(why)),
            };
        }
    }

    /// Writes what there is room for, without waiting: nothing when there is none.
    pub fn try_write(&self, bytes: &[u8]) -> Result<Option<usize>, Failure> {
        loop {
            return match self.with(|socket| socket.write(bytes)) {
                Ok(count) => Ok(Some(count)),
                Err(why) if why.kind() == io::ErrorKind::WouldBlock => Ok(None),
                Err(why) if why.kind() == io::ErrorKind::Interrupted => continue,
                Err(why) => Err(self.failure(why)),
            };
        }
    }

    /// Waits until there is room to write; a hint, for who has just tried in vain.
    pub fn wait_writable(&self, deadline: Option<Nanos>) -> Result<(), Failure> {
        self.wait(Interest::WRITE, deadline)
    }

    /// Waits until there is something to read; a hint, for who has just tried in vain.
    pub fn wait_readable(&self, deadline: Option<Nanos>) -> Result<(), Failure> {
        self.wait(Interest::READ, deadline)
    }

    /// Writes all of it.
    pub fn write_all(&self, mut bytes: &[u8], deadline: Option<Nanos>) -> Result<(), Failure> {
        while !bytes.is_empty() {
            match self.try_write(bytes)? {
                Some(count) => bytes = &bytes[count..],
                None => self.wait_writable(deadline)?,
            }
        }
        Ok(())
    }

    /// Closes it, if it is open; whoever waits for it wakes with an error.
    pub fn close(&self) {
        if let Some(socket) = self.socket.take() {
            closed(self.fd);
            drop(socket);
        }
    }

    fn wait(&self, interest: Interest, deadline: Option<Nanos>) -> Result<(), Failure> {
        match wait_known_fd(self.fd, interest, deadline) {
            Ok((wake, _)) => Failure::of_wake(wake).map_or(Ok(()), Err),
            Err(why) => Err(self.failure(why)),
        }
    }

    fn failure(&self, why: io::Error) -> Failure {
        if self.socket.borrow().is_none() { Failure::Closed } else { Failure::from(why) }
    }

    fn with<T>(&self, action: impl FnOnce(&mut Socket) -> io::Result<T>) -> io::Result<T> {
        match self.socket.borrow_mut().as_mut() {
            Some(socket) => action(socket),
            None => Err(io::Error::from_raw_os_error(libc::EBADF)),
        }
    }
}

impl Drop for Stream {
    fn drop(&mut self) {
        self.close();
    }
}

impl Socket {
    fn fd(&self) -> RawFd {
        match self {
            Self::Tcp(socket) => socket.as_raw_fd(),
            Self::Unix(socket) => socket.as_raw_fd(),
        }
    }

    fn established(&mut self) -> io::Result<()> {
        let error = match self {
            Self::Tcp(socket) => {
                socket.set_nodelay(true)?;
                socket.take_error()
            }
            Self::Unix(socket) => socket.take_error(),
        };
        error?.map_or(Ok(()), Err)
    }

    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match self {
            Self::Tcp(socket) => socket.read(buffer),
            Self::Unix(socket) => socket.read(buffer),
        }
    }

    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Self::Tcp(socket) => socket.write(bytes),
            Self::Unix(socket) => socket.write(bytes),
        }
    }
}

/// The addresses of a host, IPv4 before IPv6.
fn resolve(host: &str, deadline: Option<Nanos>) -> Result<Vec<IpAddr>, Failure> {
    let literal = host.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or(host);
    if let Ok(literal) = literal.parse() {
        return Ok(vec![literal]);
    }
    for kind in [Kind::V4, Kind::V6] {
        match dns::lookup(host, kind, DNS_MAX_AGE, deadline) {
            Lookup::Found(addresses) => return Ok(addresses.to_vec()),
            Lookup::TimedOut => return Err(Failure::TimedOut),
            Lookup::Cancelled => return Err(Failure::Cancelled),
            Lookup::NotFound => {}
        }
    }
    Err(Failure::Unknown(host.to_owned()))
}
