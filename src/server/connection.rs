//! One connection: what has come, what is to go out, and how it ends.
//!
//! Always true:
//! - what is sent goes out in order, each byte once; what the kernel has no room for is kept, and written when there is;
//! - what is sent while it is held back goes out together, at [`Connection::release`] at the latest;
//! - after `close`, what was sent before still goes out, unless the client has gone or a reset was asked for;
//! - a protocol is told of the end once.
//!
//! ```text
//!        close, peer gone            all written, or nobody to write to
//! Open ─────────────▶ Closing, Closed ──────────────────────────────────▶ Gone
//! ```
//!
//! No borrow lives across a call of the protocol, which may send, close and pause.

use std::any::Any;
use std::cell::Cell;
use std::cell::OnceCell;
use std::cell::RefCell;
use std::collections::VecDeque;
use std::fs::File;
use std::io;
use std::net::SocketAddr;
use std::os::fd::AsFd;
use std::os::fd::AsRawFd;
use std::os::fd::OwnedFd;
use std::os::fd::RawFd;
use std::rc::Rc;

use rustix::net::RecvFlags;
use rustix::net::SendFlags;

use super::address;
use super::secure::Secure;
use super::table::Session;
use crate::net::tls::Fault;
use crate::sys::clock::Nanos;

/// What a port does with its connections. One for each connection.
///
/// Everything is called on the loop's own stack, or from where the connection's methods are called. The bytes are only
/// lent.
pub trait Protocol {
    /// A client has come.
    fn opened(&self, connection: &Rc<Connection>);
    /// Bytes have come, in the order in which they were sent.
    fn received(&self, connection: &Rc<Connection>, bytes: &[u8]);
    /// The connection ends; its row in the table is there until this returns. It may still be written to if `by_client` is
    /// false: that goes out before the end.
    fn closed(&self, connection: &Rc<Connection>, by_client: bool);
    /// More waits to go out than the high mark says (`true`), or again less than the low one (`false`).
    fn filled(&self, _connection: &Rc<Connection>, _full: bool) {}
    /// Whether it is between two requests: then nobody is in the middle of anything.
    fn is_idle(&self) -> bool {
        true
    }
    /// All that waited to go out was written.
    fn drained(&self, _connection: &Rc<Connection>) {}
    /// The worker ends soon: a protocol that can says so to the client.
    fn leave(&self, _connection: &Rc<Connection>) {}
    /// Whether it has said so, and the worker shall wait for the client to go.
    fn is_leaving(&self) -> bool {
        false
    }
    /// Whether the client has taken too long for what it has begun to send; nothing, when it has begun nothing. A protocol
    /// that wants to be asked says so by [`super::hub::Hub::watch`], once until it has answered with nothing.
    fn is_late(&self, _connection: &Rc<Connection>, _now: Nanos) -> Option<bool> {
        None
    }
    /// What the next worker needs to go on, when this one hands the connection over. `None`: it must stay.
    fn hand_over(&self) -> Option<Vec<u8>> {
        None
    }
    /// Whoever made it may ask for it again.
    fn as_any(&self) -> &dyn Any;
}

/// How much may wait to go out.
#[derive(Clone, Copy, Debug)]
pub struct Marks {
    /// No more than this.
    pub limit: usize,
    /// From here on it is called full; 0: never.
    pub high: usize,
    /// From here on it is no longer called full.
    pub low: usize,
}

/// While so much waits to go out, nothing new is begun that adds to it.
const BACKLOG: usize = 1 << 20;

/// More than this is not held back.
const HELD: usize = 16384;

/// What became of bytes that were to be sent.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Sent {
    /// They are on their way, or will be.
    Yes,
    /// Too much waits already: try again when there is room.
    Full,
    /// The connection is closed.
    Closed,
}

