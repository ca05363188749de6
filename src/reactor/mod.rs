//! Who is ready: mio's `Poll`, with descriptors that others own.
//!
//! Invariants:
//!
//! - the token of a registration is its descriptor, so the kernel needs no table of ours. A registration
//!   may outlive its descriptor's first life; whoever waits must therefore take readiness as a hint, try,
//!   and arm again;
//! - `arm` makes the kernel look again: a descriptor that is ready *now* is reported by the next `wait`,
//!   even if that was reported before. Nothing is reported twice without a new `arm` or new bytes;
//! - a reactor belongs to the process that made it: in a forked child it starts empty.
//!
//! - a registration stays: bytes that come later are reported without a new `arm`, as long as the descriptor
//!   is still the one that was armed. `holds` says what should be registered; nobody can be sure of it, for
//!   closes happen in places that no hook sees, so whoever relies on it must `arm` after a while all the same.
//!
//! Roads not taken: mio has no `EPOLLONESHOT`; its edge-triggered registration differs from one-shot only
//! by edges that nobody waits for, and those are dropped above. Registering once and trusting edges for ever
//! hung: data and the end of the stream can arrive in one edge.

#![forbid(unsafe_code)]

mod interest;

pub use crate::reactor::interest::Interest;

#[cfg(target_os = "linux")]
use crate::sys::clock;
#[cfg(target_os = "linux")]
use crate::sys::fd;
use crate::sys::fork;
use mio::Events;
use mio::Poll;
use mio::Token;
use mio::Waker;
use mio::event::Event;
use mio::unix::SourceFd;
use std::io;
#[cfg(target_os = "linux")]
use std::os::fd::AsRawFd;
use std::os::fd::RawFd;
use std::sync::Arc;
use std::time::Duration;

/// The most readiness that one `wait` takes from the kernel; the rest comes with the next.
const EVENTS_AT_ONCE: usize = 1024;

/// In nanoseconds.
#[cfg(target_os = "linux")]
const MILLISECOND: u32 = 1_000_000;

/// No descriptor has this number.
const BELL: Token = Token(usize::MAX);

/// What the kernel said about one descriptor.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Ready {
    /// The descriptor.
    pub fd: RawFd,
    /// Bytes, a connection, or the end of the stream are there.
    pub readable: bool,
    /// There is room.
    pub writable: bool,
    /// An error or a hang-up, which concerns both directions.
    pub error: bool,
    /// The other side sends no more: whoever reads will find the end, sooner or later.
    pub ended: bool,
    /// There are urgent bytes.
    pub urgent: bool,
}

/// Ends a reactor's `wait` from any thread.
#[derive(Clone, Debug)]
pub struct Bell(Arc<Waker>);

impl Bell {
    /// Ends the wait that is going on, or else the next one.
    pub fn ring(&self) {
        // It fails only when the counter is full: then it has rung already.
        let _ = self.0.wake();
    }
}

/// The kernel's readiness queue of one process.
pub struct Reactor {
    poll: Poll,
    /// The kernel's answers, kept between calls only to save the allocation.
    events: Events,
    /// Wakes `wait` from other threads.
    bell: Bell,
    /// What was registered for each descriptor that is not known to be closed.
    registered: Vec<Option<Interest>>,
    /// The fork generation that made all of the above.
    generation: u32,
}

impl Reactor {
    /// An empty reactor for this process.
    pub fn new() -> io::Result<Self> {
        let poll = Poll::new()?;
        let bell = Bell(Arc::new(Waker::new(poll.registry(), BELL)?));
        Ok(Self {
            poll,
            events: Events::with_capacity(EVENTS_AT_ONCE),
            bell,
            registered: Vec::new(),
            generation: fork::generation(),
        })
    }

    /// What other threads end a `wait` with. It dies with the process that made it.
    pub fn bell(&self) -> Bell {
        self.bell.clone()
    }

