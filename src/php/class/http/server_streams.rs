//! HTTP/2 in `Swoole\Coroutine\Http\Server`: the connection's coroutine reads, each request has one of its own.
//!
//! Always true:
//! - one coroutine at a time polls the session and writes, in [`Streams::pump`]; what others have to send meanwhile, it
//!   sends, too;
//! - the reading coroutine reads on while another one writes, so that two sides which both write do not block each other.

use std::cell::Cell;
use std::ffi::c_int;
use std::fs::File;
use std::rc::Rc;

use crate::net::http2;
use crate::net::http2::Session;
use crate::net::http2::Stream;
use crate::php::class::http::exchange::Exchange;
use crate::php::class::http::exchange::Wire;
use crate::php::class::http::globals::with_globals;
use crate::php::class::http::options::Options;
use crate::php::class::http::request;
use crate::php::class::http::response;
use crate::php::class::http::server;
use crate::php::class::http::server::Link;
use crate::php::class::http::server::Shared;
use crate::php::class::http::stream_body::stream_body;
use crate::php::ending;
use crate::php::ffi;
use crate::php::life;
use crate::sys::clock;

/// Bytes asked of the socket at once.
const ROOM: usize = 65536;

/// More than this is not read ahead while what was sent waits for the client.
const BACKLOG: usize = 1 << 18;
/// How long a pause in reading is.
const PAUSE_NANOS: u64 = 5_000_000;

/// A connection that speaks HTTP/2.
struct Streams {
    link: Rc<Link>,
    shared: Rc<Shared>,
    options: Rc<Options>,
    session: Rc<Session>,
    is_pumping: Cell<bool>,
}

/// Serves a connection to its end; `early` has come already.
pub fn serve(shared: &Rc<Shared>, options: &Rc<Options>, link: &Rc<Link>, early: &[u8]) -> c_int {
    let session = Rc::new(Session::new(options.http2_settings, options.intake()));
    let streams = Rc::new(Streams {
        link: link.clone(),
        shared: shared.clone(),
        options: options.clone(),
        session: session.clone(),
        is_pumping: Cell::new(false),
    });
    let weak = Rc::downgrade(&streams);
    session.set_drive(move || {
        if let Some(streams) = weak.upgrade() {
            streams.pump();
        }
    });
    session.feed(early);
    streams.pump();
    let mut buffer = vec![0; ROOM];
    while streams.goes_on() {
        let idle = session.is_idle();
        link.connection.set_idle(idle);
        let deadline = if idle { server::patience() } else { None };
        while session.backlog() > BACKLOG && streams.goes_on() {
            // Another coroutine is writing, and the client does not read: then nothing is read here, either.
            crate::io::sleep(clock::now() + PAUSE_NANOS);
        }
        match link.connection.read(&mut buffer, deadline) {
            Ok(length) if length > 0 => session.feed(&buffer[..length]),
            _ => break,
        }
        link.connection.set_idle(false);
        streams.pump();
    }
    session.end();
    streams.pump();
    link.connection.close();
    ffi::DONE
}

impl Streams {
    fn goes_on(&self) -> bool {
        self.link.connection.is_open() && !self.session.is_over() && !ending::is_ending()
    }

    /// Starts handlers, and sends what there is to send.
    fn pump(self: &Rc<Self>) {
        if self.is_pumping.replace(true) {
            return;
        }
        loop {
            if let Some(request) = self.session.next_request() {
                self.start(request);
                continue;
            }
            let out = self.session.take_output();
            if out.is_empty() {
                break;
            }
            if self.link.connection.write_all(&[&out], None).is_err() {
                self.link.connection.close();
                self.session.end();
            }
            self.session.recycle(out);
        }
        self.is_pumping.set(false);
        self.end_if_done();
    }

    /// After the last answer of a connection that is to end, the reading coroutine is told.
    fn end_if_done(&self) {
        if self.session.is_over() || (!self.shared.is_running() && self.session.is_idle()) {
            self.link.connection.close();
        }
    }

    fn start(self: &Rc<Self>, request: http2::Request) {
        let http2::Request { message, stream } = request;
        let handler = server::handler_for(&self.shared, message.head.path(&message.bytes));
        let body = stream_body(&stream);
        let wire = Rc::new(StreamWire { link: self.link.clone(), stream });
        let exchange = Exchange::new(message, Some(wire), self.options.clone(), body);
        let (request, response) = (request::create(&exchange), response::create(&exchange));
        drop(exchange);
        let Some(handler) = handler else {
            if let Some(object) = response.get().as_object() {
                response::refuse(object, 404);
            }
            return;
        };
        let (streams, callable) = (self.clone(), handler.clone());
        life::start_native(&callable, move || {
            let mut args = [request.get(), response.get()];
            let call = || life::call_here(&handler, &mut args);
            let outcome = with_globals(&streams.options, &request, call);
            drop(request);
            drop(response);
            streams.pump();
            if ending::is_ending() { outcome.max(ffi::THREW) } else { outcome }
        });
    }
}

/// A stream, as responses know it.
struct StreamWire {
    link: Rc<Link>,
    stream: Rc<Stream>,
}

impl Wire for StreamWire {
    fn is_secure(&self) -> bool {
        self.link.is_secure()
    }

    fn send(&self, _: &[&[u8]]) -> Result<(), i32> {
        Err(libc::EPROTO)
    }

    fn send_file(&self, _: &File, _: u64, _: u64) -> Result<(), i32> {
        Err(libc::EPROTO)
    }

    fn close(&self) -> bool {
        self.link.close()
    }

    fn local(&self) -> (String, u16) {
        self.link.local()
    }

    fn peer(&self) -> (String, u16) {
        self.link.peer()
    }

    fn number(&self) -> i64 {
        self.link.number()
    }

    fn stream(&self) -> Option<&Stream> {
        Some(&self.stream)
    }

    fn connection(&self) -> Option<&crate::net::Connection> {
        None
    }
}
