//! HTTP/2 at the ports of a server: a connection of many streams, each with a handler of its own.
//!
//! Always true:
//! - the session is polled only in [`Talk::advance_streams`], which does not enter itself;
//! - while much of what was sent waits for the client, it is not polled: the handlers wait, and nothing is read ahead.

use std::fs::File;
use std::rc::Rc;

use super::Talk;
use super::files::Piece;
use super::wire::ServerWire;
use crate::net::http::Message;
use crate::net::http2;
use crate::net::http2::PREFACE;
use crate::net::http2::Session;
use crate::net::http2::Stream;
use crate::php::class::http::c::Fields;
use crate::php::class::http::exchange::Exchange;
use crate::php::class::http::exchange::Wire;
use crate::php::class::http::request;
use crate::php::class::http::response;
use crate::php::class::http::streamed;
use crate::php::class::server::events::PortEvent;
use crate::php::ffi;
use crate::php::life;
use crate::server::connection::Connection;
use crate::server::counters::Counter;

/// While more than this waits for the client, nothing is made ready to follow.
const ENOUGH: usize = 1 << 18;

impl Talk {
    /// Takes the first bytes of a connection. True when they are the beginning of HTTP/2, or may be.
    pub(super) fn begin_streams(&self, connection: &Rc<Connection>) -> bool {
        if !self.site.options.http2 || !self.is_fresh.get() {
            return false;
        }
        let decoder = self.decoder.borrow();
        let begun = decoder.pending();
        if begun.len() < PREFACE.len() && PREFACE.starts_with(begun) {
            return true;
        }
        self.is_fresh.set(false);
        if !begun.starts_with(PREFACE) {
            return false;
        }
        drop(decoder);
        let session = Rc::new(Session::new(self.site.options.http2_settings, self.site.options.limits));
        let (talk, itself) = (self.me.clone(), Rc::downgrade(connection));
        session.set_drive(move || {
            if let (Some(talk), Some(connection)) = (talk.upgrade(), itself.upgrade()) {
                talk.advance_streams(&connection);
            }
        });
        let early = self.decoder.borrow_mut().take_pending();
        self.decoder.borrow_mut().rest();
        *self.session.borrow_mut() = Some(Rc::clone(&session));
        session.feed(&early);
        self.advance_streams(connection);
        true
    }

    /// The session, once the connection speaks HTTP/2.
    pub(super) fn session(&self) -> Option<Rc<Session>> {
        self.session.borrow().clone()
    }

    /// Hands out requests, and sends what there is to send.
    pub(super) fn advance_streams(&self, connection: &Rc<Connection>) {
        let Some(session) = self.session() else { return };
        if self.is_advancing.replace(true) {
            return;
        }
        while !connection.is_told() && connection.queued() <= ENOUGH {
            if let Some(request) = session.next_request() {
                self.dispatch_stream(connection, request);
                continue;
            }
            let out = session.take_output();
            if out.is_empty() {
                break;
            }
            self.site.hub.send_always(connection, &out);
            session.recycle(out);
        }
        self.is_advancing.set(false);
        if session.is_over() && connection.is_open() && connection.queued() <= ENOUGH {
            self.site.hub.close(connection, false, false);
        }
    }

    /// The connection is gone: those who wait for the client hear of it.
    pub(super) fn end_streams(&self) {
        let Some(session) = self.session() else { return };
        session.end();
        while session.next_request().is_some() {}
        session.take_output();
    }

    fn dispatch_stream(&self, connection: &Rc<Connection>, request: http2::Request) {
        let Some(me) = self.me.upgrade() else { return };
        let http2::Request { message, stream } = request;
        if self.give_file_on(&stream, &message) {
            return;
        }
        let base = ServerWire { talk: me, connection: Rc::clone(connection) };
        let wire = Rc::new(StreamWire { base, stream });
        let exchange = Rc::new(Exchange::new(message, Some(wire), Rc::clone(&self.site.options)));
        let (request, response) = (request::create(&exchange), response::create(&exchange));
        drop(exchange);
        if let Some(callback) = self.site.callback(PortEvent::Request) {
            self.site.serve(connection, callback, &mut [request.get(), response.get()]);
        } else if let Some(object) = response.get().as_object() {
            response::refuse(object, 400);
        }
    }

    /// As [`Talk::give_file`], on a stream.
    fn give_file_on(&self, stream: &Rc<Stream>, message: &Message) -> bool {
        let Some(reply) = self.find_file(message) else { return false };
        let mut fields = [httparse::EMPTY_HEADER; 16];
        let mut head = httparse::Response::new(&mut fields);
        let Ok(httparse::Status::Complete(_)) = head.parse(&reply.head) else { return false };
        let fields = streamed::from_lines(head.headers.iter().map(|field| (field.name, field.value)));
        let mut pieces = reply.pieces;
        pieces.retain(|piece| !matches!(piece, Piece::Bytes(bytes) if bytes.is_empty()));
        // Whether the client is still there shows when the body is sent.
        let _ = stream.answer(head.code.unwrap_or(500), fields, pieces.is_empty());
        match &pieces[..] {
            [] => {}
            [Piece::Bytes(page)] => drop(stream.write(page, true)),
            _ => self.send_pieces_on(Rc::clone(stream), pieces),
        }
        true
    }

    /// A long file waits for its client, in a coroutine of its own.
    fn send_pieces_on(&self, stream: Rc<Stream>, pieces: Vec<Piece>) {
        let send = move || {
            let last = pieces.len() - 1;
            for (at, piece) in pieces.iter().enumerate() {
                match piece {
                    Piece::Bytes(bytes) => drop(stream.write(bytes, at == last)),
                    Piece::File(file, part) => drop(streamed::send_part(&stream, file, part.clone(), at == last)),
                }
            }
            ffi::DONE
        };
        match self.site.callback(PortEvent::Request) {
            Some(callback) => drop(life::start_native(callback, send)),
            None => drop(send()),
        }
    }
}

/// A stream, as responses know it.
struct StreamWire {
    base: ServerWire,
    stream: Rc<Stream>,
}

impl Wire for StreamWire {
    fn send(&self, _: &[&[u8]]) -> Result<(), i32> {
        Err(libc::EPROTO)
    }

    fn send_file(&self, _: &File, _: u64, _: u64) -> Result<(), i32> {
        Err(libc::EPROTO)
    }

    fn close(&self) -> bool {
        self.base.close()
    }

    fn local(&self) -> (String, u16) {
        self.base.local()
    }

    fn peer(&self) -> (String, u16) {
        self.base.peer()
    }

    fn number(&self) -> i64 {
        self.base.number()
    }

    fn describe(&self, fields: &mut Fields) {
        self.base.describe(fields);
    }

    fn ended(&self, _status: u16) {
        if let Some(counters) = self.base.talk.site.run.own_counters() {
            counters.add(Counter::Responses, 1);
        }
    }

    fn stream(&self) -> Option<&Stream> {
        Some(&self.stream)
    }

    fn connection(&self) -> Option<&crate::net::Connection> {
        None
    }
}
