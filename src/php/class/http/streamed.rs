//! Answers on streams of HTTP/2.
//!
//! As in [`head`]: first the user's fields in their order, then what the user left out, cookies, and how long
//! the body is. What concerns a connection of HTTP/1 (`Connection`, `Transfer-Encoding` …) must not be sent here and is
//! left out.

use std::fs::File;
use std::os::unix::fs::FileExt;

use http::HeaderMap;
use http::HeaderName;
use http::HeaderValue;
use http::header;

use crate::net::http::reply;
use crate::net::http2::Refused;
use crate::net::http2::Stream;
use crate::php::args::Outcome;
use crate::php::class::http::exchange::Exchange;
use crate::php::class::http::head;
use crate::php::class::http::head::Body;
use crate::php::class::http::head::Decided;
use crate::php::class::http::response::COOKIE;
use crate::php::class::http::response::HEADER;
use crate::php::class::http::response::TRAILER;
use crate::php::error;
use crate::php::error::code;
use crate::php::ffi;
use crate::php::object;
use crate::php::value::Key;

/// The most of a file that is in memory at once.
const PIECE: usize = 65536;

/// Fields that belong to one connection of HTTP/1.
const OF_CONNECTIONS: &[&str] = &["connection", "keep-alive", "proxy-connection", "transfer-encoding", "upgrade"];

/// An answer that is being given.
pub struct Answer<'a> {
    /// The response.
    pub object: *mut ffi::Object,
    /// What it answers.
    pub exchange: &'a Exchange,
    /// Where it goes.
    pub stream: &'a Stream,
    /// Its status.
    pub status: u16,
}

impl Answer<'_> {
    /// Sends the head of a body that comes in pieces.
    pub fn begin(&self) -> Outcome<bool> {
        let (fields, decided) = self.fields(Body::Chunked)?;
        Ok(told(self.stream.answer(self.status, fields, !decided.has_body)))
    }

    /// Sends a piece of the body.
    pub fn write(&self, piece: &[u8]) -> bool {
        head::is_head(self.exchange) || told(self.stream.write(piece, false))
    }

    /// Sends the last piece, and the fields behind it.
    pub fn finish(&self, piece: &[u8]) -> Outcome<bool> {
        if head::is_head(self.exchange) {
            return Ok(true);
        }
        let trailer = self.trailer()?;
        if !piece.is_empty() || trailer.is_empty() {
            let sent = told(self.stream.write(piece, trailer.is_empty()));
            if !sent || trailer.is_empty() {
                return Ok(sent);
            }
        }
        Ok(told(self.stream.trailers(trailer)))
    }

    /// Sends all of it.
    pub fn send(&self, content: &[u8]) -> Outcome<bool> {
        let (fields, decided) = self.fields(Body::Whole(content))?;
        let body = decided.compressed.as_deref().unwrap_or(content);
        let trailer = self.trailer()?;
        if !decided.has_body || (body.is_empty() && trailer.is_empty()) {
            return Ok(told(self.stream.answer(self.status, fields, true)));
        }
        let mut sent = told(self.stream.answer(self.status, fields, false));
        if sent && !body.is_empty() {
            sent = told(self.stream.write(body, trailer.is_empty()));
        }
        Ok(sent && (trailer.is_empty() || told(self.stream.trailers(trailer))))
    }

    /// Sends a part of a file.
    pub fn send_file(&self, file: &File, offset: u64, length: u64) -> Outcome<bool> {
        let (fields, decided) = self.fields(Body::Sized(length))?;
        let trailer = self.trailer()?;
        let is_all = !decided.has_body || (length == 0 && trailer.is_empty());
        if !told(self.stream.answer(self.status, fields, is_all)) || is_all {
            return Ok(is_all);
        }
        if !send_part(self.stream, file, offset..offset + length, trailer.is_empty()) {
            return Ok(false);
        }
        Ok(trailer.is_empty() || told(self.stream.trailers(trailer)))
    }

    fn fields(&self, body: Body) -> Outcome<(HeaderMap, Decided)> {
        let mut out = HeaderMap::with_capacity(8);
        // References of our own: a value's __toString() may change the properties.
        let given = object::property(self.object, HEADER as usize).share();
        let coding = head::choose(self.exchange, &given, body);
        head::each_text(&given, |key, value| {
            if let Key::Name(name) = key
                && !name.eq_ignore_ascii_case(b"content-length")
            {
                add(&mut out, name, value.trim_ascii_end());
            }
        })?;
        if !out.contains_key(header::SERVER) {
            out.append(header::SERVER, HeaderValue::from_static(reply::SERVER));
        }
        if !out.contains_key(header::DATE)
            && let Ok(date) = HeaderValue::from_bytes(&reply::now())
        {
            out.append(header::DATE, date);
        }
        if !out.contains_key(header::CONTENT_TYPE) {
            out.append(header::CONTENT_TYPE, HeaderValue::from_static(reply::CONTENT_TYPE));
        }
        let cookies = object::property(self.object, COOKIE as usize).share();
        head::each_text(&cookies, |_, cookie| {
            if let Ok(cookie) = HeaderValue::from_bytes(cookie) {
                out.append(header::SET_COOKIE, cookie);
            }
        })?;
        let is_bodyless = self.status == 204 || self.status == 304;
        let mut decided = Decided { compressed: None, has_body: !is_bodyless && !head::is_head(self.exchange) };
        let length = match body {
            Body::Sized(length) => length,
            Body::Whole(content) => {
                let options = &self.exchange.options;
                let coding = coding.filter(|_| decided.has_body && content.len() >= options.compression_min_length);
                decided.compressed = coding.and_then(|coding| coding.compress(content, options.compression_level));
                if let (Some(coding), Some(_)) = (coding, &decided.compressed) {
                    out.append(header::CONTENT_ENCODING, HeaderValue::from_static(coding.name()));
                }
                decided.compressed.as_deref().unwrap_or(content).len() as u64
            }
            Body::Chunked | Body::UntilClose => return Ok((out, decided)),
        };
        if !(is_bodyless || length == 0 && head::is_head(self.exchange)) {
            out.append(header::CONTENT_LENGTH, HeaderValue::from(length));
        }
        Ok((out, decided))
    }

    fn trailer(&self) -> Outcome<HeaderMap> {
        let mut out = HeaderMap::new();
        let fields = object::property(self.object, TRAILER as usize).share();
        head::each_text(&fields, |key, value| {
            if let Key::Name(name) = key {
                add(&mut out, name, value);
            }
        })?;
        Ok(out)
    }
}

