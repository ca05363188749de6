//! Long messages over sockets that carry short ones.
//!
//! A message is cut into pieces, each with the message's number and whole length; pieces of one sender arrive in order,
//! those of different senders may come in between.
//!
//! ```text
//! ┌───────────┬───────────┬──────┐
//! │ number: 8 │ length: 8 │ data │
//! └───────────┴───────────┴──────┘
//! ```

use std::collections::BTreeMap;

/// The longest piece. Sockets between processes take that much at once.
pub const LONGEST_PIECE: usize = 65536;

const HEAD: usize = 16;

/// So much room is made for a message before it has come.
const MOST_ROOM: usize = 64 << 20;

/// The head of a piece.
pub type Head = [u8; HEAD];

/// Cuts a message. `number` must differ from those of all messages that are on their way.
pub fn pieces(number: u64, message: &[u8]) -> impl Iterator<Item = (Head, &[u8])> {
    let mut head = [0; HEAD];
    head[..8].copy_from_slice(&number.to_ne_bytes());
    head[8..].copy_from_slice(&(message.len() as u64).to_ne_bytes());
    let empty = message.is_empty().then_some(&[][..]);
    message.chunks(LONGEST_PIECE - HEAD).chain(empty).map(move |data| (head, data))
}

/// Messages of which pieces have come.
#[derive(Debug, Default)]
pub struct Inbox {
    partial: BTreeMap<u64, Vec<u8>>,
}

impl Inbox {
    /// Whether a message has come in part.
    pub fn is_amid(&self) -> bool {
        !self.partial.is_empty()
    }

    /// Takes a piece; a message when that was its last. What is no piece is dropped.
    pub fn accept(&mut self, piece: &[u8]) -> Option<Vec<u8>> {
        let (number, rest) = number(piece)?;
        let (length, data) = self::number(rest)?;
        if data.len() as u64 >= length {
            return Some(data.to_vec());
        }
        let room = usize::try_from(length).unwrap_or(MOST_ROOM).min(MOST_ROOM);
        let message = self.partial.entry(number).or_insert_with(|| Vec::with_capacity(room));
        message.extend_from_slice(data);
        if (message.len() as u64) < length { None } else { self.partial.remove(&number) }
    }
}

fn number(bytes: &[u8]) -> Option<(u64, &[u8])> {
    bytes.split_first_chunk().map(|(number, rest)| (u64::from_ne_bytes(*number), rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn joined((head, data): (Head, &[u8])) -> Vec<u8> {
        [&head, data].concat()
    }

    #[test]
    fn a_message_of_any_length_comes_out_whole() {
        for length in [0, 1, LONGEST_PIECE - HEAD, LONGEST_PIECE, 300_000] {
            let message: Vec<u8> = (0..length).map(|at| at as u8).collect();
            let mut inbox = Inbox::default();
            let whole: Vec<_> = pieces(7, &message).filter_map(|piece| inbox.accept(&joined(piece))).collect();
            assert_eq!(whole, [message]);
            assert!(inbox.partial.is_empty());
        }
    }

    #[test]
    fn messages_may_be_interleaved() {
        let (one, other) = (vec![1; 100_000], vec![2; 100_000]);
        let mut inbox = Inbox::default();
        let mut whole = Vec::new();
        for (a, b) in pieces(1, &one).zip(pieces(2, &other)) {
            whole.extend(inbox.accept(&joined(a)));
            whole.extend(inbox.accept(&joined(b)));
        }
        assert_eq!(whole, [one, other]);
    }

    #[test]
    fn what_is_no_piece_is_dropped() {
        assert_eq!(Inbox::default().accept(b"short"), None);
    }
}
