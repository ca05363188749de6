//! How many requests are answered at a time.
//!
//! `max_concurrency` is a limit for all workers together: who comes on top of it is sent away. `worker_max_concurrency` is
//! one for each worker: who comes on top of it waits, first come, first served.

use std::cell::Cell;
use std::cell::RefCell;
use std::collections::VecDeque;
use std::rc::Rc;

use super::Site;
use super::Talk;
use super::streams;
use crate::net::http::Message;
use crate::net::http::reply;
use crate::net::http2::Stream;
use crate::php::event_loop;
use crate::server::connection::Connection;
use crate::server::counters::Counter;

/// A request, and the stream that it came on in HTTP/2.
type Asked = (Box<Message>, Option<Rc<Stream>>);

/// A request that waits, and on what it came.
type Waiting = (Rc<Talk>, Rc<Connection>, Asked);

/// Requests that wait.
#[derive(Default)]
pub struct Queue {
    waiting: RefCell<VecDeque<Waiting>>,
    /// Whether they will be looked at when this turn ends.
    is_due: Cell<bool>,
}

impl Site {
    /// Counts a request. Gives it back if it may be answered now.
    pub(super) fn admit(&self, talk: &Rc<Talk>, connection: &Rc<Connection>, asked: Asked) -> Option<Asked> {
        let own = &self.run.counters[self.run.own_box()];
        let flags = &self.run.flags;
        if flags.max_concurrency < u32::MAX.into() {
            let all: u64 = self.run.counters.iter().map(|counters| counters.get(Counter::Concurrency)).sum();
            if all >= flags.max_concurrency {
                own.add(Counter::Concurrency, 1);
                self.send_away(connection, asked.1);
                return None;
            }
        }
        own.add(Counter::Concurrency, 1);
        if own.get(Counter::Concurrency) <= flags.worker_max_concurrency {
            return Some(asked);
        }
        self.queue.waiting.borrow_mut().push_back((Rc::clone(talk), Rc::clone(connection), asked));
        None
    }

    /// A request has its answer: those that wait may have their turn, once it is quite over.
    pub(super) fn release(self: &Rc<Self>) {
        let own = &self.run.counters[self.run.own_box()];
        own.set(Counter::Concurrency, own.get(Counter::Concurrency).saturating_sub(1));
        if !self.queue.waiting.borrow().is_empty() && !self.queue.is_due.replace(true) {
            let site = Rc::clone(self);
            event_loop::at_the_end_of_this_turn(move || site.drain());
        }
    }

    fn drain(&self) {
        self.queue.is_due.set(false);
        let own = &self.run.counters[self.run.own_box()];
        // Those who wait are counted, too: so many of them as are free places.
        loop {
            let waiting = self.queue.waiting.borrow().len() as u64;
            let is_ending = self.run.worker.is_ending();
            let answering = own.get(Counter::Concurrency).saturating_sub(waiting);
            if answering >= self.run.flags.worker_max_concurrency && !is_ending {
                return;
            }
            let next = self.queue.waiting.borrow_mut().pop_front();
            let Some((talk, connection, (message, stream))) = next else { return };
            if is_ending || !connection.is_open() {
                self.send_away(&connection, stream);
            } else {
                talk.begin_answer(Rc::clone(&talk), &connection, message, stream);
            }
        }
    }

    /// For one that was counted and cannot be answered.
    fn send_away(&self, connection: &Rc<Connection>, stream: Option<Rc<Stream>>) {
        let own = &self.run.counters[self.run.own_box()];
        own.set(Counter::Concurrency, own.get(Counter::Concurrency).saturating_sub(1));
        if let Some(stream) = stream {
            return streams::refuse(&stream, 503);
        }
        self.hub.send(connection, &reply::closing(503));
        self.hub.dismiss(connection);
    }
}
