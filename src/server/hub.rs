//! The connections that a worker owns.
//!
//! Always true:
//! - a connection is registered with the kernel once and read until there is less than asked for, so that a request costs one
//!   wait, one read and one write;
//! - each connection here has its row in the table that all workers share, from before its protocol is told of it until
//!   after it was told of the end.

use std::cell::Cell;
use std::cell::RefCell;
use std::collections::VecDeque;
use std::io;
use std::net::SocketAddr;
use std::os::fd::AsRawFd;
use std::os::fd::OwnedFd;
use std::os::fd::RawFd;
use std::rc::Rc;

use rustix::net::SocketFlags;

use super::address;
use super::connection::Connection;
use super::connection::Marks;
use super::connection::Protocol;
use super::connection::Sent;
use super::counters::Counter;
use super::counters::Counters;
use super::linger::Lingering;
use super::secure::Secure;
use super::secure::Tls;
use super::table::Row;
use super::table::Session;
use super::table::Table;
use super::table::Word;
use super::table::flag;
use crate::io::edge;
use crate::sys::clock;
use crate::sys::clock::Nanos;

/// The most that is read at once.
const READ_AT_ONCE: usize = 65536;

/// After so many full reads others get their turn.
const READS_IN_A_ROW: usize = 8;

/// The most clients that are taken at once.
const ACCEPTS_IN_A_ROW: usize = 64;

/// So long a client may take for the handshake of TLS.
const HANDSHAKE_TIME: Nanos = 10_000_000_000;

/// Makes the protocol of a new connection; with what another worker has handed over, if it was there.
pub type MakeProtocol = Box<dyn Fn(&Rc<Connection>, Option<&[u8]>) -> Rc<dyn Protocol>>;

/// Hands a client that has come to another worker, or gives its socket back.
pub type Route = Box<dyn Fn(Session, Option<SocketAddr>, OwnedFd) -> Option<OwnedFd>>;

/// A port at which clients come in.
pub struct Port {
    /// The socket that listens.
    pub socket: Rc<OwnedFd>,
    /// How much may wait to go out, for each connection.
    pub marks: Marks,
    /// What its connections speak.
    pub protocol: MakeProtocol,
    /// Which port it is.
    pub number: usize,
    /// Whether a connection is read from before it was confirmed.
    pub reads_at_once: bool,
    /// With it, connections are encrypted.
    pub tls: Option<Tls>,
    /// With it, clients do not stay with whoever takes them.
    pub route: Option<Route>,
}

/// The connections of one worker.
pub struct Hub {
    /// The connections of all workers.
    pub table: Rc<Table>,
    counters: Rc<Counters>,
    worker: usize,
    pid: u32,
    ports: RefCell<Vec<Rc<Port>>>,
    by_descriptor: RefCell<Vec<Option<Rc<Connection>>>>,
    buffer: RefCell<Vec<u8>>,
    open: Cell<usize>,
    /// Who has until when to make the handshake, the first one first.
    shaking: RefCell<VecDeque<(Nanos, Session)>>,
    /// Whose clients have begun something.
    watched: RefCell<Vec<Session>>,
    /// Those that are closed here but not yet by their clients.
    lingering: Lingering,
}

impl Hub {
    /// Without ports and connections.
    pub fn new(table: Rc<Table>, counters: Rc<Counters>, worker: usize) -> Self {
        Self {
            table,
            counters,
            worker,
            pid: std::process::id(),
            ports: RefCell::default(),
            by_descriptor: RefCell::default(),
            buffer: RefCell::default(),
            open: Cell::new(0),
            shaking: RefCell::default(),
            watched: RefCell::default(),
            lingering: Lingering::default(),
        }
    }

    /// Adds a port. Watching its socket is the caller's part.
    pub fn add_port(&self, port: Port) -> Rc<Port> {
        let port = Rc::new(port);
        self.ports.borrow_mut().push(Rc::clone(&port));
        port
    }

    /// Lets go of the ports, and of all that their protocols hold.
    pub fn forget_ports(&self) {
        let before = self.ports.take();
        drop(before);
    }

    /// How many connections are open here.
    pub fn open(&self) -> usize {
        self.open.get()
    }

    /// The connection, if this worker owns it.
    pub fn find(&self, session: Session) -> Option<Rc<Connection>> {
        let descriptor = self.table.find(session)?.get(Word::Descriptor);
        let all = self.by_descriptor.borrow();
        let found = all.get(descriptor as usize)?.as_ref()?;
        (found.session == session).then(|| Rc::clone(found))
    }

