//! What a table counts, in shared memory.
//!
//! Invariant: the counts of rows and free slices may be wrong only while `dirty` says that a process died at work.

use std::sync::atomic::AtomicU64;
use std::sync::atomic::Ordering::Acquire;
use std::sync::atomic::Ordering::Relaxed;

/// Counters that several processes would fight over are spread over so many cache lines.
const SHARDS: usize = 16;
const LINE: usize = 8;

/// Words before the rows.
pub(super) const WORDS: usize = LINE * (3 + SHARDS);

const DESTROYED: usize = 0;
const DIRTY: usize = 1;
const FREE_HEAD: usize = LINE;
const FRESH: usize = LINE + 1;
const USED: usize = LINE + 2;
const CONFLICTS: usize = 2 * LINE;
const DEEPEST: usize = 2 * LINE + 1;
const DRIFT: usize = 2 * LINE + 2;
const FIRST_SHARD: usize = 3 * LINE;

/// What [`super::Table::stats`] tells.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
#[allow(missing_docs, reason = "the names say it")]
pub struct Stats {
    pub rows: u64,
    pub inserts: u64,
    pub updates: u64,
    pub deletes: u64,
    /// New keys whose bucket had a row already.
    pub conflicts: u64,
    /// The most rows that a new key found in its bucket.
    pub deepest_conflict: u64,
    pub free_slices: u64,
    pub all_slices: u64,
}

/// What happened to a row.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Event {
    Insert,
    Update,
    Delete,
}

/// The table's first words.
#[derive(Clone, Copy)]
pub(super) struct Counts<'a>(pub &'a [AtomicU64]);

impl<'a> Counts<'a> {
    pub fn destroyed(self) -> &'a AtomicU64 {
        &self.0[DESTROYED]
    }

    pub fn dirty(self) -> &'a AtomicU64 {
        &self.0[DIRTY]
    }

    /// The list of free slices: a number that moves on with each change, and the first slice.
    pub fn free_head(self) -> &'a AtomicU64 {
        &self.0[FREE_HEAD]
    }

    /// How many slices were ever used; those beyond are in no list.
    pub fn fresh(self) -> &'a AtomicU64 {
        &self.0[FRESH]
    }

    /// How many slices are in use.
    pub fn used(self) -> &'a AtomicU64 {
        &self.0[USED]
    }

    #[inline]
    pub fn count(self, event: Event, shard: u64) {
        self.0[FIRST_SHARD + shard as usize % SHARDS * LINE + event as usize].fetch_add(1, Relaxed);
    }

    /// A new key came after `depth` others.
    pub fn conflict(self, depth: u64) {
        self.0[CONFLICTS].fetch_add(1, Relaxed);
        self.0[DEEPEST].fetch_max(depth, Relaxed);
    }

    pub fn rows(self) -> u64 {
        let rows = self.sum(Event::Insert).wrapping_sub(self.sum(Event::Delete));
        // Sums that others change meanwhile may miss each other.
        (rows.wrapping_add(self.0[DRIFT].load(Relaxed)) as i64).max(0) as u64
    }

    /// Corrects the count of rows while nobody changes it.
    pub fn set_rows(self, rows: u64) {
        let counted = self.sum(Event::Insert).wrapping_sub(self.sum(Event::Delete));
        self.0[DRIFT].store(rows.wrapping_sub(counted), Relaxed);
    }

    pub fn stats(self, slices: u64) -> Stats {
        Stats {
            rows: self.rows(),
            inserts: self.sum(Event::Insert),
            updates: self.sum(Event::Update),
            deletes: self.sum(Event::Delete),
            conflicts: self.0[CONFLICTS].load(Relaxed),
            deepest_conflict: self.0[DEEPEST].load(Relaxed),
            free_slices: slices.saturating_sub(self.used().load(Acquire)),
            all_slices: slices,
        }
    }

    fn sum(self, event: Event) -> u64 {
        let shards = self.0[FIRST_SHARD..WORDS].chunks(LINE);
        shards.fold(0, |sum, shard| sum.wrapping_add(shard[event as usize].load(Relaxed)))
    }
}
