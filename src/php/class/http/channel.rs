//! A WebSocket over a connection that coroutines read themselves: `Response::recv()` and the client.

use std::cell::Cell;
use std::cell::RefCell;

use crate::net::Link;
use crate::net::http::websocket;
use crate::net::http::websocket::Assembler;
use crate::net::http::websocket::Frame;
use crate::net::http::websocket::Side;
use crate::net::http::websocket::flag;
use crate::net::http::websocket::opcode;
use crate::php::class::http::frame::LIMIT;
use crate::php::class::http::options::Options;
use crate::php::log;
use crate::sys::clock::Nanos;

/// Bytes asked of the socket at once.
const ROOM: usize = 16384;

/// What a wait for a message brings.
pub enum Received {
    /// A message.
    Frame(Frame),
    /// The end of the connection.
    Closed,
    /// Bytes against the rules; the other side was told.
    Fault,
    /// A system call failed, or the wait ended: an error number.
    Failed(i32),
}

/// One WebSocket.
pub struct Channel {
    assembler: RefCell<Assembler>,
    side: Side,
    /// Whether messages are compressed.
    compression: bool,
    /// Kinds of frames that are handed out instead of being answered here.
    kept: Cell<[bool; 3]>,
    /// Whether this side has said that it ends.
    closing: Cell<bool>,
    /// Where bytes come to first, so that nothing is cleared for each message.
    room: Cell<Vec<u8>>,
}

impl Channel {
    /// For a connection that was just upgraded; `early` has come already.
    pub fn new(side: Side, options: &Options, compression: bool, early: &[u8]) -> Self {
        let mut assembler = Assembler::new(side, LIMIT);
        assembler.compression = compression;
        assembler.feed(early);
        let channel = Self {
            assembler: RefCell::new(assembler),
            side,
            compression,
            kept: Cell::default(),
            closing: Cell::new(false),
            room: Cell::default(),
        };
        channel.configure(options);
        channel
    }

    /// Takes changed settings.
    pub fn configure(&self, options: &Options) {
        self.kept.set([options.ping_frames, options.pong_frames, options.close_frames]);
    }

    /// The flags that frames of this side have.
    pub fn flags(&self) -> u8 {
        if self.side == Side::Client { flag::MASK } else { 0 }
    }

    /// Whether messages are compressed.
    pub fn compresses(&self) -> bool {
        self.compression
    }

    /// Waits for a message; pings and the like are answered here, unless the user wants to see them.
    pub fn receive(&self, connection: &impl Link, deadline: Option<Nanos>) -> Received {
        loop {
            let next = self.assembler.borrow_mut().next_frame();
            match next {
                Ok(Some(frame)) => {
                    if let Some(received) = self.handle(connection, frame) {
                        return received;
                    }
                    continue;
                }
                Ok(None) => {}
                Err(fault) => {
                    if let Some(complaint) = fault.complaint() {
                        log::write(log::WARNING, format!("Response::recv(): {complaint}").as_bytes());
                    }
                    self.answer(connection, opcode::CLOSE, &websocket::close_payload(fault.code(), b""));
                    connection.dismiss();
                    return Received::Fault;
                }
            }
            let mut room = self.room.take();
            room.resize(ROOM, 0);
            let read = connection.read(&mut room, deadline);
            self.assembler.borrow_mut().feed(&room[..*read.as_ref().unwrap_or(&0)]);
            self.room.set(room);
            match read {
                Ok(0) => return Received::Closed,
                Ok(_) => {}
                Err(why) => return Received::Failed(why.raw_os_error().unwrap_or(libc::ECONNRESET)),
            }
        }
    }

    /// What the user hears of a frame.
    fn handle(&self, connection: &impl Link, frame: Frame) -> Option<Received> {
        let [keeps_ping, keeps_pong, keeps_close] = self.kept.get();
        match frame.opcode {
            opcode::PING if !keeps_ping => self.answer(connection, opcode::PONG, &frame.payload),
            opcode::PONG if !keeps_pong => {}
            opcode::CLOSE if !keeps_close => {
                if !self.closing.replace(true) {
                    self.answer(connection, opcode::CLOSE, &frame.payload);
                }
                // Nothing that may follow counts. The server is the one to end the connection.
                if self.side == Side::Server {
                    connection.dismiss();
                    return Some(Received::Closed);
                }
            }
            _ => return Some(Received::Frame(frame)),
        }
        None
    }

    /// The user himself has said that this side ends: that is not said again.
    pub fn set_closing(&self) {
        self.closing.set(true);
    }

    fn answer(&self, connection: &impl Link, code: u8, payload: &[u8]) {
        let mut out = Vec::new();
        websocket::encode(&mut out, code, self.flags() | flag::FIN, payload);
        // Whether the other side still listens shows at the next read.
        let _ = connection.write_all(&out);
    }
}
