//! A row's key, as it lies in the table.

/// The longest key; what is longer is cut.
pub const LONGEST_KEY: usize = 63;

pub(super) const KEY_WORDS: usize = 8;

/// A key and its hash. The caller hashes, and the hash may differ for keys that are equal when they are cut.
#[derive(Clone, Copy, Debug)]
pub struct Key {
    pub(super) words: [u64; KEY_WORDS],
    pub(super) length: usize,
    pub(super) hash: u64,
}

impl Key {
    /// The first [`LONGEST_KEY`] bytes count.
    #[inline]
    pub fn new(bytes: &[u8], hash: u64) -> Self {
        let bytes = &bytes[..bytes.len().min(LONGEST_KEY)];
        let mut words = [0; KEY_WORDS];
        for (word, chunk) in words.iter_mut().zip(bytes.chunks(8)) {
            *word = word_of(chunk);
        }
        Self { words, length: bytes.len(), hash }
    }

    /// The words that hold bytes.
    #[inline]
    pub(super) fn used_words(&self) -> &[u64] {
        &self.words[..self.length.div_ceil(8)]
    }

    /// The bytes.
    pub fn bytes(&self) -> Vec<u8> {
        let bytes = self.words.iter().flat_map(|word| word.to_le_bytes());
        bytes.take(self.length).collect()
    }
}

/// Up to eight bytes as a word, zeros behind them. A copy of unknown length would be a call for so few bytes.
#[inline]
pub(super) fn word_of(chunk: &[u8]) -> u64 {
    if let Some(full) = chunk.first_chunk::<8>() {
        return u64::from_le_bytes(*full);
    }
    let length = chunk.len();
    if let (Some(first), Some(last)) = (chunk.first_chunk::<4>(), chunk.last_chunk::<4>()) {
        return u64::from(u32::from_le_bytes(*first)) | u64::from(u32::from_le_bytes(*last)) << (8 * (length - 4));
    }
    chunk.iter().rev().fold(0, |word, byte| word << 8 | u64::from(*byte))
}
