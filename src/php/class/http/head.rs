//! The head of a response, out of what the user has set.
//!
//! First the user's fields in their order, then cookies, then what the user left out: `Server`, `Date`, `Connection`,
//! `Content-Type`, and how long the body is. A value that would end its line is left out.

use crate::net::http::encoding::Coding;
use crate::net::http::lists;
use crate::net::http::reply;
use crate::net::http::websocket;
use crate::php::args::Outcome;
use crate::php::class::http::exchange::Exchange;
use crate::php::class::http::response::COOKIE;
use crate::php::class::http::response::HEADER;
use crate::php::class::http::response::TRAILER;
use crate::php::error;
use crate::php::ffi;
use crate::php::log;
use crate::php::object;
use crate::php::value::Key;
use crate::php::value::Owned;
use crate::php::value::Val;
use crate::php::value::each;
use crate::php::value::find;
use crate::php::value::tag;

/// A field that says what another one rules out: Swoole's number.
const CONFLICT: i32 = 7105;

/// What follows the head.
#[derive(Clone, Copy)]
pub enum Body<'a> {
    /// All of the body at once.
    Whole(&'a [u8]),
    /// So many bytes of something else.
    Sized(u64),
    /// Chunks.
    Chunked,
    /// Bytes until the connection ends.
    UntilClose,
}

/// What came out besides the bytes.
#[derive(Default)]
pub struct Decided {
    /// The body to send instead.
    pub compressed: Option<Vec<u8>>,
    /// Whether a body may follow at all.
    pub has_body: bool,
}

/// Fields that have a default, and are not sent twice.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Known {
    Server,
    Connection,
    Date,
    ContentLength,
    ContentType,
    TransferEncoding,
    ContentEncoding,
}

const KNOWN: &[(&str, Known)] = &[
    ("server", Known::Server),
    ("connection", Known::Connection),
    ("date", Known::Date),
    ("content-length", Known::ContentLength),
    ("content-type", Known::ContentType),
    ("transfer-encoding", Known::TransferEncoding),
    ("content-encoding", Known::ContentEncoding),
];

/// Which of those the user has set.
#[derive(Clone, Copy, Default)]
struct Seen(u8);

impl Seen {
    fn add(&mut self, known: Known) {
        self.0 |= 1 << known as u8;
    }

    fn has(self, known: Known) -> bool {
        self.0 & (1 << known as u8) != 0
    }
}

/// Whether the request asks for a head only.
pub fn is_head(exchange: &Exchange) -> bool {
    exchange.message.borrow().method() == b"HEAD"
}

/// Whether the user's fields end the connection after this response.
pub fn closes(object: *mut ffi::Object) -> bool {
    let fields = object::property(object, HEADER as usize);
    if fields.tag() != tag::ARRAY {
        return false;
    }
    let value = find(&fields, "Connection").or_else(|| find(&fields, "connection"));
    value.is_some_and(|value| value.as_bytes().is_some_and(|value| lists(value, "close")))
}

/// Writes a head.
pub fn write(
    out: &mut Vec<u8>,
    object: *mut ffi::Object,
    exchange: &Exchange,
    (status, reason): (u16, Option<&[u8]>),
    body: Body,
) -> Outcome<Decided> {
    reply::status_line(out, status, reason);
    // A reference of our own: a value's __toString() may change the property.
    let fields = object::property(object, HEADER as usize).share();
    let mut coding = choose(exchange, &fields, body);
    let is_stream = matches!(body, Body::Chunked | Body::UntilClose);
    let seen = write_fields(out, &fields, is_stream || coding.is_some(), is_stream)?;
    let cookies = object::property(object, COOKIE as usize).share();
    each_text(&cookies, |_, cookie| {
        if is_one_line(cookie) {
            reply::field(out, b"Set-Cookie", cookie);
        }
    })?;
    if !seen.has(Known::Server) {
        reply::server(out);
    }
    if !seen.has(Known::Date) {
        reply::date(out);
    }
    if exchange.upgraded.get() {
        if status == 101 && exchange.compresses.get() && find(&fields.get(), "Sec-Websocket-Extensions").is_none() {
            reply::field(out, b"Sec-Websocket-Extensions", websocket::DEFLATE.as_bytes());
        }
        out.extend_from_slice(b"\r\n");
        return Ok(Decided::default());
    }
    if !seen.has(Known::Connection) {
        let keeps = exchange.keeps_alive() && !matches!(body, Body::UntilClose);
        out.extend_from_slice(if keeps { b"Connection: keep-alive\r\n" } else { b"Connection: close\r\n" });
    }
    if !seen.has(Known::ContentType) {
        reply::content_type(out);
    }
    let bodyless = (100..200).contains(&status) || status == 204 || status == 304;
    let mut decided = Decided { compressed: None, has_body: !bodyless && !is_head(exchange) };
    match body {
        Body::Chunked if !seen.has(Known::TransferEncoding) => {
            out.extend_from_slice(b"Transfer-Encoding: chunked\r\n");
        }
        Body::Chunked | Body::UntilClose => {}
        Body::Sized(length) => write_length(out, exchange, seen, length, status),
        Body::Whole(content) => {
            coding = coding.filter(|_| decided.has_body && content.len() >= exchange.options.compression_min_length);
            let level = exchange.options.compression_level;
            decided.compressed = coding.and_then(|coding| coding.compress(content, level));
            if let (Some(coding), Some(_)) = (coding, &decided.compressed) {
                reply::field(out, b"Content-Encoding", coding.name().as_bytes());
            }
            let length = decided.compressed.as_deref().unwrap_or(content).len();
            write_length(out, exchange, seen, length as u64, status);
        }
    }
    out.extend_from_slice(b"\r\n");
    Ok(decided)
}

