//! `http_stream_body`: a request's body that is handed out as it comes.
//!
//! Always true:
//! - while the decoder is in such a body, the connection belongs to its request: the next one is looked at afterwards;
//! - what comes faster than the handler reads makes the connection pause, so that the client waits, too;
//! - when the request has its answer, what is left of the body is thrown away.

use std::rc::Rc;

use super::Talk;
use crate::net::http::Inflow;
use crate::net::http::reply;
use crate::php::class::http::exchange::Body;
use crate::php::error::code;
use crate::server::connection::Connection;
use crate::sys::clock::Nanos;

/// The body of a request on a connection.
struct ServerBody {
    talk: Rc<Talk>,
    connection: Rc<Connection>,
    inflow: Rc<Inflow>,
}

impl Talk {
    /// Has the body of the request that was just handed out come in, if it does so piece by piece.
    pub(super) fn begin_body(&self) {
        if self.decoder.borrow().is_streaming() {
            let inflow = Rc::new(Inflow::default());
            inflow.fill(&mut self.decoder.borrow_mut());
            *self.inflow.borrow_mut() = Some(inflow);
        }
    }

    /// The body, for the request that it belongs to.
    pub(super) fn body(self: &Rc<Self>, connection: &Rc<Connection>) -> Option<Rc<dyn Body>> {
        let inflow = self.inflow.borrow().clone()?;
        Some(Rc::new(ServerBody { talk: Rc::clone(self), connection: Rc::clone(connection), inflow }))
    }

    /// Bytes have come.
    pub(super) fn fill_body(&self, connection: &Rc<Connection>) {
        let Some(inflow) = self.inflow.borrow().clone() else { return };
        if self.decoder.borrow().is_streaming() {
            inflow.fill(&mut self.decoder.borrow_mut());
        }
        if inflow.is_full() {
            self.site.hub.set_paused(connection, true);
        }
    }

    /// Nobody reads the body any more.
    pub(super) fn end_body(&self, why: i32) {
        if let Some(inflow) = self.inflow.take() {
            inflow.break_off(why);
        }
    }

    /// Throws away what nobody reads. False while there is more of it to come.
    pub(super) fn skip_body(&self, connection: &Rc<Connection>) -> bool {
        let skipped = self.decoder.borrow_mut().skip_body();
        if skipped.is_err() {
            self.site.hub.dismiss(connection);
        }
        self.decoder.borrow_mut().rest();
        skipped == Ok(true)
    }
}

impl Body for ServerBody {
    fn read(&self, most: usize, deadline: Option<Nanos>) -> Result<Vec<u8>, i32> {
        loop {
            if let Some(piece) = self.inflow.take(most) {
                if self.connection.is_paused() && !self.inflow.is_full() {
                    self.talk.site.hub.set_paused(&self.connection, false);
                }
                return piece;
            }
            if !self.connection.is_open() {
                return Err(code::SESSION_CLOSED);
            }
            if self.talk.decoder.borrow_mut().take_continue() {
                self.talk.site.hub.send(&self.connection, reply::CONTINUE);
            }
            self.inflow.wait(deadline)?;
        }
    }

    fn is_over(&self) -> bool {
        self.inflow.is_over()
    }

    fn can_skip(&self) -> bool {
        self.inflow.has_ended() || self.talk.decoder.borrow().can_skip()
    }
}
