//! Counting anew after a process has died at work.

use std::sync::atomic::Ordering::Acquire;
use std::sync::atomic::Ordering::Release;

use super::Table;
use crate::sys::owner;

impl Table {
    /// Repairs what a dead process has left. True if there was anything.
    pub(super) fn repair_if_dirty(&self) -> bool {
        let dirty = self.counts().dirty().load(Acquire) != 0;
        if dirty {
            self.repair();
        }
        dirty
    }

    /// Counts the rows and finds lost slices, with all locks in hand. Others do the same in the same order, and nobody
    /// else waits for a second lock. Whoever dies at it leaves `dirty`, and the free slices at worst lost again.
    #[cold]
    fn repair(&self) {
        for bucket in 0..self.buckets {
            self.take(bucket);
            self.row(bucket).move_on();
        }
        let mut reachable = vec![false; self.slices];
        let mut rows = 0;
        for bucket in 0..self.buckets {
            rows += self.mark(bucket, &mut reachable);
        }
        self.clear_slices();
        let fresh = self.counts().fresh().load(Acquire) as usize;
        for slice in (0..fresh.min(self.slices)).filter(|slice| !reachable[*slice]) {
            self.push_slice(slice);
        }
        let used = reachable.iter().filter(|used| **used).count();
        self.counts().used().store(used as u64, Release);
        self.counts().set_rows(rows);
        self.counts().dirty().store(0, Release);
        for bucket in 0..self.buckets {
            owner::give_back(self.row(bucket).lock());
        }
    }

    /// How many rows the bucket has.
    fn mark(&self, bucket: usize, reachable: &mut [bool]) -> u64 {
        let mut rows = 0;
        for row in self.chain(bucket) {
            rows += 1;
            if let Some(next) = row.live().next() {
                reachable[next - self.buckets] = true;
            }
        }
        rows
    }
}
