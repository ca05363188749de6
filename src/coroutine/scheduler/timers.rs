//! Timers: the deadlines of waits, and those of the loop's owner.
//!
//! What a batch of expired timers is about to touch is fetched ahead of its turn.

use super::Runtime;
use crate::coroutine::slot::Slot;
use crate::coroutine::stack::HOST_AREA;
use crate::coroutine::wait::Wake;
use crate::coroutine::wait::Waker;
use crate::sys::cache::prefetch;
use crate::timer::Nanos;
use crate::timer::TimerKey;

/// A timer's value: a wait to end, or a number that means something to the owner of the loop.
#[derive(Clone, Copy, Debug)]
pub enum Timed {
    /// The deadline of a wait.
    Wait(Waker),
    /// A timer of the loop's owner.
    Owner(u64),
}

impl Runtime {
    pub(in crate::coroutine) fn add_timer(&self, deadline: Nanos, owner: u64) -> TimerKey {
        self.wheel.borrow_mut().insert(deadline, Timed::Owner(owner))
    }

    pub(in crate::coroutine) fn cancel_timer(&self, key: TimerKey) -> bool {
        self.wheel.borrow_mut().cancel(key).is_some()
    }

    pub(in crate::coroutine) fn next_deadline(&self) -> Option<Nanos> {
        self.wheel.borrow().next_deadline()
    }

    pub(in crate::coroutine) fn timers(&self) -> usize {
        self.wheel.borrow().len()
    }

    /// Fires what is due at `now`, in the order of deadlines: waits end here, the owner's timers go to `fire`.
    pub(in crate::coroutine) fn expire(&self, now: Nanos, fire: &mut dyn FnMut(u64)) {
        self.read_at.set(now);
        let mut expired = self.expired.take();
        self.wheel.borrow_mut().advance(now, &mut expired);
        for (at, &(_, timed)) in expired.iter().enumerate() {
            self.look_ahead(&expired[at..]);
            match timed {
                Timed::Wait(waker) => self.time_out(waker),
                Timed::Owner(owner) => fire(owner),
            }
            if self.halted.get() {
                break;
            }
        }
        expired.clear();
        self.expired.replace(expired);
    }

    /// Fetches what the next ones in a batch will touch. With 10,000 sleepers nothing of a coroutine is left in the
    /// caches when it wakes, and the way to memory was two thirds of the cost of a sleep.
    #[inline]
    fn look_ahead(&self, batch: &[(Nanos, Timed)]) {
        let slot_at = |distance: usize| match batch.get(distance) {
            Some((_, Timed::Wait(waker))) => self.slots.borrow().at(waker.slot),
            _ => None,
        };
        if let Some(slot) = slot_at(8) {
            prefetch(slot, size_of::<Slot>());
        }
        if let Some(slot) = slot_at(4) {
            slot.fetch();
        }
    }

    fn time_out(&self, waker: Waker) {
        if let Some(slot) = self.resolve(waker) {
            slot.timer.set(None);
            slot.outcome.set(Wake::TimedOut);
            self.enter(slot);
        }
    }
}

/// How much of a coroutine's memory is fetched ahead, in bytes: the host's state, the stack from where it parked, and the
/// host's first frames.
const FETCH_LOCAL: usize = 384;
const FETCH_STACK: usize = 512;
const FETCH_HOST_AREA: usize = 320;

impl Slot {
    /// Fetches what running it will touch.
    #[inline]
    pub(super) fn fetch(&self) {
        let (bottom, size) = self.stack.get();
        prefetch(self.local.get().cast_const(), FETCH_LOCAL);
        prefetch(self.parked_at.get() as *const u8, FETCH_STACK);
        prefetch((bottom + size - HOST_AREA) as *const u8, FETCH_HOST_AREA);
    }
}
