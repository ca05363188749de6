//! Parking and waking.
//!
//! Always true: a wait ends once. Whoever ends it finds the coroutine `Waiting` under the very wait number that its waker
//! names, and changes the state at once; later wakers find nobody.

use super::Runtime;
use super::timers::Timed;
use super::waker_of;
use crate::coroutine::slot::SlotRef;
use crate::coroutine::slot::State;
use crate::coroutine::wait::WaitReason;
use crate::coroutine::wait::Wake;
use crate::coroutine::wait::Waker;
use crate::timer::Nanos;

impl Runtime {
    #[inline(always)]
    pub(in crate::coroutine) fn park(&self, slot: SlotRef, reason: WaitReason, deadline: Option<Nanos>) -> Wake {
        slot.cancelled.set(false);
        if slot.ending.get() {
            slot.outcome.set(Wake::Cancelled);
            return Wake::Cancelled;
        }
        slot.reason.set(reason);
        slot.since.set(self.read_at.get());
        if let Some(deadline) = deadline {
            slot.timer.set(Some(self.wheel.borrow_mut().insert(deadline, Timed::Wait(waker_of(slot)))));
        }
        let external = usize::from(reason.is_external());
        self.external.set(self.external.get() + external);
        slot.state.set(State::Waiting);
        self.suspend(slot);
        self.external.set(self.external.get() - external);
        slot.wait.set(slot.wait.get().wrapping_add(1));
        self.drop_timer(slot);
        slot.outcome.get()
    }

    /// Gives way to the others that are ready.
    pub(in crate::coroutine) fn give_way(&self, slot: SlotRef) {
        if slot.ending.get() {
            return;
        }
        slot.reason.set(WaitReason::GiveWay);
        slot.outcome.set(Wake::Ready);
        self.push_ready(slot);
        self.suspend(slot);
        slot.wait.set(slot.wait.get().wrapping_add(1));
    }

    pub(super) fn drop_timer(&self, slot: SlotRef) {
        if let Some(key) = slot.timer.take() {
            self.wheel.borrow_mut().cancel(key);
        }
    }

    pub(in crate::coroutine) fn resolve(&self, waker: Waker) -> Option<SlotRef> {
        let slot = self.slots.borrow().at(waker.slot)?;
        let fresh = slot.generation.get() == waker.generation && slot.wait.get() == waker.wait;
        (fresh && slot.state.get() == State::Waiting).then_some(slot)
    }

    pub(in crate::coroutine) fn wake(&self, waker: Waker) -> bool {
        let Some(slot) = self.resolve(waker) else { return false };
        slot.outcome.set(Wake::Ready);
        self.push_ready(slot);
        true
    }

    /// Ends a wait and runs the coroutine at once, on top of the caller.
    #[inline(always)]
    pub(in crate::coroutine) fn wake_now(&self, waker: Waker, outcome: Wake) -> bool {
        let Some(slot) = self.resolve(waker) else { return false };
        slot.outcome.set(outcome);
        self.enter(slot);
        true
    }

    /// Runs a coroutine that gave up control of its own accord.
    #[inline(always)]
    pub(in crate::coroutine) fn resume(&self, id: i64) -> bool {
        match self.waiting(id) {
            Some(slot) if slot.reason.get() == WaitReason::Yield => {
                slot.outcome.set(Wake::Ready);
                self.enter(slot);
                true
            }
            _ => false,
        }
    }

    /// Ends the wait of a parked coroutine as cancelled, even when it is ready already, and runs it at once.
    pub(in crate::coroutine) fn end_wait(&self, slot: SlotRef) -> bool {
        match slot.state.get() {
            State::Waiting => {}
            State::Ready => self.unlink_ready(slot),
            _ => return false,
        }
        slot.outcome.set(Wake::Cancelled);
        self.enter(slot);
        true
    }
}
