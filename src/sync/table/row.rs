//! One row in shared memory.
//!
//! ```text
//! ┌──────┬─────────┬──────┬──────┬────────────────────────┬────────────────────────┐
//! │ lock │ version │ live │ free │ copy 0                 │ copy 1                 │
//! └──────┴─────────┴──────┴──────┴────────────────────────┴────────────────────────┘
//!                                  meta, next, key, data …
//! ```
//!
//! Invariants:
//! - `live` names the copy that counts. A row changes either by one store into that copy, or by writing the other one
//!   and then `live`: whenever a writer dies, the row is the old one or the new one;
//! - `lock` and `version` are those of a bucket, used in its first row only;
//! - a writer of the bucket moves `version` on before it writes into a copy that does not count, and again before it
//!   lets go of a row: whoever read both sides of such a write sees another version.

use std::sync::atomic::AtomicU64;
use std::sync::atomic::Ordering::Acquire;
use std::sync::atomic::Ordering::Relaxed;
use std::sync::atomic::Ordering::Release;
use std::sync::atomic::fence;

use super::columns::Column;
use super::columns::Columns;
use super::columns::Kind;
use super::columns::Value;
use super::key::KEY_WORDS;
use super::key::Key;
use super::key::word_of;

const LOCK: usize = 0;
const VERSION: usize = 1;
const LIVE: usize = 2;
const FREE: usize = 3;
const COPIES: usize = 4;

const META: usize = 0;
const NEXT: usize = 1;
const KEY: usize = 2;
const DATA: usize = KEY + KEY_WORDS;

/// In `meta`, beside the key's length.
const ACTIVE: u64 = 1 << 32;

/// Words of a row with so many words of data, in whole cache lines.
pub(super) fn row_words(data: usize) -> Option<usize> {
    data.checked_add(DATA)?.checked_mul(2)?.checked_add(COPIES)?.checked_next_multiple_of(8)
}

/// A row's words.
#[derive(Clone, Copy)]
pub(super) struct Row<'a> {
    pub words: &'a [AtomicU64],
    pub data: usize,
}

impl<'a> Row<'a> {
    #[inline]
    pub fn lock(self) -> &'a AtomicU64 {
        &self.words[LOCK]
    }

    #[inline]
    pub fn version(self) -> u64 {
        self.words[VERSION].load(Acquire)
    }

    /// Whether nothing was written over since `version`.
    #[inline]
    pub fn is_still(self, version: u64) -> bool {
        fence(Acquire);
        self.words[VERSION].load(Relaxed) == version
    }

    /// To be called by who holds the lock.
    #[inline]
    pub fn move_on(self) {
        self.words[VERSION].store(self.words[VERSION].load(Relaxed).wrapping_add(1), Relaxed);
        fence(Release);
    }

    pub fn free_link(self) -> &'a AtomicU64 {
        &self.words[FREE]
    }

    #[inline]
    pub fn live(self) -> RowCopy<'a> {
        self.copy(self.words[LIVE].load(Acquire))
    }

    #[inline]
    pub fn spare(self) -> RowCopy<'a> {
        self.copy(!self.words[LIVE].load(Relaxed))
    }

    /// Makes the spare copy the one that counts.
    #[inline]
    pub fn publish_spare(self) {
        self.words[LIVE].store(!self.words[LIVE].load(Relaxed) & 1, Release);
    }

    #[inline]
    fn copy(self, number: u64) -> RowCopy<'a> {
        let length = DATA + self.data;
        let start = COPIES + (number & 1) as usize * length;
        RowCopy { words: &self.words[start..start + length] }
    }
}

/// One of a row's two copies.
#[derive(Clone, Copy)]
pub struct RowCopy<'a> {
    words: &'a [AtomicU64],
}

impl<'a> RowCopy<'a> {
    /// The same in memory of one's own.
    pub(super) fn to_words(self) -> Vec<AtomicU64> {
        self.words.iter().map(|word| AtomicU64::new(word.load(Relaxed))).collect()
    }

    /// What [`RowCopy::to_words`] gave.
    pub(super) fn of(words: &'a [AtomicU64]) -> Self {
        Self { words }
    }

    #[inline]
    pub(super) fn is_active(self) -> bool {
        self.words[META].load(Relaxed) & ACTIVE != 0
    }

