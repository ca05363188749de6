//! What a port of a server does with the bytes of its connections: cuts them into packets, if it shall, and calls back.

use std::any::Any;
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::os::fd::AsRawFd;
use std::rc::Rc;

use super::Here;
use super::clients;
use super::dispatch;
use super::dispatch::Dispatch;
use super::dispatch::Target;
use super::events;
use super::events::PortEvent;
use super::port::Port;
use super::redis;
use super::start::Run;
use super::web;
use super::worker;
use crate::php::call::Callable;
use crate::php::ending;
use crate::php::event_loop;
use crate::php::ffi;
use crate::php::log;
use crate::php::value::Owned;
use crate::php::value::Val;
use crate::proto::framing::Field;
use crate::proto::framing::Framer;
use crate::proto::framing::Header;
use crate::proto::framing::Mark;
use crate::proto::framing::Rule;
use crate::proto::framing::Step;
use crate::server::connection::Connection;
use crate::server::connection::Protocol;
use crate::server::counters::Counter;
use crate::server::counters::status;
use crate::server::hub;
use crate::server::hub::Hub;
use crate::server::post::About;
use crate::server::post::Letter;
use crate::server::table::Session;
use crate::server::table::Word;
use crate::server::table::flag;
use crate::sys::clock;

/// Calls PHP. All connections of a port share one.
pub struct Calls {
    pub(super) here: Here,
    pub(super) run: Rc<Run>,
    hub: Rc<Hub>,
    connect: Option<Rc<Callable>>,
    receive: Option<Rc<Callable>>,
    close: Option<Rc<Callable>>,
    full: Option<Rc<Callable>>,
    empty: Option<Rc<Callable>>,
    /// Whether packets are commands of Redis clients.
    is_redis: bool,
    /// Chooses who serves a packet, if each has a choice of its own.
    dispatch: Option<Rc<Dispatch>>,
}

/// The calls of each port, for packets that other workers have read.
pub type Receivers = RefCell<BTreeMap<usize, Rc<Calls>>>;

/// Takes the clients of a port.
pub fn open(here: Here, run: &Rc<Run>, hub: &Rc<Hub>, port: &Rc<Port>) {
    let first = Rc::clone(&run.ports[0]);
    let find = |event| port.callback(event).or_else(|| first.callback(event));
    let calls = Rc::new(Calls {
        here,
        run: Rc::clone(run),
        hub: Rc::clone(hub),
        connect: find(PortEvent::Connect).filter(|_| run.flags.tells_of_clients),
        receive: find(PortEvent::Receive),
        close: find(PortEvent::Close).filter(|_| run.flags.tells_of_clients),
        full: find(PortEvent::BufferFull),
        empty: find(PortEvent::BufferEmpty),
        is_redis: redis::speaks(here, port),
        dispatch: run.dispatch.clone().filter(|dispatch| dispatch.chooses_packets()),
    });
    run.receivers.borrow_mut().insert(port.index, Rc::clone(&calls));
    let framer = rule(port).map(|rule| Framer::new(rule, port.options.borrow().number("package_max_length") as usize));
    let plain: Rc<dyn Protocol> = Rc::new(Plain(Rc::clone(&calls)));
    let protocol = move |_: &Rc<Connection>, state: Option<&[u8]>| -> Rc<dyn Protocol> {
        match &framer {
            None => Rc::clone(&plain),
            Some(framer) => {
                let buffer = RefCell::new(state.unwrap_or_default().to_vec());
                Rc::new(Framed { calls: Rc::clone(&calls), framer: RefCell::new(framer.clone()), buffer })
            }
        }
    };
    let tls = super::ssl::tls(here, run, port);
    if port.tls && tls.is_none() {
        // Its files are gone since start(). Rather no clients than clients in plain text.
        return;
    }
    let opened = hub.add_port(hub::Port {
        socket: Rc::clone(&port.socket),
        marks: port.marks(),
        protocol: if web::speaks(here, port) { web::maker(here, run, hub, port) } else { Box::new(protocol) },
        number: port.index,
        reads_at_once: !run.flags.delays_reading,
        tls,
        route: run.dispatch.is_some().then(|| route(run, web::speaks(here, port))),
    });
    let hub = Rc::clone(hub);
    let accept = move || {
        if let Err(why) = hub.accept(&opened) {
            log::system_warning("Server::accept_connection", "accept() failed", &why);
        }
    };
    run.worker.watch(port.socket.as_raw_fd(), accept);
}

/// Hands clients to those who shall have them.
fn route(run: &Rc<Run>, stays: bool) -> hub::Route {
    let run = Rc::clone(run);
    Box::new(move |session, peer, socket| dispatch::route(&run, dispatch::Client { session, peer, stays }, socket))
}

