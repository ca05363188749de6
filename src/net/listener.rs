//! A listening socket.

use crate::coroutine;
use crate::coroutine::Wake;
use crate::coroutine::Waker;
use crate::io::Interest;
use crate::io::Stream;
use crate::net::connection::Connection;
use crate::net::connection::Deadline;
use crate::net::connection::name;
use socket2::Domain;
use socket2::SockAddr;
use socket2::Socket;
use socket2::Type;
use std::cell::Cell;
use std::io;
use std::io::ErrorKind;
use std::net::IpAddr;
use std::net::SocketAddr;
use std::os::fd::AsRawFd;
use std::os::fd::RawFd;

/// Where to listen: an address in numbers, or a path for a Unix socket.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Endpoint {
    /// An address and a port; port 0 lets the system choose.
    Ip(IpAddr, u16),
    /// A path.
    Unix(String),
}

impl Endpoint {
    /// `unix:/path`, or an IP address. `None` when the text is neither.
    pub fn parse(host: &str, port: u16) -> Option<Self> {
        match host.strip_prefix("unix:") {
            Some(path) => Some(Self::Unix(format!("/{}", path.trim_start_matches('/')))),
            None => Some(Self::Ip(host.parse().ok()?, port)),
        }
    }

    fn address(&self) -> io::Result<(Domain, SockAddr)> {
        Ok(match self {
            Self::Ip(ip, port) => {
                let address = SocketAddr::new(*ip, *port);
                (Domain::for_address(address), address.into())
            }
            Self::Unix(path) => (Domain::UNIX, SockAddr::unix(path)?),
        })
    }
}

/// A socket that takes connections.
#[derive(Debug)]
pub struct Listener {
    /// Declared first, so that it ends first.
    stream: Stream,
    socket: Socket,
    /// Whoever waits for a connection.
    waiting: Cell<Option<Waker>>,
}

impl Listener {
    /// Binds and listens. With `reuse_port` other processes may listen at the same port, and the system spreads the
    /// connections.
    pub fn bind(endpoint: &Endpoint, reuse_port: bool, backlog: i32) -> io::Result<Self> {
        let (domain, address) = endpoint.address()?;
        let socket = Socket::new(domain, Type::STREAM.nonblocking().cloexec(), None)?;
        match endpoint {
            Endpoint::Ip(..) => {
                socket.set_reuse_address(true)?;
                socket.set_reuse_port(reuse_port)?;
                // What is accepted inherits it, and so costs nothing.
                socket.set_tcp_nodelay(true)?;
            }
            Endpoint::Unix(path) => match std::fs::remove_file(path) {
                Err(why) if why.kind() != ErrorKind::NotFound => return Err(why),
                _ => {}
            },
        }
        socket.bind(&address)?;
        socket.listen(backlog)?;
        Ok(Self { stream: Stream::new(socket.as_raw_fd())?, socket, waiting: Cell::new(None) })
    }

    /// Its descriptor.
    pub fn fd(&self) -> RawFd {
        self.socket.as_raw_fd()
    }

    /// The port that it has.
    pub fn port(&self) -> u16 {
        self.socket.local_addr().map_or(0, |address| name(&address).1)
    }

    /// The next connection, and who is there. Connections that have come together are taken together: the wait is only
    /// for the first.
    pub fn accept(&self, deadline: Deadline) -> io::Result<(Connection, (String, u16))> {
        loop {
            self.waiting.set(Some(coroutine::waker()));
            let wake = self.stream.wait(Interest::READ, deadline);
            self.waiting.set(None);
            match wake? {
                Wake::Ready => {}
                Wake::TimedOut => return Err(io::Error::from_raw_os_error(libc::ETIMEDOUT)),
                Wake::Cancelled => return Err(io::Error::from_raw_os_error(libc::ECANCELED)),
            }
            match self.socket.accept4(libc::SOCK_NONBLOCK | libc::SOCK_CLOEXEC) {
                Ok((socket, peer)) => return Ok((Connection::nonblocking(socket)?, name(&peer))),
                Err(why) if why.kind() == ErrorKind::WouldBlock => self.stream.drained(Interest::READ),
                // Whoever came has gone again.
                Err(why) if matches!(why.kind(), ErrorKind::Interrupted | ErrorKind::ConnectionAborted) => {}
                Err(why) => return Err(why),
            }
        }
    }

    /// Ends the wait of whoever accepts, at once. Clients may still connect, and wait.
    pub fn interrupt(&self) {
        if let Some(waker) = self.waiting.take() {
            coroutine::wake_now(waker, Wake::Cancelled);
        }
    }
}
