//! One request and what is known of the answer to it.

use std::cell::Cell;
use std::cell::RefCell;
use std::fs::File;
use std::rc::Rc;

use crate::net::http::Message;
use crate::net::http2::Stream;
use crate::php::class::http::c::Fields;
use crate::php::class::http::c::Text;
use crate::php::class::http::channel::Channel;
use crate::php::class::http::options::Options;
use crate::php::value::Owned;
use crate::php::value::Val;
use crate::sys::clock;
use crate::sys::clock::Nanos;

/// How much of a body is moved at once.
const PIECE: usize = 65536;

/// What an answer is sent over.
pub trait Wire {
    /// Sends all of it. Says why not by an error number.
    fn send(&self, pieces: &[&[u8]]) -> Result<(), i32>;
    /// Sends a part of a file.
    fn send_file(&self, file: &File, offset: u64, length: u64) -> Result<(), i32>;
    /// Whether it goes through TLS.
    fn is_secure(&self) -> bool {
        false
    }
    /// Ends the connection; false when it has ended.
    fn close(&self) -> bool;
    /// This side's address and port.
    fn local(&self) -> (String, u16);
    /// The other side's address and port.
    fn peer(&self) -> (String, u16);
    /// What `$request->fd` tells.
    fn number(&self) -> i64;
    /// When the request came, in microseconds since 1970: asked once, right after it has.
    fn asked_at(&self) -> u64 {
        clock::wall()
    }
    /// Adds to `$request->server` who speaks with whom.
    fn describe(&self, fields: &mut Fields) {
        let ((peer, peer_port), (local, local_port)) = (self.peer(), self.local());
        fields.put(Text::RemoteAddr, Owned::take(Val::string(&peer)));
        fields.put(Text::RemotePort, Owned::take(Val::long(peer_port.into())));
        fields.put(Text::ServerAddr, Owned::take(Val::string(&local)));
        fields.put(Text::ServerPort, Owned::take(Val::long(local_port.into())));
    }
    /// Whether the server ends: then no further request is taken from this connection.
    fn drains(&self) -> bool {
        false
    }
    /// The answer is complete, or will be somebody else's: the next request may have its turn.
    fn ended(&self, _status: u16) {}
    /// The stream, in HTTP/2: then heads and bodies go there, not out as bytes.
    fn stream(&self) -> Option<&Stream> {
        None
    }
    /// The connection, if the answering coroutine itself reads from it.
    fn connection(&self) -> Option<&crate::net::Connection>;
}

/// A body that is handed out as it comes.
pub trait Body {
    /// Waits for some more of it, `most` bytes at most; nothing at the end. An error number when there will be none.
    fn read(&self, most: usize, deadline: Option<Nanos>) -> Result<Vec<u8>, i32>;
    /// Whether all of it was read.
    fn is_over(&self) -> bool;
    /// Whether another request may follow on the connection if nobody reads the rest.
    fn can_skip(&self) -> bool;
}

/// One request and its answer.
pub struct Exchange {
    /// The request.
    pub message: RefCell<Box<Message>>,
    /// When it came, in microseconds since 1970.
    pub time: u64,
    /// Where the answer goes; nowhere for a request that a user parses.
    pub wire: Option<Rc<dyn Wire>>,
    /// The body, if it is handed out as it comes.
    pub body: Option<Rc<dyn Body>>,
    /// How much of a body that is in the message was read from it.
    pub read: Cell<usize>,
    /// How it is to be treated.
    pub options: Rc<Options>,
    /// The form in the body, once somebody wanted it.
    pub form: RefCell<Option<super::form::Form>>,
    /// Whether the response is a WebSocket's now.
    pub upgraded: Cell<bool>,
    /// Whether the messages of that WebSocket are compressed.
    pub compresses: Cell<bool>,
    /// Whether the user took the connection out of the server's hands.
    pub detached: Cell<bool>,
    /// The WebSocket that it became.
    pub channel: RefCell<Option<Rc<Channel>>>,
    /// Bytes behind a request that may become a WebSocket.
    pub early: RefCell<Vec<u8>>,
}

impl Exchange {
    /// Whether another request may follow the answer.
    pub fn keeps_alive(&self) -> bool {
        self.message.borrow().head.meaning.keep_alive
            && !self.wire.as_ref().is_some_and(|wire| wire.drains())
            && self.body.as_ref().is_none_or(|body| body.is_over() || body.can_skip())
    }

    /// Waits until all of the body is in the message. An error number when that cannot be.
    pub fn complete(&self) -> Result<(), i32> {
        let Some(body) = &self.body else { return Ok(()) };
        loop {
            let piece = body.read(PIECE, self.options.body_deadline())?;
            if piece.is_empty() {
                return Ok(());
            }
            let mut message = self.message.borrow_mut();
            if (message.body().len() + piece.len()) as u64 > self.options.limits.body {
                return Err(libc::EMSGSIZE);
            }
            message.bytes.extend_from_slice(&piece);
        }
    }

    /// A request that has come, and its body if that is handed out as it comes.
    pub fn new(
        message: Box<Message>,
        wire: Option<Rc<dyn Wire>>,
        options: Rc<Options>,
        body: Option<Rc<dyn Body>>,
    ) -> Rc<Self> {
        Rc::new(Self {
            message: RefCell::new(message),
            time: wire.as_ref().map_or_else(clock::wall, |wire| wire.asked_at()),
            wire,
            body,
            read: Cell::new(0),
            options,
            form: RefCell::new(None),
            upgraded: Cell::new(false),
            compresses: Cell::new(false),
            detached: Cell::new(false),
            channel: RefCell::new(None),
            early: RefCell::default(),
        })
    }
}
