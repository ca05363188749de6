//! The head of a request: where its parts lie, and what they mean for the connection.
//!
//! Invariants:
//!
//! - spans point into the bytes that the head was parsed from, which never change afterwards;
//! - there is one way to read a head. Whatever two servers could read in two ways is refused: a bare CR or LF, a folded
//!   line, a blank before the colon, lengths that differ, a length beside a coding.

use crate::net::http::refusal::Refusal;
use httparse::Status;
use smallvec::SmallVec;
use std::mem::MaybeUninit;

/// The most fields that a head may have.
pub const MAX_FIELDS: usize = 128;

/// A part of the bytes: from, to.
type Span = (u32, u32);

/// How a body ends.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Framing {
    /// There is none.
    #[default]
    None,
    /// After so many bytes.
    Length(u64),
    /// With a chunk of no length.
    Chunked,
}

/// What the head says about the connection and the body.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Meaning {
    /// How the body ends.
    pub framing: Framing,
    /// Whether another request may follow.
    pub keep_alive: bool,
    /// Whether the client waits to be told to send the body.
    pub expects_continue: bool,
    /// Whether the client asks for WebSocket.
    pub websocket: bool,
    /// Whether the request is HTTP/1.1, not 1.0.
    pub is_1_1: bool,
    /// Whether it came on a stream of HTTP/2.
    pub is_2: bool,
}

/// A request's head.
#[derive(Clone, Debug, Default)]
pub struct Head {
    /// How long it is, with the empty line.
    pub length: usize,
    method: Span,
    target: Span,
    fields: SmallVec<[(Span, Span); 12]>,
    /// What it means.
    pub meaning: Meaning,
}

impl Head {
    /// Parses the head at the beginning of `bytes`. False when it has not come completely; then, and after a refusal,
    /// nothing here means anything.
    ///
    /// It fills what is there: a head is large, and each move of it would be a copy.
    pub fn parse(&mut self, bytes: &[u8]) -> Result<bool, Refusal> {
        let mut fields = [const { MaybeUninit::uninit() }; MAX_FIELDS];
        let mut request = httparse::Request::new(&mut []);
        self.length = match request.parse_with_uninit_headers(bytes, &mut fields) {
            Ok(Status::Complete(length)) => length,
            Ok(Status::Partial) => return Ok(false),
            Err(httparse::Error::TooManyHeaders) => return Err(Refusal::HeadTooLarge),
            Err(_) => return Err(Refusal::Malformed),
        };
        let span = |part: &[u8]| {
            let start = (part.as_ptr() as usize - bytes.as_ptr() as usize) as u32;
            (start, start + part.len() as u32)
        };
        self.method = span(request.method.unwrap_or_default().as_bytes());
        let target = request.path.unwrap_or_default().as_bytes();
        self.target = span(target);
        let bytes = &bytes[..self.length];
        let ends_well = |at: u32| ends_line(&bytes[at as usize..]);
        // The parser skips empty lines, with CR or without; those with one were skipped before.
        let begins_well = self.method.0 == 0 && target.is_ascii() && bytes.ends_with(b"\r\n");
        // Each line must be sound before the lines behind it are looked at.
        if !begins_well || !ends_well(self.target.1 + " HTTP/1.1".len() as u32) {
            return Err(Refusal::Malformed);
        }
        self.fields.clear();
        for field in request.headers.iter() {
            let value = span(field.value);
            if !ends_well(value.1) {
                return Err(Refusal::Malformed);
            }
            self.fields.push((span(field.name.as_bytes()), value));
        }
        self.meaning = meaning(request.version == Some(1), request.headers)?;
        Ok(true)
    }

