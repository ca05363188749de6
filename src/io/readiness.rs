//! Who waits for which descriptor, in which direction.
//!
//! Invariants:
//!
//! - one waiter a descriptor and direction; one that asks for both directions stands in both places;
//! - a waiter whose wait is over may still stand here: its `Waker` is stale, so it is woken in vain and
//!   may be overwritten;
//! - `closes` counts the closes that were seen, so that a waiter can tell its descriptor from a later one
//!   with the same number;
//! - `sound` is set by what shows that the kernel's registration is of this very descriptor, and lives no longer than it;
//! - `dry` is set by whoever has taken all that was there, and cleared by news: while it is set, a try would find nothing.
//!
//! The table is an array by descriptor, as the kernel's own: descriptors are small and dense.

use crate::coroutine;
use crate::coroutine::Waker;
use crate::io::conflict::Conflict;
use crate::reactor::Interest;
use crate::reactor::Ready;
use crate::sys::fd;
use std::os::fd::RawFd;

/// One wait of one coroutine.
#[derive(Clone, Copy, Debug)]
pub struct Waiter {
    /// Ends the wait.
    pub waker: Waker,
    /// Who waits, for messages.
    pub coroutine: i64,
    /// What it waits for.
    pub interest: Interest,
}

/// Handlers that stay: an opaque key a direction.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Watch {
    /// Whom to tell that there is something to read.
    pub read: Option<u32>,
    /// Whom to tell that there is room to write.
    pub write: Option<u32>,
}

/// What is known of a descriptor that stays registered: see [`Stream`](crate::io::Stream).
#[derive(Clone, Copy, Debug, Default)]
pub struct Edges {
    /// Something may be there to read.
    pub readable: bool,
    /// There may be room.
    pub writable: bool,
    /// The other side sends no more: it stays readable for ever.
    pub ended: bool,
}

/// All that is known of one descriptor.
#[derive(Clone, Copy, Debug, Default)]
struct Slot {
    reader: Option<Waiter>,
    writer: Option<Waiter>,
    watch: Option<Watch>,
    /// Whether it is registered once and for all.
    is_edge: bool,
    /// Whether it stays registered, and what was heard of it since.
    edges: Option<Edges>,
    closes: u32,
    /// What the kernel has said since the last wait began.
    told: Told,
    /// How the last wait began.
    begun: Begun,
    sound: bool,
    dry: bool,
    /// Whether it is a stream, once somebody has asked.
    stream: Option<bool>,
    /// The end of the stream, or an error, was told: it will not be told again, so nothing is ever `dry` any more.
    ended: bool,
}

/// How a wait began.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Begun {
    /// The kernel was asked. Whether a close will be told, nobody knows.
    #[default]
    Asked,
    /// The kernel was asked, and the close of the descriptor will be told.
    Known,
    /// As `Known`, but the kernel was asked at an earlier wait: see `trust`.
    Trusted,
}

/// What the kernel said to a waiter.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Told {
    /// There is something to read.
    pub readable: bool,
    /// There is room to write.
    pub writable: bool,
    /// Something that these two words do not say exactly.
    pub more: bool,
}

/// The table.
#[derive(Debug, Default)]
pub struct Readiness {
    slots: Vec<Slot>,
    watches: usize,
}

impl Waiter {
    fn wants(&self, writing: bool) -> bool {
        if writing { self.interest.writes() } else { self.interest.reads() }
    }
}

impl Watch {
    fn interest(self) -> Interest {
        let read = self.read.map_or(Interest::ERROR, |_| Interest::READ);
        let write = self.write.map_or(Interest::ERROR, |_| Interest::WRITE);
        read | write
    }
}

impl Slot {
    fn place(&mut self, writing: bool) -> &mut Option<Waiter> {
        if writing { &mut self.writer } else { &mut self.reader }
    }

    /// Forgets what was found out about the descriptor.
    fn forget(&mut self) {
        self.begun = Begun::Asked;
        (self.sound, self.dry, self.ended, self.stream) = (false, false, false, None);
    }

