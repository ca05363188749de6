//! The slices that no bucket uses.

use std::sync::atomic::Ordering::AcqRel;
use std::sync::atomic::Ordering::Acquire;
use std::sync::atomic::Ordering::Relaxed;

use super::Table;

/// In the head of the list, where the number begins that moves on with each change.
const CHANGE: u64 = 1 << 32;

impl Table {
    /// The number of a row that is nobody else's now.
    pub(super) fn take_slice(&self) -> Option<usize> {
        let slice = self.pop_slice().or_else(|| self.fresh_slice())?;
        self.counts().used().fetch_add(1, AcqRel);
        Some(self.buckets + slice)
    }

    /// Gives back what `take_slice` gave, when no reader can take it for what it was.
    pub(super) fn give_slice_back(&self, row: usize) {
        self.push_slice(row - self.buckets);
        self.counts().used().fetch_sub(1, AcqRel);
    }

    pub(super) fn push_slice(&self, slice: usize) {
        let head = self.counts().free_head();
        let _ = head.fetch_update(AcqRel, Acquire, |old| {
            self.row(self.buckets + slice).free_link().store(old % CHANGE, Relaxed);
            Some((old - old % CHANGE).wrapping_add(CHANGE) | (slice as u64 + 1))
        });
    }

    /// Forgets which slices are free.
    pub(super) fn clear_slices(&self) {
        let empty = |old: u64| Some((old - old % CHANGE).wrapping_add(CHANGE));
        let _ = self.counts().free_head().fetch_update(AcqRel, Acquire, empty);
    }

    fn pop_slice(&self) -> Option<usize> {
        let head = self.counts().free_head();
        let popped = head.fetch_update(AcqRel, Acquire, |old| {
            let first = (old % CHANGE).checked_sub(1)?;
            let next = self.row(self.buckets + first as usize).free_link().load(Relaxed);
            Some((old - old % CHANGE).wrapping_add(CHANGE) | next)
        });
        popped.ok().map(|old| (old % CHANGE) as usize - 1)
    }

    fn fresh_slice(&self) -> Option<usize> {
        let more = |used: u64| (used < self.slices as u64).then_some(used + 1);
        self.counts().fresh().fetch_update(AcqRel, Acquire, more).ok().map(|used| used as usize)
    }
}
