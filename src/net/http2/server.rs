//! The server's side of a connection.
//!
//! ```text
//!   feed ──▶ next_request (polls) ──▶ take_output ──▶ socket
//!               │                        ▲
//!               ▼ Request, Stream        │
//!            handlers ──answer, write────┘   raises the flag: poll again
//! ```

use std::cell::Cell;
use std::cell::OnceCell;
use std::cell::RefCell;
use std::collections::VecDeque;
use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;
use std::sync::Arc;
use std::task::Context;
use std::task::Poll;
use std::task::Waker;

use bytes::Bytes;
use h2::Reason;
use h2::RecvStream;
use h2::server;
use h2::server::SendResponse;

use crate::coroutine;
use crate::net::http::Head;
use crate::net::http::Limits;
use crate::net::http::Message;
use crate::net::http2::flag::Flag;
use crate::net::http2::frame;
use crate::net::http2::memory::Pipe;
use crate::net::http2::settings::Settings;
use crate::net::http2::stream::Stream;

/// What a client's bytes begin with.
pub const PREFACE: &[u8] = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

/// More streams than this are not open at once, whatever the settings say: each of them is a coroutine.
const MOST_STREAMS: u32 = 1024;
/// The longest head, if the settings do not say: as in HTTP/1.
const LONGEST_HEAD: u32 = 65536;
/// How much of an answer is kept for a client that does not read, in bytes for each stream.
const SEND_BUFFER: usize = 1 << 16;
/// How much a client may send on all its streams together before it was read.
const CONNECTION_WINDOW: u32 = 1 << 20;

/// A request that is complete, and where its answer goes.
pub struct Request {
    /// The request.
    pub message: Message,
    /// The stream.
    pub stream: Rc<Stream>,
}

enum State {
    /// The client's preface has not come.
    Greeting(server::Handshake<Pipe, Bytes>),
    Open(server::Connection<Pipe, Bytes>),
    /// Nothing will come or go any more.
    Over,
}

/// A request whose body is coming.
struct Upload {
    message: Message,
    body: RecvStream,
    respond: SendResponse<Bytes>,
}

/// Who waits for room to send.
struct Waiting {
    flag: Arc<Flag>,
    waker: coroutine::Waker,
}

/// The server's side of a connection.
pub struct Session {
    pipe: Pipe,
    state: RefCell<State>,
    /// Raised when polling may bring something.
    due: Arc<Flag>,
    waker: Waker,
    limits: Limits,
    uploads: RefCell<Vec<Upload>>,
    complete: RefCell<VecDeque<Request>>,
    waiting: RefCell<Vec<Waiting>>,
    /// The last stream that was opened.
    last_stream: Cell<u32>,
    /// How many requests were handed out and are not let go of.
    answering: Cell<u32>,
    most_streams: u32,
    /// Whether requests are refused: the end was announced.
    is_leaving: Cell<bool>,
    /// Has the owner poll it and send what comes out.
    drive: OnceCell<Box<dyn Fn()>>,
}

impl Session {
    /// For a connection whose preface is to be fed. `limits.body` is the longest body that is taken.
    pub fn new(settings: Settings, limits: Limits) -> Self {
        let (settings, pipe) = (settings.legal(), Pipe::default());
        let most_streams = settings.max_concurrent_streams.min(MOST_STREAMS);
        let handshake = server::Builder::new()
            .header_table_size(settings.header_table_size)
            .max_concurrent_streams(most_streams)
            .initial_window_size(settings.init_window_size)
            .initial_connection_window_size(settings.init_window_size.max(CONNECTION_WINDOW))
            .max_frame_size(settings.max_frame_size)
            .max_header_list_size(settings.max_header_list_size.min(LONGEST_HEAD))
            .max_send_buffer_size(SEND_BUFFER)
            .handshake(pipe.clone());
        let (due, waker) = Flag::new();
        due.raise();
        Self {
            pipe,
            state: RefCell::new(State::Greeting(handshake)),
            due,
            waker,
            limits,
            uploads: RefCell::default(),
            complete: RefCell::default(),
            waiting: RefCell::default(),
            last_stream: Cell::new(0),
            answering: Cell::new(0),
            most_streams,
            is_leaving: Cell::new(false),
            drive: OnceCell::new(),
        }
    }

    /// Says how it is polled when a stream has something to send: `drive` calls [`Session::next_request`] until nothing
    /// comes, and sends the output.
    pub fn set_drive(&self, drive: impl Fn() + 'static) {
        // Set once, right after it was made.
        let _ = self.drive.set(Box::new(drive));
    }

