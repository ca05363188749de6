//! HTTP and WebSocket at the ports of a server.
//!
//! Always true:
//! - a connection's requests are answered one after the other: the next one is looked at when the last has its answer;
//! - once a connection is a WebSocket, its bytes are frames.
//!
//! ```text
//!            request                 ended
//!   Waiting ─────────▶ Answering ─────────▶ Waiting
//!      │ upgrade
//!      ▼       101
//!   Handshake ─────▶ Frames
//! ```

mod body;
mod files;
mod frames;
mod methods;
mod patience;
mod queue;
mod streams;
mod wire;

use std::any::Any;
use std::cell::Cell;
use std::cell::OnceCell;
use std::cell::RefCell;
use std::rc::Rc;
use std::rc::Weak;

use super::Here;
use super::clients;
use super::events::PortEvent;
use super::port::Port;
use super::property;
use super::start::Run;
use super::worker;
use crate::net::http::Decoder;
use crate::net::http::Inflow;
use crate::net::http::Message;
use crate::net::http::reply;
use crate::net::http::static_files::Folder;
use crate::net::http::websocket::Assembler;
use crate::net::http2;
use crate::net::http2::Session;
use crate::php::call::Callable;
use crate::php::class::http::c;
use crate::php::class::http::exchange::Exchange;
use crate::php::class::http::exchange::Wire;
use crate::php::class::http::globals::with_globals;
use crate::php::class::http::options::Options;
use crate::php::class::http::request;
use crate::php::class::http::response;
use crate::php::class::http::stream_body::stream_body;
use crate::php::error;
use crate::php::error::code;
use crate::php::event_loop;
use crate::php::ffi;
use crate::php::life;
use crate::php::object;
use crate::php::value::Owned;
use crate::php::value::Val;
use crate::php::value::tag;
use crate::server::connection::Connection;
use crate::server::connection::Protocol;
use crate::server::counters::Counter;
use crate::server::counters::status;
use crate::server::hub::Hub;
use crate::server::table::Word;
use crate::sys::clock::Nanos;
use patience::Patience;
use queue::Queue;
use wire::ServerWire;
pub use wire::to_session;

/// More than this is not read ahead while a request is being answered.
const READ_AHEAD: usize = 1 << 20;

/// What [`Word::ProtocolState`] says of a WebSocket; the numbers are those of the API.
pub mod state {
    pub const NONE: u64 = 0;
    pub const HANDSHAKE: u64 = 2;
    pub const ACTIVE: u64 = 3;
    pub const CLOSING: u64 = 4;
}

/// Makes the protocol of each connection.
pub type Maker = Box<dyn Fn(&Rc<Connection>, Option<&[u8]>) -> Rc<dyn Protocol>>;

/// What the connections of a port share.
struct Site {
    here: Here,
    run: Rc<Run>,
    hub: Rc<Hub>,
    options: Rc<Options>,
    is_websocket: bool,
    /// Files that need no PHP.
    folder: Option<Folder>,
    /// Where files of forms go.
    upload_folder: Rc<str>,
    /// Paths of files that stand elsewhere.
    rewrites: files::Rewrites,
    /// Requests that wait until the worker has fewer to answer.
    queue: Queue,
    callbacks: [Option<Rc<Callable>>; CALLBACKS.len()],
}

/// What is called, in the order of [`Site::callbacks`].
const CALLBACKS: [PortEvent; 8] = [
    PortEvent::Connect,
    PortEvent::Close,
    PortEvent::Request,
    PortEvent::Handshake,
    PortEvent::BeforeHandshakeResponse,
    PortEvent::Open,
    PortEvent::Message,
    PortEvent::Disconnect,
];

/// One connection.
struct Talk {
    me: Weak<Talk>,
    site: Rc<Site>,
    decoder: RefCell<Decoder>,
    /// Whether all bytes that have come may be the beginning of HTTP/2.
    is_fresh: Cell<bool>,
    /// Once it speaks HTTP/2.
    session: RefCell<Option<Rc<Session>>>,
    /// The body that is coming for the request that is being answered.
    inflow: RefCell<Option<Rc<Inflow>>>,
    /// Whether a request has no answer yet.
    is_busy: Cell<bool>,
    /// Whether requests are being handed out further up on this stack.
    is_advancing: Cell<bool>,
    /// Whether the client takes its time.
    patience: Patience,
    /// Once it is a WebSocket.
    assembler: RefCell<Option<Assembler>>,
    /// Whether the client has said that it closes the WebSocket, or has broken its rules.
    client_leaves: Cell<bool>,
    /// Whether its messages are compressed.
    compression: Cell<bool>,
    /// Who speaks with whom, once somebody asked.
    ends: OnceCell<wire::Ends>,
}