    /// Takes the clients that wait at a port. An error that is told is one of the system's limits.
    pub fn accept(&self, port: &Rc<Port>) -> io::Result<()> {
        for _ in 0..ACCEPTS_IN_A_ROW {
            let flags = SocketFlags::CLOEXEC | SocketFlags::NONBLOCK;
            match rustix::net::acceptfrom_with(&*port.socket, flags) {
                Ok((socket, peer)) => {
                    let peer = peer.as_ref().and_then(address::ip_address);
                    self.open_connection(port, socket, peer);
                }
                // Another worker was quicker, or the client has gone again.
                Err(rustix::io::Errno::AGAIN) => return Ok(()),
                Err(rustix::io::Errno::INTR | rustix::io::Errno::CONNABORTED) => {}
                Err(why) => return Err(why.into()),
            }
        }
        Ok(())
    }

    fn open_connection(&self, port: &Rc<Port>, socket: OwnedFd, peer: Option<SocketAddr>) {
        let now = clock::wall();
        let session = self.table.open(port.number, |row| {
            row.set_owner(self.worker, self.pid);
            row.set(Word::Descriptor, socket.as_raw_fd() as u64);
            row.set(Word::ConnectTime, now);
            row.set(Word::ReceiveTime, now);
            row.set_peer(peer);
        });
        // Too many: the client sees the connection closed.
        let Some(session) = session else { return };
        let routed = match &port.route {
            Some(route) => route(session, peer, socket),
            None => Some(socket),
        };
        if let Some(socket) = routed {
            self.enter(session, port, socket);
        }
    }

    /// Takes a client that another worker has taken for this one.
    pub fn receive_client(&self, session: Session, socket: OwnedFd) {
        let Some(row) = self.table.find(session) else { return };
        let Some(port) = self.port(row.get(Word::Port) as usize) else {
            self.table.close(session);
            return;
        };
        row.set(Word::Descriptor, socket.as_raw_fd() as u64);
        row.set_owner(self.worker, self.pid);
        self.enter(session, &port, socket);
    }

    fn enter(&self, session: Session, port: &Rc<Port>, socket: OwnedFd) {
        let connection = match &port.tls {
            None => self.take(session, port, socket, None, None),
            Some(tls) => {
                let Ok(secure) = Secure::accept(&tls.context, socket.as_raw_fd()) else {
                    self.table.close(session);
                    return;
                };
                self.take(session, port, socket, Some(Box::new(secure)), None)
            }
        };
        if connection.is_ready() {
            self.begin(&connection, port);
        } else {
            connection.tells.set(false);
            self.shaking.borrow_mut().push_back((clock::now() + HANDSHAKE_TIME, session));
        }
        if !connection.is_gone() && edge::add(connection.descriptor).is_err() {
            self.close(&connection, true, false);
        }
    }

    /// A client has come, and may be talked to.
    fn begin(&self, connection: &Rc<Connection>, port: &Port) {
        // Before the protocol hears of it, which may have it read from.
        connection.is_paused.set(!port.reads_at_once);
        if let Some(protocol) = connection.protocol() {
            protocol.opened(connection);
        }
    }

    /// Goes on with a handshake. Whether it is done.
    fn shake_hands(&self, connection: &Rc<Connection>) -> bool {
        let Some(port) = self.port(connection.port) else { return false };
        match connection.shake_hands() {
            Ok(false) => false,
            Ok(true) => {
                connection.tells.set(true);
                // Until now nothing could come from the client; its silence begins here.
                if let Some(row) = self.row(connection) {
                    row.set(Word::ReceiveTime, clock::wall());
                }
                self.begin(connection, &port);
                true
            }
            Err(fault) => {
                if let Some(tls) = &port.tls {
                    (tls.refused)(connection, &fault);
                }
                self.close(connection, true, false);
                false
            }
        }
    }

    /// Turns away who was too slow with the handshake.
    pub fn end_slow_handshakes(&self, now: Nanos) {
        loop {
            let first = self.shaking.borrow().front().copied();
            let Some((_, session)) = first.filter(|&(deadline, _)| deadline <= now) else { return };
            self.shaking.borrow_mut().pop_front();
            if let Some(connection) = self.find(session).filter(|connection| !connection.is_ready()) {
                self.close(&connection, true, false);
            }
        }
    }

    /// Has the protocol be asked now and then whether its client is too late.
    pub fn watch(&self, connection: &Connection) {
        self.watched.borrow_mut().push(connection.session);
    }

    /// Asks all that want to be asked.
    pub fn end_late_requests(&self, now: Nanos) {
        let mut watched = self.watched.take();
        watched.retain(|&session| {
            let Some(connection) = self.find(session).filter(|connection| connection.is_open()) else { return false };
            let late = connection.protocol().and_then(|protocol| protocol.is_late(&connection, now));
            if late == Some(true) {
                self.close(&connection, true, false);
            }
            late == Some(false)
        });
        // Closing may have brought others.
        self.watched.borrow_mut().append(&mut watched);
    }