    /// Whether it is active and has this key.
    #[inline]
    pub(super) fn is(self, key: &Key) -> bool {
        self.words[META].load(Relaxed) == ACTIVE | key.length as u64
            && self.words[KEY..].iter().zip(key.used_words()).all(|(mine, its)| mine.load(Relaxed) == *its)
    }

    pub(super) fn key(self, hash: u64) -> Key {
        let mut words = [0; KEY_WORDS];
        let length = (self.words[META].load(Relaxed) & 0xff).min(super::LONGEST_KEY as u64) as usize;
        for (word, mine) in words.iter_mut().zip(&self.words[KEY..]).take(length.div_ceil(8)) {
            *word = mine.load(Relaxed);
        }
        Key { words, length, hash }
    }

    /// The row after it, by its number; none when it is the last one.
    #[inline]
    pub(super) fn next(self) -> Option<usize> {
        (self.words[NEXT].load(Acquire) as usize).checked_sub(1)
    }

    /// To be called by who holds the lock.
    pub(super) fn set_next(self, next: Option<usize>) {
        self.words[NEXT].store(next.map_or(0, |next| next as u64 + 1), Release);
    }

    /// Ends a row that has none after it, in one store.
    pub(super) fn deactivate(self) {
        self.words[META].store(0, Release);
    }

    pub(super) fn begin(self, key: &Key, next: Option<usize>) {
        self.words[META].store(ACTIVE | key.length as u64, Relaxed);
        self.set_next(next);
        for (mine, its) in self.words[KEY..].iter().zip(key.used_words()) {
            mine.store(*its, Relaxed);
        }
    }

    /// An int column's value.
    #[inline]
    pub fn int(self, column: Column) -> i64 {
        self.words[DATA + column.at].load(Relaxed) as i64
    }

    /// A float column's value.
    #[inline]
    pub fn float(self, column: Column) -> f64 {
        f64::from_bits(self.words[DATA + column.at].load(Relaxed))
    }

    /// How long a text column's value is.
    #[inline]
    pub fn text_length(self, column: Column) -> usize {
        let Kind::Text(capacity) = column.kind else { return 0 };
        (self.words[DATA + column.at].load(Relaxed) as usize).min(capacity)
    }

    /// Copies the beginning of a text column's value.
    pub fn copy_text(self, column: Column, to: &mut [u8]) {
        let words = &self.words[DATA + column.at + 1..];
        let (full, rest) = to.as_chunks_mut::<8>();
        for (chunk, word) in full.iter_mut().zip(words) {
            *chunk = word.load(Relaxed).to_le_bytes();
        }
        if let Some(word) = words.get(full.len()) {
            let bytes = word.load(Relaxed).to_le_bytes();
            rest.iter_mut().zip(bytes).for_each(|(to, byte)| *to = byte);
        }
    }

    /// Stores a number in one store.
    #[inline]
    pub(super) fn put_word(self, column: Column, word: u64) {
        self.words[DATA + column.at].store(word, Release);
    }

    /// Stores a value, or an empty one.
    #[inline]
    pub(super) fn put(self, column: Column, value: Option<Value>) {
        let words = &self.words[DATA + column.at..];
        match (column.kind, value) {
            (Kind::Text(capacity), Some(Value::Text(text))) => {
                let text = &text[..text.len().min(capacity)];
                words[0].store(text.len() as u64, Relaxed);
                for (word, chunk) in words[1..].iter().zip(text.chunks(8)) {
                    word.store(word_of(chunk), Relaxed);
                }
            }
            (Kind::Int, Some(Value::Int(number))) => words[0].store(number as u64, Relaxed),
            (Kind::Float, Some(Value::Float(number))) => words[0].store(number.to_bits(), Relaxed),
            _ => words[0].store(0, Relaxed),
        }
    }

    /// Copies a column's value from another copy.
    pub(super) fn put_from(self, column: Column, other: RowCopy) {
        let words = 1 + other.text_length(column).div_ceil(8);
        let range = DATA + column.at..DATA + column.at + words;
        for (mine, its) in self.words[range.clone()].iter().zip(&other.words[range]) {
            mine.store(its.load(Relaxed), Relaxed);
        }
    }

    /// Copies all of a row but what comes after it.
    pub(super) fn become_like(self, other: RowCopy, columns: &Columns, next: Option<usize>) {
        self.begin(&other.key(0), next);
        for column in columns.all() {
            self.put_from(*column, other);
        }
    }
}
