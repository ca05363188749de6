//! How a response goes out, and in which state that leaves it.
//!
//! Always true: a response is [`State::Fresh`] exactly as long as nothing of it was sent. What is sent may call the user's
//! `__toString()`, which may park, send something by itself, or throw; so the state changes first, and is put back when
//! nothing went out.

use std::cell::RefCell;
use std::fs::File;
use std::rc::Rc;

use crate::php::args::Outcome;
use crate::php::class::http::access_log;
use crate::php::class::http::exchange::Exchange;
use crate::php::class::http::head;
use crate::php::class::http::head::Body;
use crate::php::class::http::response::HEADER;
use crate::php::class::http::response::Response;
use crate::php::class::http::response::set_header;
use crate::php::class::http::streamed::Answer;
use crate::php::error;
use crate::php::error::code;
use crate::php::ffi;
use crate::php::functions::mime;
use crate::php::object;
use crate::php::value::Owned;
use crate::php::value::tag;

/// How far it has come.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum State {
    /// Nothing was sent.
    #[default]
    Fresh,
    /// The head was sent, and pieces of the body go out as chunks.
    Chunked,
    /// As above, without chunks: the connection's end is the body's.
    Plain,
    /// All was sent, or nothing can be sent any more.
    Ended,
}

/// Bodies up to here are copied behind the head; longer ones are sent from where they are.
const COPIED: usize = 16384;

thread_local! {
    /// Where responses are put together.
    static SCRATCH: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
}

impl Response {
    /// Sends something after which the response is in another state, or in the same one. When a value's `__toString()`
    /// throws meanwhile, it is as before: the answer may still be mended.
    fn attempt<T>(&self, next: State, send: impl FnOnce() -> Outcome<T>) -> Outcome<T> {
        let before = self.state.replace(next);
        send().inspect_err(|_| self.state.set(before))
    }

    /// The same with a head alone: when it did not go out, it is as before, too.
    fn begin(&self, next: State, send_head: impl FnOnce() -> Outcome<bool>) -> Outcome<bool> {
        let before = self.state.get();
        let sent = self.attempt(next, send_head)?;
        if !sent {
            self.state.set(before);
        }
        Ok(sent)
    }
}

/// Sends pieces; false, with the last error set, when that fails.
pub fn send(exchange: &Exchange, pieces: &[&[u8]]) -> bool {
    let Some(wire) = &exchange.wire else { return false };
    match wire.send(pieces) {
        Ok(()) => true,
        Err(why) => {
            error::set_last(why);
            false
        }
    }
}

/// Puts a head together in the scratch buffer, lets `then` use it, and keeps the buffer for the next.
fn with_head(
    object: *mut ffi::Object,
    response: &Response,
    exchange: &Exchange,
    body: Body,
    then: impl FnOnce(&mut Vec<u8>, head::Decided) -> bool,
) -> Outcome<bool> {
    let mut out = SCRATCH.take();
    out.clear();
    let reason = response.reason.borrow().clone();
    let status = if response.status.get() == 0 { 200 } else { response.status.get() };
    let sent = head::write(&mut out, object, exchange, (status, reason.as_deref()), body)
        .map(|decided| then(&mut out, decided));
    // A giant is not kept.
    if out.capacity() <= 4 * COPIED {
        SCRATCH.set(out);
    }
    sent
}

fn is_stream(exchange: &Exchange) -> bool {
    exchange.wire.as_ref().is_some_and(|wire| wire.stream().is_some())
}

/// Uses the answer as one on a stream of HTTP/2; nothing when it is none.
fn on_stream<T>(
    object: *mut ffi::Object,
    response: &Response,
    exchange: &Exchange,
    use_it: impl FnOnce(Answer) -> T,
) -> Option<T> {
    let wire = exchange.wire.clone()?;
    let stream = wire.stream()?;
    let status = if response.status.get() == 0 { 200 } else { response.status.get() };
    Some(use_it(Answer { object, exchange, stream, status }))
}

fn write_on_stream(response: &Response, answer: &Answer, content: &[u8]) -> Outcome<bool> {
    if content.is_empty() {
        error::set_last(code::NO_PAYLOAD);
        error::warning("the data sent must not be empty");
        return Ok(false);
    }
    if response.state.get() == State::Fresh && !response.begin(State::Chunked, || answer.begin())? {
        return Ok(false);
    }
    Ok(answer.write(content))
}

pub(super) fn write(
    object: *mut ffi::Object,
    response: &Response,
    exchange: &Rc<Exchange>,
    content: &[u8],
) -> Outcome<bool> {
    if let Some(sent) = on_stream(object, response, exchange, |answer| write_on_stream(response, &answer, content)) {
        return sent;
    }
    if response.state.get() == State::Fresh {
        let plain = !exchange.message.borrow().head.meaning.is_1_1 && exchange.message.borrow().head.length > 0;
        let (body, state) = if plain { (Body::UntilClose, State::Plain) } else { (Body::Chunked, State::Chunked) };
        let head = || with_head(object, response, exchange, body, |head, _| send(exchange, &[head]));
        if !response.begin(state, head)? {
            return Ok(false);
        }
    }
    if content.is_empty() {
        error::set_last(code::NO_PAYLOAD);
        error::warning("the data sent must not be empty");
        return Ok(false);
    }
    if head::is_head(exchange) {
        return Ok(true);
    }
    if response.state.get() == State::Plain {
        return Ok(send(exchange, &[content]));
    }
    Ok(send(exchange, &[format!("{:x}\r\n", content.len()).as_bytes(), content, b"\r\n"]))
}