    /// Asks for news of `fd`: of `interest` alone, and also if the news is old. Says whether the kernel knew the descriptor
    /// from an earlier `arm`: then this is still the one of that time.
    ///
    /// `PermissionDenied` says that the kernel does not poll this kind of descriptor because it is always ready.
    pub fn arm(&mut self, fd: RawFd, interest: Interest) -> io::Result<bool> {
        self.leave_parent()?;
        let registry = self.poll.registry();
        let (token, wanted) = (Token(fd as usize), interest.to_mio());
        let mut source = SourceFd(&fd);
        // Guess whether the kernel knows the descriptor; it corrects a wrong guess.
        let mut known = self.registered.get(fd as usize).is_some_and(Option::is_some);
        let mut result = if known {
            registry.reregister(&mut source, token, wanted)
        } else {
            registry.register(&mut source, token, wanted)
        };
        match result.as_ref().map_err(io::Error::raw_os_error) {
            Err(Some(libc::ENOENT)) => (known, result) = (false, registry.register(&mut source, token, wanted)),
            Err(Some(libc::EEXIST)) => (known, result) = (true, registry.reregister(&mut source, token, wanted)),
            _ => {}
        }
        result?;
        self.remember(fd, interest);
        Ok(known)
    }

    /// Whether news of all of `interest` should come without a new `arm`: see above.
    pub fn holds(&self, fd: RawFd, interest: Interest) -> bool {
        let registered = self.registered.get(fd as usize).copied().flatten();
        registered.is_some_and(|registered| registered.contains(interest)) && self.generation == fork::generation()
    }

    /// Ends all news of `fd`, which is about to be closed.
    pub fn forget(&mut self, fd: RawFd) {
        let Some(known) = self.registered.get_mut(fd as usize) else {
            return;
        };
        if known.take().is_some() && self.generation == fork::generation() {
            // It fails only if the descriptor was closed behind our back: then the kernel forgot it too.
            let _ = self.poll.registry().deregister(&mut SourceFd(&fd));
        }
    }

    /// Waits until something is ready, the bell rings or `timeout` is over, and appends to `out` in the
    /// kernel's order. Says whether the bell rang.
    ///
    /// `Interrupted` says that a signal came first.
    pub fn wait(&mut self, timeout: Option<Duration>, out: &mut Vec<Ready>) -> io::Result<bool> {
        self.leave_parent()?;
        match timeout {
            #[cfg(target_os = "linux")]
            Some(timeout) if timeout.subsec_nanos() % MILLISECOND != 0 => self.wait_to_the_point(timeout)?,
            timeout => self.poll.poll(&mut self.events, timeout)?,
        }
        let mut rang = false;
        for event in &self.events {
            if event.token() == BELL {
                rang = true;
            } else {
                out.push(Ready::from(event));
            }
        }
        Ok(rang)
    }

    /// epoll counts whole milliseconds, and mio rounds up: a sleep of one would take two. So this waits for the
    /// whole ones, and then for the rest, which `ppoll` on the queue itself can count.
    #[cfg(target_os = "linux")]
    fn wait_to_the_point(&mut self, timeout: Duration) -> io::Result<()> {
        let deadline = clock::after(timeout);
        let whole = Duration::from_millis(timeout.as_millis() as u64);
        self.events.clear();
        if !whole.is_zero() {
            self.poll.poll(&mut self.events, Some(whole))?;
        }
        let rest = clock::until(deadline);
        if self.events.is_empty() && !rest.is_zero() && fd::becomes_readable(self.poll.as_raw_fd(), rest)? {
            self.poll.poll(&mut self.events, Some(Duration::ZERO))?;
        }
        Ok(())
    }

    /// A child must not touch the instance that it shares with its parent.
    fn leave_parent(&mut self) -> io::Result<()> {
        if self.generation != fork::generation() {
            *self = Self::new()?;
        }
        Ok(())
    }

    fn remember(&mut self, fd: RawFd, interest: Interest) {
        let index = fd as usize;
        if self.registered.len() <= index {
            self.registered.resize(index + 1, None);
        }
        self.registered[index] = Some(interest);
    }
}

impl From<&Event> for Ready {
    fn from(event: &Event) -> Self {
        Self {
            fd: event.token().0 as RawFd,
            readable: event.is_readable() || event.is_read_closed(),
            writable: event.is_writable() || event.is_write_closed(),
            error: event.is_error() || event.is_write_closed(),
            ended: event.is_read_closed() || event.is_error(),
            urgent: event.is_priority(),
        }
    }
}

#[cfg(test)]
mod tests;
