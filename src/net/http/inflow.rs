//! A body between the connection that brings it and the coroutine that reads it.
//!
//! ```text
//!              last piece, fault           all was read
//!   Coming ─────────────────────▶ Ended ─────────────────▶ the end, or why it broke off
//! ```
//!
//! Whoever has the connection stops reading from it while [`Inflow::is_full`]; so memory does not depend on the body.

use std::cell::Cell;
use std::cell::RefCell;

use crate::coroutine;
use crate::coroutine::Wake;
use crate::net::http::Decoder;
use crate::sys::clock::Nanos;

/// As much is kept for a reader who is slower than the client.
const ENOUGH: usize = 1 << 16;

#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
enum State {
    #[default]
    Coming,
    /// All has come.
    Complete,
    /// Nothing more will come; an error number says why.
    Broken(i32),
}

/// What has come of a body and was not read.
#[derive(Debug, Default)]
pub struct Inflow {
    data: RefCell<Vec<u8>>,
    /// Up to here it was read.
    taken: Cell<usize>,
    state: Cell<State>,
    reader: Cell<Option<coroutine::Waker>>,
}

impl Inflow {
    /// Takes what has come, and wakes the reader. True when nothing more will come.
    pub fn fill(&self, decoder: &mut Decoder) -> bool {
        let mut data = self.data.borrow_mut();
        data.drain(..self.taken.take());
        match decoder.take_piece(&mut data) {
            Ok(false) => {}
            Ok(true) => self.state.set(State::Complete),
            Err(_) => self.state.set(State::Broken(libc::EBADMSG)),
        }
        let news = !data.is_empty() || self.has_ended();
        drop(data);
        if news {
            self.wake();
        }
        self.has_ended()
    }

    /// Nothing more will come.
    pub fn break_off(&self, why: i32) {
        if !self.has_ended() {
            self.state.set(State::Broken(why));
            self.wake();
        }
    }

    /// Whether as much waits as shall wait.
    pub fn is_full(&self) -> bool {
        self.data.borrow().len() - self.taken.get() >= ENOUGH
    }

    /// Whether the last byte has come, or never will.
    pub fn has_ended(&self) -> bool {
        self.state.get() != State::Coming
    }

    /// Whether all of it has come and was read.
    pub fn is_over(&self) -> bool {
        self.state.get() == State::Complete && self.taken.get() == self.data.borrow().len()
    }

    /// The next bytes, `most` of them at most; none at the end. Nothing when they have not come.
    pub fn take(&self, most: usize) -> Option<Result<Vec<u8>, i32>> {
        let mut data = self.data.borrow_mut();
        let there = data.len() - self.taken.get();
        if there == 0 {
            return match self.state.get() {
                State::Coming => None,
                State::Complete => Some(Ok(Vec::new())),
                State::Broken(why) => Some(Err(why)),
            };
        }
        if self.taken.get() == 0 && there <= most {
            return Some(Ok(std::mem::take(&mut *data)));
        }
        let from = self.taken.get();
        let piece = data[from..from + there.min(most)].to_vec();
        self.taken.set(from + piece.len());
        if self.taken.get() == data.len() {
            data.clear();
            self.taken.set(0);
        }
        Some(Ok(piece))
    }

    /// Parks the running coroutine until there is news. An error number when the wait ends otherwise.
    pub fn wait(&self, deadline: Option<Nanos>) -> Result<(), i32> {
        if self.reader.get().is_some() {
            return Err(libc::EBUSY);
        }
        if !coroutine::can_park() {
            return Err(libc::EAGAIN);
        }
        self.reader.set(Some(coroutine::waker()));
        let wake = coroutine::park(coroutine::WaitReason::Body, deadline);
        self.reader.set(None);
        match wake {
            Wake::Ready => Ok(()),
            Wake::TimedOut => Err(libc::ETIMEDOUT),
            Wake::Cancelled => Err(libc::ECANCELED),
        }
    }

    fn wake(&self) {
        if let Some(reader) = self.reader.get() {
            coroutine::wake(reader);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::net::http::Limits;

    fn begun(body: &[u8]) -> Decoder {
        let mut decoder = Decoder::new(Limits::default());
        decoder.stream_bodies();
        give(&mut decoder, b"POST / HTTP/1.1\r\nContent-Length: 200000\r\n\r\n");
        assert!(decoder.next_message().expect("well-formed").is_some());
        give(&mut decoder, body);
        decoder
    }

    fn give(decoder: &mut Decoder, bytes: &[u8]) {
        for piece in bytes.chunks(4096) {
            decoder.room()[..piece.len()].copy_from_slice(piece);
            decoder.filled(piece.len());
        }
    }

    #[test]
    fn pieces_are_as_long_as_asked_for() {
        let (inflow, mut decoder) = (Inflow::default(), begun(b"abcdef"));
        assert_eq!(inflow.take(4), None);
        assert!(!inflow.fill(&mut decoder));
        assert_eq!(inflow.take(4), Some(Ok(b"abcd".to_vec())));
        give(&mut decoder, b"gh");
        inflow.fill(&mut decoder);
        assert_eq!(inflow.take(100), Some(Ok(b"efgh".to_vec())));
        assert_eq!(inflow.take(4), None);
    }

    #[test]
    fn it_is_full_until_it_was_read() {
        let (inflow, mut decoder) = (Inflow::default(), begun(&[1; 100_000]));
        inflow.fill(&mut decoder);
        assert!(inflow.is_full());
        assert_eq!(inflow.take(100_000).map(|piece| piece.map(|piece| piece.len())), Some(Ok(100_000)));
        assert!(!inflow.is_full() && !inflow.is_over());
        give(&mut decoder, &[1; 100_000]);
        assert!(inflow.fill(&mut decoder));
        assert!(!inflow.is_over());
        while inflow.take(7777) != Some(Ok(Vec::new())) {}
        assert!(inflow.is_over());
    }

    #[test]
    fn what_has_come_before_a_break_is_read() {
        let (inflow, mut decoder) = (Inflow::default(), begun(b"abc"));
        inflow.fill(&mut decoder);
        inflow.break_off(libc::ECONNRESET);
        assert_eq!(inflow.take(9), Some(Ok(b"abc".to_vec())));
        assert_eq!(inflow.take(9), Some(Err(libc::ECONNRESET)));
    }
}