/// What waits to go out.
enum Chunk {
    Bytes { data: Vec<u8>, from: usize },
    File { file: Rc<File>, from: u64, left: usize },
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum State {
    Open,
    /// The protocol is being told.
    Closing,
    /// It was told; what was sent before still goes out.
    Closed,
    Gone,
}

/// A connection.
pub struct Connection {
    /// Its number.
    pub session: Session,
    /// Which port it came in at.
    pub port: usize,
    pub(super) descriptor: RawFd,
    socket: RefCell<Option<OwnedFd>>,
    /// TLS on the socket, if the port has it.
    secure: Option<Box<Secure>>,
    protocol: OnceCell<Rc<dyn Protocol>>,
    marks: Marks,
    out: RefCell<VecDeque<Chunk>>,
    /// How many bytes wait to go out.
    queued: Cell<usize>,
    state: Cell<State>,
    is_full: Cell<bool>,
    /// Whether what is sent is held back.
    is_held: Cell<bool>,
    /// Whether the protocol is told of the end.
    pub(super) tells: Cell<bool>,
    pub(super) is_paused: Cell<bool>,
    /// The client writes no more, or is gone.
    pub(super) has_ended: Cell<bool>,
    /// Whether the client may still be sending when it is closed here.
    lingers: Cell<bool>,
    /// In microseconds since 1970.
    pub(super) times: Times,
}

/// When something last happened, and what was counted since the table was told.
#[derive(Default)]
pub(super) struct Times {
    pub received: Cell<u64>,
    pub bytes_sent: Cell<u64>,
}

impl Connection {
    pub(super) fn new(
        session: Session,
        port: usize,
        socket: OwnedFd,
        secure: Option<Box<Secure>>,
        marks: Marks,
    ) -> Self {
        Self {
            session,
            port,
            descriptor: socket.as_raw_fd(),
            socket: RefCell::new(Some(socket)),
            secure,
            protocol: OnceCell::new(),
            marks,
            out: RefCell::default(),
            queued: Cell::new(0),
            state: Cell::new(State::Open),
            is_full: Cell::new(false),
            is_held: Cell::new(false),
            tells: Cell::new(true),
            is_paused: Cell::new(false),
            has_ended: Cell::new(false),
            lingers: Cell::new(false),
            times: Times::default(),
        }
    }

    pub(super) fn set_protocol(&self, protocol: Rc<dyn Protocol>) {
        // Set once, right after it was made.
        let _ = self.protocol.set(protocol);
    }

    /// What is done with its bytes.
    pub fn protocol(&self) -> Option<Rc<dyn Protocol>> {
        self.protocol.get().cloned()
    }

    /// Whether it is neither closed nor going to be.
    pub fn is_open(&self) -> bool {
        self.state.get() == State::Open
    }

    /// Whether its protocol was told of its end.
    pub fn is_told(&self) -> bool {
        matches!(self.state.get(), State::Closed | State::Gone)
    }

    /// Whether nothing more can be written.
    pub fn is_gone(&self) -> bool {
        self.state.get() == State::Gone
    }

    /// Whether it is not read from.
    pub fn is_paused(&self) -> bool {
        self.is_paused.get()
    }

    /// The number of its socket in this process.
    pub fn descriptor(&self) -> RawFd {
        self.descriptor
    }

    /// The address that the client has reached.
    pub fn own_address(&self) -> Option<SocketAddr> {
        let socket = self.socket.borrow();
        address::ip_address(&rustix::net::getsockname(socket.as_ref()?).ok()?)
    }

    /// When bytes last came, in microseconds since 1970.
    pub fn received_at(&self) -> u64 {
        self.times.received.get()
    }

    /// How many bytes wait to go out.
    pub fn queued(&self) -> usize {
        self.queued.get()
    }

    /// Whether so much waits that nothing new should be begun that adds to it.
    pub fn is_congested(&self) -> bool {
        self.queued.get() >= self.marks.limit.min(BACKLOG)
    }

    /// Whether its bytes are encrypted here, by keys that only this process has.
    pub fn is_secure(&self) -> bool {
        self.secure.is_some()
    }

    /// Whether it may be used: not before the handshake is done.
    pub(super) fn is_ready(&self) -> bool {
        self.secure.as_ref().is_none_or(|secure| secure.is_ready())
    }

    /// Goes on with the handshake. Whether it is done.
    pub(super) fn shake_hands(&self) -> Result<bool, Fault> {
        self.secure.as_ref().map_or(Ok(true), |secure| secure.shake_hands())
    }

    /// The certificate that the client has shown, as PEM.
    pub fn peer_certificate(&self) -> Option<Vec<u8>> {
        self.secure.as_ref()?.peer_certificate()
    }

    /// The application protocol that was agreed on with the client.
    pub fn alpn(&self) -> Option<Vec<u8>> {
        self.secure.as_ref()?.alpn()
    }

