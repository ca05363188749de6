//! One connection that many coroutines share.
//!
//! Commands are put behind each other and answers come in the same order, so a queue of tickets tells whose answer it
//! is. Nobody has a connection of their own, and nobody is in charge: among those who wait, one at a time writes for all
//! and one at a time reads for all.
//!
//! ```text
//! coroutine ── admit ── enqueue ── write, unless another does ── read, unless another does ── its answer
//!                │
//!                └── held: behind a blocking command, or out of another coroutine's transaction
//! ```
//!
//! The writer first lets everybody run who is ready, so that their commands go out in the same `write`.
//!
//! Invariants:
//!
//! - every command that was enqueued has one ticket, in the order in which it was or will be written;
//! - `writing` and `reading` are each set by one coroutine, which also clears them;
//! - while somebody waits for an answer, somebody reads, or has been woken to do so;
//! - after a failure every ticket has been told, and the connection is never used again: a wait that ends too early leaves
//!   an answer on its way that must not become anybody else's.

use std::cell::Cell;
use std::cell::RefCell;
use std::collections::VecDeque;
use std::rc::Rc;
use std::time::Duration;

use crate::coroutine;
use crate::coroutine::WaitReason;
use crate::coroutine::Waker;
use crate::net::failure::Failure;
use crate::net::redis::command::Command;
use crate::net::redis::command::Role;
use crate::net::redis::reply::Parser;
use crate::net::redis::reply::Reply;
use crate::net::stream::Stream;
use crate::sys::clock;
use crate::sys::clock::Nanos;

/// Nobody tells that a coroutine has ended: those who wait for the end of its transaction look after this time.
const ORPHAN_CHECK: Duration = Duration::from_millis(20);

/// How much is read at once.
const CHUNK: usize = 64 * 1024;

thread_local! {
    /// Where bytes come to first; in use only between two waits.
    static ARRIVALS: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
}

/// An answer that is due.
#[derive(Debug, Default)]
pub struct Ticket {
    outcome: RefCell<Option<Result<Reply, Failure>>>,
    /// Who waits for it now.
    waker: Cell<Option<Waker>>,
    /// Whether those behind it were held until it came.
    blocking: bool,
}

/// Whose transaction is going on.
#[derive(Clone, Copy, Debug)]
struct Owner {
    coroutine: i64,
    multi: bool,
}

#[derive(Debug, Default)]
struct State {
    parser: Parser,
    /// What is to be written.
    out: Vec<u8>,
    /// Answers that are due, in order.
    due: VecDeque<Rc<Ticket>>,
    /// Coroutines that were not admitted yet.
    held: Vec<Waker>,
    owner: Option<Owner>,
    /// Commands in `due` behind which nothing may be sent.
    blocking: usize,
    writing: bool,
    reading: bool,
    /// Whether what comes when no answer is due is a message.
    subscribed: bool,
    messages: VecDeque<Reply>,
    /// Who waits for a message.
    listener: Option<Waker>,
    failure: Option<Failure>,
}

/// The connection.
#[derive(Debug)]
pub struct Pipeline {
    stream: Stream,
    state: RefCell<State>,
}

impl Pipeline {
    /// Over a new connection.
    pub fn new(stream: Stream) -> Self {
        Self { stream, state: RefCell::default() }
    }

    /// The descriptor.
    pub fn fd(&self) -> i32 {
        self.stream.fd()
    }

    /// Whether messages are coming instead of answers.
    pub fn is_subscribed(&self) -> bool {
        self.state.borrow().subscribed
    }

    /// The end of the last subscription.
    pub fn end_subscription(&self) {
        self.state.borrow_mut().subscribed = false;
    }

    /// Whether the connection stands, as far as can be told without waiting.
    pub fn is_alive(&self) -> bool {
        {
            let state = self.state.borrow();
            if state.failure.is_some() {
                return false;
            }
            if state.reading || state.writing || !state.due.is_empty() || state.subscribed {
                return true;
            }
        }
        // Idle: there is nothing to read, unless it has come to its end.
        match self.stream.try_read(&mut [0]) {
            Ok(None) => true,
            Ok(Some(_)) => self.fail(&Failure::Protocol("an answer that nobody has asked for".into())),
            Err(why) => self.fail(&why),
        }
    }

    /// Whether the running coroutine's transaction was going on when the connection failed.
    pub fn has_lost_transaction_of(&self, coroutine: i64) -> bool {
        let state = self.state.borrow();
        state.failure.is_some() && state.owner.is_some_and(|owner| owner.coroutine == coroutine)
    }

    /// Sends a command and waits for its answer.
    pub fn request(&self, command: &Command, deadline: Option<Nanos>) -> Result<Reply, Failure> {
        let ticket = self.send(command, deadline)?;
        self.answer(&ticket, deadline)
    }