/// Sends a part of a file as a piece of the body.
pub fn send_part(stream: &Stream, file: &File, part: std::ops::Range<u64>, ends: bool) -> bool {
    let mut buffer = vec![0; PIECE.min((part.end - part.start) as usize)];
    let mut at = part.start;
    while at < part.end {
        let piece = &mut buffer[..PIECE.min((part.end - at) as usize)];
        if file.read_exact_at(piece, at).is_err() {
            // It has become shorter: the client must not take what it got for the whole.
            stream.reset();
            return false;
        }
        at += piece.len() as u64;
        if !told(stream.write(piece, ends && at == part.end)) {
            return false;
        }
    }
    true
}

/// Fields as HTTP/1 writes them, for a stream.
pub fn from_lines<'a>(lines: impl Iterator<Item = (&'a str, &'a [u8])>) -> HeaderMap {
    let mut out = HeaderMap::new();
    lines.for_each(|(name, value)| add(&mut out, name.as_bytes(), value));
    out
}

/// Adds a field, unless it may not be sent.
pub fn add(out: &mut HeaderMap, name: &[u8], value: &[u8]) {
    let is_of_connection = || OF_CONNECTIONS.iter().any(|other| name.eq_ignore_ascii_case(other.as_bytes()));
    if is_of_connection() || !head::is_one_line(value) || !head::is_one_line(name) {
        return;
    }
    if let (Ok(name), Ok(value)) = (HeaderName::from_bytes(name), HeaderValue::from_bytes(value))
        && (name != header::TE || value == "trailers")
    {
        out.append(name, value);
    }
}

/// Whether it was sent; the last error tells why not.
fn told(sent: Result<(), Refused>) -> bool {
    if let Err(why) = sent {
        error::set_last(match why {
            Refused::Closed => code::SESSION_CLOSED,
            Refused::Cancelled => libc::ECANCELED,
            Refused::Malformed => libc::EINVAL,
        });
    }
    sent.is_ok()
}
