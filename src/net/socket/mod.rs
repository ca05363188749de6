//! A socket whose waits park the coroutine.
//!
//! Invariants:
//! - each call tries first and parks only when the kernel says "not now"; between two tries no borrow and no buffer is
//!   held, so that other coroutines may use the socket meanwhile;
//! - one coroutine may wait to read and one to write; a third one is a [`Failure::Bound`];
//! - a call keeps the descriptor open until it returns, so that no other file gets its number in between; `close` ends
//!   the waits that are on.
//!
//! `transfer` moves bytes, `packet` buffers and frames, `connect` finds and reaches a host, `proxy` goes there through
//! others, `secure` puts TLS between.

mod connect;
mod failure;
mod file;
mod packet;
mod proxy;
mod secure;
mod transfer;
mod vector;

pub use crate::net::socket::failure::Failure;
pub use crate::net::socket::failure::Note;
pub use crate::net::socket::failure::code;
pub use crate::net::socket::packet::OtherLength;
pub use crate::net::socket::packet::Packets;
pub use crate::net::socket::proxy::HttpProxy;
pub use crate::net::socket::proxy::Proxy;
pub use crate::net::socket::proxy::Socks5;
pub use crate::net::socket::transfer::Partial;

use crate::coroutine;
use crate::coroutine::Wake;
use crate::coroutine::Waker;
use crate::io;
use crate::io::Conflict;
use crate::io::Interest;
use crate::net::socket::packet::Held;
use crate::net::tls;
use crate::sys::clock;
use crate::sys::clock::Nanos;
use crate::sys::fd;
use crate::sys::socket;
use crate::sys::socket::Address;
use std::cell::Cell;
use std::cell::RefCell;
use std::ffi::c_int;
use std::os::fd::AsRawFd;
use std::os::fd::OwnedFd;
use std::os::fd::RawFd;
use std::rc::Rc;
use std::time::Duration;

/// A result of this module.
pub type Result<T> = std::result::Result<T, Failure>;

/// What a socket was opened as.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Kind {
    /// `AF_INET` …
    pub family: c_int,
    /// `SOCK_STREAM` …
    pub kind: c_int,
    /// `IPPROTO_IP` …
    pub protocol: c_int,
}

/// How long to wait; nothing means for ever.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Timeouts {
    /// For a name's address.
    pub dns: Option<Duration>,
    /// For a connection.
    pub connect: Option<Duration>,
    /// For something to read.
    pub read: Option<Duration>,
    /// For room to write.
    pub write: Option<Duration>,
}

/// Which end of a stream a wait is about, also when TLS has to do the opposite meanwhile.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Side {
    /// Reading.
    Read,
    /// Writing.
    Write,
    /// Both, as a connection that is being made.
    Both,
}

/// What came of trying.
pub(crate) enum Try<T> {
    /// It is done.
    Done(T),
    /// Not now.
    Wait(Interest),
    /// Never.
    Failed(Failure),
}

/// A coroutine in a wait.
#[derive(Clone, Copy)]
struct Bound {
    coroutine: i64,
    waker: Waker,
}

/// How long one call may still wait. The time begins with the first wait.
pub(crate) struct Patience {
    timeout: Option<Duration>,
    deadline: Option<Nanos>,
}

/// The socket.
pub struct Socket {
    kind: Cell<Kind>,
    /// Nothing once it was closed.
    fd: RefCell<Option<Rc<OwnedFd>>>,
    /// How long its calls wait.
    pub timeouts: Cell<Timeouts>,
    reader: Cell<Option<Bound>>,
    writer: Cell<Option<Bound>>,
    connected: Cell<bool>,
    /// Directions that were shut down: reading, writing.
    shut: Cell<(bool, bool)>,
    /// Whether waits outside of coroutines block the thread, instead of being a [`Failure::Outside`].
    pub may_block: Cell<bool>,
    /// Whether it listens, and its connections are therefore the accepting side of TLS.
    listens: Cell<bool>,
    /// What arrived and was not yet asked for.
    held: RefCell<Held>,
    /// How [`Socket::receive_packet`] cuts the stream.
    pub packets: RefCell<Packets>,
    /// TLS, once it was chosen.
    secure: RefCell<secure::Secure>,
    /// What stands between us and the host.
    pub proxy: RefCell<Option<Proxy>>,
    /// Where answers to a unix datagram socket come, if that was chosen here.
    own_path: RefCell<Option<connect::OwnPath>>,
}

thread_local! {
    static DEFAULTS: Cell<Timeouts> = const { Cell::new(Timeouts::SWOOLE) };
}

