//! From an upgrade to frames.

use std::rc::Rc;

use super::Talk;
use super::object_of;
use super::state;
use crate::net::http::websocket;
use crate::net::http::websocket::Assembler;
use crate::net::http::websocket::Fault;
use crate::net::http::websocket::Frame;
use crate::net::http::websocket::Side;
use crate::net::http::websocket::flag;
use crate::net::http::websocket::opcode;
use crate::php::class::http::exchange::Exchange;
use crate::php::class::http::frame;
use crate::php::class::http::response;
use crate::php::class::http::upgrade;
use crate::php::class::server::events::PortEvent;
use crate::php::log;
use crate::php::value::Owned;
use crate::php::value::Val;
use crate::server::connection::Connection;

impl Talk {
    /// Answers a request for a WebSocket, or lets the user do it.
    pub(super) fn upgrade(
        &self,
        connection: &Rc<Connection>,
        exchange: &Rc<Exchange>,
        request: &Owned,
        response: &Owned,
    ) {
        let (site, object) = (&self.site, object_of(response));
        self.compression.set(exchange.options.websocket_compression && upgrade::asks_for_compression(exchange));
        exchange.compresses.set(self.compression.get());
        site.set_state(connection, state::HANDSHAKE);
        if let Some(callback) = site.callback(PortEvent::Handshake) {
            exchange.upgraded.set(true);
            site.serve(connection, callback, &mut [request.get(), response.get()]);
            return;
        }
        if !upgrade::set_fields(object, exchange) {
            response::refuse(object, 400);
            site.hub.close(connection, false, false);
            return;
        }
        if let Some(protocol) = &exchange.options.subprotocol {
            response::set_header(object, b"Sec-WebSocket-Protocol", Owned::take(Val::bytes(protocol)), false);
        }
        site.call(PortEvent::BeforeHandshakeResponse, &[request.get(), response.get()]);
        exchange.upgraded.set(true);
        if matches!(response::end_with(object, 101), Ok(true)) && connection.is_open() {
            site.call(PortEvent::Open, &[request.get()]);
            // Frames may have come behind the request.
            self.take_frames(connection, &[]);
        }
    }

    /// The answer to a request for a WebSocket was sent.
    pub(super) fn settle_handshake(&self, connection: &Rc<Connection>, status: u16) {
        if status == 101 {
            self.site.set_state(connection, state::ACTIVE);
            self.begin_frames(connection);
        } else {
            self.site.set_state(connection, state::NONE);
            self.site.hub.close(connection, false, false);
        }
    }

    /// From now on its bytes are frames.
    pub(super) fn begin_frames(&self, _: &Connection) {
        let mut assembler = Assembler::new(Side::Server, self.site.options.limits.body as usize);
        assembler.compression = self.compression.get();
        assembler.feed(&self.decoder.borrow_mut().take_pending());
        *self.assembler.borrow_mut() = Some(assembler);
    }

    /// Brings messages to PHP, and answers what needs nobody.
    pub(super) fn take_frames(&self, connection: &Rc<Connection>, bytes: &[u8]) {
        if let Some(assembler) = self.assembler.borrow_mut().as_mut() {
            assembler.feed(bytes);
        }
        while connection.is_open() {
            let Some(next) = self.assembler.borrow_mut().as_mut().map(Assembler::next_frame) else { return };
            match next {
                Ok(Some(frame)) => self.take_frame(connection, &frame),
                Ok(None) => return,
                Err(Fault::Malformed) => {
                    const MALFORMED: i32 = 1204;
                    let what = format!("session#{}: received malformed data", connection.session);
                    log::error(log::WARNING, MALFORMED, "Port::read", what.as_bytes());
                    self.site.hub.close(connection, true, true);
                }
                Err(fault) => {
                    self.answer(connection, opcode::CLOSE, &websocket::close_payload(fault.code(), b""));
                    self.see_off(connection);
                }
            }
        }
    }

    fn take_frame(&self, connection: &Rc<Connection>, frame: &Frame) {
        let options = &self.site.options;
        match frame.opcode {
            opcode::PING if !options.ping_frames => self.answer(connection, opcode::PONG, &frame.payload),
            opcode::PONG if !options.pong_frames => {}
            opcode::CLOSE => {
                if options.close_frames {
                    self.deliver(connection, frame);
                }
                if self.site.state(connection) == state::ACTIVE {
                    self.answer(connection, opcode::CLOSE, &frame.payload);
                }
                self.see_off(connection);
            }
            _ => self.deliver(connection, frame),
        }
    }

    /// Closes a connection that its client has brought to an end.
    fn see_off(&self, connection: &Rc<Connection>) {
        self.client_leaves.set(true);
        self.site.hub.dismiss(connection);
    }

    fn deliver(&self, connection: &Rc<Connection>, frame: &Frame) {
        let Some(callback) = self.site.callback(PortEvent::Message) else { return };
        let message = frame::create(frame, connection.session);
        let server = Val::object(self.site.here.object);
        self.site.serve(connection, callback, &mut [server, message.get()]);
    }

    fn answer(&self, connection: &Rc<Connection>, code: u8, payload: &[u8]) {
        let mut out = Vec::new();
        websocket::encode(&mut out, code, flag::FIN, payload);
        self.site.hub.send(connection, &out);
    }
}