    /// Reads what is there now.
    pub(super) fn receive(&self, buffer: &mut [u8]) -> io::Result<usize> {
        match (&*self.socket.borrow(), &self.secure) {
            (Some(_), Some(secure)) => secure.receive(buffer),
            (Some(socket), None) => Ok(rustix::net::recv(socket, buffer, RecvFlags::DONTWAIT)?.0),
            (None, _) => Ok(0),
        }
    }

    /// Sends, as far as there is room now; the rest follows.
    pub fn send(self: &Rc<Self>, data: &[u8]) -> Sent {
        if let Some(refusal) = self.refuses() {
            return refusal;
        }
        self.send_always(data);
        Sent::Yes
    }

    /// As [`Connection::send`], however much waits already.
    pub fn send_always(self: &Rc<Self>, data: &[u8]) {
        if matches!(self.state.get(), State::Closed | State::Gone) {
            return;
        }
        if self.is_held.get() {
            return self.hold(data);
        }
        let sent = if self.queued.get() > 0 { 0 } else { self.write(data) };
        if sent < data.len() && !self.is_gone() {
            self.keep(Chunk::Bytes { data: data[sent..].to_vec(), from: 0 }, data.len() - sent);
        }
    }

    /// Holds back what is sent from now on, so that it goes out together.
    pub fn hold_back(&self) {
        self.is_held.set(true);
    }

    /// Sends what was held back.
    pub(super) fn release(self: &Rc<Self>) -> bool {
        let was_held = self.is_held.replace(false);
        if was_held && self.queued.get() > 0 {
            self.flush();
        }
        was_held
    }

    fn hold(self: &Rc<Self>, data: &[u8]) {
        let joined = match self.out.borrow_mut().back_mut() {
            Some(Chunk::Bytes { data: before, .. }) if before.len() < HELD => {
                before.extend_from_slice(data);
                true
            }
            _ => false,
        };
        if joined {
            self.queued.set(self.queued.get() + data.len());
        } else {
            let mut first = Vec::with_capacity(HELD.max(data.len()));
            first.extend_from_slice(data);
            self.keep(Chunk::Bytes { data: first, from: 0 }, data.len());
        }
        if self.queued.get() >= HELD {
            self.flush();
        }
    }

    /// Sends a part of a file.
    pub fn send_file(self: &Rc<Self>, file: File, from: u64, length: usize) -> Sent {
        if let Some(refusal) = self.refuses() {
            return refusal;
        }
        self.send_file_always(file, from, length);
        Sent::Yes
    }

    /// As [`Connection::send_file`], however much waits already.
    pub fn send_file_always(self: &Rc<Self>, file: File, from: u64, length: usize) {
        if matches!(self.state.get(), State::Closed | State::Gone) {
            return;
        }
        let was_empty = self.queued.get() == 0;
        self.keep(Chunk::File { file: Rc::new(file), from, left: length }, length);
        if was_empty {
            self.flush();
        }
    }

    fn refuses(&self) -> Option<Sent> {
        if matches!(self.state.get(), State::Closed | State::Gone) {
            return Some(Sent::Closed);
        }
        (self.queued.get() >= self.marks.limit).then_some(Sent::Full)
    }

    fn keep(self: &Rc<Self>, chunk: Chunk, length: usize) {
        self.out.borrow_mut().push_back(chunk);
        self.queued.set(self.queued.get() + length);
        let marks = self.marks;
        if marks.high > 0 && self.queued.get() >= marks.high && !self.is_full.replace(true) {
            self.tell_filled(true);
        }
    }

    fn tell_filled(self: &Rc<Self>, full: bool) {
        if let Some(protocol) = self.protocol() {
            protocol.filled(self, full);
        }
    }

    /// Writes at once what there is room for.
    fn write(&self, data: &[u8]) -> usize {
        let socket = self.socket.borrow();
        let Some(socket) = socket.as_ref() else { return 0 };
        if let Some(secure) = &self.secure {
            return match secure.send(data) {
                Ok(sent) => {
                    self.count_sent(sent);
                    sent
                }
                Err(_) => {
                    self.has_ended.set(true);
                    data.len()
                }
            };
        }
        loop {
            match rustix::net::send(socket, data, SendFlags::DONTWAIT | SendFlags::NOSIGNAL) {
                Ok(sent) => {
                    self.count_sent(sent);
                    return sent;
                }
                Err(rustix::io::Errno::INTR) => {}
                Err(rustix::io::Errno::AGAIN) => return 0,
                Err(_) => {
                    // The loop hears of it, too, and ends the connection.
                    self.has_ended.set(true);
                    return data.len();
                }
            }
        }
    }

