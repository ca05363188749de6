//! Mutual exclusion between coroutines of several processes.
//!
//! ```text
//! coroutines of this process ──queue──▶ the one at its head ──compare and set──▶ the word that all processes share
//! ```
//!
//! Invariants:
//! - only the holder of the queue (an ordinary [`Lock`]) tries for the word, so within a process who came first is served
//!   first; between processes nobody is: who waits for another process looks again after a while;
//! - `taken` says that the queue's holder has the word, not only its turn to try;
//! - a forked child starts with an empty queue: the coroutines in it are its parent's. The word stays as it is.

use std::cell::Cell;
use std::cell::RefCell;
use std::sync::atomic::Ordering;
use std::time::Duration;

use super::lock::Lock;
use super::parking;
use crate::coroutine;
use crate::coroutine::WaitReason;
use crate::coroutine::Wake;
use crate::coroutine::Waker;
use crate::sys::clock;
use crate::sys::fork;
use crate::sys::shared::SharedWord;

const FIRST_PAUSE: Duration = Duration::from_millis(1);
/// A longer pause would make it unlikely to find the lock free.
const LONGEST_PAUSE: Duration = Duration::from_millis(64);

/// A lock that processes share, if it was made before they were forked.
pub struct SharedLock {
    word: SharedWord,
    queue: RefCell<Lock<i64, Waker>>,
    taken: Cell<bool>,
    generation: Cell<u32>,
}

impl SharedLock {
    /// A free one. Fails when the system has no memory to share.
    pub fn new() -> std::io::Result<Self> {
        Ok(Self {
            word: SharedWord::new()?,
            queue: RefCell::default(),
            taken: Cell::new(false),
            generation: Cell::new(fork::generation()),
        })
    }

    /// Takes the lock for the coroutine `owner`, the running one, if it is free or `owner`'s already.
    pub fn try_lock(&self, owner: i64) -> bool {
        self.notice_fork();
        if !self.queue.borrow_mut().try_lock(owner) {
            return false;
        }
        if self.taken.get() || self.try_word() {
            return true;
        }
        parking::unlock(&self.queue);
        false
    }

    /// As [`SharedLock::try_lock`], but waits. It is taken when the outcome is [`Wake::Ready`].
    pub fn lock(&self, owner: i64) -> Wake {
        self.notice_fork();
        let wake = parking::lock(&self.queue, owner);
        if wake != Wake::Ready || self.taken.get() {
            return wake;
        }
        let mut pause = FIRST_PAUSE;
        while !self.try_word() {
            if coroutine::park(WaitReason::Lock, Some(clock::after(pause))) == Wake::Cancelled {
                parking::unlock(&self.queue);
                return Wake::Cancelled;
            }
            pause = (pause * 2).min(LONGEST_PAUSE);
        }
        Wake::Ready
    }

    /// Frees the lock, whoever holds it.
    pub fn unlock(&self) {
        self.notice_fork();
        self.word.store(0, Ordering::Release);
        if self.taken.replace(false) {
            parking::unlock(&self.queue);
        }
    }

    fn try_word(&self) -> bool {
        let taken = self.word.compare_exchange(0, 1, Ordering::Acquire, Ordering::Relaxed).is_ok();
        self.taken.set(taken);
        taken
    }

    fn notice_fork(&self) {
        let generation = fork::generation();
        if self.generation.replace(generation) != generation {
            self.queue.take();
            self.taken.set(false);
        }
    }
}
