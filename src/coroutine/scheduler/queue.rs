//! The run queue: first in, first out, linked through the slots.

use super::Runtime;
use crate::coroutine::slot::SlotRef;
use crate::coroutine::slot::State;

impl Runtime {
    pub(super) fn push_ready(&self, slot: SlotRef) {
        slot.state.set(State::Ready);
        slot.next.set(None);
        match self.ready_tail.replace(Some(slot)) {
            Some(tail) => tail.next.set(Some(slot)),
            None => self.ready_head.set(Some(slot)),
        }
    }

    pub(super) fn next_ready(&self) -> Option<SlotRef> {
        let slot = self.ready_head.get()?;
        self.ready_head.set(slot.next.take());
        if self.ready_head.get().is_none() {
            self.ready_tail.set(None);
        }
        Some(slot)
    }

    pub(super) fn unlink_ready(&self, slot: SlotRef) {
        let mut kept = Vec::new();
        while let Some(ready) = self.next_ready() {
            if !std::ptr::eq(ready, slot) {
                kept.push(ready);
            }
        }
        for ready in kept {
            self.push_ready(ready);
        }
    }

    pub(in crate::coroutine) fn has_ready(&self) -> bool {
        self.ready_head.get().is_some()
    }

    /// Runs those that are ready now; one that becomes ready meanwhile has its turn in the next round.
    pub(in crate::coroutine) fn run_ready(&self) {
        let Some(last) = self.ready_tail.get() else { return };
        while let Some(slot) = self.next_ready() {
            let done = std::ptr::eq(slot, last);
            if let Some(next) = self.ready_head.get() {
                next.fetch();
            }
            self.enter(slot);
            if done || self.halted.get() {
                return;
            }
        }
    }
}
