//! Requests whose bodies are coming.
//!
//! Always true:
//! - what the bodies of one connection hold together, those being answered included, stays below a limit, and one body
//!   above it: the oldest one that is coming has to wait only for those being answered, so that in the end all come;
//! - a body that has to wait is not read, so the client may send as much of it as its stream's window, and no more.

use std::rc::Rc;
use std::task::Context;
use std::task::Poll;

use bytes::Bytes;
use h2::RecvStream;
use h2::server::SendResponse;

use crate::net::http::Limits;
use crate::net::http::Message;
use crate::net::http::multipart;

/// Bodies of one connection hold no more than this, unless one alone may.
const TOGETHER: u64 = 8 << 20;

/// What is taken, and where it goes.
#[derive(Clone, Debug)]
pub struct Intake {
    /// The longest body and the longest form.
    pub limits: Limits,
    /// Where files of forms go as they come, if the limits say so.
    pub folder: Rc<str>,
    /// Whether requests are handed out before their bodies have come.
    pub streams: bool,
}

impl Intake {
    /// Whole bodies, in memory.
    pub fn whole(limits: Limits) -> Self {
        Self { limits, folder: Rc::from(""), streams: false }
    }

    /// How much the bodies of a connection may hold together.
    pub fn together(&self) -> u64 {
        self.limits.body.max(TOGETHER)
    }

    /// For a form whose files go to disk.
    fn parser(&self, message: &Message) -> Option<multipart::Parser> {
        if self.limits.upload == 0 || !multipart::METHODS.contains(&message.method()) {
            return None;
        }
        let boundary = multipart::boundary(message.field("content-type")?)?;
        Some(multipart::Parser::new(&boundary, &self.folder))
    }
}

/// A request whose body is coming.
pub struct Upload {
    pub message: Box<Message>,
    pub body: RecvStream,
    pub respond: SendResponse<Bytes>,
    parser: Option<multipart::Parser>,
    length: u64,
}

/// How a body ended.
pub enum Ending {
    /// All of it is there.
    Complete,
    /// It is longer than allowed.
    TooLong,
    /// The client has given it up.
    Broken,
}

impl Upload {
    /// Before its first byte.
    pub fn new(intake: &Intake, message: Box<Message>, body: RecvStream, respond: SendResponse<Bytes>) -> Self {
        let parser = intake.parser(&message);
        Self { message, body, respond, parser, length: 0 }
    }

    /// Whether it is a form whose files go to disk.
    pub fn is_form(&self) -> bool {
        self.parser.is_some()
    }

    /// How much it may have.
    pub fn limit(&self, limits: &Limits) -> u64 {
        if self.is_form() { limits.upload } else { limits.body }
    }

    /// How much of it is in memory.
    pub fn held(&self) -> u64 {
        self.message.body().len() as u64
    }

    /// Takes what has come, as long as `may_go_on` says so of what is in memory. Nothing when more is to come.
    pub fn poll(&mut self, context: &mut Context, limits: &Limits, may_go_on: impl Fn(u64) -> bool) -> Option<Ending> {
        while may_go_on(self.held()) {
            match self.body.poll_data(context) {
                Poll::Ready(Some(Ok(data))) => {
                    self.length += data.len() as u64;
                    if self.length > self.limit(limits) {
                        return Some(Ending::TooLong);
                    }
                    match &mut self.parser {
                        Some(parser) => parser.feed(&data),
                        None => self.message.bytes.extend_from_slice(&data),
                    }
                    // Room for more; the stream may be closed by now.
                    let _ = self.body.flow_control().release_capacity(data.len());
                }
                Poll::Ready(Some(Err(_))) => return Some(Ending::Broken),
                Poll::Ready(None) => return self.poll_end(context),
                Poll::Pending => return None,
            }
        }
        None
    }

    /// Fields behind the body are of no use to PHP, but the request ends with them.
    fn poll_end(&mut self, context: &mut Context) -> Option<Ending> {
        match self.body.poll_trailers(context) {
            Poll::Ready(Ok(_)) => {
                self.message.form = self.parser.take().map(|parser| Box::new(parser.finish()));
                Some(Ending::Complete)
            }
            Poll::Ready(Err(_)) => Some(Ending::Broken),
            Poll::Pending => None,
        }
    }
}
