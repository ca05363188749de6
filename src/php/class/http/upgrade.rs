//! `Response::upgrade()` and what follows: a WebSocket that the handler itself reads and writes.

use std::rc::Rc;

use crate::net::http::lists;
use crate::net::http::websocket;
use crate::net::http::websocket::Side;
use crate::net::http::websocket::flag;
use crate::net::http::websocket::opcode;
use crate::net::socket::Timeouts;
use crate::php::args::Args;
use crate::php::class::coroutine::deadline;
use crate::php::class::http::channel::Channel;
use crate::php::class::http::channel::Received;
use crate::php::class::http::exchange::Exchange;
use crate::php::class::http::frame;
use crate::php::class::http::frame::Outgoing;
use crate::php::class::http::response;
use crate::php::class::http::sending;
use crate::php::entry::Return;
use crate::php::entry::handlers;
use crate::php::error;
use crate::php::error::code;
use crate::php::ffi;
use crate::php::value::Owned;
use crate::php::value::Val;
use crate::sys::clock;

/// How long a client's key is, as it is written.
const KEY_LENGTH: usize = 24;

handlers! {
    fn swirl_Http_Response_upgrade(args, mut ret) {
        args.expect(0, 0)?;
        ret.bool(false);
        let Some(exchange) = response::writable_exchange(args.this()) else { return Ok(()) };
        let is_coroutine = exchange.wire.as_ref().is_some_and(|wire| wire.connection().is_some());
        if !is_coroutine {
            error::misuse("async server dose not support protocol upgrade");
            return Ok(());
        }
        let compression = exchange.options.websocket_compression && asks_for_compression(&exchange);
        exchange.compresses.set(compression);
        if !set_fields(args.this(), &exchange) {
            response::refuse(args.this(), 400);
            return Ok(());
        }
        exchange.upgraded.set(true);
        let early = exchange.early.take();
        let channel = Channel::new(Side::Server, &exchange.options, compression, &early);
        *exchange.channel.borrow_mut() = Some(Rc::new(channel));
        ret.bool(response::end_with(args.this(), 101)?);
        Ok(())
    }

    fn swirl_Http_Response_push(args, mut ret) {
        args.expect(1, 3)?;
        let (value, code, flags) = (args.value(0), args.long_or(1, 1)?, args.long_or(2, 1)?);
        let Some((exchange, channel)) = channel(&args, &mut ret) else { return Ok(()) };
        let frame = Outgoing::of(value, code, flags)?.without(flag::MASK).compressed(channel.compresses());
        if frame.closes() {
            channel.set_closing();
        }
        ret.bool(send(&exchange, &frame));
        Ok(())
    }

    fn swirl_Http_Response_ping(args, mut ret) {
        args.expect(0, 1)?;
        let data = args.value(0);
        ret.bool(false);
        let exchange = response::exchange_of(args.this());
        let wire = exchange.as_ref().and_then(|exchange| exchange.wire.clone());
        if let Some(stream) = wire.as_ref().and_then(|wire| wire.stream()) {
            stream.session().ping(data.as_bytes().unwrap_or_default());
            ret.bool(true);
            return Ok(());
        }
        let Some(exchange) = exchange.filter(|exchange| exchange.channel.borrow().is_some()) else {
            error::misuse("only supports websocket or http2 client");
            return Ok(());
        };
        ret.bool(send(&exchange, &Outgoing::of(data, i64::from(opcode::PING), 1)?));
        Ok(())
    }

    fn swirl_Http_Response_goaway(args, mut ret) {
        args.expect(0, 2)?;
        let (code, text) = (args.long_or(0, 0)?, if args.has(1) { args.bytes(1)?.to_vec() } else { Vec::new() });
        ret.bool(false);
        let Some(exchange) = response::exchange_of(args.this()) else {
            error::set_last(code::HTTP_CONTEXT_UNAVAILABLE);
            return Ok(());
        };
        let Some(wire) = exchange.wire.clone() else { return Ok(()) };
        match wire.stream() {
            Some(stream) => {
                stream.session().goaway(code as u32, &text);
                ret.bool(true);
            }
            None => error::misuse(&format!("fd[{}] is not a HTTP2 conncetion", wire.number())),
        }
        Ok(())
    }

    fn swirl_Http_Response_recv(args, mut ret) {
        args.expect(0, 1)?;
        let timeout = args.double_or(0, 0.0)?;
        let Some((exchange, channel)) = channel(&args, &mut ret) else { return Ok(()) };
        error::need_park()?;
        let Some(wire) = exchange.wire.clone() else { return Ok(()) };
        let Some(connection) = wire.connection() else { return Ok(()) };
        let deadline = match timeout {
            0.0 => Timeouts::defaults().read.map(clock::after),
            seconds => deadline(seconds),
        };
        match channel.receive(connection, deadline) {
            Received::Frame(message) => ret.give(frame::create(&message, wire.number())),
            Received::Closed => {
                wire.close();
                ret.set(Val::string(""));
            }
            Received::Fault => error::set_last(code::PROTOCOL_ERROR),
            Received::Failed(why) => error::set_last(why),
        }
        Ok(())
    }

    fn swirl_Http_Response_disconnect(args, mut ret) {
        args.expect(0, 2)?;
        let number = args.long_or(0, 1000)?;
        let reason = if args.has(1) { args.bytes(1)?.to_vec() } else { Vec::new() };
        let Some((exchange, _)) = channel(&args, &mut ret) else { return Ok(()) };
        ret.bool(send(&exchange, &Outgoing::close(number, &reason)));
        if let Some(wire) = &exchange.wire {
            wire.close();
        }
        Ok(())
    }
}