impl Timeouts {
    /// The values of Swoole.
    pub const SWOOLE: Self = Self {
        dns: Some(Duration::from_secs(60)),
        connect: Some(Duration::from_secs(10)),
        read: Some(Duration::from_secs(60)),
        write: Some(Duration::from_secs(60)),
    };

    /// What new sockets begin with.
    pub fn defaults() -> Self {
        DEFAULTS.get()
    }

    /// Changes what new sockets begin with.
    pub fn set_defaults(self) {
        DEFAULTS.set(self);
    }
}

impl Patience {
    pub(crate) fn new(timeout: Option<Duration>) -> Self {
        Self { timeout, deadline: None }
    }

    /// The time ends then.
    pub(crate) fn until(deadline: Option<Nanos>) -> Self {
        Self { timeout: None, deadline }
    }

    /// Whether there is any time to wait.
    pub(super) fn waits(&self) -> bool {
        self.timeout != Some(Duration::ZERO)
    }

    fn deadline(&mut self) -> Option<Nanos> {
        if self.deadline.is_none() {
            self.deadline = self.timeout.map(clock::after);
        }
        self.deadline
    }
}

impl Socket {
    /// Opens a new one.
    pub fn open(kind: Kind) -> std::io::Result<Self> {
        let socket = Self::of(socket::open(kind.family, kind.kind, kind.protocol)?, kind);
        socket.send_at_once();
        Ok(socket)
    }

    /// One that is there already and does not wait.
    pub fn of(fd: OwnedFd, kind: Kind) -> Self {
        Self {
            kind: Cell::new(kind),
            fd: RefCell::new(Some(Rc::new(fd))),
            timeouts: Cell::new(Timeouts::defaults()),
            reader: Cell::new(None),
            writer: Cell::new(None),
            connected: Cell::new(false),
            shut: Cell::new((false, false)),
            may_block: Cell::new(false),
            listens: Cell::new(false),
            held: RefCell::default(),
            packets: RefCell::default(),
            secure: RefCell::default(),
            proxy: RefCell::new(None),
            own_path: RefCell::default(),
        }
    }

    /// One that is connected already and does not wait.
    pub fn of_connection(fd: OwnedFd, kind: Kind) -> Self {
        let socket = Self::of(fd, kind);
        socket.connected.set(true);
        socket
    }

    /// What it was opened as.
    pub fn kind(&self) -> Kind {
        self.kind.get()
    }

    /// The descriptor, until it is closed.
    pub fn descriptor(&self) -> Option<RawFd> {
        self.fd.borrow().as_ref().map(|fd| fd.as_raw_fd())
    }

    /// Whether it was closed.
    pub fn is_closed(&self) -> bool {
        self.fd.borrow().is_none()
    }

    /// Whether it was connected, and neither end was shut down here.
    pub fn is_connected(&self) -> bool {
        self.connected.get()
    }

    /// Whether messages have no connection and keep their borders.
    pub fn is_datagram(&self) -> bool {
        self.kind().kind == libc::SOCK_DGRAM
    }

    /// Gives it an address; other sockets that linger there are no obstacle.
    pub fn bind(&self, host: &[u8], port: i64) -> Result<()> {
        let fd = self.open_descriptor()?;
        let _ = socket::set_int(fd.as_raw_fd(), libc::SOL_SOCKET, libc::SO_REUSEADDR, 1);
        let address = self.address(host, port)?;
        Ok(socket::bind(fd.as_raw_fd(), &address)?)
    }

    /// Lets others connect.
    pub fn listen(&self, backlog: c_int) -> Result<()> {
        socket::listen(self.open_descriptor()?.as_raw_fd(), backlog)?;
        self.listens.set(true);
        Ok(())
    }

    /// Takes a connection, which has the timeouts and rules of this socket.
    pub fn accept(&self, timeout: Option<Duration>) -> Result<Self> {
        self.need(Side::Read)?;
        let acceptor = self.acceptor()?;
        let fd = self.attempt(Side::Read, timeout, |fd| Try::of(socket::accept(fd), Interest::READ))?.0;
        let accepted = Self::of(fd, self.kind());
        accepted.connected.set(true);
        accepted.send_at_once();
        accepted.timeouts.set(self.timeouts.get());
        *accepted.packets.borrow_mut() = self.packets.borrow().clone();
        accepted.secure_as(acceptor)?;
        Ok(accepted)
    }

    /// The socket's own address.
    pub fn own_address(&self) -> Result<Address> {
        Ok(socket::own_address(self.open_descriptor()?.as_raw_fd())?)
    }

    /// The address of the other end.
    pub fn peer_address(&self) -> Result<Address> {
        Ok(socket::peer_address(self.open_descriptor()?.as_raw_fd())?)
    }

