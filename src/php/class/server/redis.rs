//! `Swoole\Redis\Server`: commands of Redis clients, and answers.

use std::rc::Rc;

use super::Here;
use super::here;
use super::port::Port;
use super::streams::Calls;
use crate::php::args;
use crate::php::args::Outcome;
use crate::php::entry::handlers;
use crate::php::error;
use crate::php::error::Exception;
use crate::php::error::code;
use crate::php::event_loop;
use crate::php::ffi;
use crate::php::value::Array;
use crate::php::value::Key;
use crate::php::value::Owned;
use crate::php::value::Val;
use crate::php::value::count;
use crate::php::value::each;
use crate::php::value::tag;
use crate::proto::redis;
use crate::server::table::Session;

/// A command's name is shorter.
const LONGEST_NAME: usize = 64;

/// A string in an answer is not longer.
const LONGEST_STRING: usize = 512 << 20;

/// Kinds of answers, as PHP numbers them.
mod kind {
    pub const ERROR: i64 = 0;
    pub const NIL: i64 = 1;
    pub const STATUS: i64 = 2;
    pub const INT: i64 = 3;
    pub const STRING: i64 = 4;
    pub const SET: i64 = 5;
    pub const MAP: i64 = 6;
}

handlers! {
    fn swirl_Redis_Server_setHandler(args, mut ret) {
        let here = here(&args)?;
        ret.bool(false);
        args.expect(2, 2)?;
        let name = args.bytes(0)?.to_ascii_lowercase();
        if name.is_empty() || name.len() >= LONGEST_NAME {
            error::fatal("invalid command");
            return Ok(());
        }
        match args::resolve(args.value(1)) {
            Some(callback) => {
                let before = here.server.handlers.borrow_mut().insert(name, Rc::new(callback));
                drop(before);
                ret.bool(true);
            }
            None => error::not_callable(args.value(1)),
        }
        Ok(())
    }

    fn swirl_Redis_Server_getHandler(args, mut ret) {
        let here = here(&args)?;
        args.expect(1, 1)?;
        let handler = here.server.handlers.borrow().get(&args.bytes(0)?.to_ascii_lowercase()).cloned();
        if let Some(handler) = handler {
            ret.give(handler.value().share());
        }
        Ok(())
    }

    fn swirl_Redis_Server_format(args, mut ret) {
        args.expect(1, 2)?;
        ret.bool(false);
        let value = args.has(1).then(|| args.value(1));
        let mut out = Vec::new();
        format(&mut out, args.long(0)?, value)?;
        ret.set(Val::bytes(&out));
        Ok(())
    }
}

/// Whether a server is of this class.
fn is_one(here: Here) -> bool {
    let object = Val::object(here.object);
    // SAFETY: the C half's contract; the reference is only looked at.
    unsafe { ffi::swirl_instance_of(&object, ffi::ce::swirl_ce_Redis_Server) }
}

/// Before the start: the first port of such a server speaks the protocol.
pub fn prepare(here: Here, first: &Rc<Port>) {
    if is_one(here) {
        let settings = Array::new().value("open_redis_protocol", Owned::take(Val::bool(true))).build();
        first.options.borrow_mut().take(&settings.get());
    }
}

/// Whether a port's packets are commands with handlers.
pub fn speaks(here: Here, port: &Port) -> bool {
    is_one(here) && port.options.borrow().bool("open_redis_protocol")
}