/// Classes of the API that speak HTTP by themselves.
pub fn speaks(here: Here, port: &Port) -> bool {
    let options = port.options.borrow();
    let asks = |name: &&str| options.bool(name);
    let is_asked = ["open_http_protocol", "open_websocket_protocol", "open_http2_protocol"].iter().any(asks);
    let has = |event| port.callback(event).is_some();
    if !is_a(here, false) {
        // Else the requests come to onReceive as they are.
        return is_asked && (has(PortEvent::Request) || has(PortEvent::Message));
    }
    let is_unasked = port.index > 0 && options.has("open_http_protocol");
    is_asked || (port.kind.is_stream() && !is_unasked && (port.index == 0 || !has(PortEvent::Receive)))
}

/// Whether the port takes WebSockets.
fn takes_websockets(here: Here, port: &Port) -> bool {
    port.options.borrow().bool("open_websocket_protocol") || is_a(here, true)
}

/// The callback that such a port cannot do without.
pub fn needed(here: Here, port: &Port) -> (PortEvent, &'static str) {
    if takes_websockets(here, port) {
        (PortEvent::Message, "require onMessage callback")
    } else {
        (PortEvent::Request, "require onRequest callback")
    }
}

fn is_a(here: Here, websocket: bool) -> bool {
    let object = Val::object(here.object);
    // SAFETY: the C half's contract; the reference is only looked at.
    unsafe {
        let class = if websocket { c::ce::swirl_ce_WebSocket_Server } else { c::ce::swirl_ce_Http_Server };
        ffi::swirl_instance_of(&object, class)
    }
}

/// The protocol of a port that speaks HTTP.
pub fn maker(here: Here, run: &Rc<Run>, hub: &Rc<Hub>, port: &Rc<Port>) -> Maker {
    let first = Rc::clone(&run.ports[0]);
    let mut options = Options { parse_files: false, ..Options::default() };
    let settings = object::property(here.object, property::SETTING);
    if settings.tag() == tag::ARRAY {
        options.apply(&settings);
    }
    options.http2 = port.options.borrow().bool("open_http2_protocol");
    options.limits.body = port.options.borrow().number("package_max_length") as u64;
    let upload_folder = Rc::from(options.upload_tmp_dir.as_str());
    let site = Rc::new(Site {
        here,
        run: Rc::clone(run),
        hub: Rc::clone(hub),
        options: Rc::new(options),
        is_websocket: takes_websockets(here, port),
        folder: files::folder(&settings),
        queue: Queue::default(),
        upload_folder,
        rewrites: files::Rewrites::of(&settings),
        callbacks: CALLBACKS.map(|event| port.callback(event).or_else(|| first.callback(event))),
    });
    Box::new(move |connection, state| Talk::begin(&site, connection, state))
}

impl Site {
    fn callback(&self, event: PortEvent) -> Option<&Rc<Callable>> {
        let place = CALLBACKS.iter().position(|known| *known == event)?;
        self.callbacks[place].as_ref()
    }

    /// Calls with the server first.
    fn call(&self, event: PortEvent, args: &[Val]) {
        if let Some(callback) = self.callback(event) {
            let mut all: Vec<Val> =
                std::iter::once(Val::object(self.here.object)).chain(args.iter().copied()).collect();
            event_loop::call_back(callback, &mut all);
        }
    }

    /// Calls, and counts that as a request. False when there can be no further coroutine.
    fn serve(&self, connection: &Connection, callback: &Rc<Callable>, args: &mut [Val]) -> bool {
        let counters = &self.run.counters[self.run.own_box()];
        counters.set(Counter::Status, status::BUSY);
        if let Some(row) = self.run.table.find(connection.session) {
            row.set(Word::DispatchTime, row.get(Word::ReceiveTime));
        }
        let served = match &self.options {
            options if options.superglobals && request::is_one(&args[0]) => self.call_with_globals(callback, args),
            _ => event_loop::try_call_back(callback, args),
        };
        if !self.run.worker.is_ending() {
            counters.set(Counter::Status, status::IDLE);
        }
        worker::count_request(self.here, &self.run);
        served
    }

    /// As [`event_loop::try_call_back`], with the request, which is the first argument, in the superglobals.
    fn call_with_globals(&self, callback: &Rc<Callable>, args: &[Val]) -> bool {
        let kept: Vec<Owned> = args.iter().map(Val::share).collect();
        let (handler, options) = (Rc::clone(callback), Rc::clone(&self.options));
        event_loop::try_run(callback, move || {
            let mut args: Vec<Val> = kept.iter().map(Owned::get).collect();
            with_globals(&options, &kept[0], || life::call_here(&handler, &mut args))
        })
    }