/// Writes the fields that come after the last chunk.
pub fn write_trailer(out: &mut Vec<u8>, object: *mut ffi::Object) -> Outcome {
    let fields = object::property(object, TRAILER as usize).share();
    each_text(&fields, |key, value| {
        if let Key::Name(name) = key
            && is_one_line(name)
            && is_one_line(value)
        {
            reply::field(out, name, value);
        }
    })
}

fn write_length(out: &mut Vec<u8>, exchange: &Exchange, seen: Seen, length: u64, status: u16) {
    let useless = (100..200).contains(&status) || status == 204 || (length == 0 && is_head(exchange));
    if seen.has(Known::ContentLength) || useless {
        return;
    }
    out.extend_from_slice(b"Content-Length: ");
    reply::number(out, length);
    out.extend_from_slice(b"\r\n");
}

/// The coding for a body, if the server, the client and the type of the body allow one.
pub fn choose(exchange: &Exchange, fields: &Owned, body: Body) -> Option<Coding> {
    let options = &exchange.options;
    if !options.compression || !matches!(body, Body::Whole(_)) {
        return None;
    }
    let coding = Coding::choose(exchange.message.borrow().field("accept-encoding")?)?;
    let mut kind = reply::CONTENT_TYPE.as_bytes().to_vec();
    let mut is_coded = false;
    if fields.get().tag() == tag::ARRAY {
        each(&fields.get(), |key, value| {
            if let (Key::Name(name), Some(value)) = (key, value.as_bytes()) {
                match known(name) {
                    Some(Known::ContentEncoding) => is_coded = true,
                    Some(Known::ContentType) => kind = value.to_vec(),
                    _ => {}
                }
            }
            true
        });
    }
    let allowed = options.compression_types.as_ref().is_none_or(|types| types.contains(&kind));
    (!is_coded && allowed).then_some(coding)
}

fn write_fields(out: &mut Vec<u8>, fields: &Owned, drops_length: bool, is_stream: bool) -> Outcome<Seen> {
    let mut seen = Seen::default();
    each_text(fields, |key, value| {
        let mut digits = Vec::new();
        let name = match key {
            Key::Name(name) => name,
            Key::Index(index) => {
                digits.extend_from_slice(index.to_string().as_bytes());
                &digits
            }
        };
        let known = known(name);
        if known == Some(Known::ContentLength) && drops_length {
            let other =
                if is_stream { "You have set 'Transfer-Encoding'" } else { "The client has set 'Accept-Encoding'" };
            let what = format!("{other}, 'Content-Length' will be ignored");
            log::error(log::WARNING, CONFLICT, "Response::end", what.as_bytes());
            return;
        }
        if let Some(known) = known {
            seen.add(known);
            if value.is_empty() {
                return;
            }
        }
        let value = value.trim_ascii_end();
        if is_one_line(value) && is_one_line(name) {
            reply::field(out, name, value);
        }
    })?;
    Ok(seen)
}

/// Whether it can stand in a field; otherwise the user is told.
pub fn is_one_line(text: &[u8]) -> bool {
    let complaint = match text.iter().find(|byte| matches!(byte, b'\r' | b'\n' | 0)) {
        None => return true,
        Some(0) => "Header may not contain NUL bytes",
        Some(_) => "Header may not contain more than a single header, new line detected",
    };
    error::warning(complaint);
    false
}

fn known(name: &[u8]) -> Option<Known> {
    KNOWN.iter().find(|(known, _)| name.eq_ignore_ascii_case(known.as_bytes())).map(|&(_, known)| known)
}

/// Visits the elements as text, and the elements of elements that are arrays.
pub fn each_text(array: &Owned, mut visit: impl FnMut(Key, &[u8])) -> Outcome {
    if array.get().tag() != tag::ARRAY {
        return Ok(());
    }
    let mut outcome = Ok(());
    each(&array.get(), |key, value| {
        if value.tag() == tag::ARRAY {
            each(&value, |_, one| {
                let key = match &key {
                    Key::Name(name) => Key::Name(name),
                    Key::Index(index) => Key::Index(*index),
                };
                outcome = visit_one(key, &one, &mut visit);
                outcome.is_ok()
            });
        } else {
            outcome = visit_one(key, &value, &mut visit);
        }
        outcome.is_ok()
    });
    outcome
}

fn visit_one(key: Key, value: &Val, visit: &mut impl FnMut(Key, &[u8])) -> Outcome {
    if let Some(text) = value.as_bytes() {
        visit(key, text);
    } else if !value.is_null() {
        visit(key, value.share().get().to_text()?.as_bytes());
    }
    Ok(())
}
