//! Requests out of bytes, as they come.
//!
//! Invariants:
//!
//! - nothing is read twice: a head is looked for only where new bytes have come, a body only counted;
//! - what follows a request is kept for the next one;
//! - memory is taken as bytes arrive, not as a length promises them.

use crate::net::http::chunked::Chunks;
use crate::net::http::head::Framing;
use crate::net::http::head::Head;
use crate::net::http::refusal::Refusal;
use std::cell::RefCell;

/// Bytes asked of the socket at once.
const ROOM: usize = 16384;
/// How many buffers are kept for connections to come.
const SPARE: usize = 64;

thread_local! {
    static BUFFERS: RefCell<Vec<Vec<u8>>> = const { RefCell::new(Vec::new()) };
}

/// What is taken at most.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// The longest head, in bytes.
    pub head: usize,
    /// The longest body, in bytes.
    pub body: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self { head: 65536, body: 2 * 1024 * 1024 }
    }
}

/// A whole request.
#[derive(Debug, Default)]
pub struct Message {
    /// The head as it came, and behind it the body without its chunks.
    pub bytes: Vec<u8>,
    /// Where things lie.
    pub head: Head,
}

impl Message {
    /// The body.
    pub fn body(&self) -> &[u8] {
        self.bytes.get(self.head.length..).unwrap_or_default()
    }

    /// For answers to a request that is not known here: the connection stays open after them.
    pub fn unknown() -> Self {
        let mut message = Self::default();
        message.head.meaning.keep_alive = true;
        message.head.meaning.is_1_1 = true;
        message
    }

    /// The head without the body.
    pub fn without_body(&self) -> Self {
        Self { bytes: self.bytes[..self.head.length].to_vec(), head: self.head.clone() }
    }

    /// The method.
    pub fn method(&self) -> &[u8] {
        self.head.method(&self.bytes)
    }

    /// The value of a field.
    pub fn field(&self, name: &str) -> Option<&[u8]> {
        self.head.field(&self.bytes, name)
    }
}

// A connection has one of these, and is in a body in the moment when memory matters least: no box for it.
#[allow(clippy::large_enum_variant)]
#[derive(Debug, Default)]
enum State {
    /// Between requests, or in a head of which so many bytes are known to hold no end.
    #[default]
    Head,
    /// In a body.
    Body(Message, Rest),
}

#[derive(Debug)]
enum Rest {
    Length(u64),
    Chunks(Chunks),
}

/// Turns a connection's bytes into requests.
#[derive(Debug)]
pub struct Decoder {
    /// Bytes that have come: those in `start..end` are not used up.
    buffer: Vec<u8>,
    start: usize,
    end: usize,
    state: State,
    limits: Limits,
    /// Whether somebody waits to be told to send the body.
    continue_due: bool,
}

impl Decoder {
    /// For a new connection.
    pub fn new(limits: Limits) -> Self {
        Self { buffer: Vec::new(), start: 0, end: 0, state: State::Head, limits, continue_due: false }
    }

    /// Room for bytes from the socket.
    pub fn room(&mut self) -> &mut [u8] {
        if self.buffer.is_empty() {
            self.buffer = BUFFERS.with_borrow_mut(Vec::pop).unwrap_or_else(|| vec![0; ROOM]);
        }
        if self.start > 0 {
            self.buffer.copy_within(self.start..self.end, 0);
            (self.start, self.end) = (0, self.end - self.start);
        }
        if self.buffer.len() - self.end < ROOM / 4 {
            self.buffer.resize(self.buffer.len() * 2, 0);
        }
        &mut self.buffer[self.end..]
    }

    /// So many bytes have come.
    pub fn filled(&mut self, length: usize) {
        self.end += length;
    }

    /// Bytes that have come and belong to no request yet.
    pub fn pending(&self) -> &[u8] {
        &self.buffer[self.start..self.end]
    }

    /// Takes all bytes that belong to no request: the connection speaks another protocol from now on.
    pub fn take_pending(&mut self) -> Vec<u8> {
        let rest = self.pending().to_vec();
        self.start = self.end;
        rest
    }

    /// Whether a request has begun and is not complete.
    pub fn is_amid(&self) -> bool {
        self.start < self.end || matches!(self.state, State::Body(..))
    }

    /// Whether the next bytes belong to a head that has begun.
    pub fn is_in_head(&self) -> bool {
        self.start < self.end && matches!(self.state, State::Head)
    }

    /// Whether the client waits for "100 Continue"; says so once.
    pub fn take_continue(&mut self) -> bool {
        std::mem::take(&mut self.continue_due)
    }

    /// Gives the buffer back while nothing is in it: an idle connection shall cost next to nothing.
    pub fn rest(&mut self) {
        if self.start == self.end && !self.buffer.is_empty() {
            (self.start, self.end) = (0, 0);
            let buffer = std::mem::take(&mut self.buffer);
            BUFFERS.with_borrow_mut(|spare| {
                if spare.len() < SPARE && buffer.len() == ROOM {
                    spare.push(buffer);
                }
            });
        }
    }

    /// The next request, if all of it has come.
    pub fn next_message(&mut self) -> Result<Option<Message>, Refusal> {
        if matches!(self.state, State::Head) && !self.begin()? {
            return Ok(None);
        }
        self.fill_body()
    }

