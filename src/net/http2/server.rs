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
use crate::net::http::Message;
use crate::net::http2::flag::Flag;
use crate::net::http2::frame;
use crate::net::http2::incoming::Incoming;
use crate::net::http2::memory::Pipe;
use crate::net::http2::settings::Settings;
use crate::net::http2::stream::Stream;
use crate::net::http2::upload::Ending;
use crate::net::http2::upload::Intake;
use crate::net::http2::upload::Upload;
use crate::sys::clock::Nanos;

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
/// The widest window that there may be.
const WIDEST: u64 = (1 << 31) - 1;

/// A request that is complete, and where its answer goes.
pub struct Request {
    /// The request.
    pub message: Box<Message>,
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
    intake: Intake,
    /// How much the bodies hold that are coming or being answered.
    held: Cell<u64>,
    /// How many bodies are read by those who answer.
    reading: Cell<u32>,
    /// How much the client may send on all its streams together.
    window: Cell<u32>,
    stream_window: u32,
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
    /// For a connection whose preface is to be fed.
    pub fn new(settings: Settings, intake: Intake) -> Self {
        let (settings, pipe) = (settings.legal(), Pipe::default());
        let most_streams = settings.max_concurrent_streams.min(MOST_STREAMS);
        let window = settings.init_window_size.max(CONNECTION_WINDOW);
        let handshake = server::Builder::new()
            .header_table_size(settings.header_table_size)
            .max_concurrent_streams(most_streams)
            .initial_window_size(settings.init_window_size)
            .initial_connection_window_size(window)
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
            intake,
            held: Cell::new(0),
            reading: Cell::new(0),
            window: Cell::new(window),
            stream_window: settings.init_window_size,
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

    /// Whether a request is coming: its head has come, its body has not.
    pub fn is_amid(&self) -> bool {
        !self.uploads.borrow().is_empty() || matches!(*self.state.borrow(), State::Greeting(_))
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
        self.wait_until(flag, coroutine::WaitReason::Window, None) == coroutine::Wake::Ready
    }

    /// As [`Session::wait`], up to a time.
    pub(super) fn wait_until(
        &self,
        flag: &Arc<Flag>,
        reason: coroutine::WaitReason,
        deadline: Option<Nanos>,
    ) -> coroutine::Wake {
        if flag.take() {
            return coroutine::Wake::Ready;
        }
        let waker = coroutine::waker();
        self.waiting.borrow_mut().push(Waiting { flag: Arc::clone(flag), waker });
        let wake = coroutine::park(reason, deadline);
        self.waiting.borrow_mut().retain(|one| one.waker != waker);
        wake
    }

    /// A stream was let go of, and a body that it held.
    pub(super) fn forget_stream(&self, held: u64, was_reading: bool) {
        self.held.set(self.held.get() - held);
        self.reading.set(self.reading.get() - u32::from(was_reading));
        self.answering.set(self.answering.get() - 1);
        self.due.raise();
    }

    fn poll(self: &Rc<Self>) {
        let mut context = Context::from_waker(&self.waker);
        while let Some((request, respond)) = self.poll_state(&mut context) {
            self.take(request, respond);
        }
        self.poll_uploads(&mut context);
        self.widen();
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
        let waits = parts.headers.get(http::header::EXPECT).is_some_and(|value| value == "100-continue");
        let mut upload = Upload::new(&self.intake, message(&parts), body, respond);
        if upload.body.is_end_stream() {
            return self.hand_out(upload.message, upload.respond, None);
        }
        if self.intake.streams && !upload.is_form() {
            let incoming = Incoming::new(upload.body, waits);
            return self.hand_out(upload.message, upload.respond, Some(incoming));
        }
        if length > upload.limit(&self.intake.limits) {
            return refuse(&mut upload.respond);
        }
        if waits {
            // If the stream is gone, its end shows when it is read.
            let _ = upload.respond.send_informational(interim());
        }
        self.uploads.borrow_mut().push(upload);
    }

    /// Lets the client send on each stream whose body has to wait as much as that stream's window, so that those bodies do
    /// not take the room of the others.
    fn widen(&self) {
        let is_full = self.held.get() >= self.intake.together();
        let waiting = if is_full { self.uploads.borrow().len() as u64 } else { 0 } + u64::from(self.reading.get());
        let needed = u64::from(CONNECTION_WINDOW) + waiting * u64::from(self.stream_window);
        let needed = needed.min(WIDEST) as u32;
        if needed > self.window.get()
            && let State::Open(connection) = &mut *self.state.borrow_mut()
        {
            self.window.set(needed);
            connection.set_target_window_size(needed);
            self.due.raise();
        }
    }

    fn poll_uploads(self: &Rc<Self>, context: &mut Context) {
        let mut at = 0;
        while at < self.uploads.borrow().len() {
            let state = self.poll_upload(context, at);
            let Some(ending) = state else {
                at += 1;
                continue;
            };
            // In order of arrival, so that requests which end together are handed out as they came.
            let mut upload = self.uploads.borrow_mut().remove(at);
            match ending {
                // What it holds is let go of with its stream.
                Ending::Complete => {
                    self.hand_out(upload.message, upload.respond, None);
                    continue;
                }
                Ending::TooLong => refuse(&mut upload.respond),
                Ending::Broken => {}
            }
            self.held.set(self.held.get() - upload.held());
        }
    }

    fn poll_upload(&self, context: &mut Context, at: usize) -> Option<Ending> {
        let uploads = &mut *self.uploads.borrow_mut();
        let coming: u64 = uploads.iter().map(Upload::held).sum();
        let upload = &mut uploads[at];
        let (others, together) = (self.held.get() - upload.held(), self.intake.together());
        let answering = self.held.get() - coming;
        let may_go_on = |own| if at == 0 { answering < together } else { others + own < together };
        let ending = upload.poll(context, &self.intake.limits, may_go_on);
        self.held.set(others + upload.held());
        ending
    }

    fn hand_out(self: &Rc<Self>, message: Box<Message>, respond: SendResponse<Bytes>, incoming: Option<Incoming>) {
        self.answering.set(self.answering.get() + 1);
        self.reading.set(self.reading.get() + u32::from(incoming.is_some()));
        let held = message.body().len() as u64;
        let stream = Rc::new(Stream::new(Rc::clone(self), respond, incoming, held));
        self.complete.borrow_mut().push_back(Request { message, stream });
    }
}

/// What a client is told that waits with its body.
pub(super) fn interim() -> http::Response<()> {
    let mut interim = http::Response::new(());
    *interim.status_mut() = http::StatusCode::CONTINUE;
    interim
}

/// Answers a request whose body is too long.
fn refuse(respond: &mut SendResponse<Bytes>) {
    let mut answer = http::Response::new(());
    *answer.status_mut() = http::StatusCode::PAYLOAD_TOO_LARGE;
    // When the stream is gone there is nobody to tell.
    let _ = respond.send_response(answer, true);
}

/// A head in the form in which HTTP/1 has it. Of fields that came several times the last one counts, but for cookies.
fn message(parts: &http::request::Parts) -> Box<Message> {
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
    Box::new(Message { bytes, head, form: None })
}
