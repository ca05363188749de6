//! Responses out of bytes, as they come: the client's half.

use crate::net::http::chunked::Chunks;
use crate::net::http::head::MAX_FIELDS;
use crate::net::http::head::lists;
use crate::net::http::refusal::Refusal;
use httparse::Status;

/// The longest head.
const LONGEST_HEAD: usize = 65536;

/// The head of a response.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct AnswerHead {
    /// The status.
    pub status: u16,
    /// Whether the connection can be used again, as far as the head says.
    pub keep_alive: bool,
    /// Names and values, in order.
    pub fields: Vec<(Vec<u8>, Vec<u8>)>,
}

impl AnswerHead {
    /// The first value of a field.
    pub fn field(&self, name: &str) -> Option<&[u8]> {
        let found = self.fields.iter().find(|(other, _)| other.eq_ignore_ascii_case(name.as_bytes()));
        found.map(|(_, value)| value.as_slice())
    }
}

/// What has come.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Event {
    /// The head; those of status 100 and the like are skipped.
    Head(AnswerHead),
    /// A piece of the body.
    Data(Vec<u8>),
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
    state: State,
    /// Whether the request asked for a head only.
    head_only: bool,
    /// Whether the body's end was told, and so the connection can go on behind it.
    pub is_bounded: bool,
}

impl AnswerDecoder {
    /// For the answer to a request; `rest` is what has come already.
    pub fn new(head_only: bool) -> Self {
        Self { bytes: Vec::new(), state: State::Head, head_only, is_bounded: true }
    }

    /// Bytes that have come.
    pub fn feed(&mut self, bytes: &[u8]) {
        self.bytes.extend_from_slice(bytes);
    }

    /// Whether anything has come.
    pub fn has_begun(&self) -> bool {
        !matches!(self.state, State::Head) || !self.bytes.is_empty()
    }

    /// Bytes behind the response.
    pub fn take_rest(&mut self) -> Vec<u8> {
        std::mem::take(&mut self.bytes)
    }

    /// The connection has ended. Whether that is an end of the response, too.
    pub fn finish(&mut self) -> bool {
        let is_end = matches!(self.state, State::UntilClose | State::Done);
        self.state = State::Done;
        is_end
    }

    /// What is known next; nothing when more bytes are needed.
    pub fn next_event(&mut self) -> Result<Option<Event>, Refusal> {
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
                let Some(data) = self.data(left) else { return Ok(None) };
                self.state = State::Length(left - data.len() as u64);
                Ok(Some(Event::Data(data)))
            }
            State::Chunks(chunks) => {
                let mut data = Vec::new();
                let taken = chunks.take(&self.bytes, &mut |bytes| data.extend_from_slice(bytes))?;
                self.bytes.drain(..taken);
                let is_done = chunks.is_done();
                if !data.is_empty() {
                    return Ok(Some(Event::Data(data)));
                }
                if is_done {
                    self.state = State::Done;
                    return Ok(Some(Event::End));
                }
                Ok(None)
            }
        }
    }

    fn data(&mut self, most: u64) -> Option<Vec<u8>> {
        if self.bytes.is_empty() {
            return None;
        }
        if self.bytes.len() as u64 <= most {
            return Some(std::mem::take(&mut self.bytes));
        }
        let rest = self.bytes.split_off(most as usize);
        Some(std::mem::replace(&mut self.bytes, rest))
    }

    fn head(&mut self) -> Result<Option<Event>, Refusal> {
        loop {
            let mut fields = [httparse::EMPTY_HEADER; MAX_FIELDS];
            let mut response = httparse::Response::new(&mut fields);
            let mut config = httparse::ParserConfig::default();
            config.allow_obsolete_multiline_headers_in_responses(true);
            let length = match config.parse_response(&mut response, &self.bytes) {
                Ok(Status::Complete(length)) => length,
                Ok(Status::Partial) if self.bytes.len() <= LONGEST_HEAD => return Ok(None),
                Ok(Status::Partial) | Err(httparse::Error::TooManyHeaders) => return Err(Refusal::HeadTooLarge),
                Err(_) => return Err(Refusal::Malformed),
            };
            let status = response.code.unwrap_or_default();
            let is_interim = (100..200).contains(&status) && status != 101;
            let fields =
                response.headers.iter().map(|one| (one.name.as_bytes().to_vec(), one.value.to_vec())).collect();
            let mut head = AnswerHead { status, keep_alive: response.version == Some(1), fields };
            self.bytes.drain(..length);
            if is_interim {
                continue;
            }
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
            return Ok(State::Chunks(Chunks::new()));
        }
        let mut lengths = head.fields.iter().filter(|(name, _)| name.eq_ignore_ascii_case(b"content-length"));
        let Some((_, length)) = lengths.next() else {
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