    /// Parses a head. False when it has not come completely.
    fn begin(&mut self) -> Result<bool, Refusal> {
        // Empty lines before a request are skipped, as the standard asks.
        while self.pending().starts_with(b"\r\n") {
            self.start += 2;
        }
        let pending = self.pending();
        let Some(head) = Head::parse(pending)? else {
            return if pending.len() > self.limits.head { Err(Refusal::HeadTooLarge) } else { Ok(false) };
        };
        if head.length > self.limits.head {
            return Err(Refusal::HeadTooLarge);
        }
        let rest = match head.meaning.framing {
            Framing::Length(length) if length > self.limits.body => return Err(Refusal::BodyTooLarge),
            Framing::Length(length) => Rest::Length(length),
            Framing::None => Rest::Length(0),
            Framing::Chunked => Rest::Chunks(Chunks::new()),
        };
        let bytes = pending[..head.length].to_vec();
        self.start += head.length;
        self.continue_due = head.meaning.expects_continue && head.meaning.framing != Framing::None;
        self.state = State::Body(Message { bytes, head }, rest);
        Ok(true)
    }

    fn fill_body(&mut self) -> Result<Option<Message>, Refusal> {
        let State::Body(message, rest) = &mut self.state else { return Ok(None) };
        let pending = &self.buffer[self.start..self.end];
        let complete = match rest {
            Rest::Length(left) => {
                let length = pending.len().min(usize::try_from(*left).unwrap_or(usize::MAX));
                message.bytes.extend_from_slice(&pending[..length]);
                self.start += length;
                *left -= length as u64;
                *left == 0
            }
            Rest::Chunks(chunks) => {
                let bytes = &mut message.bytes;
                self.start += chunks.take(pending, &mut |data| bytes.extend_from_slice(data))?;
                if message.body().len() as u64 > self.limits.body {
                    return Err(Refusal::BodyTooLarge);
                }
                chunks.is_done()
            }
        };
        if !complete {
            return Ok(None);
        }
        self.continue_due = false;
        match std::mem::take(&mut self.state) {
            State::Body(message, _) => Ok(Some(message)),
            State::Head => Ok(None),
        }
    }
}

impl Drop for Decoder {
    fn drop(&mut self) {
        self.start = self.end;
        self.rest();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn feed(decoder: &mut Decoder, bytes: &[u8]) {
        let mut rest = bytes;
        while !rest.is_empty() {
            let room = decoder.room();
            let length = room.len().min(rest.len());
            room[..length].copy_from_slice(&rest[..length]);
            decoder.filled(length);
            rest = &rest[length..];
        }
    }

    fn decoder() -> Decoder {
        Decoder::new(Limits { head: 1000, body: 100_000 })
    }

    #[test]
    fn requests_that_come_together_are_told_apart() {
        let mut decoder = decoder();
        feed(
            &mut decoder,
            b"GET /1 HTTP/1.1\r\n\r\nPOST /2 HTTP/1.1\r\nContent-Length: 3\r\n\r\nabc\r\nGET /3 HTTP/1.1\r\n\r\n",
        );
        for (target, body) in [("/1", ""), ("/2", "abc"), ("/3", "")] {
            let message = decoder.next_message().expect("well-formed").expect("complete");
            assert_eq!(message.head.target(&message.bytes), target.as_bytes());
            assert_eq!(message.body(), body.as_bytes());
        }
        assert!(decoder.next_message().expect("nothing wrong").is_none());
        assert!(!decoder.is_amid());
    }

    #[test]
    fn a_request_may_come_byte_by_byte() {
        let mut decoder = decoder();
        let whole = b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n";
        for (at, byte) in whole.iter().enumerate() {
            assert!(decoder.next_message().expect("well-formed").is_none(), "{at}");
            feed(&mut decoder, &[*byte]);
        }
        assert_eq!(decoder.next_message().expect("well-formed").expect("complete").body(), b"hello");
    }

    #[test]
    fn limits_hold() {
        let mut one = decoder();
        feed(&mut one, &[b"GET / HTTP/1.1\r\nA: ".to_vec(), vec![b'a'; 1000]].concat());
        assert_eq!(one.next_message().err(), Some(Refusal::HeadTooLarge));
        let mut one = decoder();
        feed(&mut one, b"POST / HTTP/1.1\r\nContent-Length: 100001\r\n\r\n");
        assert_eq!(one.next_message().err(), Some(Refusal::BodyTooLarge));
        let mut one = decoder();
        feed(&mut one, b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n30d40\r\n");
        feed(&mut one, &[0; 100_001]);
        assert_eq!(one.next_message().err(), Some(Refusal::BodyTooLarge));
    }

    #[test]
    fn a_client_that_waits_is_told_to_go_on_once() {
        let mut decoder = decoder();
        feed(&mut decoder, b"POST / HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n");
        assert!(decoder.next_message().expect("well-formed").is_none());
        assert!(decoder.take_continue() && !decoder.take_continue());
        feed(&mut decoder, b"hi");
        assert_eq!(decoder.next_message().expect("well-formed").expect("complete").body(), b"hi");
    }

    #[test]
    fn a_large_body_is_not_trusted_before_it_comes() {
        let mut decoder = Decoder::new(Limits { head: 1000, body: u64::MAX });
        feed(&mut decoder, b"POST / HTTP/1.1\r\nContent-Length: 9999999999999\r\n\r\n");
        assert!(decoder.next_message().expect("well-formed").is_none());
        let State::Body(message, _) = &decoder.state else { panic!("in a body") };
        assert!(message.bytes.capacity() < 1000);
    }
}
