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
use crate::net::http2::server::Session;

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
}

impl Stream {
    pub(super) fn new(session: Rc<Session>, respond: SendResponse<Bytes>) -> Self {
        let number = respond.stream_id().as_u32();
        Self { session, number, respond: RefCell::new(respond), body: RefCell::new(None) }
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
        self.session.forget_stream();
    }
}
