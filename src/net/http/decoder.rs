//! Requests out of bytes, as they come.
//!
//! Invariants:
//!
//! - a head that comes in drops is not parsed at each: its end is looked for only where new bytes have come;
//! - what follows a request is kept for the next one;
//! - memory is taken as bytes arrive, not as a length promises them;
//! - the next request is not looked at before the body of the last one was taken or skipped.

use crate::net::http::chunked::Chunks;
use crate::net::http::head::Framing;
use crate::net::http::head::Head;
use crate::net::http::message::Message;
use crate::net::http::multipart;
use crate::net::http::partial::Partial;
use crate::net::http::refusal::Refusal;
use std::cell::RefCell;
use std::rc::Rc;

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
    /// The longest form with files, in bytes, where its files go to disk as they come; 0 where forms are bodies as others.
    pub upload: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self { head: 65536, body: 2 * 1024 * 1024, upload: 0 }
    }
}

#[derive(Debug, Default)]
enum State {
    /// Between requests, or in a head.
    #[default]
    Head,
    /// In a body.
    Body(Box<Message>, Rest),
    /// In a body whose request was handed out; so many bytes of it were skipped.
    Streaming(Rest, u64),
}

#[derive(Debug)]
enum Rest {
    Length(u64),
    Chunks(Chunks),
}

impl Rest {
    /// Gives what has come of the body to `sink`. Returns how many bytes that was with the chunks' own, and whether it was
    /// the last of it.
    fn take(&mut self, pending: &[u8], sink: &mut dyn FnMut(&[u8])) -> Result<(usize, bool), Refusal> {
        match self {
            Self::Length(left) => {
                let length = pending.len().min(usize::try_from(*left).unwrap_or(usize::MAX));
                sink(&pending[..length]);
                *left -= length as u64;
                Ok((length, *left == 0))
            }
            Self::Chunks(chunks) => {
                let length = chunks.take(pending, sink)?;
                Ok((length, chunks.is_done()))
            }
        }
    }
}

/// What became of a head.
enum Begun {
    /// It has not come completely.
    No,
    /// The body is next.
    Yes,
    /// The request can be handed out: it has no body, or one that is handed out as it comes.
    Ready(Box<Message>),
}

/// Takes a form apart as it comes.
struct Form {
    parser: multipart::Parser,
    length: u64,
}

impl std::fmt::Debug for Form {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Form").field("length", &self.length).finish_non_exhaustive()
    }
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
    /// Where files of forms go as they come.
    folder: Rc<str>,
    /// The body that is coming, if it is such a form.
    form: Option<Form>,
    /// Whether requests are handed out before their bodies have come.
    streams: bool,
    /// How many bytes of the body that is coming have come.
    progress: u64,
    /// The head that is coming, if some of it was looked at.
    partial: Partial,
}

impl Decoder {
    /// For a new connection.
    pub fn new(limits: Limits) -> Self {
        Self::with_uploads(limits, Rc::from(""))
    }

    /// For a new connection; files of forms go to a folder as they come, if the limits say so.
    pub fn with_uploads(limits: Limits, folder: Rc<str>) -> Self {
        let (buffer, state) = (Vec::new(), State::Head);
        Self {
            buffer,
            start: 0,
            end: 0,
            state,
            limits,
            continue_due: false,
            folder,
            form: None,
            streams: false,
            progress: 0,
            partial: Partial::default(),
        }
    }