    /// Sends a command; the ticket gives its answer.
    pub fn send(&self, command: &Command, deadline: Option<Nanos>) -> Result<Rc<Ticket>, Failure> {
        self.admit(command.role(), deadline)?;
        let ticket = Rc::new(Ticket { blocking: command.role() == Role::Blocking, ..Ticket::default() });
        {
            let mut state = self.state.borrow_mut();
            command.write_to(&mut state.out);
            state.due.push_back(Rc::clone(&ticket));
            state.blocking += usize::from(ticket.blocking);
        }
        self.write(deadline)?;
        Ok(ticket)
    }

    /// Sends a command whose answers come as messages.
    pub fn subscribe(&self, command: &Command, deadline: Option<Nanos>) -> Result<(), Failure> {
        self.admit(Role::Subscription, deadline)?;
        {
            let mut state = self.state.borrow_mut();
            command.write_to(&mut state.out);
            state.subscribed = true;
        }
        self.write(deadline)
    }

    /// Waits for the next message.
    pub fn message(&self, deadline: Option<Nanos>) -> Result<Reply, Failure> {
        loop {
            let must_wait = {
                let mut state = self.state.borrow_mut();
                if let Some(message) = state.messages.pop_front() {
                    return Ok(message);
                }
                if let Some(failure) = &state.failure {
                    return Err(failure.clone());
                }
                if state.reading {
                    state.listener = Some(coroutine::waker());
                }
                state.reading
            };
            if must_wait {
                self.park(WaitReason::Readable(self.fd()), deadline)?;
            } else {
                self.read(deadline, || false)?;
            }
        }
    }

    /// Waits for an answer.
    pub fn answer(&self, ticket: &Ticket, deadline: Option<Nanos>) -> Result<Reply, Failure> {
        loop {
            if let Some(outcome) = ticket.outcome.take() {
                return outcome;
            }
            if !self.state.borrow().reading {
                self.read(deadline, || ticket.outcome.borrow().is_some())?;
                continue;
            }
            ticket.waker.set(Some(coroutine::waker()));
            self.park(WaitReason::Readable(self.fd()), deadline)?;
        }
    }

    /// Ends the connection; whoever waits is told why. Always false, for those who ask whether it stands.
    pub fn fail(&self, why: &Failure) -> bool {
        let wakers = {
            let mut state = self.state.borrow_mut();
            if state.failure.is_some() {
                return false;
            }
            state.failure = Some(why.clone());
            let mut wakers = std::mem::take(&mut state.held);
            for ticket in state.due.drain(..) {
                *ticket.outcome.borrow_mut() = Some(Err(of_others(why)));
                wakers.extend(ticket.waker.take());
            }
            wakers.extend(state.listener.take());
            wakers
        };
        self.stream.close();
        wake_all(wakers);
        false
    }

    /// Waits until a command of this role may be sent.
    fn admit(&self, role: Role, deadline: Option<Nanos>) -> Result<(), Failure> {
        let me = coroutine::current_id().unwrap_or_default();
        loop {
            {
                let mut state = self.state.borrow_mut();
                if let Some(failure) = &state.failure {
                    return Err(failure.clone());
                }
                if state.subscribed && role != Role::Subscription {
                    let why = "only (p)subscribe and (p)unsubscribe are allowed while the client is subscribed";
                    return Err(Failure::Refused(why.into()));
                }
                state.end_orphaned_transaction();
                if state.is_open_to(me) {
                    state.note_role(role, me);
                    break;
                }
                state.held.retain(|waker| coroutine::is_waiting(*waker));
                state.held.push(coroutine::waker());
            }
            self.wait_for_turn(deadline)?;
        }
        if role == Role::End || role == Role::Unwatch {
            self.release();
        }
        Ok(())
    }

    /// Nothing was sent: whoever gives up here does no harm to the others.
    fn wait_for_turn(&self, deadline: Option<Nanos>) -> Result<(), Failure> {
        let look = clock::after(ORPHAN_CHECK);
        let wake = coroutine::park(WaitReason::Lock, Some(deadline.map_or(look, |deadline| deadline.min(look))));
        let is_over = deadline.is_some_and(|deadline| deadline <= clock::now());
        match Failure::of_wake(wake) {
            Some(Failure::TimedOut) if !is_over => Ok(()),
            failure => failure.map_or(Ok(()), Err),
        }
    }

    /// Lets those go on who were held.
    fn release(&self) {
        let held = {
            let mut state = self.state.borrow_mut();
            if state.owner.is_some() || state.blocking > 0 { Vec::new() } else { std::mem::take(&mut state.held) }
        };
        wake_all(held);
    }

    /// Writes what there is, unless another does.
    fn write(&self, deadline: Option<Nanos>) -> Result<(), Failure> {
        {
            let mut state = self.state.borrow_mut();
            if state.writing {
                return Ok(());
            }
            state.writing = true;
            drop(state);
        }
        // Others who are ready may have commands, too.
        if coroutine::has_ready() {
            coroutine::give_way();
        }
        loop {
            let out = {
                let mut state = self.state.borrow_mut();
                if let Some(failure) = &state.failure {
                    return Err(failure.clone());
                }
                state.writing = !state.out.is_empty();
                if !state.writing {
                    return Ok(());
                }
                std::mem::take(&mut state.out)
            };
            if let Err(why) = self.stream.write_all(&out, deadline) {
                self.fail(&why);
                return Err(why);
            }
            // Keep the memory, if nobody has taken new.
            let mut state = self.state.borrow_mut();
            if state.out.capacity() == 0 && out.capacity() <= CHUNK {
                state.out = out;
                state.out.clear();
            }
        }
    }