    fn set_state(&self, connection: &Connection, state: u64) {
        if let Some(row) = self.run.table.find(connection.session) {
            row.set(Word::ProtocolState, state);
        }
    }

    fn state(&self, connection: &Connection) -> u64 {
        self.run.table.find(connection.session).map_or(state::NONE, |row| row.get(Word::ProtocolState))
    }
}

impl Talk {
    /// For a new connection, or one that another worker has handed over.
    fn begin(site: &Rc<Site>, connection: &Rc<Connection>, state: Option<&[u8]>) -> Rc<dyn Protocol> {
        let talk = Rc::new_cyclic(|me| Self {
            me: me.clone(),
            site: Rc::clone(site),
            decoder: RefCell::new(Decoder::with_uploads(site.options.limits, Rc::clone(&site.upload_folder))),
            is_fresh: Cell::new(state.is_none()),
            session: RefCell::new(None),
            inflow: RefCell::new(None),
            is_busy: Cell::new(false),
            is_advancing: Cell::new(false),
            patience: Patience::default(),
            assembler: RefCell::new(None),
            client_leaves: Cell::new(false),
            compression: Cell::new(false),
            ends: OnceCell::new(),
        });
        if site.options.stream_body {
            talk.decoder.borrow_mut().stream_bodies();
        }
        if let Some(state) = state {
            talk.adopt(connection, state);
        }
        talk
    }

    /// The bytes that its last worker had read and not used; whether messages are compressed stands before them.
    fn adopt(&self, connection: &Connection, state: &[u8]) {
        let (compression, bytes) = state.split_first().map_or((false, state), |(first, rest)| (*first != 0, rest));
        self.decoder.borrow_mut().feed(bytes);
        if self.site.state(connection) == state::ACTIVE {
            self.compression.set(compression);
            self.begin_frames(connection);
        }
    }

    /// Hands out requests as long as there are any, each has its answer, and the client takes the answers.
    fn advance(&self, connection: &Rc<Connection>) {
        if self.is_advancing.replace(true) {
            return;
        }
        loop {
            self.advance_held(connection);
            let was_congested = connection.is_congested();
            self.site.hub.release(connection);
            if !was_congested || connection.is_congested() {
                break;
            }
        }
        self.is_advancing.set(false);
    }

    /// The same, with the answers held back.
    fn advance_held(&self, connection: &Rc<Connection>) {
        let is_free = || !self.is_busy.get() && connection.is_open() && self.assembler.borrow().is_none();
        while is_free() && !connection.is_congested() {
            if self.decoder.borrow().is_streaming() && !self.skip_body(connection) {
                break;
            }
            let next = self.decoder.borrow_mut().next_message();
            match next {
                Ok(Some(message)) => {
                    self.forget_progress();
                    if self.decoder.borrow().has_pending() && event_loop::has_coroutine_callbacks() {
                        // Requests that come together are answered together, as far as they do not wait.
                        connection.hold_back();
                    }
                    self.dispatch(connection, message);
                }
                Ok(None) => {
                    if self.decoder.borrow_mut().take_continue() {
                        self.site.hub.send(connection, reply::CONTINUE);
                    }
                    self.decoder.borrow_mut().rest();
                    break;
                }
                Err(refusal) => {
                    let answer = reply::refusal(refusal, self.decoder.borrow().pending(), self.site.options.http2);
                    self.site.hub.send(connection, &answer);
                    self.site.hub.dismiss(connection);
                }
            }
        }
    }

    fn dispatch(&self, connection: &Rc<Connection>, message: Box<Message>) {
        let Some(me) = self.me.upgrade() else { return };
        if self.give_file(connection, &message) {
            return;
        }
        let upgrades = self.site.is_websocket && message.head.meaning.websocket;
        if !upgrades && self.site.callback(PortEvent::Request).is_none() {
            self.site.hub.send(connection, &reply::closing_with(400, &reply::page(400)));
            return self.site.hub.dismiss(connection);
        }
        self.is_busy.set(true);
        self.begin_body();
        if let Some((message, _)) = self.site.admit(&me, connection, (message, None)) {
            self.begin_answer(me, connection, message, None);
        }
    }