/// The WebSocket of a response; otherwise the result is false, after a warning.
fn channel(args: &Args, ret: &mut Return) -> Option<(Rc<Exchange>, Rc<Channel>)> {
    ret.bool(false);
    let Some(exchange) = response::exchange_of(args.this()) else {
        error::set_last(code::SESSION_CLOSED);
        return None;
    };
    let channel = exchange.channel.borrow().clone();
    if channel.is_none() {
        let number = exchange.wire.as_ref().map_or(-1, |wire| wire.number());
        error::misuse(&format!("fd[{number}] is not a websocket conncetion"));
    }
    channel.map(|channel| (exchange, channel))
}

fn send(exchange: &Exchange, frame: &Outgoing) -> bool {
    let Some(bytes) = frame.pack() else {
        error::set_last(code::WEBSOCKET_PACK_FAILED);
        return false;
    };
    sending::send(exchange, &[&bytes])
}

/// Sets the fields of an answer that makes the connection a WebSocket. False when the request is none for that.
pub fn set_fields(object: *mut ffi::Object, exchange: &Exchange) -> bool {
    let key = exchange.message.borrow().field("sec-websocket-key").map(<[u8]>::to_vec);
    let Some(key) = key.filter(|key| key.len() == KEY_LENGTH) else { return false };
    let accept = websocket::accept_key(&key);
    let fields = [
        ("Upgrade", "websocket"),
        ("Connection", "Upgrade"),
        ("Sec-WebSocket-Accept", accept.as_str()),
        ("Sec-WebSocket-Version", "13"),
    ];
    for (name, value) in fields {
        response::set_header(object, name.as_bytes(), Owned::take(Val::string(value)), false);
    }
    true
}

/// Whether a client offers permessage-deflate.
pub fn asks_for_compression(exchange: &Exchange) -> bool {
    let message = exchange.message.borrow();
    let offered = message.field("sec-websocket-extensions").unwrap_or_default();
    offered.split(|&byte| byte == b',').any(|one| {
        let name = one.split(|&byte| byte == b';').next().unwrap_or_default();
        lists(name, "permessage-deflate")
    })
}