    /// Everything that somebody wants to hear, `asker` and `watch` included; waits that are over do not
    /// count. `None` if nobody wants anything.
    fn interest(&self, asker: Option<Waker>, watch: Option<Watch>) -> Option<Interest> {
        let counts = |waiter: &&Waiter| Some(waiter.waker) == asker || coroutine::is_waiting(waiter.waker);
        let waiters = [self.reader, self.writer];
        let waiting = waiters.iter().flatten().filter(counts).map(|waiter| waiter.interest);
        let stays = self.edges.map(|_| Interest::READ | Interest::WRITE);
        waiting.chain(watch.map(Watch::interest)).chain(stays).reduce(|all, one| all | one)
    }
}

impl Readiness {
    /// What the kernel must be asked for if `waiter` joins, or who stands in its way.
    pub fn join(&self, fd: RawFd, waiter: &Waiter) -> Result<Interest, Conflict> {
        let Some(slot) = self.slots.get(fd as usize) else {
            return Ok(waiter.interest);
        };
        for (writing, place) in [(false, slot.reader), (true, slot.writer)] {
            let Some(holder) = place.filter(|_| waiter.wants(writing)) else { continue };
            if holder.waker != waiter.waker && coroutine::is_waiting(holder.waker) {
                let (holder, asker) = (holder.coroutine, waiter.coroutine);
                return Err(Conflict { fd, writing, holder, asker });
            }
        }
        let others = slot.interest(Some(waiter.waker), slot.watch);
        Ok(waiter.interest | others.unwrap_or_default())
    }

    /// Writes `waiter` down; returns the descriptor's count of closes. Call it after [`Readiness::join`].
    pub fn enter(&mut self, fd: RawFd, waiter: Waiter, begun: Begun) -> u32 {
        let slot = self.slot(fd);
        slot.begun = begun;
        for writing in [false, true] {
            if !waiter.wants(writing) {
                continue;
            }
            let place = slot.place(writing);
            // A poll may name a descriptor twice.
            let before = place.filter(|before| before.waker == waiter.waker);
            let interest = waiter.interest | before.map(|before| before.interest).unwrap_or_default();
            *place = Some(Waiter { interest, ..waiter });
        }
        slot.told = Told::default();
        slot.closes
    }

    /// Strikes the waiter out where it still stands; returns the descriptor's count of closes and what the kernel said.
    pub fn leave(&mut self, fd: RawFd, waker: Waker) -> (u32, Told) {
        let slot = self.slot(fd);
        for writing in [false, true] {
            let place = slot.place(writing);
            if place.is_some_and(|waiter| waiter.waker == waker) {
                *place = None;
            }
        }
        (slot.closes, slot.told)
    }

    /// Whether the registration of this descriptor was made for one whose close will be told.
    pub fn is_known(&self, fd: RawFd) -> bool {
        self.slots.get(fd as usize).is_some_and(|slot| slot.begun != Begun::Asked)
    }

    /// Whether the kernel has shown lately that its registration is of this very descriptor.
    pub fn is_sound(&self, fd: RawFd) -> bool {
        self.slots.get(fd as usize).is_some_and(|slot| slot.sound)
    }

    /// The kernel was asked in the middle of a wait, and knew the descriptor or not.
    pub fn doubted(&mut self, fd: RawFd, sound: bool) {
        self.slot(fd).sound = sound;
    }

    /// This number has just been given to a new descriptor: nothing that is known of the one before holds.
    pub fn fresh(&mut self, fd: RawFd) {
        if let Some(slot) = self.slots.get_mut(fd as usize) {
            slot.forget();
        }
    }

    /// Somebody has taken less than they asked for: from a stream that is all there was. Says whether it is dry now.
    pub fn took_less(&mut self, fd: RawFd) -> bool {
        let slot = self.slot(fd);
        let is_stream = || fd::socket_type(fd).is_ok_and(|kind| kind == libc::SOCK_STREAM);
        slot.dry = !slot.ended && *slot.stream.get_or_insert_with(is_stream);
        slot.dry
    }