    /// Ends one or both directions.
    pub fn shut_down(&self, how: c_int) -> Result<()> {
        let fd = self.open_descriptor()?;
        let (mut read, mut write) = self.shut.get();
        let again = how == libc::SHUT_RD && read || how == libc::SHUT_WR && write;
        if !self.connected.get() || again {
            return Err(Failure::Code(libc::ENOTCONN));
        }
        self.end_session();
        let gone = match socket::shut_down(fd.as_raw_fd(), how) {
            Err(why) if why.raw_os_error() != Some(libc::ENOTCONN) => return Err(why.into()),
            other => other.is_err(),
        };
        read |= gone || how != libc::SHUT_WR;
        write |= gone || how != libc::SHUT_RD;
        self.shut.set((read, write));
        self.connected.set(!(read && write));
        Ok(())
    }

    /// Closes it. Whoever waits is told that the wait was cancelled, before this returns.
    pub fn close(&self) -> Result<()> {
        let fd = self.open_descriptor()?;
        if self.connected.get() {
            let _ = self.shut_down(libc::SHUT_RDWR);
        }
        *self.fd.borrow_mut() = None;
        *self.own_path.borrow_mut() = None;
        *self.secure.borrow_mut() = secure::Secure::default();
        self.cancel(Side::Write);
        self.cancel(Side::Read);
        io::closed(fd.as_raw_fd());
        Ok(())
    }

    /// Another descriptor of the same socket.
    pub fn duplicate(&self) -> Option<OwnedFd> {
        self.fd.borrow().as_ref()?.try_clone().ok()
    }

    /// Ends the wait of the coroutine that reads or writes, at once. False when there is none.
    pub fn cancel(&self, side: Side) -> bool {
        let bound = if side == Side::Write { &self.writer } else { &self.reader };
        bound.get().is_some_and(|bound| coroutine::wake_now(bound.waker, Wake::Cancelled))
    }

    /// The coroutine that waits; with [`Side::Both`] any.
    pub fn waiter(&self, side: Side) -> Option<i64> {
        let reader = self.reader.get().filter(|_| side != Side::Write);
        let writer = self.writer.get().filter(|_| side != Side::Read);
        reader.or(writer).map(|bound| bound.coroutine)
    }

    /// Whether the other end is still there, as far as the kernel knows now.
    pub fn check_liveness(&self) -> Result<()> {
        let fd = self.open_descriptor()?;
        match socket::receive(fd.as_raw_fd(), &mut [0], libc::MSG_PEEK) {
            Ok(0) => Err(Failure::Code(libc::ECONNRESET)),
            Err(why) if why.kind() != std::io::ErrorKind::WouldBlock => Err(why.into()),
            _ => Ok(()),
        }
    }

    /// Whether the other end has neither ended the connection nor sent what nobody asked for.
    pub fn is_quiet(&self) -> bool {
        self.descriptor().is_some_and(|fd| !fd::is_ready(fd, libc::POLLIN | libc::POLLRDHUP).unwrap_or(true))
    }

    /// That nobody else uses the socket.
    pub fn check_bound(&self, side: Side) -> Result<()> {
        self.need(side)
    }

    /// Waits until there may be something to read, or room to write.
    pub fn poll(&self, side: Side, timeout: Option<Duration>) -> Result<()> {
        self.need(side)?;
        let fd = self.open_descriptor()?;
        let interest = if side == Side::Write { Interest::WRITE } else { Interest::READ };
        self.wait(&fd, side, interest, &mut Patience::new(timeout))
    }

    /// That the socket is open and nobody else uses that side.
    pub(crate) fn need(&self, side: Side) -> Result<()> {
        if let Some(holder) = self.waiter(side) {
            let asker = coroutine::current_id().unwrap_or(-1);
            let writing = self.reader.get().is_none() || side == Side::Write;
            let fd = self.descriptor().unwrap_or(-1);
            return Err(Failure::Bound(Conflict { fd, writing, holder, asker }));
        }
        self.open_descriptor().map(drop)
    }

    pub(crate) fn open_descriptor(&self) -> Result<Rc<OwnedFd>> {
        self.fd.borrow().clone().ok_or(Failure::Code(libc::EBADF))
    }

    /// Tries, and waits as long as the kernel says "not now".
    fn attempt<T>(&self, side: Side, timeout: Option<Duration>, mut work: impl FnMut(RawFd) -> Try<T>) -> Result<T> {
        let mut patience = Patience::new(timeout);
        self.attempt_in(side, &mut patience, &mut work)
    }

