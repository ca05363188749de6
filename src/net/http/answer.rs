//! Responses out of bytes, as they come: the client's half.
//!
//! Invariants:
//!
//! - `bytes[..at]` has been taken, and is forgotten when more comes: what an event shows lies in there;
//! - a head is kept in one piece, whatever the number of its fields.

use crate::net::http::chunked::Chunks;
use crate::net::http::head::MAX_FIELDS;
use crate::net::http::head::lists;
use crate::net::http::refusal::Refusal;
use httparse::Status;
use smallvec::SmallVec;
use std::mem::MaybeUninit;
use std::ops::Range;

/// The longest head.
const LONGEST_HEAD: usize = 65536;

/// The most fields behind a body.
const MAX_TRAILING: usize = 64;

/// The head of a response.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct AnswerHead {
    /// The status.
    pub status: u16,
    /// Whether the connection can be used again, as far as the head says.
    pub keep_alive: bool,
    /// The head as it came.
    bytes: Vec<u8>,
    /// Where names and values lie in it, in order.
    places: SmallVec<[(Range<u32>, Range<u32>); 16]>,
}

impl AnswerHead {
    /// Names and values, in order.
    pub fn fields(&self) -> impl Iterator<Item = (&[u8], &[u8])> {
        let cut = |place: &Range<u32>| &self.bytes[place.start as usize..place.end as usize];
        self.places.iter().map(move |(name, value)| (cut(name), cut(value)))
    }

    /// The first value of a field.
    pub fn field(&self, name: &str) -> Option<&[u8]> {
        self.fields().find(|(other, _)| other.eq_ignore_ascii_case(name.as_bytes())).map(|(_, value)| value)
    }
}

/// What has come.
#[derive(Clone, PartialEq, Eq, Debug)]
#[allow(clippy::large_enum_variant, reason = "it lives for a moment on the stack")]
pub enum Event<'a> {
    /// The head; those of status 100 and the like are skipped.
    Head(AnswerHead),
    /// A piece of the body.
    Data(&'a [u8]),
    /// All of it is there.
    End,
}

#[derive(Debug)]
enum State {
    Head,
    Length(u64),
    Chunks(Chunks),
    /// The connection's end is the body's.
    UntilClose,
    Done,
}

/// Turns a connection's bytes into one response.
#[derive(Debug)]
pub struct AnswerDecoder {
    bytes: Vec<u8>,
    /// How many of them were taken.
    at: usize,
    /// What was in the chunks that were taken last.
    unchunked: Vec<u8>,
    state: State,
    /// Whether the request asked for a head only.
    head_only: bool,
    /// The lines behind the body.
    trailer: Vec<u8>,
    /// Whether the body's end was told, and so the connection can go on behind it.
    pub is_bounded: bool,
}

impl AnswerDecoder {
    /// For the answer to a request.
    pub fn new(head_only: bool) -> Self {
        Self::with_room(head_only, Vec::new())
    }

    /// The same, with room for bytes that another one had: see [`AnswerDecoder::into_room`].
    pub fn with_room(head_only: bool, mut bytes: Vec<u8>) -> Self {
        bytes.clear();
        Self {
            bytes,
            at: 0,
            unchunked: Vec::new(),
            state: State::Head,
            head_only,
            trailer: Vec::new(),
            is_bounded: true,
        }
    }

    /// Its room, for the next one.
    pub fn into_room(self) -> Vec<u8> {
        self.bytes
    }

    /// Bytes that have come.
    pub fn feed(&mut self, bytes: &[u8]) {
        self.bytes.drain(..self.at);
        self.at = 0;
        self.bytes.extend_from_slice(bytes);
    }

    /// Whether anything has come.
    pub fn has_begun(&self) -> bool {
        !matches!(self.state, State::Head) || !self.rest().is_empty()
    }

    /// The fields behind the body, once its end has come. What is no field is left out: nothing depends on these.
    pub fn trailing_fields(&self) -> Vec<(Vec<u8>, Vec<u8>)> {
        let mut fields = [httparse::EMPTY_HEADER; MAX_TRAILING];
        match httparse::parse_headers(&self.trailer, &mut fields) {
            Ok(Status::Complete((_, fields))) => {
                fields.iter().map(|field| (field.name.as_bytes().to_vec(), field.value.to_vec())).collect()
            }
            _ => Vec::new(),
        }
    }

    /// Bytes behind the response.
    pub fn rest(&self) -> &[u8] {
        &self.bytes[self.at..]
    }

    /// The connection has ended. Whether that is an end of the response, too.
    pub fn finish(&mut self) -> bool {
        let is_end = matches!(self.state, State::UntilClose | State::Done);
        self.state = State::Done;
        is_end
    }

