//! One request and what is known of the answer to it.

use std::cell::Cell;
use std::cell::RefCell;
use std::fs::File;
use std::rc::Rc;
use std::time::SystemTime;

use crate::net::http::Message;
use crate::net::http2::Stream;
use crate::php::class::http::c::Fields;
use crate::php::class::http::c::Text;
use crate::php::class::http::channel::Channel;
use crate::php::class::http::options::Options;
use crate::php::value::Owned;
use crate::php::value::Val;

/// What an answer is sent over.
pub trait Wire {
    /// Sends all of it. Says why not by an error number.
    fn send(&self, pieces: &[&[u8]]) -> Result<(), i32>;
    /// Sends a part of a file.
    fn send_file(&self, file: &File, offset: u64, length: u64) -> Result<(), i32>;
    /// Ends the connection; false when it has ended.
    fn close(&self) -> bool;
    /// This side's address and port.
    fn local(&self) -> (String, u16);
    /// The other side's address and port.
    fn peer(&self) -> (String, u16);
    /// What `$request->fd` tells.
    fn number(&self) -> i64;
    /// Adds to `$request->server` who speaks with whom.
    fn describe(&self, fields: &mut Fields) {
        let ((peer, peer_port), (local, local_port)) = (self.peer(), self.local());
        fields.put(Text::RemoteAddr, Owned::take(Val::string(&peer)));
        fields.put(Text::RemotePort, Owned::take(Val::long(peer_port.into())));
        fields.put(Text::ServerAddr, Owned::take(Val::string(&local)));
        fields.put(Text::ServerPort, Owned::take(Val::long(local_port.into())));
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

/// One request and its answer.
pub struct Exchange {
    /// The request.
    pub message: RefCell<Message>,
    /// When it came.
    pub time: SystemTime,
    /// Where the answer goes; nowhere for a request that a user parses.
    pub wire: Option<Rc<dyn Wire>>,
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
    /// A request that has come.
    pub fn new(message: Message, wire: Option<Rc<dyn Wire>>, options: Rc<Options>) -> Self {
        Self {
            message: RefCell::new(message),
            time: SystemTime::now(),
            wire,
            options,
            form: RefCell::new(None),
            upgraded: Cell::new(false),
            compresses: Cell::new(false),
            detached: Cell::new(false),
            channel: RefCell::new(None),
            early: RefCell::default(),
        }
    }
}
