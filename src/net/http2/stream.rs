//! The answer to one request.

use std::cell::RefCell;
use std::rc::Rc;
use std::task::Context;
use std::task::Poll;

use bytes::Bytes;
use h2::Reason;
use h2::SendStream;
use h2::server::SendResponse;
use http::HeaderMap;

use crate::coroutine;
use crate::net::http2::flag::Flag;
use crate::net::http2::incoming::Incoming;
use crate::net::http2::server::Session;
use crate::net::http2::server::interim;
use crate::sys::clock::Nanos;

/// Bodies up to here do not wait for the client's window: they are kept until there is room in it.
const KEPT: usize = 16384;

/// Why something was not sent.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Refused {
    /// The stream is closed: the client has reset it, or the connection is gone.
    Closed,
    /// The wait for the client was cancelled.
    Cancelled,
    /// No such status.
    Malformed,
}

/// One request's stream.
pub struct Stream {
    session: Rc<Session>,
    number: u32,
    respond: RefCell<SendResponse<Bytes>>,
    /// Once the head was sent.
    body: RefCell<Option<SendStream<Bytes>>>,
    /// The request's body, if it is read as it comes.
    incoming: RefCell<Option<Incoming>>,
    /// How much the request's body holds.
    held: u64,
}

impl Stream {
    pub(super) fn new(
        session: Rc<Session>,
        respond: SendResponse<Bytes>,
        incoming: Option<Incoming>,
        held: u64,
    ) -> Self {
        let (number, respond) = (respond.stream_id().as_u32(), RefCell::new(respond));
        Self { session, number, respond, body: RefCell::new(None), incoming: RefCell::new(incoming), held }
    }

    /// Whether the request's body is to be read from it.
    pub fn has_body(&self) -> bool {
        self.incoming.borrow().is_some()
    }

    /// Whether all of the request's body was read.
    pub fn is_read(&self) -> bool {
        self.incoming.borrow().as_ref().is_none_or(Incoming::is_read)
    }

    /// Waits for some more of the request's body, `most` bytes at most; none at its end. An error number when there will be
    /// none.
    pub fn read(&self, most: usize, deadline: Option<Nanos>) -> Result<Vec<u8>, i32> {
        if self.incoming.borrow().as_ref().is_some_and(|incoming| incoming.is_reading) {
            return Err(libc::EBUSY);
        }
        let (flag, waker) = Flag::new();
        loop {
            if let Some(read) = self.poll_body(most, &waker) {
                // The client hears that it may send more.
                self.session.drive();
                return read;
            }
            self.session.drive();
            self.set_reading(true);
            let wake = self.session.wait_until(&flag, coroutine::WaitReason::Body, deadline);
            self.set_reading(false);
            match wake {
                coroutine::Wake::Ready => {
                    flag.take();
                }
                coroutine::Wake::TimedOut => return Err(libc::ETIMEDOUT),
                coroutine::Wake::Cancelled => return Err(libc::ECANCELED),
            }
        }
    }

    fn set_reading(&self, is_reading: bool) {
        if let Some(incoming) = self.incoming.borrow_mut().as_mut() {
            incoming.is_reading = is_reading;
        }
    }

    fn poll_body(&self, most: usize, waker: &std::task::Waker) -> Option<Result<Vec<u8>, i32>> {
        let mut incoming = self.incoming.borrow_mut();
        let Some(incoming) = incoming.as_mut() else { return Some(Ok(Vec::new())) };
        if std::mem::take(&mut incoming.continue_due) {
            // If the stream is gone, its end shows now.
            let _ = self.respond.borrow_mut().send_informational(interim());
        }
        match incoming.poll(most, waker) {
            Poll::Ready(Ok(piece)) => Some(Ok(piece)),
            Poll::Ready(Err(_)) => Some(Err(libc::ECONNRESET)),
            Poll::Pending if !coroutine::can_park() => Some(Err(libc::EAGAIN)),
            Poll::Pending => None,
        }
    }

    /// Its number.
    pub fn number(&self) -> u32 {
        self.number
    }

    /// The connection.
    pub fn session(&self) -> &Session {
        &self.session
    }

    /// Sends a head; nothing follows if it ends the answer.
    pub fn answer(&self, status: u16, fields: HeaderMap, ends: bool) -> Result<(), Refused> {
        let mut head = http::Response::new(());
        let status = http::StatusCode::from_u16(status).ok().filter(|status| !status.is_informational());
        *head.status_mut() = status.ok_or(Refused::Malformed)?;
        *head.headers_mut() = fields;
        let sent = self.respond.borrow_mut().send_response(head, ends);
        *self.body.borrow_mut() = Some(sent.map_err(|_| Refused::Closed)?);
        if ends {
            self.session.drive();
        }
        Ok(())
    }

    /// Sends a piece of the body; what the client has no room for waits, and the coroutine with it.
    pub fn write(&self, data: &[u8], ends: bool) -> Result<(), Refused> {
        let sent = self.send(data, ends);
        self.session.drive();
        sent
    }

    /// Sends fields that end the answer.
    pub fn trailers(&self, fields: HeaderMap) -> Result<(), Refused> {
        let sent = self.with_body(|body| body.send_trailers(fields).map_err(|_| Refused::Closed));
        self.session.drive();
        sent
    }

    /// Gives it up: what the client has got is not the whole.
    pub fn reset(&self) {
        self.respond.borrow_mut().send_reset(Reason::INTERNAL_ERROR);
        self.session.drive();
    }

    fn with_body<T>(&self, use_it: impl FnOnce(&mut SendStream<Bytes>) -> Result<T, Refused>) -> Result<T, Refused> {
        self.body.borrow_mut().as_mut().map_or(Err(Refused::Closed), use_it)
    }

    fn send(&self, data: &[u8], ends: bool) -> Result<(), Refused> {
        if data.len() <= KEPT && ends || !coroutine::can_park() {
            return self.send_all(data, ends);
        }
        let (flag, waker) = Flag::new();
        let mut left = data;
        while !left.is_empty() {
            let room = self.with_body(|body| {
                body.reserve_capacity(left.len());
                if body.capacity() > 0 {
                    return Ok(body.capacity());
                }
                match body.poll_capacity(&mut Context::from_waker(&waker)) {
                    Poll::Ready(Some(Ok(room))) => Ok(room),
                    Poll::Ready(Some(Err(_)) | None) => Err(Refused::Closed),
                    Poll::Pending => Ok(0),
                }
            })?;
            if room == 0 {
                self.session.drive();
                if !self.session.wait(&flag) {
                    return Err(Refused::Cancelled);
                }
                continue;
            }
            let (now, later) = left.split_at(room.min(left.len()));
            self.send_all(now, ends && later.is_empty())?;
            left = later;
        }
        if data.is_empty() { self.send_all(data, ends) } else { Ok(()) }
    }

    fn send_all(&self, data: &[u8], ends: bool) -> Result<(), Refused> {
        self.with_body(|body| body.send_data(Bytes::copy_from_slice(data), ends).map_err(|_| Refused::Closed))
    }
}

impl Drop for Stream {
    fn drop(&mut self) {
        self.session.forget_stream(self.held, self.incoming.borrow().is_some());
    }
}
