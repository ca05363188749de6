//! The slab of coroutine slots.
//!
//! A slot lives as long as its thread: chunks are leaked on purpose, so that a `&'static Slot` is a safe link and no
//! switch looks anything up. Fields are `Cell`s because a running coroutine, its resumer and whoever wakes it all look
//! at the same slot. Only a [`Waker`](super::wait::Waker), which crosses threads, names a slot by its index.

use std::cell::Cell;
use std::cell::UnsafeCell;
use std::ffi::c_void;

use corosensei::Coroutine;
use corosensei::Yielder;

use super::stack::Stack;
use super::wait::WaitReason;
use super::wait::Wake;
use crate::timer::Nanos;
use crate::timer::TimerKey;

/// A slot, wherever it is linked from. `None` ends a list, or is the thread's own stack.
pub(super) type SlotRef = &'static Slot;

const CHUNK: usize = 128;

/// The stack half of a coroutine.
pub(super) type Body = Coroutine<(), (), (), Stack>;

/// A coroutine's life.
///
/// ```text
/// Free ─reserve─▶ Init ─start─▶ Running ─park─▶ Waiting ─wake─▶ Ready
///   ▲                             │ ▲              │              │
///   └───────────end───────────────┘ └───resume─────┴──────────────┘
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum State {
    /// The slot belongs to nobody.
    Free,
    /// Made, not yet started.
    Init,
    /// Running, or has resumed the one that runs.
    Running,
    /// Parked.
    Waiting,
    /// Parked, and in the run queue.
    Ready,
}

/// One coroutine.
pub(super) struct Slot {
    /// Where the slab has it; never changes.
    pub(super) index: u32,
    /// Public id, from 1.
    pub(super) id: Cell<i64>,
    /// Id of the coroutine that created this one; -1 for none.
    pub(super) parent: Cell<i64>,
    /// Moves on when the coroutine ends.
    pub(super) generation: Cell<u32>,
    /// Moves on when a wait ends.
    pub(super) wait: Cell<u32>,
    pub(super) state: Cell<State>,
    /// How the last wait ended; good while running.
    pub(super) outcome: Cell<Wake>,
    /// What the coroutine waits for; good while parked.
    pub(super) reason: Cell<WaitReason>,
    /// When the wait began, or a little before: the newest time that the scheduler had read.
    pub(super) since: Cell<Nanos>,
    /// Time of creation, from the coarse clock.
    pub(super) created: Cell<Nanos>,
    /// The deadline of the wait, if it has one.
    pub(super) timer: Cell<Option<TimerKey>>,
    /// Who resumed it: where `park` and the end go back to.
    pub(super) resumer: Cell<Option<SlotRef>>,
    /// Next in the run queue or in the free list.
    pub(super) next: Cell<Option<SlotRef>>,
    /// Next in the id table's list.
    pub(super) next_id: Cell<Option<SlotRef>>,
    /// A cancelled I/O wait that the caller has not yet been told of.
    pub(super) cancelled: Cell<bool>,
    /// Being ended: no wait suspends it any more.
    pub(super) ending: Cell<bool>,
    /// Clock ticks spent running, while time keeping is on.
    pub(super) ran: Cell<Nanos>,
    /// Time of the last switch in, while time keeping is on.
    pub(super) resumed_at: Cell<Nanos>,
    /// Where the guard page begins, and the size of the stack; for the crash handler.
    pub(super) stack: Cell<(usize, usize)>,
    /// The host's state of this coroutine.
    pub(super) local: Cell<*mut c_void>,
    /// Set by the body when it starts. INVARIANT: points into the live stack of `body`.
    pub(super) yielder: Cell<*const Yielder<(), ()>>,
    /// Where on its stack the coroutine parked: a hint for the caches.
    pub(super) parked_at: Cell<usize>,
    /// Touched by the scheduler alone. INVARIANT: `Some` from `start` to the end.
    pub(super) body: UnsafeCell<Option<Body>>,
}

impl Slot {
    fn vacant(index: u32) -> Self {
        Self {
            index,
            id: Cell::new(0),
            parent: Cell::new(-1),
            generation: Cell::new(0),
            wait: Cell::new(0),
            state: Cell::new(State::Free),
            outcome: Cell::new(Wake::Ready),
            reason: Cell::new(WaitReason::Yield),
            since: Cell::new(0),
            created: Cell::new(0),
            timer: Cell::new(None),
            resumer: Cell::new(None),
            next: Cell::new(None),
            next_id: Cell::new(None),
            cancelled: Cell::new(false),
            ending: Cell::new(false),
            ran: Cell::new(0),
            resumed_at: Cell::new(0),
            stack: Cell::new((0, 0)),
            local: Cell::new(std::ptr::null_mut()),
            yielder: Cell::new(std::ptr::null()),
            parked_at: Cell::new(0),
            body: UnsafeCell::new(None),
        }
    }
}

/// All slots of a thread.
pub(super) struct Slots {
    chunks: Vec<&'static [Slot]>,
    free: Option<SlotRef>,
}

impl Slots {
    pub(super) fn new() -> Self {
        Self { chunks: Vec::new(), free: None }
    }

    /// The slot that a waker names.
    pub(super) fn at(&self, index: u32) -> Option<SlotRef> {
        self.chunks.get(index as usize / CHUNK)?.get(index as usize % CHUNK)
    }

    /// Takes a free slot.
    pub(super) fn take(&mut self) -> SlotRef {
        if self.free.is_none() {
            self.grow();
        }
        let slot = self.free.expect("grow leaves free slots");
        self.free = slot.next.take();
        slot
    }

    /// Gives a slot back; from now on all its wakers are stale.
    pub(super) fn give_back(&mut self, slot: SlotRef) {
        slot.generation.set(slot.generation.get().wrapping_add(1));
        slot.state.set(State::Free);
        slot.next.set(self.free);
        self.free = Some(slot);
    }

    fn grow(&mut self) {
        let first = (self.chunks.len() * CHUNK) as u32;
        let chunk: &'static [Slot] = Box::leak((0..CHUNK as u32).map(|i| Slot::vacant(first + i)).collect());
        self.chunks.push(chunk);
        for slot in chunk.iter().rev() {
            slot.next.set(self.free);
            self.free = Some(slot);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slot_given_back_is_taken_again_with_a_new_generation() {
        let mut slots = Slots::new();
        let first = slots.take();
        let generation = first.generation.get();
        slots.give_back(first);
        let again = slots.take();
        assert_eq!(again.index, first.index);
        assert_ne!(again.generation.get(), generation);
    }

    #[test]
    fn every_slot_is_found_at_its_index() {
        let mut slots = Slots::new();
        let taken: Vec<SlotRef> = (0..1000).map(|_| slots.take()).collect();
        for slot in taken {
            assert!(std::ptr::eq(slots.at(slot.index).expect("taken"), slot));
        }
        assert!(slots.at(u32::MAX).is_none());
    }
}
