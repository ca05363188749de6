//! `Swoole\WebSocket\Frame` and `CloseFrame`.

use crate::net::http::websocket;
use crate::net::http::websocket::flag;
use crate::net::http::websocket::opcode;
use crate::php::args::Outcome;
use crate::php::class::http::c;
use crate::php::entry::handlers;
use crate::php::error;
use crate::php::error::code;
use crate::php::ffi;
use crate::php::object;
use crate::php::value::Owned;
use crate::php::value::Val;

/// Declared properties, in the order of the stub.
const FD: usize = 0;
const DATA: usize = 1;
const OPCODE: usize = 2;
const FLAGS: usize = 3;
const FINISH: usize = 4;
const CODE: usize = 5;
const REASON: usize = 6;

/// The longest message.
pub const LIMIT: usize = 1 << 30;
/// The longest text with which a connection can be ended, in bytes; the standard says 123, Swoole takes these.
const LONGEST_REASON: usize = 125;
/// The highest kind of frame.
const LAST_OPCODE: i64 = opcode::PONG as i64;

/// What is to be sent: a frame, or data and what kind of data it is.
pub struct Outgoing {
    opcode: i64,
    flags: u8,
    payload: Owned,
    /// For a frame that ends the connection.
    code: Option<u16>,
}

impl Outgoing {
    /// From the parameters of `push()` and `pack()`.
    pub fn of(value: Val, opcode: i64, flags: i64) -> Outcome<Self> {
        if let Some(object) = frame_object(&value) {
            return Self::of_frame(object);
        }
        let payload = if value.is_null() { Owned::take(Val::string("")) } else { value.to_text()? };
        let code = (opcode == i64::from(opcode::CLOSE)).then_some(1000);
        Ok(Self { opcode, flags: (flags & 0x3f) as u8, payload, code })
    }

    fn of_frame(object: *mut ffi::Object) -> Outcome<Self> {
        let opcode = object::property(object, OPCODE).to_long();
        let mut flags = (object::property(object, FLAGS).to_long() & 0x3f) as u8;
        let finish = object::property(object, FINISH);
        if !finish.is_null() {
            flags = if finish.to_bool() { flags | flag::FIN } else { flags & !flag::FIN };
        }
        let closes = opcode == i64::from(opcode::CLOSE);
        let has_code = closes && is_close_frame(object);
        let data = if has_code { object::property(object, REASON) } else { object::property(object, DATA) };
        let payload = if data.is_null() { Owned::take(Val::string("")) } else { data.to_text()? };
        let given = has_code.then(|| object::property(object, CODE).to_long() as u16);
        Ok(Self { opcode, flags, payload, code: closes.then(|| given.unwrap_or(1000)) })
    }

    /// A frame that ends the connection.
    pub fn close(code: i64, reason: &[u8]) -> Self {
        let payload = Owned::take(Val::bytes(reason));
        Self { opcode: i64::from(opcode::CLOSE), flags: flag::FIN, payload, code: Some(code as u16) }
    }

    /// Whether it ends the connection.
    pub fn closes(&self) -> bool {
        self.code.is_some()
    }

    /// Adds flags.
    pub fn with(mut self, flags: u8) -> Self {
        self.flags |= flags;
        self
    }

    /// Takes flags away.
    pub fn without(mut self, flags: u8) -> Self {
        self.flags &= !flags;
        self
    }

    /// Compresses it exactly if that was agreed on with the one who gets it: a message that one client has sent compressed
    /// may be passed on to another one that cannot unpack it.
    pub fn compressed(self, is_agreed: bool) -> Self {
        if is_agreed { self.with(flag::COMPRESS) } else { self.without(flag::COMPRESS | flag::RSV1) }
    }

    /// The bytes to send; none, after a warning, when there is no such kind of frame.
    pub fn pack(&self) -> Option<Vec<u8>> {
        if self.opcode > LAST_OPCODE || self.opcode < 0 {
            error::warning(&format!("the maximum value of opcode is {LAST_OPCODE}"));
            return None;
        }
        let mut out = Vec::new();
        match self.code {
            Some(_) if self.payload.as_bytes().len() > LONGEST_REASON => {
                error::warning(&format!("the max length of close reason is {LONGEST_REASON}"));
                return None;
            }
            Some(code) => {
                let payload = websocket::close_payload(code, self.payload.as_bytes());
                websocket::encode(&mut out, opcode::CLOSE, self.flags, &payload);
            }
            None => websocket::encode(&mut out, self.opcode as u8, self.flags, self.payload.as_bytes()),
        }
        Some(out)
    }
}

/// A new object for a message that has come.
pub fn create(frame: &websocket::Frame, fd: i64) -> Owned {
    let closes = frame.opcode == opcode::CLOSE;
    // SAFETY: the C half's contract; the class entries are registered.
    let object = unsafe {
        let class = if closes { c::ce::swirl_ce_WebSocket_CloseFrame } else { c::ce::swirl_ce_WebSocket_Frame };
        ffi::swirl_new_object(class)
    };
    if !closes {
        object::set_property(object, DATA, Owned::take(Val::bytes(&frame.payload)));
    } else if let Some((code, reason)) = frame.payload.split_first_chunk() {
        object::set_long(object, CODE, i64::from(u16::from_be_bytes(*code)));
        object::set_property(object, REASON, Owned::take(Val::bytes(reason)));
    }
    object::set_long(object, FD, fd);
    object::set_long(object, OPCODE, i64::from(frame.opcode));
    object::set_long(object, FLAGS, i64::from(frame.flags));
    object::set_property(object, FINISH, Owned::take(Val::bool(frame.flags & flag::FIN != 0)));
    Owned::take(Val::object(object))
}

handlers! {
    fn swirl_WebSocket_Frame_pack(args, mut ret) {
        args.expect(1, 3)?;
        let frame = Outgoing::of(args.value(0), args.long_or(1, 1)?, args.long_or(2, 1)?)?;
        match frame.pack() {
            Some(bytes) => ret.set(Val::bytes(&bytes)),
            None => ret.set(Val::string("")),
        }
        Ok(())
    }

    fn swirl_WebSocket_Frame_unpack(args, mut ret) {
        args.expect(1, 1)?;
        let unpacked = websocket::decode(args.bytes(0)?, LIMIT).ok().flatten().and_then(|(mut frame, _)| {
            if frame.flags & flag::RSV1 != 0 {
                frame.payload = websocket::inflate(&frame.payload, LIMIT).ok()?;
                frame.flags |= flag::COMPRESS;
            }
            Some(frame)
        });
        match unpacked {
            Some(frame) => ret.give(create(&frame, 0)),
            None => {
                error::set_last(code::PROTOCOL_ERROR);
                ret.bool(false);
            }
        }
        Ok(())
    }

    fn swirl_WebSocket_Frame___toString(args, mut ret) {
        args.expect(0, 0)?;
        let frame = Outgoing::of_frame(args.this())?;
        ret.set(Val::bytes(&frame.pack().unwrap_or_default()));
        Ok(())
    }
}

fn frame_object(value: &Val) -> Option<*mut ffi::Object> {
    // SAFETY: the C half's contract; the class entry is registered.
    value.as_object().filter(|_| unsafe { ffi::swirl_instance_of(value, c::ce::swirl_ce_WebSocket_Frame) })
}

fn is_close_frame(object: *mut ffi::Object) -> bool {
    // SAFETY: as above; the reference is only looked at.
    unsafe { ffi::swirl_instance_of(&Val::object(object), c::ce::swirl_ce_WebSocket_CloseFrame) }
}