/// Sends what is missing. The connection ends, too, unless another request may follow.
pub(super) fn end(object: *mut ffi::Object, response: &Response, content: Option<&[u8]>) -> Outcome<bool> {
    let Some(exchange) = response.exchange.borrow().clone() else { return Ok(false) };
    let content = content.unwrap_or_default();
    let sent = match response.state.get() {
        State::Ended => return Ok(false),
        // From now on it is too late for fields; a value's __toString() that parks must not lead in here again.
        State::Fresh => response.attempt(State::Ended, || end_at_once(object, response, &exchange, content)),
        before => response.attempt(before, || end_stream(object, response, &exchange, content)),
    }?;
    response.state.set(State::Ended);
    let keeps = is_stream(&exchange) || (sent && exchange.keeps_alive() && !head::closes(object));
    if !keeps && !exchange.upgraded.get() {
        close(&exchange);
    }
    tell_end(response, &exchange);
    Ok(sent)
}

pub(super) fn tell_end(response: &Response, exchange: &Exchange) {
    access_log::note(exchange, response.status.get());
    if let Some(wire) = &exchange.wire {
        wire.ended(response.status.get());
    }
}

fn end_at_once(
    object: *mut ffi::Object,
    response: &Response,
    exchange: &Rc<Exchange>,
    content: &[u8],
) -> Outcome<bool> {
    if let Some(sent) = on_stream(object, response, exchange, |answer| answer.send(content)) {
        return sent;
    }
    with_head(object, response, exchange, Body::Whole(content), |head, decided| {
        let body = decided.compressed.as_deref().unwrap_or(content);
        if !decided.has_body {
            send(exchange, &[head])
        } else if body.len() <= COPIED {
            head.extend_from_slice(body);
            send(exchange, &[head])
        } else {
            send(exchange, &[head, body])
        }
    })
}

fn end_stream(object: *mut ffi::Object, response: &Response, exchange: &Rc<Exchange>, content: &[u8]) -> Outcome<bool> {
    if let Some(sent) = on_stream(object, response, exchange, |answer| answer.finish(content)) {
        return sent;
    }
    if !content.is_empty() && !write(object, response, exchange, content)? {
        return Ok(false);
    }
    if response.state.get() == State::Plain || head::is_head(exchange) {
        return Ok(true);
    }
    let mut out = b"0\r\n".to_vec();
    if response.has_trailer.get() {
        head::write_trailer(&mut out, object)?;
    }
    out.extend_from_slice(b"\r\n");
    Ok(send(exchange, &[&out]))
}

/// A part of a file that is there.
pub(super) struct Part {
    file: File,
    offset: u64,
    length: u64,
}

pub(super) fn open_part(path: &[u8], offset: i64, length: i64) -> Option<Part> {
    let name = String::from_utf8_lossy(path).into_owned();
    let about = match std::fs::metadata(&name) {
        Ok(about) => about,
        Err(why) => {
            error::system_warning(&format!("stat({name}) failed"), &why);
            return None;
        }
    };
    if !about.is_file() {
        error::warning(&format!("parameter $file[{name}] given is not a regular file"));
        error::set_last(code::SERVER_IS_NOT_REGULAR_FILE);
        return None;
    }
    let size = about.len() as i64;
    if offset < 0 || size < offset {
        error::warning(&format!("parameter $offset[{offset}] exceeds the file size"));
        return None;
    }
    if length < 0 || length > size - offset {
        error::warning(&format!("parameter $length[{length}] exceeds the file size"));
        return None;
    }
    let length = if length == 0 { size - offset } else { length };
    match File::open(&name) {
        Ok(file) => Some(Part { file, offset: offset as u64, length: length as u64 }),
        Err(why) => {
            error::system_warning(&format!("open({name}) failed"), &why);
            None
        }
    }
}

pub(super) fn send_file(
    object: *mut ffi::Object,
    response: &Response,
    exchange: &Rc<Exchange>,
    path: &[u8],
    part: &Part,
) -> Outcome<bool> {
    let fields = object::property(object, HEADER as usize);
    let has_type = fields.tag() == tag::ARRAY && crate::php::value::find(&fields, "Content-Type").is_some();
    if !has_type {
        set_header(object, b"Content-Type", Owned::take(mime::of_file(path)), false);
    }
    let (file, from, length) = (&part.file, part.offset, part.length);
    if is_stream(exchange) {
        let whole = || on_stream(object, response, exchange, |answer| answer.send_file(file, from, length));
        let sent = response.attempt(State::Ended, || whole().unwrap_or(Ok(false)))?;
        tell_end(response, exchange);
        return Ok(sent);
    }
    let head = || with_head(object, response, exchange, Body::Sized(length), |head, _| send(exchange, &[head]));
    if !response.begin(State::Ended, head)? {
        return Ok(false);
    }
    let sent = head::is_head(exchange)
        || exchange.wire.as_ref().is_some_and(|wire| wire.send_file(&part.file, part.offset, part.length).is_ok());
    if !sent || !exchange.keeps_alive() || head::closes(object) {
        close(exchange);
    }
    tell_end(response, exchange);
    Ok(sent)
}

pub(super) fn close(exchange: &Exchange) {
    if let Some(wire) = &exchange.wire {
        wire.close();
    }
}