    fn port(&self, number: usize) -> Option<Rc<Port>> {
        self.ports.borrow().iter().find(|port| port.number == number).cloned()
    }

    fn take(
        &self,
        session: Session,
        port: &Rc<Port>,
        socket: OwnedFd,
        secure: Option<Box<Secure>>,
        state: Option<&[u8]>,
    ) -> Rc<Connection> {
        let connection = Rc::new(Connection::new(session, port.number, socket, secure, port.marks));
        connection.set_protocol((port.protocol)(&connection, state));
        let mut all = self.by_descriptor.borrow_mut();
        let place = connection.descriptor as usize;
        if all.len() <= place {
            all.resize(place + 1, None);
        }
        all[place] = Some(Rc::clone(&connection));
        self.open.set(self.open.get() + 1);
        connection
    }

    /// News of a connection's descriptor.
    pub fn news(&self, descriptor: RawFd, readable: bool, writable: bool, ended: bool) {
        let found = self.by_descriptor.borrow().get(descriptor as usize).and_then(Clone::clone);
        let Some(connection) = found else { return self.lingering.news(descriptor) };
        if !connection.is_ready() && !self.shake_hands(&connection) {
            return;
        }
        // With TLS either direction may wait for the other, and bytes that the kernel has given out already for us.
        let is_secure = connection.is_secure();
        if (writable || is_secure) && connection.queued() > 0 {
            connection.flush();
            self.note_sent(&connection);
            if connection.has_ended.get() && connection.is_open() {
                // Also one that is not being read from.
                return self.close(&connection, true, false);
            }
        }
        if readable || ended || is_secure {
            self.read(&connection, ended);
        }
        self.finish(&connection);
    }

    fn read(&self, connection: &Rc<Connection>, ended: bool) {
        // PHP code may run below, and read from another connection.
        let mut buffer = self.buffer.take();
        buffer.resize(READ_AT_ONCE, 0);
        self.read_into(connection, ended, &mut buffer);
        self.buffer.replace(buffer);
    }

    fn read_into(&self, connection: &Rc<Connection>, ended: bool, buffer: &mut [u8]) {
        for _ in 0..READS_IN_A_ROW {
            if connection.is_paused.get() || !connection.is_open() {
                return;
            }
            match connection.receive(buffer) {
                Ok(0) => return self.close(connection, true, false),
                Ok(length) => {
                    self.note_received(connection, length);
                    if let Some(protocol) = connection.protocol() {
                        protocol.received(connection, &buffer[..length]);
                    }
                    // TLS gives out one record at a time.
                    if length < buffer.len() && !ended && !connection.is_secure() {
                        return;
                    }
                }
                Err(why) if why.kind() == io::ErrorKind::WouldBlock => return,
                Err(why) if why.kind() == io::ErrorKind::Interrupted => {}
                Err(why) => {
                    if let Some(row) = self.row(connection) {
                        row.set(Word::CloseError, why.raw_os_error().unwrap_or_default() as u64);
                    }
                    return self.close(connection, true, false);
                }
            }
        }
        self.look_again(connection);
    }

    /// Has the loop tell anew of what there is to read.
    fn look_again(&self, connection: &Rc<Connection>) {
        if !connection.is_gone() {
            // What was registered once can be asked for again.
            let _ = edge::add(connection.descriptor);
        }
    }

    /// Sends, and writes down when.
    pub fn send(&self, connection: &Rc<Connection>, data: &[u8]) -> Sent {
        let sent = connection.send(data);
        self.note_sent(connection);
        sent
    }

    /// Sends what the connection has held back.
    pub fn release(&self, connection: &Rc<Connection>) {
        if connection.release() {
            self.note_sent(connection);
            self.finish(connection);
        }
    }

    /// Sends a part of a file.
    pub fn send_file(&self, connection: &Rc<Connection>, file: std::fs::File, from: u64, length: usize) -> Sent {
        let sent = connection.send_file(file, from, length);
        self.note_sent(connection);
        self.finish(connection);
        sent
    }

    /// Sends, however much waits already.
    pub fn send_always(&self, connection: &Rc<Connection>, data: &[u8]) {
        connection.send_always(data);
        self.note_sent(connection);
    }

    /// Sends a part of a file, however much waits already.
    pub fn send_file_always(&self, connection: &Rc<Connection>, file: std::fs::File, from: u64, length: usize) {
        connection.send_file_always(file, from, length);
        self.note_sent(connection);
        self.finish(connection);
    }