/// Another worker has read a packet, which this one shall serve.
pub fn receive_forwarded(run: &Rc<Run>, letter: &Letter) {
    const TOO_LATE: i32 = 1007;
    run.counters[run.own_box()].settle();
    let calls = run.receivers.borrow().get(&(letter.flags as usize)).cloned();
    let Some(calls) = calls else { return };
    let row = run.table.find(letter.id);
    if let Some(row) = &row {
        let left = row.take_from(Word::ReceiveQueued, letter.data.len() as u64);
        let owner = row.worker();
        let limit = run.dispatch.as_ref().map_or(0, |dispatch| dispatch.max_queued);
        if left <= limit / 2 && row.unmark(flag::WAITS) {
            // An owner that is gone does not read any more.
            let _ = run.send(owner, Letter::new(About::Resume, letter.id));
        }
    }
    let is_gone = row.as_ref().is_none_or(|row| row.has(flag::CLOSED));
    let is_wanted = row.is_none() && !run.flags.tells_of_clients && !run.flags.discards_late;
    if is_gone && !is_wanted {
        let what = format!("[2] ignore data[{} bytes] received from session#{}", letter.data.len(), letter.id);
        return log::error(log::WARNING, TOO_LATE, "Worker_discard_data", what.as_bytes());
    }
    calls.serve(letter.id, letter.from.into(), &letter.data);
}

/// How a port cuts what arrives.
fn rule(port: &Port) -> Option<Rule> {
    let options = port.options.borrow();
    let mark = || Mark::new(options.text("package_eof").unwrap_or("\r\n").as_bytes());
    if options.bool("open_eof_split") {
        return mark().map(Rule::Split);
    }
    if options.bool("open_eof_check") {
        return mark().map(Rule::Ending);
    }
    if options.bool("open_length_check") {
        if let Some(function) = options.callable("package_length_func") {
            return Some(Rule::Function(Rc::new(move |head| ask(&function, head))));
        }
        let letter = options.text("package_length_type").and_then(|kind| kind.bytes().next()).unwrap_or(b'N');
        let (offset, body) = (options.number("package_length_offset"), options.number("package_body_offset"));
        return Some(Rule::Length(Header { field: Field::of(letter)?, offset: offset as u16, body: body as u16 }));
    }
    if options.bool("open_mqtt_protocol") {
        return Some(Rule::Mqtt);
    }
    options.bool("open_redis_protocol").then_some(Rule::Redis)
}

/// What the user's function says of the head of a packet.
fn ask(function: &Callable, head: &[u8]) -> i64 {
    let head = Owned::take(Val::bytes(head));
    let answer = function.call(&mut [head.get()]);
    event_loop::report_exception();
    answer.map_or(-1, |answer| answer.get().to_long())
}

impl Calls {
    /// Sends to a client, whoever owns it.
    pub(super) fn send(&self, session: Session, data: &[u8]) {
        clients::send(&self.run, session, data);
    }

    fn call(&self, callback: Option<&Rc<Callable>>, connection: &Connection, reactor: i64) {
        let Some(callback) = callback.filter(|_| !ending::is_ending()) else { return };
        let session = connection.session;
        if !self.run.flags.event_objects {
            let mut args = [Val::object(self.here.object), Val::long(session), Val::long(reactor)];
            return event_loop::call_back(callback, &mut args);
        }
        let event = self.event(session, reactor, Val::NULL);
        event_loop::call_back(callback, &mut [Val::object(self.here.object), event.get()]);
    }

    fn event(&self, session: Session, reactor: i64, data: Val) -> Owned {
        let values = [Val::long(reactor), Val::long(session), events::seconds(clock::wall()), data];
        // SAFETY: the class has these properties.
        unsafe { events::make(ffi::ce::swirl_ce_Server_Event, values.map(|value| value.share())) }
    }

    fn reactor(&self) -> i64 {
        self.run.own_box() as i64
    }

    /// Brings a packet to whoever shall serve it.
    fn deliver(self: &Rc<Self>, connection: &Rc<Connection>, packet: &[u8]) {
        let session = connection.session;
        let target = self.dispatch.as_ref().map(|dispatch| (dispatch, dispatch.of_packet(&self.run, session, packet)));
        match target {
            None | Some((_, Target::Owner)) => self.serve(session, self.reactor(), packet),
            Some((_, Target::Nowhere)) => {}
            Some((_, Target::Worker(worker))) if worker == self.run.own_box() => {
                self.serve(session, self.reactor(), packet)
            }
            Some((dispatch, Target::Worker(worker))) => self.forward(dispatch, connection, worker, packet),
        }
    }

    /// Sends a packet on. When too much waits with others, its connection is not read from for a while.
    fn forward(&self, dispatch: &Dispatch, connection: &Rc<Connection>, worker: usize, packet: &[u8]) {
        let (from, flags) = (self.run.own_box() as u32, connection.port as u32);
        if let Some(row) = self.run.table.find(connection.session)
            && row.add_to(Word::ReceiveQueued, packet.len() as u64) > dispatch.max_queued
        {
            row.mark(flag::WAITS, true);
            self.hub.set_paused(connection, true);
        }
        let letter = Letter { from, flags, data: packet.to_vec(), ..Letter::new(About::Packet, connection.session) };
        self.run.counters[worker].expect();
        if let Err(why) = self.run.post.send(worker, letter, true) {
            log::system_warning("Server::dispatch", "sendmsg() failed", &why);
        }
    }