    /// What is known next; nothing when more bytes are needed.
    pub fn next_event(&mut self) -> Result<Option<Event<'_>>, Refusal> {
        match &mut self.state {
            State::Head => self.head(),
            State::Done => Ok(Some(Event::End)),
            State::UntilClose => Ok(self.data(u64::MAX).map(Event::Data)),
            State::Length(0) => {
                self.state = State::Done;
                Ok(Some(Event::End))
            }
            State::Length(left) => {
                let left = *left;
                let length = self.rest().len().min(usize::try_from(left).unwrap_or(usize::MAX));
                self.state = State::Length(left - length as u64);
                Ok(self.data(left).map(Event::Data))
            }
            State::Chunks(chunks) => {
                let data = &mut self.unchunked;
                data.clear();
                self.at += chunks.take(&self.bytes[self.at..], &mut |bytes| data.extend_from_slice(bytes))?;
                if !self.unchunked.is_empty() {
                    return Ok(Some(Event::Data(&self.unchunked)));
                }
                if chunks.is_done() {
                    self.trailer = chunks.take_trailer();
                    self.state = State::Done;
                    return Ok(Some(Event::End));
                }
                Ok(None)
            }
        }
    }

    fn data(&mut self, most: u64) -> Option<&[u8]> {
        let begin = self.at;
        let length = (self.bytes.len() - begin).min(usize::try_from(most).unwrap_or(usize::MAX));
        self.at += length;
        (length > 0).then(|| &self.bytes[begin..self.at])
    }

    fn head(&mut self) -> Result<Option<Event<'_>>, Refusal> {
        loop {
            let bytes = &self.bytes[self.at..];
            let mut fields = [const { MaybeUninit::uninit() }; MAX_FIELDS];
            let mut response = httparse::Response::new(&mut []);
            let mut config = httparse::ParserConfig::default();
            config.allow_obsolete_multiline_headers_in_responses(true);
            let length = match config.parse_response_with_uninit_headers(&mut response, bytes, &mut fields) {
                Ok(Status::Complete(length)) if length <= LONGEST_HEAD => length,
                Ok(Status::Partial) if bytes.len() <= LONGEST_HEAD => return Ok(None),
                Ok(_) | Err(httparse::Error::TooManyHeaders) => return Err(Refusal::HeadTooLarge),
                Err(_) => return Err(Refusal::Malformed),
            };
            let status = response.code.unwrap_or_default();
            if (100..200).contains(&status) && status != 101 {
                self.at += length;
                continue;
            }
            let place = |part: &[u8]| {
                let start = (part.as_ptr() as usize - bytes.as_ptr() as usize) as u32;
                start..start + part.len() as u32
            };
            let places = response.headers.iter().map(|one| (place(one.name.as_bytes()), place(one.value))).collect();
            let keep_alive = response.version == Some(1);
            let mut head = AnswerHead { status, keep_alive, bytes: bytes[..length].to_vec(), places };
            self.at += length;
            self.state = self.framing(&mut head)?;
            return Ok(Some(Event::Head(head)));
        }
    }

    fn framing(&mut self, head: &mut AnswerHead) -> Result<State, Refusal> {
        let connection = head.field("connection").unwrap_or_default();
        if lists(connection, "close") {
            head.keep_alive = false;
        } else if lists(connection, "keep-alive") {
            head.keep_alive = true;
        }
        if self.head_only || matches!(head.status, 101 | 204 | 304) {
            return Ok(State::Length(0));
        }
        if head.field("transfer-encoding").is_some_and(|value| lists(value, "chunked")) {
            return Ok(State::Chunks(Chunks::with_trailer()));
        }
        let mut lengths = head.fields().filter(|(name, _)| name.eq_ignore_ascii_case(b"content-length"));
        let Some((_, length)) = lengths.next() else {
            drop(lengths);
            self.is_bounded = false;
            head.keep_alive = false;
            return Ok(State::UntilClose);
        };
        if lengths.any(|(_, other)| other != length) {
            return Err(Refusal::Malformed);
        }
        let number = std::str::from_utf8(length).ok().filter(|text| text.bytes().all(|byte| byte.is_ascii_digit()));
        number.and_then(|text| text.parse().ok()).map(State::Length).ok_or(Refusal::Malformed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decode(pieces: &[&[u8]]) -> Result<(u16, Vec<u8>, bool), Refusal> {
        let (mut decoder, mut status, mut body) = (AnswerDecoder::new(false), 0, Vec::new());
        for piece in pieces {
            decoder.feed(piece);
            while let Some(event) = decoder.next_event()? {
                match event {
                    Event::Head(head) => status = head.status,
                    Event::Data(data) => body.extend(data),
                    Event::End => return Ok((status, body, true)),
                }
            }
        }
        let whole = decoder.finish();
        Ok((status, body, whole))
    }

    #[test]
    fn a_response_may_be_cut_anywhere() {
        let sized = &b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello"[..];
        let chunked = &b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhe\r\n3\r\nllo\r\n0\r\n\r\n"[..];
        let closed = &b"HTTP/1.0 200\r\nServer: old\r\n\r\nhello"[..];
        for whole in [sized, chunked, closed] {
            for at in 0..whole.len() {
                let (first, second) = whole.split_at(at);
                assert_eq!(decode(&[first, second]), Ok((200, b"hello".to_vec(), true)), "{at}");
            }
        }
    }

    #[test]
    fn fields_behind_the_body_are_kept() {
        let whole = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhe\r\n0\r\nA: b\r\nC:d \r\n\r\nnext";
        for at in 0..whole.len() - 4 {
            let mut decoder = AnswerDecoder::new(false);
            let mut is_over = false;
            for piece in [&whole[..at], &whole[at..]] {
                decoder.feed(piece);
                while let Some(event) = decoder.next_event().expect("well-formed") {
                    is_over = event == Event::End;
                    if is_over {
                        break;
                    }
                }
            }
            assert!(is_over);
            let expected = [(b"A".to_vec(), b"b".to_vec()), (b"C".to_vec(), b"d".to_vec())];
            assert_eq!(decoder.trailing_fields(), expected, "{at}");
            assert_eq!(decoder.rest(), b"next");
        }
    }

    #[test]
    fn what_is_cut_off_is_no_response() {
        assert_eq!(decode(&[b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhell"]), Ok((200, b"hell".to_vec(), false)));
        assert_eq!(decode(&[b"HTTP/1.1 200 OK\r\nContent-"]), Ok((0, Vec::new(), false)));
        assert_eq!(decode(&[b"SSH-2.0-OpenSSH\r\n"]), Err(Refusal::Malformed));
        assert_eq!(
            decode(&[b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\n"]),
            Err(Refusal::Malformed)
        );
    }
}