    /// Hands a request to PHP.
    fn begin_answer(
        &self,
        me: Rc<Self>,
        connection: &Rc<Connection>,
        message: Box<Message>,
        stream: Option<Rc<http2::Stream>>,
    ) {
        let upgrades = self.site.is_websocket && message.head.meaning.websocket;
        let body = match &stream {
            Some(stream) => stream_body(stream),
            None => me.body(connection),
        };
        let base = ServerWire { talk: me, connection: Rc::clone(connection) };
        let is_stream = stream.is_some();
        let wire: Rc<dyn Wire> = match stream {
            Some(stream) => Rc::new(streams::StreamWire { base, stream, is_released: Cell::new(false) }),
            None => Rc::new(base),
        };
        let exchange = Exchange::new(message, Some(wire), Rc::clone(&self.site.options), body);
        let (request, response) = (request::create(&exchange), response::create(&exchange));
        if upgrades {
            self.upgrade(connection, &exchange, &request, &response);
        } else if let Some(callback) = self.site.callback(PortEvent::Request) {
            drop(exchange);
            if !self.site.serve(connection, callback, &mut [request.get(), response.get()]) {
                const CLASS: &str = "Swoole\\Http\\Server";
                error::warning(&format!("{CLASS}->onRequest handler error"));
                response::refuse(object_of(&response), 503);
                if !is_stream {
                    self.site.hub.close(connection, false, false);
                }
            }
        }
    }

    /// A request has its answer.
    fn answered(&self, connection: &Rc<Connection>, status: u16) {
        if self.is_busy.replace(false) {
            self.site.release();
        }
        self.end_body(code::SESSION_CLOSED);
        if self.site.state(connection) == state::HANDSHAKE {
            self.settle_handshake(connection, status);
        }
        if connection.is_paused() {
            self.site.hub.set_paused(connection, false);
        }
        self.advance(connection);
        self.note_progress(connection);
    }
}

impl Protocol for Talk {
    fn opened(&self, connection: &Rc<Connection>) {
        let reactor = self.site.run.own_box() as i64;
        self.site.call(PortEvent::Connect, &[Val::long(connection.session), Val::long(reactor)]);
    }

    fn received(&self, connection: &Rc<Connection>, bytes: &[u8]) {
        if self.assembler.borrow().is_some() {
            return self.take_frames(connection, bytes);
        }
        if let Some(session) = self.session() {
            session.feed(bytes);
            self.advance_streams(connection);
            return self.note_progress(connection);
        }
        self.decoder.borrow_mut().feed(bytes);
        if self.begin_streams(connection) {
            return self.note_progress(connection);
        }
        self.fill_body(connection);
        self.advance(connection);
        self.note_progress(connection);
        let waits = self.is_busy.get() || connection.is_congested();
        if waits && self.decoder.borrow().pending().len() > READ_AHEAD {
            self.site.hub.set_paused(connection, true);
        }
    }

    fn closed(&self, connection: &Rc<Connection>, by_client: bool) {
        if self.decoder.borrow().is_streaming() {
            // Nobody has waited for the rest of the body.
            connection.set_lingering();
        }
        self.end_streams();
        self.end_body(libc::ECONNRESET);
        clients::wake_senders(&self.site.run, connection.session);
        let reactor = if by_client || self.client_leaves.get() { self.site.run.own_box() as i64 } else { -1 };
        let was_websocket = self.site.state(connection) >= state::ACTIVE;
        let disconnects = self.site.is_websocket && !was_websocket;
        let event = match self.site.callback(PortEvent::Disconnect) {
            Some(_) if disconnects => PortEvent::Disconnect,
            _ => PortEvent::Close,
        };
        self.site.call(event, &[Val::long(connection.session), Val::long(reactor)]);
    }

    fn filled(&self, connection: &Rc<Connection>, full: bool) {
        if !full {
            clients::wake_senders(&self.site.run, connection.session);
        }
    }

    fn is_idle(&self) -> bool {
        !self.is_busy.get() && !self.decoder.borrow().is_amid()
    }

    fn is_late(&self, connection: &Rc<Connection>, now: Nanos) -> Option<bool> {
        self.is_too_late(connection, now)
    }

    fn drained(&self, connection: &Rc<Connection>) {
        if self.session.borrow().is_some() {
            return self.advance_streams(connection);
        }
        if self.is_advancing.get() || self.is_busy.get() || !self.decoder.borrow().has_pending() {
            return;
        }
        if connection.is_paused() {
            self.site.hub.set_paused(connection, false);
        }
        self.advance(connection);
        self.note_progress(connection);
    }

    fn leave(&self, _: &Rc<Connection>) {
        if let Some(session) = self.session() {
            session.leave();
        }
    }

    fn is_leaving(&self) -> bool {
        self.session.borrow().is_some()
    }

    fn hand_over(&self) -> Option<Vec<u8>> {
        if self.session.borrow().is_some() || !self.is_idle() {
            return None;
        }
        Some(vec![u8::from(self.compression.get())])
    }

    fn as_any(&self) -> &dyn Any {
        self
    }
}

/// An owned object's address.
fn object_of(value: &Owned) -> *mut ffi::Object {
    value.get().as_object().unwrap_or(std::ptr::null_mut())
}
