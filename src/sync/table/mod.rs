//! Rows by key, in memory that processes share.
//!
//! A key's hash names a bucket. The bucket's first row has its place in the table; rows that come to the same bucket are
//! *slices* in a list behind it, of which there are only so many: a table can be full for one key and not for another.
//!
//! Invariants, beside those in `row.rs`:
//! - writers of a bucket exclude each other by the lock in its first row, which names its holder: it is taken from a
//!   process that has died. Under it every change becomes visible by one store, so there is nothing to undo;
//! - a first row that is not active has none behind it;
//! - readers take no lock unless they are disturbed all the time. What they have read counts when the bucket's version has
//!   not moved on;
//! - a slice is in one bucket's list, in the list of free ones, or lost to a process that died with it. Then `dirty` is
//!   set by who inherits the lock, and `repair` finds it;
//! - nothing of the caller's runs under a lock.

mod columns;
mod counts;
mod key;
mod repair;
mod row;
mod slices;
#[cfg(test)]
mod tests;
mod write;

use std::sync::atomic::Ordering::Acquire;
use std::sync::atomic::Ordering::Release;

pub use columns::Column;
pub use columns::Columns;
pub use columns::Kind;
pub use columns::Value;
pub use counts::Stats;
pub use key::Key;
pub use key::LONGEST_KEY;
pub use row::RowCopy;
pub use write::Full;

use crate::sys::owner;
use crate::sys::owner::Taken;
use crate::sys::shared::Mapping;
use counts::Counts;
use row::Row;

/// A reader that was disturbed so often takes the lock.
const ATTEMPTS: usize = 10;

/// Rows that processes share, if it was made before they were forked.
#[derive(Debug)]
pub struct Table {
    memory: Mapping,
    columns: Columns,
    /// How many there are, a power of two.
    buckets: usize,
    slices: usize,
    row_words: usize,
}

impl Table {
    /// A table with so many buckets, a power of two, and slices. Fails when the system has no memory to share.
    pub fn new(buckets: usize, slices: usize, columns: Columns) -> std::io::Result<Self> {
        assert!(buckets.is_power_of_two());
        let row_words = row::row_words(columns.words()).ok_or(std::io::ErrorKind::OutOfMemory)?;
        let words = (buckets + slices).checked_mul(row_words).and_then(|words| words.checked_add(counts::WORDS));
        let memory = Mapping::new(words.ok_or(std::io::ErrorKind::OutOfMemory)?)?;
        Ok(Self { memory, columns, buckets, slices, row_words })
    }

    /// What a row consists of.
    pub fn columns(&self) -> &Columns {
        &self.columns
    }

    /// How many buckets it has.
    pub fn buckets(&self) -> usize {
        self.buckets
    }

    /// How many bytes it takes.
    pub fn memory_size(&self) -> usize {
        self.memory.len() * 8
    }

    /// Tells all processes that the table is no more.
    pub fn destroy(&self) {
        self.counts().destroyed().store(1, Release);
    }

    /// Whether somebody has destroyed it.
    #[inline]
    pub fn is_destroyed(&self) -> bool {
        self.counts().destroyed().load(Acquire) != 0
    }

    /// How many rows there are.
    pub fn count(&self) -> u64 {
        self.repair_if_dirty();
        self.counts().rows()
    }

    /// All counts.
    pub fn stats(&self) -> Stats {
        self.repair_if_dirty();
        self.counts().stats(self.slices as u64)
    }

    /// Reads a row. `read` may be called more than once; its last result counts.
    #[inline]
    pub fn get<R>(&self, key: &Key, read: impl FnMut(RowCopy) -> R) -> Option<R> {
        self.get_in(self.bucket_of(key), key, read)
    }

    /// As [`Table::get`], for a key that is known to be in a bucket.
    #[inline]
    pub fn get_in<R>(&self, bucket: usize, key: &Key, mut read: impl FnMut(RowCopy) -> R) -> Option<R> {
        match self.undisturbed(bucket, || self.find(bucket, key).map(&mut read)) {
            Some(result) => result,
            None => self.get_locked(bucket, key, read),
        }
    }

    /// Whether there is such a row.
    pub fn exists(&self, key: &Key) -> bool {
        self.get(key, |_| ()).is_some()
    }

    /// The keys in a bucket; none where there is no such bucket.
    pub fn keys_in(&self, bucket: usize) -> Option<Vec<Key>> {
        if bucket >= self.buckets {
            return None;
        }
        if !self.row(bucket).live().is_active() {
            return Some(Vec::new());
        }
        let keys = || self.chain(bucket).map(|row| row.live().key(0)).collect();
        Some(self.undisturbed(bucket, keys).unwrap_or_else(|| {
            self.take(bucket);
            let keys = keys();
            owner::give_back(self.row(bucket).lock());
            keys
        }))
    }

    /// What `read` finds while no row of the bucket is written over; nothing when that does not come to pass soon.
    #[inline]
    fn undisturbed<R>(&self, bucket: usize, mut read: impl FnMut() -> R) -> Option<R> {
        let root = self.row(bucket);
        for _ in 0..ATTEMPTS {
            let version = root.version();
            let result = read();
            if root.is_still(version) {
                return Some(result);
            }
        }
        None
    }

    /// Reads a row that is written all the time: it is copied under the lock, under which the caller's `read` may not run.
    #[cold]
    fn get_locked<R>(&self, bucket: usize, key: &Key, mut read: impl FnMut(RowCopy) -> R) -> Option<R> {
        self.take(bucket);
        let copy = self.find(bucket, key).map(RowCopy::to_words);
        owner::give_back(self.row(bucket).lock());
        copy.map(|words| read(RowCopy::of(&words)))
    }

    /// Takes a bucket's lock.
    #[inline]
    fn take(&self, bucket: usize) {
        if owner::take(self.row(bucket).lock()) == Taken::Inherited {
            self.counts().dirty().store(1, Release);
        }
    }

    #[inline]
    fn find(&self, bucket: usize, key: &Key) -> Option<RowCopy<'_>> {
        let first = self.row(bucket).live();
        if first.is(key) { Some(first) } else { self.find_slice(first, key) }
    }

    fn find_slice(&self, first: RowCopy<'_>, key: &Key) -> Option<RowCopy<'_>> {
        let mut next = first.next();
        for _ in 0..self.slices {
            let copy = self.row(next?).live();
            if copy.is(key) {
                return Some(copy);
            }
            next = copy.next();
        }
        None
    }

    /// The rows of a bucket. A list that changes meanwhile may lead anywhere, but not for ever.
    #[inline]
    fn chain(&self, bucket: usize) -> impl Iterator<Item = Row<'_>> {
        let first = self.row(bucket);
        let first = first.live().is_active().then_some(first);
        std::iter::successors(first, |row| row.live().next().map(|next| self.row(next))).take(self.slices + 1)
    }

    #[inline]
    fn bucket_of(&self, key: &Key) -> usize {
        key.hash as usize & (self.buckets - 1)
    }

    /// By number: first the buckets, then the slices.
    #[inline]
    fn row(&self, number: usize) -> Row<'_> {
        let start = counts::WORDS + number * self.row_words;
        Row { words: &self.memory[start..start + self.row_words], data: self.columns.words() }
    }

    #[inline]
    fn counts(&self) -> Counts<'_> {
        Counts(&self.memory[..counts::WORDS])
    }
}