    /// From now on a request is handed out as soon as its head has come; see [`Decoder::take_piece`]. Forms whose files go
    /// to disk are not.
    pub fn stream_bodies(&mut self) {
        self.streams = true;
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

    /// Takes bytes that somebody else has read.
    pub fn feed(&mut self, mut bytes: &[u8]) {
        while !bytes.is_empty() {
            let room = self.room();
            let length = room.len().min(bytes.len());
            room[..length].copy_from_slice(&bytes[..length]);
            self.filled(length);
            bytes = &bytes[length..];
        }
    }

    /// Bytes that have come and belong to no request yet.
    pub fn pending(&self) -> &[u8] {
        &self.buffer[self.start..self.end]
    }

    /// Whether there are any.
    pub fn has_pending(&self) -> bool {
        self.start < self.end
    }

    /// Takes all bytes that belong to no request: the connection speaks another protocol from now on.
    pub fn take_pending(&mut self) -> Vec<u8> {
        let rest = self.pending().to_vec();
        self.start = self.end;
        rest
    }

    /// Whether a request has begun and is not complete.
    pub fn is_amid(&self) -> bool {
        self.start < self.end || !matches!(self.state, State::Head)
    }

    /// Whether the body of the request that was handed out last is still to come.
    pub fn is_streaming(&self) -> bool {
        matches!(self.state, State::Streaming(..))
    }

    /// How many bytes have come of the body that is not complete; nothing between bodies.
    pub fn body_progress(&self) -> Option<u64> {
        matches!(self.state, State::Body(..)).then_some(self.progress)
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
    pub fn next_message(&mut self) -> Result<Option<Box<Message>>, Refusal> {
        if matches!(self.state, State::Head) {
            match self.begin()? {
                Begun::No => return Ok(None),
                Begun::Ready(message) => return Ok(Some(message)),
                Begun::Yes => {}
            }
        }
        self.fill_body()
    }

    /// Parses a head.
    fn begin(&mut self) -> Result<Begun, Refusal> {
        // Empty lines before a request are skipped, as the standard asks.
        while self.pending().starts_with(b"\r\n") {
            self.start += 2;
            self.partial = Partial::default();
        }
        let pending = &self.buffer[self.start..self.end];
        if pending.is_empty() || !self.partial.is_due(pending) {
            return self.not_yet();
        }
        let mut message = Box::<Message>::default();
        if !message.head.parse(pending)? {
            return self.not_yet();
        }
        let head = &message.head;
        if head.length > self.limits.head {
            return Err(Refusal::HeadTooLarge);
        }
        let (length, meaning, form) = (head.length, head.meaning, self.begin_form(head, pending));
        message.bytes.extend_from_slice(&pending[..length]);
        self.start += length;
        (self.progress, self.continue_due) = (0, false);
        self.partial = Partial::default();
        match meaning.framing {
            Framing::None => Ok(Begun::Ready(message)),
            Framing::Length(length) => self.begin_body(message, Rest::Length(length), form),
            Framing::Chunked => self.begin_body(message, Rest::Chunks(Chunks::new()), form),
        }
    }

    fn not_yet(&self) -> Result<Begun, Refusal> {
        if self.pending().len() > self.limits.head { Err(Refusal::HeadTooLarge) } else { Ok(Begun::No) }
    }

    fn begin_body(&mut self, message: Box<Message>, rest: Rest, form: Option<Form>) -> Result<Begun, Refusal> {
        let streams = self.streams && form.is_none();
        let limit = match &form {
            _ if streams => u64::MAX,
            Some(_) => self.limits.upload,
            None => self.limits.body,
        };
        if matches!(rest, Rest::Length(length) if length > limit) {
            return Err(Refusal::BodyTooLarge);
        }
        self.form = form;
        self.continue_due = message.head.meaning.expects_continue;
        if streams {
            self.state = State::Streaming(rest, 0);
            return Ok(Begun::Ready(message));
        }
        self.state = State::Body(message, rest);
        Ok(Begun::Yes)
    }

    fn begin_form(&self, head: &Head, bytes: &[u8]) -> Option<Form> {
        if self.limits.upload == 0 || head.meaning.framing == Framing::None {
            return None;
        }
        let kind = head.field(bytes, "content-type").filter(|_| multipart::METHODS.contains(&head.method(bytes)))?;
        let boundary = multipart::boundary(kind)?;
        Some(Form { parser: multipart::Parser::new(&boundary, &self.folder), length: 0 })
    }

    fn fill_body(&mut self) -> Result<Option<Box<Message>>, Refusal> {
        let State::Body(message, rest) = &mut self.state else { return Ok(None) };
        let pending = &self.buffer[self.start..self.end];
        let (bytes, form) = (&mut message.bytes, &mut self.form);
        let mut sink = |data: &[u8]| match form {
            None => bytes.extend_from_slice(data),
            Some(form) => {
                form.length += data.len() as u64;
                form.parser.feed(data);
            }
        };
        let (taken, complete) = rest.take(pending, &mut sink)?;
        self.start += taken;
        self.progress += taken as u64;
        let (length, limit) = match &self.form {
            None => (message.body().len() as u64, self.limits.body),
            Some(form) => (form.length, self.limits.upload),
        };
        if length > limit {
            return Err(Refusal::BodyTooLarge);
        }
        if !complete {
            return Ok(None);
        }
        self.continue_due = false;
        match std::mem::take(&mut self.state) {
            State::Body(mut message, _) => {
                message.form = self.form.take().map(|form| Box::new(form.parser.finish()));
                Ok(Some(message))
            }
            State::Head | State::Streaming(..) => Ok(None),
        }
    }

    /// Appends what has come of the body of a request that was handed out. True when that was the last of it.
    pub fn take_piece(&mut self, out: &mut Vec<u8>) -> Result<bool, Refusal> {
        self.take_some(&mut |data| out.extend_from_slice(data))
    }

    /// Throws away what has come of a body that nobody reads. True when that was the last of it; bodies that are longer
    /// than what is kept of others are refused.
    pub fn skip_body(&mut self) -> Result<bool, Refusal> {
        if !self.can_skip() {
            return Err(Refusal::BodyTooLarge);
        }
        let mut length = 0;
        let ended = self.take_some(&mut |data| length += data.len() as u64)?;
        if let State::Streaming(_, skipped) = &mut self.state {
            *skipped += length;
        }
        Ok(ended)
    }

    /// Whether another request may follow when nobody reads what is left of the body.
    pub fn can_skip(&self) -> bool {
        match &self.state {
            // Who waits to be told may send the body or the next request.
            State::Streaming(..) if self.continue_due => false,
            State::Streaming(Rest::Length(left), skipped) => left + skipped <= self.limits.body,
            State::Streaming(Rest::Chunks(_), skipped) => *skipped <= self.limits.body,
            State::Head | State::Body(..) => true,
        }
    }

    fn take_some(&mut self, sink: &mut dyn FnMut(&[u8])) -> Result<bool, Refusal> {
        let State::Streaming(rest, _) = &mut self.state else { return Ok(true) };
        let (taken, ended) = rest.take(&self.buffer[self.start..self.end], sink)?;
        self.start += taken;
        // Whoever sends it did not wait to be told.
        self.continue_due &= taken == 0;
        if ended {
            self.state = State::Head;
        }
        Ok(ended)
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

    fn decoder() -> Decoder {
        Decoder::new(Limits { head: 1000, body: 100_000, upload: 0 })
    }

    #[test]
    fn requests_that_come_together_are_told_apart() {
        let mut decoder = decoder();
        decoder.feed(
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
            decoder.feed(&[*byte]);
        }
        assert_eq!(decoder.next_message().expect("well-formed").expect("complete").body(), b"hello");
    }

    #[test]
    fn limits_hold() {
        let mut one = decoder();
        one.feed(&[b"GET / HTTP/1.1\r\nA: ".to_vec(), vec![b'a'; 1000]].concat());
        assert_eq!(one.next_message().err(), Some(Refusal::HeadTooLarge));
        let mut one = decoder();
        one.feed(b"POST / HTTP/1.1\r\nContent-Length: 100001\r\n\r\n");
        assert_eq!(one.next_message().err(), Some(Refusal::BodyTooLarge));
        let mut one = decoder();
        one.feed(b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n30d40\r\n");
        one.feed(&[0; 100_001]);
        assert_eq!(one.next_message().err(), Some(Refusal::BodyTooLarge));
    }

    #[test]
    fn a_client_that_waits_is_told_to_go_on_once() {
        let mut decoder = decoder();
        decoder.feed(b"POST / HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n");
        assert!(decoder.next_message().expect("well-formed").is_none());
        assert!(decoder.take_continue() && !decoder.take_continue());
        decoder.feed(b"hi");
        assert_eq!(decoder.next_message().expect("well-formed").expect("complete").body(), b"hi");
    }

    #[test]
    fn files_of_a_form_go_to_disk_as_they_come() {
        let folder = std::env::temp_dir().join(format!("swirl-decoder-{}", std::process::id()));
        std::fs::create_dir_all(&folder).expect("made");
        let files = || std::fs::read_dir(&folder).expect("readable").count();
        let limits = Limits { head: 1000, body: 10, upload: 100_000 };
        let mut decoder = Decoder::with_uploads(limits, folder.display().to_string().into());
        let head = "Content-Type: multipart/form-data; boundary=XX\r\n";
        let before = "--XX\r\nContent-Disposition: form-data; name=\"f\"; filename=\"a\"\r\n\r\n";
        let body = [before, &"x".repeat(50_000), "\r\n--XX--\r\n"].concat();
        decoder.feed(format!("POST / HTTP/1.1\r\n{head}Content-Length: {}\r\n\r\n", body.len()).as_bytes());
        decoder.feed(&body.as_bytes()[..30_000]);
        assert!(decoder.next_message().expect("well-formed").is_none());
        assert_eq!(files(), 1);
        decoder.feed(&body.as_bytes()[30_000..]);
        let message = decoder.next_message().expect("well-formed").expect("complete");
        assert_eq!((message.body(), message.form.as_ref().map(|form| form.uploads[0].size)), (&b""[..], Some(50_000)));
        // Nobody wanted them.
        drop(message);
        assert_eq!(files(), 0);
        decoder.feed(format!("POST / HTTP/1.1\r\n{head}Content-Length: 100001\r\n\r\n").as_bytes());
        assert_eq!(decoder.next_message().err(), Some(Refusal::BodyTooLarge));
        std::fs::remove_dir(&folder).expect("empty");
    }

    fn streaming(bytes: &[u8]) -> Decoder {
        let mut decoder = decoder();
        decoder.stream_bodies();
        decoder.feed(bytes);
        decoder
    }

    #[test]
    fn a_body_may_follow_its_request_piece_by_piece() {
        let chunks = &b"Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n4\r\ndefg\r\n0\r\n\r\n"[..];
        let length = &b"Content-Length: 7\r\n\r\nabcdefg"[..];
        for body in [chunks, length] {
            let head = body.windows(4).position(|four| four == b"\r\n\r\n").expect("a head") + 4;
            let mut decoder = streaming(&[b"POST / HTTP/1.1\r\n", &body[..head]].concat());
            let message = decoder.next_message().expect("well-formed").expect("the head has come");
            assert!(message.body().is_empty() && decoder.is_streaming() && decoder.is_amid());
            let mut got = Vec::new();
            for byte in &body[head..] {
                assert!(decoder.next_message().expect("nothing wrong").is_none());
                decoder.feed(&[*byte]);
                decoder.take_piece(&mut got).expect("well-formed");
            }
            assert_eq!((&got[..], decoder.is_streaming()), (&b"abcdefg"[..], false));
            decoder.feed(b"GET /next HTTP/1.1\r\n\r\n");
            assert!(decoder.next_message().expect("well-formed").is_some() && !decoder.is_streaming());
        }
    }

    #[test]
    fn a_head_that_comes_in_drops_is_parsed_a_few_times_only() {
        let head = format!("GET / HTTP/1.1\r\n{}\r\n", "A: b\r\n".repeat(100));
        let mut decoder = Decoder::new(Limits::default());
        let mut parsed = std::collections::BTreeSet::new();
        for &byte in &head.as_bytes()[..head.len() - 1] {
            decoder.feed(&[byte]);
            assert!(decoder.next_message().expect("well-formed").is_none());
            parsed.insert(decoder.partial.parsed);
        }
        assert!(parsed.len() <= 10, "{parsed:?}");
        decoder.feed(b"\nGET / HTTP/1.1\r\n");
        assert_eq!(decoder.next_message().expect("well-formed").expect("complete").head.length, head.len());
        assert!(decoder.next_message().expect("well-formed").is_none());
        decoder.feed(b"\r\n");
        assert!(decoder.next_message().expect("well-formed").is_some());
    }

    #[test]
    fn nonsense_in_a_head_that_does_not_end_is_refused_all_the_same() {
        let mut decoder = Decoder::new(Limits::default());
        decoder.feed(b"GET / HTTP/1.1\r\n");
        assert!(decoder.next_message().expect("well-formed").is_none());
        decoder.feed(b"no\r\n");
        assert!(decoder.next_message().expect("not looked at yet").is_none());
        decoder.feed(b"colon\r\nA: b\r\n");
        assert_eq!(decoder.next_message().err(), Some(Refusal::Malformed));
        let mut decoder = Decoder::new(Limits::default());
        for ends in ["\n\n", "\n\r\n"] {
            let mut decoder = Decoder::new(Limits::default());
            decoder.feed(b"GET / HTTP/1.1\r\nA: b");
            assert!(decoder.next_message().expect("well-formed").is_none());
            for byte in ends.bytes() {
                decoder.feed(&[byte]);
            }
            assert_eq!(decoder.next_message().err(), Some(Refusal::Malformed), "{ends:?}");
        }
        decoder.feed(b"\r");
        assert!(decoder.next_message().expect("well-formed").is_none());
        decoder.feed(b"\nGET / HTTP/1.1\r\n\r\n");
        assert!(decoder.next_message().expect("well-formed").is_some());
    }

    #[test]
    fn what_nobody_reads_is_skipped_up_to_the_limit() {
        let mut one = streaming(b"POST / HTTP/1.1\r\nContent-Length: 3\r\n\r\nabcGET /next HTTP/1.1\r\n\r\n");
        assert!(one.next_message().expect("well-formed").is_some());
        assert_eq!(one.skip_body(), Ok(true));
        assert!(one.next_message().expect("well-formed").is_some());
        let mut one = streaming(b"POST / HTTP/1.1\r\nContent-Length: 100001\r\n\r\nabc");
        assert!(one.next_message().expect("well-formed").is_some());
        assert_eq!((one.can_skip(), one.skip_body()), (false, Err(Refusal::BodyTooLarge)));
        let mut one = streaming(b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n");
        assert!(one.next_message().expect("well-formed").is_some());
        let chunk = [b"4e20\r\n".to_vec(), vec![0; 20_000], b"\r\n".to_vec()].concat();
        for _ in 0..5 {
            one.feed(&chunk);
            assert_eq!(one.skip_body(), Ok(false));
        }
        one.feed(&chunk);
        assert_eq!((one.skip_body(), one.skip_body()), (Ok(false), Err(Refusal::BodyTooLarge)));
    }

    #[test]
    fn who_was_not_told_to_send_a_body_may_send_something_else() {
        let head = b"POST / HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n";
        let mut decoder = streaming(head);
        assert!(decoder.next_message().expect("well-formed").is_some());
        assert_eq!(decoder.skip_body(), Err(Refusal::BodyTooLarge));
        assert!(decoder.take_continue() && decoder.can_skip());
    }

    #[test]
    fn a_large_body_is_not_trusted_before_it_comes() {
        let mut decoder = Decoder::new(Limits { head: 1000, body: u64::MAX, upload: 0 });
        decoder.feed(b"POST / HTTP/1.1\r\nContent-Length: 9999999999999\r\n\r\n");
        assert!(decoder.next_message().expect("well-formed").is_none());
        let State::Body(message, _) = &decoder.state else { panic!("in a body") };
        assert!(message.bytes.capacity() < 1000);
    }
}