    /// A head whose parts came one by one, as in HTTP/2, and bytes in which they lie.
    pub fn assemble<'a>(
        method: &[u8],
        target: &[u8],
        fields: impl Iterator<Item = (&'a [u8], &'a [u8])>,
    ) -> (Vec<u8>, Self) {
        let mut bytes = Vec::with_capacity(256);
        let mut span = |part: &[u8]| {
            let start = bytes.len() as u32;
            bytes.extend_from_slice(part);
            (start, bytes.len() as u32)
        };
        let meaning = Meaning { keep_alive: true, is_1_1: true, is_2: true, ..Meaning::default() };
        let (method, target) = (span(method), span(target));
        let fields = fields.map(|(name, value)| (span(name), span(value))).collect();
        let length = bytes.len();
        (bytes, Self { length, method, target, fields, meaning })
    }

    /// The method.
    pub fn method<'a>(&self, bytes: &'a [u8]) -> &'a [u8] {
        cut(bytes, self.method)
    }

    /// What is asked for: a path and a query.
    pub fn target<'a>(&self, bytes: &'a [u8]) -> &'a [u8] {
        cut(bytes, self.target)
    }

    /// The path of the target.
    pub fn path<'a>(&self, bytes: &'a [u8]) -> &'a [u8] {
        let target = self.target(bytes);
        &target[..target.iter().position(|&byte| byte == b'?').unwrap_or(target.len())]
    }

    /// The query of the target, without the question mark; empty when there is none.
    pub fn query<'a>(&self, bytes: &'a [u8]) -> &'a [u8] {
        let (target, path) = (self.target(bytes), self.path(bytes));
        target.get(path.len() + 1..).unwrap_or_default()
    }

    /// How many fields there are.
    pub fn count(&self) -> usize {
        self.fields.len()
    }

    /// Names and values, in the order in which they came.
    pub fn fields<'a>(&self, bytes: &'a [u8]) -> impl Iterator<Item = (&'a [u8], &'a [u8])> {
        self.fields.iter().map(move |&(name, value)| (cut(bytes, name), cut(bytes, value)))
    }

    /// The first value of a field.
    pub fn field<'a>(&self, bytes: &'a [u8], name: &str) -> Option<&'a [u8]> {
        self.fields(bytes).find(|(other, _)| other.eq_ignore_ascii_case(name.as_bytes())).map(|(_, value)| value)
    }
}

fn cut(bytes: &[u8], (from, to): Span) -> &[u8] {
    &bytes[from as usize..to as usize]
}

/// Whether nothing but blanks stands before the end of the line, which has a CR: the parser takes one without, and whoever
/// forwards it may not.
fn ends_line(rest: &[u8]) -> bool {
    let blanks = rest.iter().take_while(|byte| matches!(byte, b' ' | b'\t')).count();
    rest[blanks..].starts_with(b"\r\n")
}

fn meaning(is_1_1: bool, fields: &[httparse::Header]) -> Result<Meaning, Refusal> {
    let mut meaning = Meaning { keep_alive: is_1_1, is_1_1, ..Meaning::default() };
    let (mut length, mut chunked, mut upgrade, mut closes) = (None, false, false, false);
    for field in fields {
        // Names are told apart by their length first: most fields are none of these.
        match field.name.len() {
            6 if is(field, "expect") => {
                meaning.expects_continue = is_1_1 && field.value.eq_ignore_ascii_case(b"100-continue");
            }
            7 if is(field, "upgrade") => meaning.websocket = lists(field.value, "websocket"),
            10 if is(field, "connection") => {
                upgrade |= lists(field.value, "upgrade");
                closes |= lists(field.value, "close");
                meaning.keep_alive |= lists(field.value, "keep-alive");
            }
            14 if is(field, "content-length") => {
                let one = number(field.value).ok_or(Refusal::Malformed)?;
                if length.replace(one).is_some() {
                    return Err(Refusal::Malformed);
                }
            }
            17 if is(field, "transfer-encoding") => {
                if !field.value.eq_ignore_ascii_case(b"chunked") {
                    return Err(Refusal::UnknownCoding);
                }
                if std::mem::replace(&mut chunked, true) || !is_1_1 {
                    return Err(Refusal::Malformed);
                }
            }
            _ => {}
        }
    }
    meaning.framing = match (length, chunked) {
        (Some(_), true) => return Err(Refusal::Malformed),
        (None, true) => Framing::Chunked,
        (Some(length), false) if length > 0 => Framing::Length(length),
        _ => Framing::None,
    };
    meaning.websocket &= upgrade;
    meaning.keep_alive &= !closes;
    Ok(meaning)
}

fn is(field: &httparse::Header, name: &str) -> bool {
    field.name.eq_ignore_ascii_case(name)
}

/// Whether a list with commas has an item.
pub fn lists(value: &[u8], item: &str) -> bool {
    value.split(|&byte| byte == b',').any(|one| one.trim_ascii().eq_ignore_ascii_case(item.as_bytes()))
}

