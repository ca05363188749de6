//! The client's side of a connection.
//!
//! What comes is given to `h2` frame by frame, so that answers are told of in the order in which their last frames came,
//! and answers that come in pieces by the piece.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::collections::VecDeque;
use std::future::Future;
use std::io::Write;
use std::pin::Pin;
use std::sync::Arc;
use std::task::Context;
use std::task::Poll;
use std::task::Waker;

use bytes::Bytes;
use flate2::write::GzDecoder;
use h2::RecvStream;
use h2::SendStream;
use h2::client;

use crate::net::http2::flag::Flag;
use crate::net::http2::frame;
use crate::net::http2::memory::Pipe;
use crate::net::http2::scanner::Frame;
use crate::net::http2::scanner::Goaway;
use crate::net::http2::scanner::Scanner;
use crate::net::http2::settings::Settings;

/// The longest head that is taken, unpacked, where the user has set no limit: what can be unpacked of it costs time.
const USUAL_HEAD: u32 = 256 << 10;
/// The longest limit that the user can set.
const LONGEST_HEAD: u32 = 16 << 20;
/// How much may come on all streams together before it was read.
const CONNECTION_WINDOW: u32 = 1 << 20;
/// The most that an answer that came packed may grow to while it waits to be taken.
const LARGEST: usize = 1 << 31;

/// Names and values of fields.
pub type Fields = Vec<(Vec<u8>, Vec<u8>)>;

/// Some of an answer, or what is left of it.
#[derive(Clone, Default, PartialEq, Eq, Debug)]
pub struct Piece {
    /// The stream.
    pub stream: u32,
    /// The status, if the head came with this piece.
    pub status: Option<u16>,
    /// The head's fields, and those behind the body.
    pub fields: Fields,
    /// Some of the body, unpacked.
    pub data: Vec<u8>,
    /// Whether nothing follows.
    pub is_last: bool,
    /// The server has given the stream up: why.
    pub reset: Option<u32>,
}

/// What has happened.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum News {
    /// Some of an answer, or all of it.
    Answer(Piece),
    /// The server takes no more requests.
    Goaway(Goaway),
    /// The connection is of no use any more: the server does not keep to the standard.
    Broken,
}

/// How a request is sent and its answer told.
#[derive(Clone, Copy, Default, Debug)]
pub struct Manner {
    /// Whether more of the body follows.
    pub has_more: bool,
    /// Whether the answer is told by the piece.
    pub in_pieces: bool,
}

/// Why a request was not sent.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum NotSent {
    /// The server takes no more at this moment.
    Full,
    /// The connection is closed.
    Closed,
    /// The request cannot be written in HTTP/2.
    Malformed,
}

/// A request that has no answer yet.
struct Asked {
    manner: Manner,
    future: Option<client::ResponseFuture>,
    body: Option<RecvStream>,
    /// Gone once the request is complete.
    send: Option<SendStream<Bytes>>,
    /// Unpacks the body.
    unpack: Option<GzDecoder<Vec<u8>>>,
    /// What was not told yet.
    piece: Piece,
    /// Whether data came that is not the last.
    has_pieces: bool,
}

/// The client's side of a connection.
pub struct Client {
    pipe: Pipe,
    connection: RefCell<Option<client::Connection<Pipe, Bytes>>>,
    sender: RefCell<client::SendRequest<Bytes>>,
    waker: Waker,
    due: Arc<Flag>,
    scanner: RefCell<Scanner>,
    asked: RefCell<BTreeMap<u32, Asked>>,
    news: RefCell<VecDeque<News>>,
    /// What this side has set.
    pub settings: Settings,
    next_stream: std::cell::Cell<u32>,
    /// Whether this side has said that it goes.
    goes: std::cell::Cell<bool>,
}

