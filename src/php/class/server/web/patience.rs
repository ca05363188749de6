//! Clients that take too long: a head, or a body that is not read as it comes, must be there in time.
//!
//! Only a connection that is in the middle of a request is looked at, and it is asked now and then, so that requests which
//! come in one piece cost nothing.

use std::cell::Cell;
use std::rc::Rc;

use super::Talk;
use crate::net::http::reply;
use crate::server::connection::Connection;
use crate::sys::clock;
use crate::sys::clock::Nanos;

/// What a client has begun.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    Head,
    Body,
    /// Bodies on streams of HTTP/2.
    Streams,
}

/// Since when a client has been sending what it sends.
#[derive(Default)]
pub struct Patience {
    is_watched: Cell<bool>,
    begun: Cell<Option<(Part, Nanos)>>,
}

impl Talk {
    /// After bytes have come: looks whether the client is in the middle of something.
    pub(super) fn note_progress(&self, connection: &Rc<Connection>) {
        let Some(part) = self.part(connection) else { return };
        let patience = &self.patience;
        match patience.begun.get() {
            // Of streams nobody knows which one it was for: each piece counts.
            Some((before, _)) if before == part && part != Part::Streams => {}
            _ => patience.begun.set(Some((part, clock::now()))),
        }
        if !patience.is_watched.replace(true) {
            self.site.hub.watch(connection);
        }
    }

    /// Something has come to its end: what follows has its own time.
    pub(super) fn forget_progress(&self) {
        self.patience.begun.set(None);
    }

    fn part(&self, connection: &Connection) -> Option<Part> {
        if self.assembler.borrow().is_some() {
            return None;
        }
        if let Some(session) = self.session.borrow().as_ref() {
            return session.is_amid().then_some(Part::Streams);
        }
        let decoder = self.decoder.borrow();
        // What was not looked at may be complete.
        if self.is_busy.get() || connection.is_congested() || !decoder.is_amid() {
            return None;
        }
        Some(if decoder.is_in_head() { Part::Head } else { Part::Body })
    }

    /// Whether the client is too late; nothing when nothing is expected of it.
    pub(super) fn is_too_late(&self, connection: &Rc<Connection>, now: Nanos) -> Option<bool> {
        let (part, patience, options) = (self.part(connection), &self.patience, &self.site.options);
        let Some((part, (_, since))) = part.zip(patience.begun.get()) else {
            patience.is_watched.set(false);
            patience.begun.set(None);
            return None;
        };
        let deadline = match part {
            Part::Head => (options.header_time > 0).then(|| since.saturating_add(options.header_time)),
            Part::Body => options.whole_body_deadline(since, self.decoder.borrow().body_progress().unwrap_or(0)),
            Part::Streams => options.whole_body_deadline(since, 0),
        };
        let is_late = deadline.is_some_and(|deadline| deadline <= now);
        if is_late && part != Part::Streams {
            self.site.hub.send(connection, &reply::closing(408));
        }
        Some(is_late)
    }
}