    fn count_sent(&self, sent: usize) {
        self.times.bytes_sent.set(self.times.bytes_sent.get() + sent as u64);
    }

    /// Writes what was kept. Whether nothing is left.
    pub(super) fn flush(self: &Rc<Self>) -> bool {
        let was_queued = self.queued.get();
        while self.queued.get() > 0 && self.write_first() {}
        let left = self.queued.get();
        if left <= self.marks.low && was_queued > left && self.is_full.replace(false) {
            self.tell_filled(false);
        }
        if left == 0
            && was_queued > 0
            && let Some(protocol) = self.protocol()
        {
            protocol.drained(self);
        }
        self.queued.get() == 0
    }

    /// Writes some of the first chunk. False when there is no room.
    fn write_first(&self) -> bool {
        let mut out = self.out.borrow_mut();
        let Some(first) = out.front_mut() else { return false };
        let sent = match first {
            Chunk::Bytes { data, from } => {
                let sent = self.write(&data[*from..]);
                *from += sent;
                sent
            }
            Chunk::File { file, from, left } => {
                let sent = self.write_file(file, from, *left);
                *left -= sent;
                sent
            }
        };
        let is_done = match first {
            Chunk::Bytes { data, from } => *from == data.len(),
            Chunk::File { left, .. } => *left == 0,
        };
        if is_done {
            out.pop_front();
        }
        self.queued.set(self.queued.get() - sent.min(self.queued.get()));
        sent > 0
    }

    fn write_file(&self, file: &File, from: &mut u64, length: usize) -> usize {
        let socket = self.socket.borrow();
        let Some(socket) = socket.as_ref() else { return 0 };
        let sent = match &self.secure {
            Some(secure) => secure.send_file(file, *from, length).inspect(|&sent| *from += sent as u64),
            None => match rustix::fs::sendfile(socket, file, Some(from), length) {
                Err(rustix::io::Errno::AGAIN | rustix::io::Errno::INTR) => Ok(0),
                Ok(0) => Err(io::ErrorKind::UnexpectedEof.into()),
                other => other.map_err(io::Error::from),
            },
        };
        match sent {
            Ok(sent) => {
                self.count_sent(sent);
                sent
            }
            // A file that has become shorter cannot be sent: the client sees the end where the file ended.
            Err(_) => {
                self.has_ended.set(true);
                length
            }
        }
    }

    /// Whether it may be let go of: closed, and nothing to write or nobody to write to.
    pub(super) fn is_finished(&self) -> bool {
        self.state.get() == State::Closed && (self.queued.get() == 0 || self.has_ended.get())
    }

    /// The end begins: tells the protocol. False when that was done before.
    pub(super) fn begin_close(self: &Rc<Self>, by_client: bool) -> bool {
        if self.state.get() != State::Open {
            return false;
        }
        self.state.set(State::Closing);
        if by_client {
            self.has_ended.set(true);
        }
        if self.tells.get()
            && let Some(protocol) = self.protocol()
        {
            protocol.closed(self, by_client);
        }
        if self.state.get() == State::Closing {
            self.state.set(State::Closed);
        }
        true
    }

    /// When it is closed, the client may still be sending: that shall not cost it what was sent to it.
    pub fn set_lingering(&self) {
        self.lingers.set(true);
    }

    /// Whether the socket outlives the connection until the client ends.
    pub(super) fn lingers(&self) -> bool {
        self.lingers.get() && !self.has_ended.get()
    }

    /// What waits to go out is given up.
    pub(super) fn give_up(&self) {
        self.has_ended.set(true);
        if let Some(socket) = self.socket.borrow().as_ref() {
            let _ = rustix::net::sockopt::set_socket_linger(socket.as_fd(), Some(std::time::Duration::ZERO));
        }
    }

    /// Lets go of the socket.
    pub(super) fn take_socket(&self) -> Option<OwnedFd> {
        self.state.set(State::Gone);
        self.out.take();
        self.queued.set(0);
        // A client that is gone does not hear it.
        if let Some(secure) = &self.secure {
            secure.shut_down();
        }
        self.socket.take()
    }
}
