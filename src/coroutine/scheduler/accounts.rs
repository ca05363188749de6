//! Counting coroutines and the time that each runs.

use super::Runtime;
use crate::coroutine::slot::SlotRef;
use crate::sys::clock;

/// Counts for `stats`.
#[derive(Clone, Copy, Debug, Default)]
pub struct Stats {
    /// Coroutines alive.
    pub live: usize,
    /// The most that were alive at once.
    pub peak: usize,
    /// Id of the newest one.
    pub last_id: i64,
    /// Size of new stacks in bytes.
    pub stack_size: usize,
}

impl Runtime {
    pub(in crate::coroutine) fn stats(&self) -> Stats {
        Stats {
            live: self.live_count(),
            peak: self.peak.get(),
            last_id: self.last_id.get(),
            stack_size: self.stacks.borrow().size(),
        }
    }

    /// In a child after `fork`: the clock goes on, the counts begin anew.
    pub(in crate::coroutine) fn reset_ids(&self) {
        if self.live_count() == 0 {
            self.last_id.set(0);
            self.peak.set(0);
        }
    }

    /// Keeps from now on how long each coroutine runs. Off until somebody asks: two clock readings a switch are a
    /// quarter of its cost.
    pub(in crate::coroutine) fn keep_time(&self) {
        if !self.keep_time.replace(true) {
            let now = clock::now();
            for slot in self.live() {
                slot.resumed_at.set(now);
            }
        }
    }

    pub(super) fn note_switch(&self, from: Option<SlotRef>, to: Option<SlotRef>) {
        if self.keep_time.get() {
            let now = clock::now();
            if let Some(from) = from {
                from.ran.set(from.ran.get() + (now - from.resumed_at.get()));
            }
            if let Some(to) = to {
                to.resumed_at.set(now);
            }
        }
    }
}