    /// Whether nothing has come since somebody took all that was there.
    pub fn is_dry(&self, fd: RawFd) -> bool {
        self.slots.get(fd as usize).is_some_and(|slot| slot.dry)
    }

    /// Takes out those whom the news concerns; returns the watch that it concerns.
    pub fn news(&mut self, ready: Ready, wakers: &mut Vec<Waker>) -> Option<Watch> {
        let slot = self.slots.get_mut(ready.fd as usize)?;
        slot.dry = false;
        slot.ended |= ready.ended || ready.error;
        slot.told.readable |= ready.readable;
        slot.told.writable |= ready.writable;
        slot.told.more |= ready.ended || ready.error || ready.urgent;
        if let Some(edges) = &mut slot.edges {
            edges.readable |= ready.readable || ready.error;
            edges.writable |= ready.writable || ready.error;
            edges.ended |= ready.ended;
        }
        let before = wakers.len();
        if ready.readable || ready.error {
            wakers.extend(slot.reader.take().map(|waiter| waiter.waker));
        }
        if ready.writable || ready.error {
            wakers.extend(slot.writer.take().map(|waiter| waiter.waker));
        }
        slot.sound |= slot.begun == Begun::Trusted && wakers.len() > before;
        slot.watch
    }

    /// Takes out everybody, for the descriptor ends here: who writes, then who reads, as Swoole tells them.
    pub fn close(&mut self, fd: RawFd) -> [Option<Waiter>; 2] {
        let Some(slot) = self.slots.get_mut(fd as usize) else {
            return [None, None];
        };
        slot.closes = slot.closes.wrapping_add(1);
        slot.forget();
        slot.is_edge = false;
        slot.edges = None;
        let waiters = [slot.writer.take(), slot.reader.take()];
        self.set_watch(fd, None);
        waiters
    }

    /// Whether a descriptor is registered once and for all.
    pub fn is_edge(&self, fd: RawFd) -> bool {
        self.slots.get(fd as usize).is_some_and(|slot| slot.is_edge)
    }

    /// Says whether it is.
    pub fn set_edge(&mut self, fd: RawFd, is_edge: bool) {
        self.slot(fd).is_edge = is_edge;
    }

    /// What a descriptor is known for that stays registered.
    pub fn edges(&mut self, fd: RawFd) -> Option<&mut Edges> {
        self.slots.get_mut(fd as usize)?.edges.as_mut()
    }

    /// From now on the descriptor stays registered: it is readable and writable until a try says otherwise.
    pub fn stay(&mut self, fd: RawFd) {
        self.slot(fd).edges = Some(Edges { readable: true, writable: true, ended: false });
    }

    /// The watch of a descriptor.
    pub fn watch(&self, fd: RawFd) -> Option<Watch> {
        self.slots.get(fd as usize)?.watch
    }

    /// Sets or ends the watch of a descriptor; returns the one before.
    pub fn set_watch(&mut self, fd: RawFd, watch: Option<Watch>) -> Option<Watch> {
        let slot = self.slot(fd);
        let before = std::mem::replace(&mut slot.watch, watch);
        self.watches += usize::from(watch.is_some());
        self.watches -= usize::from(before.is_some());
        before
    }

    /// How many descriptors are watched.
    pub fn watches(&self) -> usize {
        self.watches
    }

    /// What the kernel must be asked for if `fd` had this watch; `None` if for nothing.
    pub fn interest(&self, fd: RawFd, watch: Option<Watch>) -> Option<Interest> {
        match self.slots.get(fd as usize) {
            Some(slot) => slot.interest(None, watch),
            None => watch.map(Watch::interest),
        }
    }

    /// The descriptor must be one that the kernel has just accepted, so that the table stays small.
    fn slot(&mut self, fd: RawFd) -> &mut Slot {
        let index = fd as usize;
        if self.slots.len() <= index {
            self.slots.resize(index + 1, Slot::default());
        }
        &mut self.slots[index]
    }
}