impl Client {
    /// For a new connection; its first bytes wait to go out. Nothing when `h2` refuses, which it does not.
    pub fn new(settings: Settings) -> Option<Self> {
        let (legal, pipe) = (settings.legal(), Pipe::default());
        let longest_head = match legal.max_header_list_size {
            u32::MAX => USUAL_HEAD,
            limit => limit.min(LONGEST_HEAD),
        };
        let (due, waker) = Flag::new();
        let mut handshake = Box::pin(
            client::Builder::new()
                .header_table_size(legal.header_table_size)
                .enable_push(false)
                .initial_max_send_streams(usize::MAX >> 1)
                .initial_window_size(legal.init_window_size)
                .initial_connection_window_size(legal.init_window_size.max(CONNECTION_WINDOW))
                .max_frame_size(legal.max_frame_size)
                .max_header_list_size(longest_head)
                .handshake::<_, Bytes>(pipe.clone()),
        );
        let Poll::Ready(Ok((sender, connection))) = handshake.as_mut().poll(&mut Context::from_waker(&waker)) else {
            return None;
        };
        due.raise();
        Some(Self {
            pipe,
            connection: RefCell::new(Some(connection)),
            sender: RefCell::new(sender),
            waker,
            due,
            scanner: RefCell::new(Scanner::new(legal.max_frame_size)),
            asked: RefCell::default(),
            news: RefCell::default(),
            settings,
            next_stream: std::cell::Cell::new(1),
            goes: std::cell::Cell::new(false),
        })
    }

    /// Sends a request; the stream's number.
    pub fn ask(&self, request: http::Request<()>, body: &[u8], manner: Manner) -> Result<u32, NotSent> {
        let ends = body.is_empty() && !manner.has_more;
        let mut sender = self.sender.borrow_mut();
        match sender.poll_ready(&mut Context::from_waker(&self.waker)) {
            Poll::Ready(Ok(())) => {}
            Poll::Ready(Err(_)) => return Err(NotSent::Closed),
            Poll::Pending => return Err(NotSent::Full),
        }
        let (future, mut send) = sender.send_request(request, ends).map_err(|_| NotSent::Malformed)?;
        if !body.is_empty() {
            let sent = send.send_data(Bytes::copy_from_slice(body), !manner.has_more);
            sent.map_err(|_| NotSent::Closed)?;
        }
        let number = future.stream_id().as_u32();
        self.next_stream.set(number + 2);
        let asked = Asked {
            manner,
            future: Some(future),
            body: None,
            send: manner.has_more.then_some(send),
            unpack: None,
            piece: Piece { stream: number, ..Piece::default() },
            has_pieces: false,
        };
        self.asked.borrow_mut().insert(number, asked);
        self.due.raise();
        Ok(number)
    }

    /// Sends more of a request's body. False when there is no such request, or it is complete.
    pub fn write(&self, stream: u32, data: &[u8], ends: bool) -> bool {
        let mut all = self.asked.borrow_mut();
        let Some(asked) = all.get_mut(&stream) else { return false };
        let Some(send) = &mut asked.send else { return false };
        let sent = send.send_data(Bytes::copy_from_slice(data), ends).is_ok();
        if ends {
            asked.send = None;
        }
        self.due.raise();
        sent
    }

    /// Asks the server for a sign of life.
    pub fn ping(&self) {
        self.poll();
        self.pipe.append(&frame::ping(b""));
    }

    /// Tells the server that no more requests of its are taken.
    pub fn goaway(&self, error: u32, text: &[u8]) {
        self.poll();
        self.pipe.append(&frame::goaway(self.last_stream(), error, text));
        self.goes.set(true);
    }

    /// Whether it has said that it goes, and all that it asked for was answered: nothing is to come any more.
    pub fn has_parted(&self) -> bool {
        self.goes.get() && self.asked.borrow().is_empty()
    }

    /// Bytes have come.
    pub fn feed(&self, bytes: &[u8]) {
        self.scanner.borrow_mut().feed(bytes);
    }

    /// What is to go out.
    pub fn take_output(&self) -> Vec<u8> {
        self.poll();
        self.pipe.take_output()
    }

    /// What has happened. With `in_pieces` answers are told by the piece.
    pub fn next_news(&self, in_pieces: bool) -> Option<News> {
        loop {
            if let Some(news) = self.news.borrow_mut().pop_front() {
                return Some(news);
            }
            self.poll();
            let frame = self.scanner.borrow_mut().next_frame()?;
            self.take(&frame, in_pieces);
        }
    }

    /// Whether a request has no answer yet.
    pub fn is_asked(&self, stream: u32) -> bool {
        self.asked.borrow().contains_key(&stream)
    }

    /// How many requests have no answer yet.
    pub fn asked(&self) -> usize {
        self.asked.borrow().len()
    }

    /// The number of the next request.
    pub fn next_stream(&self) -> u32 {
        self.next_stream.get()
    }

    /// The highest number of a stream on which something has come.
    pub fn last_stream(&self) -> u32 {
        self.scanner.borrow().last_stream
    }

    /// What the server has set.
    pub fn remote(&self) -> Settings {
        self.scanner.borrow().remote
    }