    /// Waits on this thread until the kernel has taken all. False when the client does not.
    pub fn wait_until_written(&self, connection: &Rc<Connection>) -> bool {
        while !connection.is_gone() && connection.queued() > 0 {
            if crate::sys::fd::wait(connection.descriptor, libc::POLLOUT, None).is_err() {
                return false;
            }
            connection.flush();
        }
        self.note_sent(connection);
        !connection.has_ended.get()
    }

    /// Whether the protocol shall be told of the end: not, when the whole server ends.
    pub fn set_told(&self, connection: &Connection, told: bool) {
        connection.tells.set(told);
    }

    /// Stops reading from a connection, or goes on.
    pub fn set_paused(&self, connection: &Rc<Connection>, paused: bool) {
        if connection.is_paused.replace(paused) && !paused {
            self.look_again(connection);
        }
    }

    /// Closes a connection: tells its protocol, and lets go of it as soon as all is written. With `reset` at once.
    pub fn close(&self, connection: &Rc<Connection>, by_client: bool, reset: bool) {
        if let Some(row) = self.row(connection) {
            row.mark(flag::CLOSED, true);
        }
        if reset {
            connection.give_up();
        }
        connection.begin_close(by_client);
        self.finish(connection);
    }

    /// Closes a connection whose client may still be sending, and shall hear why nobody listens any more.
    pub fn dismiss(&self, connection: &Rc<Connection>) {
        connection.set_lingering();
        self.close(connection, false, false);
    }

    /// Gives up clients that were sent away and do not go.
    pub fn end_lingering(&self, now: Nanos) {
        self.lingering.end(now);
    }

    /// Lets go of a connection that has nothing left to do.
    fn finish(&self, connection: &Rc<Connection>) {
        if !connection.is_finished() {
            return;
        }
        let lingers = connection.lingers();
        if !lingers {
            edge::remove(connection.descriptor);
        }
        let socket = connection.take_socket();
        let before = self.by_descriptor.borrow_mut()[connection.descriptor as usize].take();
        self.open.set(self.open.get() - 1);
        self.table.close(connection.session);
        match socket {
            Some(socket) if lingers => self.lingering.begin(socket, clock::now()),
            socket => drop(socket),
        }
        drop(before);
    }

    /// All of them.
    pub fn connections(&self) -> Vec<Rc<Connection>> {
        self.by_descriptor.borrow().iter().flatten().cloned().collect()
    }

    /// Takes a connection out, to hand it to another worker: its socket, and what the protocol and the client still need.
    pub fn hand_over(&self, connection: &Rc<Connection>) -> Option<(OwnedFd, Vec<u8>)> {
        let stays = connection.is_secure() || connection.has_ended.get();
        if !connection.is_open() || connection.queued() > 0 || stays {
            return None;
        }
        let state = connection.protocol()?.hand_over()?;
        if let Some(row) = self.row(connection) {
            row.set_owner(self.worker, 0);
        }
        edge::remove(connection.descriptor);
        let socket = connection.take_socket()?;
        self.by_descriptor.borrow_mut()[connection.descriptor as usize] = None;
        self.open.set(self.open.get() - 1);
        Some((socket, state))
    }

    /// Takes a connection over that another worker has handed out.
    pub fn adopt(&self, session: Session, socket: OwnedFd, state: &[u8]) {
        let Some(row) = self.table.find(session) else { return };
        let Some(port) = self.port(row.get(Word::Port) as usize) else {
            self.table.close(session);
            return;
        };
        row.set(Word::Descriptor, socket.as_raw_fd() as u64);
        row.set_owner(self.worker, self.pid);
        let connection = self.take(session, &port, socket, None, Some(state));
        if edge::add(connection.descriptor).is_err() {
            self.close(&connection, true, false);
        }
    }

    fn row(&self, connection: &Connection) -> Option<Row<'_>> {
        self.table.find(connection.session)
    }

    fn note_received(&self, connection: &Connection, length: usize) {
        let now = clock::wall();
        connection.times.received.set(now);
        if let Some(row) = self.row(connection) {
            row.set(Word::ReceiveTime, now);
        }
        self.counters.add(Counter::BytesReceived, length as u64);
    }

    fn note_sent(&self, connection: &Connection) {
        if let Some(row) = self.row(connection) {
            // Never before what it answers.
            row.set(Word::SendTime, clock::coarse_wall().max(row.get(Word::ReceiveTime)));
            row.set(Word::SendQueued, connection.queued() as u64);
        }
        self.counters.add(Counter::BytesSent, connection.times.bytes_sent.take());
    }
}
