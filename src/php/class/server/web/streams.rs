//! HTTP/2 at the ports of a server: a connection of many streams, each with a handler of its own.
//!
//! Always true:
//! - the session is polled only in [`Talk::advance_streams`], which does not enter itself;
//! - while much of what was sent waits for the client, it is not polled: the handlers wait, and nothing is read.

use std::cell::Cell;
use std::fs::File;
use std::rc::Rc;

use super::Talk;
use super::wire::ServerWire;
use crate::net::http::Message;
use crate::net::http::static_files::Answer;
use crate::net::http2;
use crate::net::http2::PREFACE;
use crate::net::http2::Session;
use crate::net::http2::Stream;
use crate::php::class::http::c::Fields;
use crate::php::class::http::exchange::Wire;
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
        let session = Rc::new(Session::new(self.site.options.http2_settings, self.site.options.intake()));
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
        self.site.hub.set_paused(connection, connection.queued() > ENOUGH);
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
        if self.give_file_on(connection, &stream, &message) {
            return;
        }
        if self.site.callback(PortEvent::Request).is_none() {
            return refuse(&stream, 400);
        }
        if let Some((message, stream)) = self.site.admit(&me, connection, (message, Some(stream))) {
            self.begin_answer(me, connection, message, stream);
        }
    }

    /// As [`Talk::give_file`], on a stream.
    fn give_file_on(&self, connection: &Connection, stream: &Rc<Stream>, message: &Message) -> bool {
        let Some((answer, file)) = self.find_file(message) else { return false };
        self.note_file(connection, message, &answer);
        let mut fields = [httparse::EMPTY_HEADER; 16];
        let mut head = httparse::Response::new(&mut fields);
        let Ok(httparse::Status::Complete(_)) = head.parse(&answer.head) else { return false };
        let fields = streamed::from_lines(head.headers.iter().map(|field| (field.name, field.value)));
        let has_body = !answer.parts.is_empty() || !answer.tail.is_empty();
        // Whether the client is still there shows when the body is sent.
        let _ = stream.answer(head.code.unwrap_or(500), fields, !has_body);
        if has_body {
            self.send_parts_on(Rc::clone(stream), file, answer);
        }
        true
    }

    /// A long file waits for its client, in a coroutine of its own.
    fn send_parts_on(&self, stream: Rc<Stream>, file: Option<File>, answer: Answer) {
        let send = move || {
            let count = answer.parts.len();
            let mut goes_on = true;
            for (at, (text, part)) in answer.parts.into_iter().enumerate() {
                let ends = at + 1 == count && answer.tail.is_empty();
                goes_on = goes_on && (text.is_empty() || stream.write(&text, false).is_ok());
                let Some(file) = file.as_ref().filter(|_| goes_on) else { break };
                goes_on = streamed::send_part(&stream, file, part, ends);
            }
            if goes_on && !answer.tail.is_empty() {
                // The last thing: nobody is left to be told.
                let _ = stream.write(&answer.tail, true);
            }
            ffi::DONE
        };
        match self.site.callback(PortEvent::Request) {
            Some(callback) => drop(life::start_native(callback, send)),
            None => drop(send()),
        }
    }
}

/// Answers without a body, and without PHP.
pub(super) fn refuse(stream: &Stream, status: u16) {
    // Whether the client is still there does not matter.
    let _ = stream.answer(status, http::HeaderMap::new(), true);
}

/// A stream, as responses know it.
pub(super) struct StreamWire {
    pub base: ServerWire,
    pub stream: Rc<Stream>,
    /// Whether the request no longer counts as one that is being answered.
    pub is_released: Cell<bool>,
}

impl StreamWire {
    fn release(&self) {
        if !self.is_released.replace(true) {
            self.base.talk.site.release();
        }
    }
}

impl Drop for StreamWire {
    fn drop(&mut self) {
        self.release();
    }
}

impl Wire for StreamWire {
    fn is_secure(&self) -> bool {
        self.base.is_secure()
    }

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

    fn asked_at(&self) -> u64 {
        self.base.asked_at()
    }

    fn describe(&self, fields: &mut Fields) {
        self.base.describe(fields);
    }

    fn ended(&self, _status: u16) {
        if let Some(counters) = self.base.talk.site.run.own_counters() {
            counters.add(Counter::Responses, 1);
        }
        self.release();
    }

    fn stream(&self) -> Option<&Stream> {
        Some(&self.stream)
    }

    fn connection(&self) -> Option<&crate::net::Connection> {
        None
    }
}