    /// Brings a packet to PHP.
    fn serve(self: &Rc<Self>, session: Session, reactor: i64, packet: &[u8]) {
        if ending::is_ending() {
            return;
        }
        if self.is_redis {
            redis::answer(self, session, packet);
            return worker::count_request(self.here, &self.run);
        }
        let Some(receive) = &self.receive else { return };
        if let Some(row) = self.run.table.find(session) {
            row.set(Word::DispatchTime, row.get(Word::ReceiveTime));
        }
        let counters = &self.run.counters[self.run.own_box()];
        counters.set(Counter::Status, status::BUSY);
        let data = Owned::take(Val::bytes(packet));
        if self.run.flags.event_objects {
            let event = self.event(session, reactor, data.get());
            event_loop::call_back(receive, &mut [Val::object(self.here.object), event.get()]);
        } else {
            let (number, reactor) = (Val::long(session), Val::long(reactor));
            event_loop::call_back(receive, &mut [Val::object(self.here.object), number, reactor, data.get()]);
        }
        if !self.run.worker.is_ending() {
            counters.set(Counter::Status, status::IDLE);
        }
        worker::count_request(self.here, &self.run);
    }
}

/// A connection without framing: what is read at once is a packet.
struct Plain(Rc<Calls>);

impl Protocol for Plain {
    fn opened(&self, connection: &Rc<Connection>) {
        self.0.opened(connection);
    }

    fn received(&self, connection: &Rc<Connection>, bytes: &[u8]) {
        self.0.deliver(connection, bytes);
    }

    fn closed(&self, connection: &Rc<Connection>, by_client: bool) {
        self.0.closed(connection, by_client);
    }

    fn filled(&self, connection: &Rc<Connection>, full: bool) {
        self.0.filled(connection, full);
    }

    fn hand_over(&self) -> Option<Vec<u8>> {
        Some(Vec::new())
    }

    fn as_any(&self) -> &dyn Any {
        self
    }
}

impl Calls {
    fn opened(&self, connection: &Rc<Connection>) {
        self.call(self.connect.as_ref(), connection, self.reactor());
    }

    fn closed(&self, connection: &Rc<Connection>, by_client: bool) {
        clients::wake_senders(&self.run, connection.session);
        let reactor = if by_client { self.reactor() } else { -1 };
        self.call(self.close.as_ref(), connection, reactor);
    }

    fn filled(&self, connection: &Rc<Connection>, full: bool) {
        if !full {
            clients::wake_senders(&self.run, connection.session);
        }
        let callback = if full { &self.full } else { &self.empty };
        if let Some(callback) = callback {
            callback.call(&mut [Val::object(self.here.object), Val::long(connection.session)]);
            event_loop::report_exception();
        }
    }
}

/// Cuts the bytes of one connection into packets.
struct Framed {
    calls: Rc<Calls>,
    framer: RefCell<Framer>,
    /// What has arrived and is no packet yet.
    buffer: RefCell<Vec<u8>>,
}

impl Framed {
    /// Takes packets off the front of `data`, as long as there are any and the connection is open. How much was taken.
    fn take_packets(&self, connection: &Rc<Connection>, data: &[u8]) -> usize {
        let mut taken = 0;
        while taken < data.len() && connection.is_open() {
            let step = self.framer.borrow_mut().next(&data[taken..]);
            match step {
                Ok(Step::Packet(length)) => {
                    taken += length;
                    self.calls.deliver(connection, &data[taken - length..taken]);
                }
                Ok(Step::More(_)) => break,
                Err(fault) => {
                    const MALFORMED: i32 = 1204;
                    let what = format!("session#{}: {fault}; the connection is closed", connection.session);
                    log::error(log::WARNING, MALFORMED, "Port::read", what.as_bytes());
                    self.calls.hub.close(connection, true, true);
                    return data.len();
                }
            }
        }
        taken
    }
}

impl Protocol for Framed {
    fn opened(&self, connection: &Rc<Connection>) {
        self.calls.opened(connection);
    }

    fn received(&self, connection: &Rc<Connection>, bytes: &[u8]) {
        // Mostly packets arrive whole: those are not copied here.
        let mut waiting = self.buffer.take();
        if waiting.is_empty() {
            let taken = self.take_packets(connection, bytes);
            waiting.extend_from_slice(&bytes[taken..]);
        } else {
            waiting.extend_from_slice(bytes);
            let taken = self.take_packets(connection, &waiting);
            waiting.drain(..taken);
            if waiting.is_empty() {
                waiting = Vec::new();
            }
        }
        self.buffer.replace(waiting);
    }

    fn closed(&self, connection: &Rc<Connection>, by_client: bool) {
        self.calls.closed(connection, by_client);
    }

    fn filled(&self, connection: &Rc<Connection>, full: bool) {
        self.calls.filled(connection, full);
    }

    fn is_idle(&self) -> bool {
        self.buffer.borrow().is_empty()
    }

    fn hand_over(&self) -> Option<Vec<u8>> {
        Some(self.buffer.take())
    }

    fn as_any(&self) -> &dyn Any {
        self
    }
}