/// Digits and nothing else.
fn number(value: &[u8]) -> Option<u64> {
    if value.is_empty() || !value.iter().all(u8::is_ascii_digit) {
        return None;
    }
    std::str::from_utf8(value).ok()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(head: &str) -> Option<Refusal> {
        Head::default().parse(head.as_bytes()).err()
    }

    fn parsed(bytes: &[u8]) -> Option<Head> {
        let mut head = Head::default();
        head.parse(bytes).expect("well-formed").then_some(head)
    }

    fn meaning_of(head: &str) -> Meaning {
        parsed(head.as_bytes()).expect("complete").meaning
    }

    #[test]
    fn parts_are_found() {
        let bytes = b"GET /a/b?c=d&e HTTP/1.1\r\nHost: x\r\nX-Two:  padded \r\n\r\nrest";
        let head = parsed(bytes).expect("complete");
        assert_eq!(head.method(bytes), b"GET");
        assert_eq!((head.path(bytes), head.query(bytes)), (&b"/a/b"[..], &b"c=d&e"[..]));
        assert_eq!(head.field(bytes, "x-two"), Some(&b"padded"[..]));
        assert_eq!(&bytes[head.length..], b"rest");
        assert!(head.meaning.keep_alive && head.meaning.framing == Framing::None);
    }

    #[test]
    fn a_head_that_is_not_complete_is_waited_for() {
        let whole = "POST / HTTP/1.1\r\nContent-Length: 3\r\n\r\n";
        for length in 0..whole.len() {
            assert!(parsed(&whole.as_bytes()[..length]).is_none(), "{length}");
        }
        assert_eq!(meaning_of(whole).framing, Framing::Length(3));
    }

    #[test]
    fn what_could_be_read_in_two_ways_is_refused() {
        for head in [
            "GET / HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
            "GET / HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 1\r\n\r\n",
            "GET / HTTP/1.1\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n",
            "GET / HTTP/1.1\r\nContent-Length: +1\r\n\r\n",
            "GET / HTTP/1.1\r\nContent-Length: -1\r\n\r\n",
            "GET / HTTP/1.1\r\nContent-Length: 1, 1\r\n\r\n",
            "GET / HTTP/1.1\r\nContent-Length:\r\n\r\n",
            "GET / HTTP/1.1\r\nContent-Length: 99999999999999999999999\r\n\r\n",
            "GET / HTTP/1.1\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n",
            "GET / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n",
            "GET / HTTP/1.1\r\nTransfer-Encoding : chunked\r\n\r\n",
            "GET / HTTP/1.1\r\nHost: a\r\n folded: b\r\n\r\n",
            "GET / HTTP/1.1\nHost: a\n\n",
            "GET / HTTP/1.1\r\nHost: a\n\r\n",
            "GET / HTTP/1.1\r\nHost: a\rb\r\n\r\n",
            "GET / HTTP/1.1\r\nNo colon\r\n\r\n",
            "GET / HTTP/1.1\r\n: no name\r\n\r\n",
            "GET / HTTP/9.9\r\n\r\n",
            "GET /\r\n\r\n",
            "G ET / HTTP/1.1\r\n\r\n",
            "GET / HTTP/1.1\r\nA: \0\r\n\r\n",
            "GET /caf\u{e9} HTTP/1.1\r\n\r\n",
            "\nGET / HTTP/1.1\r\n\r\n",
            "GET / HTTP/1.1\r\nA: b\n\r\n",
            "GET / HTTP/1.1\r\nA:\n\r\n",
            "GET / HTTP/1.1\r\nA: b\r\n\n",
            "GET / HTTP/1.1\n\r\n",
        ] {
            assert_eq!(refused(head), Some(Refusal::Malformed), "{head:?}");
        }
        for coding in ["gzip", "chunked, gzip", "gzip, chunked", "xchunked", "chunked;a=b"] {
            let head = format!("GET / HTTP/1.1\r\nTransfer-Encoding: {coding}\r\n\r\n");
            assert_eq!(refused(&head), Some(Refusal::UnknownCoding), "{head:?}");
        }
    }

    #[test]
    fn too_many_fields_are_refused() {
        let head = format!("GET / HTTP/1.1\r\n{}\r\n", "A: b\r\n".repeat(MAX_FIELDS + 1));
        assert_eq!(refused(&head), Some(Refusal::HeadTooLarge));
    }

    #[test]
    fn connections_stay_as_their_version_and_fields_say() {
        assert!(meaning_of("GET / HTTP/1.1\r\n\r\n").keep_alive);
        assert!(!meaning_of("GET / HTTP/1.0\r\n\r\n").keep_alive);
        assert!(meaning_of("GET / HTTP/1.0\r\nConnection: Keep-Alive\r\n\r\n").keep_alive);
        assert!(!meaning_of("GET / HTTP/1.1\r\nConnection: foo, Close\r\n\r\n").keep_alive);
        assert!(!meaning_of("GET / HTTP/1.1\r\nConnection: close\r\nConnection: keep-alive\r\n\r\n").keep_alive);
        assert!(
            meaning_of("GET / HTTP/1.1\r\nConnection: keep-alive, Upgrade\r\nUpgrade: websocket\r\n\r\n").websocket
        );
        assert!(!meaning_of("GET / HTTP/1.1\r\nUpgrade: websocket\r\n\r\n").websocket);
    }
}