    fn take(&self, frame: &Frame, in_pieces: bool) {
        self.pipe.feed(&frame.bytes);
        self.due.raise();
        self.poll();
        if let Some(goaway) = frame.goaway() {
            self.news.borrow_mut().push_back(News::Goaway(goaway));
        }
        if frame.stream > 0 {
            self.look(frame, in_pieces);
        }
    }

    /// Takes from a stream what came with a frame.
    fn look(&self, frame: &Frame, in_pieces: bool) {
        let mut all = self.asked.borrow_mut();
        let Some(asked) = all.get_mut(&frame.stream) else { return };
        let is_over = match frame.reset() {
            Some(error) => {
                asked.piece.reset = Some(error);
                true
            }
            None => asked.advance(&mut Context::from_waker(&self.waker), frame),
        };
        let tells = (in_pieces || asked.manner.in_pieces) && asked.has_pieces;
        if is_over || tells {
            let rest = Piece { stream: frame.stream, ..Piece::default() };
            let mut piece = std::mem::replace(&mut asked.piece, rest);
            piece.is_last = is_over;
            self.news.borrow_mut().push_back(News::Answer(piece));
        }
        if is_over {
            all.remove(&frame.stream);
        }
    }

    fn poll(&self) {
        while self.due.take() {
            let mut connection = self.connection.borrow_mut();
            let Some(open) = connection.as_mut() else { return };
            if let Poll::Ready(ended) = Pin::new(open).poll(&mut Context::from_waker(&self.waker)) {
                *connection = None;
                // That the server goes was told by its frame.
                if ended.is_err_and(|why| !why.is_remote()) {
                    self.news.borrow_mut().push_back(News::Broken);
                }
            }
        }
    }
}

impl Asked {
    /// Takes what is there. True at the end of the answer.
    fn advance(&mut self, context: &mut Context, frame: &Frame) -> bool {
        if let Some(future) = &mut self.future {
            match Pin::new(future).poll(context) {
                Poll::Ready(Ok(response)) => self.take_head(response),
                Poll::Ready(Err(why)) => return self.fail(&why),
                Poll::Pending => return false,
            }
        }
        let Some(body) = &mut self.body else { return false };
        loop {
            match body.poll_data(context) {
                Poll::Ready(Some(Ok(data))) => {
                    let length = data.len();
                    // Nobody waits for room on a stream that is closed.
                    let _ = body.flow_control().release_capacity(length);
                    unpack(&mut self.unpack, &mut self.piece.data, &data);
                }
                Poll::Ready(Some(Err(why))) => return self.fail(&why),
                Poll::Ready(None) => break,
                Poll::Pending => {
                    self.has_pieces |= frame.kind == frame::kind::DATA;
                    return false;
                }
            }
        }
        match body.poll_trailers(context) {
            Poll::Ready(Ok(trailer)) => {
                self.piece.fields.extend(trailer.iter().flat_map(to_fields));
                true
            }
            Poll::Ready(Err(why)) => self.fail(&why),
            Poll::Pending => false,
        }
    }

    fn fail(&mut self, why: &h2::Error) -> bool {
        self.piece.reset = Some(why.reason().map_or(2, u32::from));
        true
    }

    fn take_head(&mut self, response: http::Response<RecvStream>) {
        self.future = None;
        let (head, body) = response.into_parts();
        let coding = head.headers.get(http::header::CONTENT_ENCODING);
        if coding.is_some_and(|coding| coding.as_bytes().to_ascii_lowercase().starts_with(b"gzip")) {
            self.unpack = Some(GzDecoder::new(Vec::new()));
        }
        self.piece.status = Some(head.status.as_u16());
        self.piece.fields = to_fields(&head.headers).collect();
        self.body = Some(body);
    }
}

/// Appends a piece of a body, unpacked if need be. What cannot be unpacked ends there.
fn unpack(decoder: &mut Option<GzDecoder<Vec<u8>>>, out: &mut Vec<u8>, data: &[u8]) {
    let Some(decoder) = decoder else { return out.extend_from_slice(data) };
    for piece in data.chunks(4096) {
        if out.len() > LARGEST || decoder.write_all(piece).is_err() || decoder.flush().is_err() {
            return;
        }
        out.append(decoder.get_mut());
    }
}

fn to_fields(fields: &http::HeaderMap) -> impl Iterator<Item = (Vec<u8>, Vec<u8>)> {
    fields.iter().map(|(name, value)| (name.as_str().as_bytes().to_vec(), value.as_bytes().to_vec()))
}