    /// Bytes have come.
    pub fn feed(&self, bytes: &[u8]) {
        self.pipe.feed(bytes);
        self.due.raise();
    }

    /// How many bytes have come and were not looked at.
    pub fn backlog(&self) -> usize {
        self.pipe.backlog()
    }

    /// The client sends nothing more.
    pub fn end(&self) {
        self.pipe.end();
        self.due.raise();
    }

    /// The next request, if one is complete.
    pub fn next_request(self: &Rc<Self>) -> Option<Request> {
        loop {
            if let Some(request) = self.complete.borrow_mut().pop_front() {
                return Some(request);
            }
            if !self.due.take() {
                return None;
            }
            self.poll();
        }
    }

    /// What is to go out.
    pub fn take_output(&self) -> Vec<u8> {
        self.pipe.take_output()
    }

    /// Gives the buffer of [`Session::take_output`] back.
    pub fn recycle(&self, buffer: Vec<u8>) {
        self.pipe.recycle(buffer);
    }

    /// Whether the connection may be closed as soon as the output is sent.
    pub fn is_over(&self) -> bool {
        match &*self.state.borrow() {
            State::Over => true,
            State::Open(connection) => self.is_leaving.get() && self.answering.get() == 0 && !connection.has_streams(),
            State::Greeting(_) => false,
        }
    }

    /// Whether no request is being answered or coming.
    pub fn is_idle(&self) -> bool {
        self.answering.get() == 0 && self.uploads.borrow().is_empty()
    }

    /// The connection ends: requests that are there are answered, others are not taken.
    pub fn leave(&self) {
        if let State::Open(connection) = &mut *self.state.borrow_mut() {
            connection.graceful_shutdown();
        }
        self.due.raise();
        self.drive();
    }

    /// Sends a GOAWAY of the user's; the connection ends when what is being answered has its answer.
    pub fn goaway(&self, error: u32, text: &[u8]) {
        self.pipe.append(&frame::goaway(self.last_stream.get(), error, text));
        self.is_leaving.set(true);
        self.drive();
    }

    /// Asks the client for a sign of life.
    pub fn ping(&self, payload: &[u8]) {
        self.pipe.append(&frame::ping(payload));
        self.drive();
    }

    /// Has it polled, and the output sent.
    pub(super) fn drive(&self) {
        if let Some(drive) = self.drive.get() {
            drive();
        }
    }

    /// Parks the running coroutine until the flag is raised. False when it was cancelled.
    pub(super) fn wait(&self, flag: &Arc<Flag>) -> bool {
        if flag.take() {
            return true;
        }
        let waker = coroutine::waker();
        self.waiting.borrow_mut().push(Waiting { flag: Arc::clone(flag), waker });
        let wake = coroutine::park(coroutine::WaitReason::Window, None);
        self.waiting.borrow_mut().retain(|one| one.waker != waker);
        wake == coroutine::Wake::Ready
    }

    /// A stream was let go of.
    pub(super) fn forget_stream(&self) {
        self.answering.set(self.answering.get() - 1);
        self.due.raise();
    }

    fn poll(self: &Rc<Self>) {
        let mut context = Context::from_waker(&self.waker);
        while let Some((request, respond)) = self.poll_state(&mut context) {
            self.take(request, respond);
        }
        self.poll_uploads(&mut context);
        for waiting in self.waiting.borrow().iter().filter(|waiting| waiting.flag.is_raised()) {
            coroutine::wake(waiting.waker);
        }
    }

    fn poll_state(&self, context: &mut Context) -> Option<(http::Request<RecvStream>, SendResponse<Bytes>)> {
        let mut state = self.state.borrow_mut();
        if let State::Greeting(handshake) = &mut *state {
            match Pin::new(handshake).poll(context) {
                Poll::Ready(Ok(connection)) => *state = State::Open(connection),
                Poll::Ready(Err(_)) => *state = State::Over,
                Poll::Pending => return None,
            }
        }
        let State::Open(connection) = &mut *state else { return None };
        match connection.poll_accept(context) {
            Poll::Ready(Some(Ok(accepted))) => Some(accepted),
            Poll::Ready(Some(Err(_)) | None) => {
                *state = State::Over;
                None
            }
            Poll::Pending => None,
        }
    }