/// Has a command answered.
pub fn answer(calls: &Rc<Calls>, session: Session, packet: &[u8]) {
    let Some((Some(name), rest)) = redis::arguments(packet).and_then(|mut all| {
        let first = (!all.is_empty()).then(|| all.remove(0))?;
        Some((first, all))
    }) else {
        return;
    };
    let here = calls.here;
    let handler = here.server.handlers.borrow().get(&name.to_ascii_lowercase()).cloned();
    let Some(handler) = handler else {
        let name = String::from_utf8_lossy(&name[..name.len().min(LONGEST_NAME)]).into_owned();
        let name: String = name.chars().filter(|letter| !letter.is_control()).collect();
        calls.send(session, format!("-ERR unknown command '{name}'\r\n").as_bytes());
        return;
    };
    let mut list = Array::new();
    for argument in rest {
        list.push(Owned::take(argument.map_or(Val::NULL, Val::bytes)));
    }
    let list = list.build();
    let mut args = [Val::long(session), list.get()];
    if calls.run.flags.in_coroutines {
        return event_loop::call_back(&handler, &mut args);
    }
    let answer = handler.call(&mut args);
    event_loop::report_exception();
    if let Some(text) = answer.as_ref().and_then(|answer| answer.get().as_bytes().map(<[u8]>::to_vec)) {
        calls.send(session, &text);
    }
}

fn missing<T>() -> Outcome<T> {
    error::throw_with_code(Exception::Swoole, "require more parameters", code::INVALID_PARAMS.into())
}

fn format(out: &mut Vec<u8>, kind: i64, value: Option<Val>) -> Outcome {
    match kind {
        kind::NIL => out.extend_from_slice(b"$-1\r\n"),
        kind::ERROR | kind::STATUS => {
            let text = value.map(Val::to_text).transpose()?;
            let plain: &[u8] = if kind == kind::ERROR { b"ERR" } else { b"OK" };
            out.push(if kind == kind::ERROR { b'-' } else { b'+' });
            out.extend_from_slice(text.as_ref().map_or(plain, |text| text.as_bytes()));
            out.extend_from_slice(b"\r\n");
        }
        kind::INT => match value {
            Some(value) => out.extend_from_slice(format!(":{}\r\n", value.to_long()).as_bytes()),
            None => return missing(),
        },
        kind::STRING => {
            let Some(value) = value else { return missing() };
            let text = value.to_text()?;
            if text.as_bytes().len() > LONGEST_STRING {
                let what = "the length of given string exceeds the maximum allowed value";
                return error::throw_with_code(Exception::Swoole, what, code::INVALID_PARAMS.into());
            }
            string(out, text.as_bytes());
        }
        kind::SET | kind::MAP => {
            let Some(value) = value else { return missing() };
            if value.tag() != tag::ARRAY {
                let what = "the second parameter should be an array";
                return error::throw_with_code(Exception::Swoole, what, code::INVALID_PARAMS.into());
            }
            return elements(out, &value, kind == kind::MAP);
        }
        _ => {
            let what = format!("Unknown type[{kind}]");
            return error::throw_with_code(Exception::Swoole, &what, code::INVALID_PARAMS.into());
        }
    }
    Ok(())
}

fn string(out: &mut Vec<u8>, text: &[u8]) {
    out.extend_from_slice(format!("${}\r\n", text.len()).as_bytes());
    out.extend_from_slice(text);
    out.extend_from_slice(b"\r\n");
}

fn elements(out: &mut Vec<u8>, array: &Val, has_keys: bool) -> Outcome {
    let length = count(array) * if has_keys { 2 } else { 1 };
    out.extend_from_slice(format!("*{length}\r\n").as_bytes());
    let mut outcome = Ok(());
    each(array, |key, value| {
        match key {
            _ if !has_keys => {}
            Key::Index(index) => string(out, index.to_string().as_bytes()),
            Key::Name(name) => string(out, name),
        }
        outcome = element(out, value);
        outcome.is_ok()
    });
    outcome
}

/// A value in an array, whose type says what it is.
fn element(out: &mut Vec<u8>, value: Val) -> Outcome {
    match value.tag() {
        tag::LONG | tag::FALSE | tag::TRUE => format(out, kind::INT, Some(value)),
        tag::ARRAY => format(out, if is_list(&value) { kind::SET } else { kind::MAP }, Some(value)),
        tag::NULL => format(out, kind::NIL, None),
        _ => format(out, kind::STRING, Some(value)),
    }
}

fn is_list(array: &Val) -> bool {
    let mut next = 0;
    let mut is_list = true;
    each(array, |key, _| {
        is_list = matches!(key, Key::Index(index) if index == next);
        next += 1;
        is_list
    });
    is_list
}