    /// Reads for all, until a message has come or the reader has what it wants.
    fn read(&self, deadline: Option<Nanos>, done: impl Fn() -> bool) -> Result<(), Failure> {
        self.state.borrow_mut().reading = true;
        let result = self.read_until(deadline, done);
        self.state.borrow_mut().reading = false;
        if let Err(why) = &result {
            self.fail(why);
        } else {
            self.appoint_reader();
        }
        result
    }

    fn read_until(&self, deadline: Option<Nanos>, done: impl Fn() -> bool) -> Result<(), Failure> {
        if self.stream.is_dry() {
            self.stream.wait_readable(deadline)?;
        }
        loop {
            match self.take_in()? {
                None => self.stream.wait_readable(deadline)?,
                Some(news) if news || done() => return Ok(()),
                Some(_) => {}
            }
        }
    }

    /// Reads what there is, if anything, and delivers it. Whether there is a message.
    fn take_in(&self) -> Result<Option<bool>, Failure> {
        ARRIVALS.with_borrow_mut(|chunk| {
            chunk.resize(CHUNK, 0);
            match self.stream.try_read(chunk)? {
                Some(count) => self.deliver(&chunk[..count]).map(Some),
                None => Ok(None),
            }
        })
    }

    /// Gives each answer to whom it belongs. Whether there is a message.
    fn deliver(&self, bytes: &[u8]) -> Result<bool, Failure> {
        let mut wakers = Vec::new();
        let mut state = self.state.borrow_mut();
        state.parser.feed(bytes);
        let mut unblocked = false;
        let result = loop {
            let reply = match state.parser.take() {
                Ok(Some(reply)) => reply,
                Ok(None) => break Ok(()),
                Err(what) => break Err(Failure::Protocol(what)),
            };
            match state.due.pop_front() {
                Some(ticket) => {
                    *ticket.outcome.borrow_mut() = Some(Ok(reply));
                    wakers.extend(ticket.waker.take());
                    state.blocking -= usize::from(ticket.blocking);
                    unblocked |= ticket.blocking;
                }
                None if state.subscribed => state.messages.push_back(reply),
                None => break Err(Failure::Protocol("an answer that nobody has asked for".into())),
            }
        };
        let news = !state.messages.is_empty();
        drop(state);
        wake_all(wakers);
        if unblocked {
            self.release();
        }
        result.map(|()| news)
    }

    /// Somebody who still waits must read from now on.
    fn appoint_reader(&self) {
        let next = {
            let mut state = self.state.borrow_mut();
            let waiting = state.due.iter().find_map(|ticket| ticket.waker.take());
            waiting.or_else(|| state.listener.take())
        };
        wake_all(next.into_iter().collect());
    }

    /// Waits to be woken; giving up ends the connection, for an answer is on its way.
    fn park(&self, reason: WaitReason, deadline: Option<Nanos>) -> Result<(), Failure> {
        let Some(why) = Failure::of_wake(coroutine::park(reason, deadline)) else { return Ok(()) };
        self.fail(&why);
        Err(why)
    }
}

impl State {
    fn is_open_to(&self, coroutine: i64) -> bool {
        self.blocking == 0 && self.owner.is_none_or(|owner| owner.coroutine == coroutine)
    }

    /// What a command that is about to be sent means for the others.
    fn note_role(&mut self, role: Role, coroutine: i64) {
        match role {
            Role::Watch => self.owner = self.owner.or(Some(Owner { coroutine, multi: false })),
            Role::Multi => self.owner = Some(Owner { coroutine, multi: true }),
            Role::End => self.owner = None,
            Role::Unwatch => self.owner = self.owner.filter(|owner| owner.multi),
            Role::Plain | Role::Blocking | Role::Subscription => {}
        }
    }

    /// A coroutine that has ended will not end its transaction.
    fn end_orphaned_transaction(&mut self) {
        let Some(owner) = self.owner.filter(|owner| coroutine::state_of(owner.coroutine).is_none()) else { return };
        let word: &[u8] = if owner.multi { b"DISCARD" } else { b"UNWATCH" };
        Command::plain(word).write_to(&mut self.out);
        self.due.push_back(Rc::default());
        self.owner = None;
    }
}

/// What a failure of one is for the others.
fn of_others(why: &Failure) -> Failure {
    match why {
        Failure::TimedOut | Failure::Cancelled => Failure::Eof,
        other => other.clone(),
    }
}

/// Collected first and woken last: nobody is woken under a borrow.
fn wake_all(wakers: Vec<Waker>) {
    for waker in wakers {
        coroutine::wake(waker);
    }
}