    /// Takes a head; the request waits for its body.
    fn take(self: &Rc<Self>, request: http::Request<RecvStream>, mut respond: SendResponse<Bytes>) {
        self.last_stream.set(self.last_stream.get().max(respond.stream_id().as_u32()));
        // A client that opens and resets streams all the time shall not have more handlers at work than one that does not.
        if self.is_leaving.get() || self.answering.get() >= 2 * self.most_streams {
            respond.send_reset(Reason::REFUSED_STREAM);
            return;
        }
        let (parts, body) = request.into_parts();
        let length = parts.headers.get(http::header::CONTENT_LENGTH).map(http::HeaderValue::as_bytes);
        let length = length.and_then(|text| std::str::from_utf8(text).ok()?.parse().ok()).unwrap_or(0);
        if length > self.limits.body {
            return refuse(&mut respond);
        }
        if parts.headers.get(http::header::EXPECT).is_some_and(|value| value == "100-continue") {
            let mut interim = http::Response::new(());
            *interim.status_mut() = http::StatusCode::CONTINUE;
            // If the stream is gone, its end shows below.
            let _ = respond.send_informational(interim);
        }
        let message = message(&parts);
        if body.is_end_stream() {
            self.hand_out(message, respond);
        } else {
            self.uploads.borrow_mut().push(Upload { message, body, respond });
        }
    }

    fn poll_uploads(self: &Rc<Self>, context: &mut Context) {
        let mut at = 0;
        while at < self.uploads.borrow().len() {
            let state = self.uploads.borrow_mut()[at].poll(context, self.limits.body);
            let Some(ending) = state else {
                at += 1;
                continue;
            };
            // In order of arrival, so that requests which end together are handed out as they came.
            let mut upload = self.uploads.borrow_mut().remove(at);
            match ending {
                Ending::Complete => self.hand_out(upload.message, upload.respond),
                Ending::TooLong => refuse(&mut upload.respond),
                Ending::Broken => {}
            }
        }
    }

    fn hand_out(self: &Rc<Self>, message: Message, respond: SendResponse<Bytes>) {
        self.answering.set(self.answering.get() + 1);
        let stream = Rc::new(Stream::new(Rc::clone(self), respond));
        self.complete.borrow_mut().push_back(Request { message, stream });
    }
}

/// How a body ended.
enum Ending {
    Complete,
    TooLong,
    Broken,
}

impl Upload {
    fn poll(&mut self, context: &mut Context, limit: u64) -> Option<Ending> {
        loop {
            match self.body.poll_data(context) {
                Poll::Ready(Some(Ok(data))) => {
                    if (self.message.body().len() + data.len()) as u64 > limit {
                        return Some(Ending::TooLong);
                    }
                    self.message.bytes.extend_from_slice(&data);
                    // Room for more; the stream may be closed by now.
                    let _ = self.body.flow_control().release_capacity(data.len());
                }
                Poll::Ready(Some(Err(_))) => return Some(Ending::Broken),
                Poll::Ready(None) => break,
                Poll::Pending => return None,
            }
        }
        // Fields behind the body are of no use to PHP, but the request ends with them.
        match self.body.poll_trailers(context) {
            Poll::Ready(Ok(_)) => Some(Ending::Complete),
            Poll::Ready(Err(_)) => Some(Ending::Broken),
            Poll::Pending => None,
        }
    }
}

/// Answers a request whose body is too long.
fn refuse(respond: &mut SendResponse<Bytes>) {
    let mut answer = http::Response::new(());
    *answer.status_mut() = http::StatusCode::PAYLOAD_TOO_LARGE;
    // When the stream is gone there is nobody to tell.
    let _ = respond.send_response(answer, true);
}

/// A head in the form in which HTTP/1 has it. Of fields that came several times the last one counts, but for cookies.
fn message(parts: &http::request::Parts) -> Message {
    let target = parts.uri.path_and_query().map_or("/", |target| target.as_str());
    let has_host = parts.headers.contains_key(http::header::HOST);
    let host = parts.uri.authority().filter(|_| !has_host).map(|host| (&b"host"[..], host.as_str().as_bytes()));
    let fields = parts.headers.keys().flat_map(|name| {
        let values = parts.headers.get_all(name);
        let skipped = if name == http::header::COOKIE { 0 } else { values.iter().count() - 1 };
        values.iter().skip(skipped).map(move |value| (name.as_str().as_bytes(), value.as_bytes()))
    });
    let (bytes, head) =
        Head::assemble(parts.method.as_str().as_bytes(), target.as_bytes(), host.into_iter().chain(fields));
    Message { bytes, head, form: None }
}