    /// As [`Socket::attempt`], in the time that is left of a longer undertaking.
    pub(crate) fn attempt_in<T>(
        &self,
        side: Side,
        patience: &mut Patience,
        work: &mut dyn FnMut(RawFd) -> Try<T>,
    ) -> Result<T> {
        let fd = self.open_descriptor()?;
        loop {
            match work(fd.as_raw_fd()) {
                Try::Done(value) => return Ok(value),
                Try::Failed(failure) => return Err(failure),
                Try::Wait(interest) => self.wait_having_tried(&fd, side, interest, patience)?,
            }
        }
    }

    /// Waits for what may be there already.
    fn wait(&self, fd: &OwnedFd, side: Side, interest: Interest, patience: &mut Patience) -> Result<()> {
        self.wait_by(fd, side, interest, patience, io::wait_fd)
    }

    /// Waits for what was not there a moment ago; that mostly takes one system call less.
    pub(super) fn wait_having_tried(
        &self,
        fd: &OwnedFd,
        side: Side,
        interest: Interest,
        patience: &mut Patience,
    ) -> Result<()> {
        let wait = |fd, interest, deadline| io::wait_known_fd(fd, interest, deadline).map(|(wake, _)| wake);
        self.wait_by(fd, side, interest, patience, wait)
    }

    fn wait_by(
        &self,
        fd: &OwnedFd,
        side: Side,
        interest: Interest,
        patience: &mut Patience,
        wait: impl FnOnce(RawFd, Interest, Option<Nanos>) -> std::io::Result<Wake>,
    ) -> Result<()> {
        let Some(here) = coroutine::current().filter(|here| here.can_park()) else {
            return self.block(fd, interest, patience);
        };
        let bound = Some(Bound { coroutine: here.id(), waker: here.waker() });
        let (reads, writes) = (side != Side::Write, side != Side::Read);
        if reads {
            self.reader.set(bound);
        }
        if writes {
            self.writer.set(bound);
        }
        let woken = wait(fd.as_raw_fd(), interest, patience.deadline());
        if reads {
            self.reader.set(None);
        }
        if writes {
            self.writer.set(None);
        }
        match woken {
            Ok(Wake::Cancelled) => Err(Failure::Code(libc::ECANCELED)),
            _ if self.is_closed() => Err(Failure::Code(libc::ECANCELED)),
            Ok(Wake::Ready) => Ok(()),
            Ok(Wake::TimedOut) => Err(Failure::Code(libc::ETIMEDOUT)),
            Err(why) => Err(why.into()),
        }
    }

    /// Waits on the thread.
    fn block(&self, fd: &OwnedFd, interest: Interest, patience: &mut Patience) -> Result<()> {
        if !self.may_block.get() {
            return Err(Failure::Outside);
        }
        let events = if interest.writes() { libc::POLLOUT } else { libc::POLLIN };
        let left = patience.deadline().map(|deadline| Duration::from_nanos(deadline.saturating_sub(clock::now())));
        if fd::wait(fd.as_raw_fd(), events, left)? { Ok(()) } else { Err(Failure::Code(libc::ETIMEDOUT)) }
    }

    /// Small packets go out at once, as Swoole has it.
    fn send_at_once(&self) {
        let Kind { family, kind, .. } = self.kind();
        if kind == libc::SOCK_STREAM
            && (family == libc::AF_INET || family == libc::AF_INET6)
            && let Some(fd) = self.descriptor()
        {
            let _ = socket::set_int(fd, libc::IPPROTO_TCP, libc::TCP_NODELAY, 1);
        }
    }
}

impl<T> Try<T> {
    pub(crate) fn of(result: std::io::Result<T>, not_now: Interest) -> Self {
        match result {
            Ok(value) => Self::Done(value),
            Err(why) if why.kind() == std::io::ErrorKind::WouldBlock => Self::Wait(not_now),
            Err(why) => Self::Failed(why.into()),
        }
    }

    fn of_session(result: std::result::Result<tls::Attempt<T>, tls::Fault>) -> Self {
        match result {
            Ok(tls::Attempt::Done(value)) => Self::Done(value),
            Ok(tls::Attempt::WantRead) => Self::Wait(Interest::READ),
            Ok(tls::Attempt::WantWrite) => Self::Wait(Interest::WRITE),
            Err(fault) => Self::Failed(fault.into()),
        }
    }
}

impl Drop for Socket {
    fn drop(&mut self) {
        if let Some(fd) = self.fd.get_mut().take() {
            if self.connected.get() {
                self.end_session();
            }
            // Nobody can wait any more: who does holds the socket.
            io::closed(fd.as_raw_fd());
        }
    }
}

#[cfg(test)]
mod tests;
