//! A number that processes share, and that they wait for.
//!
//! Who waits takes the number from 1 to 0, at once or when it is woken. A process that has nothing else to do sleeps in
//! the kernel; a coroutine parks and looks again after a while, so that the others of its process go on.
//!
//! Invariants:
//! - `value` alone decides who has got it: the rest is about who comes back empty-handed before its time is over;
//! - a waker that finds fewer sleepers than it may wake leaves `tokens` for the parked, never more than there are parked;
//! - a token counts only for who parked before `wakes` last moved on. One that a killed process has left behind can
//!   therefore do no more than let one more come back at a later wake-up.

use std::sync::atomic::AtomicU32;
use std::sync::atomic::Ordering::Relaxed;
use std::sync::atomic::Ordering::SeqCst;
use std::time::Duration;

use super::parked::Parked;
use super::parked::Pauses;
use crate::coroutine;
use crate::coroutine::WaitReason;
use crate::sys::clock;
use crate::sys::clock::Nanos;
use crate::sys::futex;
use crate::sys::shared::Shared;

const VALUE: usize = 0;
const PARKED: usize = 1;
const TOKENS: usize = 2;
const WAKES: usize = 3;

/// A number that processes share, if it was made before they were forked.
#[derive(Debug)]
pub struct SharedAtomic {
    words: Shared<[AtomicU32; 4]>,
    parked: Parked,
}

impl SharedAtomic {
    /// Zero. Fails when the system has no memory to share.
    pub fn new() -> std::io::Result<Self> {
        Ok(Self { words: Shared::new()?, parked: Parked::default() })
    }

    /// The number.
    pub fn value(&self) -> &AtomicU32 {
        &self.words[VALUE]
    }

    /// Takes the number from 1 to 0; when it is 0, waits for somebody to call [`SharedAtomic::wake`]. False when the number
    /// is another one, on a timeout, when interrupted or cancelled, and when others took it before.
    pub fn wait(&self, timeout: Option<Duration>) -> bool {
        if self.take() {
            return true;
        }
        if coroutine::can_park() {
            return self.value().load(SeqCst) == 0 && self.park(timeout.map(clock::after));
        }
        futex::wait(self.value(), 0, timeout).is_ok() && self.take()
    }

    /// Makes the number 1 if it is 0, and wakes up to `count` of those who wait.
    pub fn wake(&self, count: u32) {
        if self.value().compare_exchange(0, 1, SeqCst, Relaxed).is_err() {
            return;
        }
        let left = count.saturating_sub(futex::wake(self.value(), count));
        let parked = self.words[PARKED].load(SeqCst);
        if left > 0 && parked > 0 {
            let add = |tokens: u32| Some(tokens.saturating_add(left).min(parked));
            let _ = self.words[TOKENS].fetch_update(SeqCst, Relaxed, add);
            self.words[WAKES].fetch_add(1, SeqCst);
            self.parked.wake(left);
        }
    }

    fn take(&self) -> bool {
        self.value().compare_exchange(1, 0, SeqCst, Relaxed).is_ok()
    }

    fn park(&self, deadline: Option<Nanos>) -> bool {
        let wakes = self.words[WAKES].load(SeqCst);
        self.words[PARKED].fetch_add(1, SeqCst);
        let taken = self.park_until_woken(deadline, wakes);
        self.words[PARKED].fetch_sub(1, SeqCst);
        taken
    }

    fn park_until_woken(&self, deadline: Option<Nanos>, wakes: u32) -> bool {
        let mut pauses = Pauses::until(deadline);
        loop {
            let cancelled = !self.parked.park(WaitReason::Atomic, &mut pauses);
            let woken = self.words[WAKES].load(SeqCst) != wakes && self.take_token();
            if self.take() {
                return true;
            }
            if woken || cancelled || pauses.are_over() {
                return false;
            }
        }
    }

    fn take_token(&self) -> bool {
        self.words[TOKENS].fetch_update(SeqCst, Relaxed, |tokens| tokens.checked_sub(1)).is_ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn atomic(value: u32) -> SharedAtomic {
        let atomic = SharedAtomic::new().expect("memory is left");
        atomic.value().store(value, SeqCst);
        atomic
    }

    #[test]
    fn a_wait_takes_what_is_there() {
        let atomic = atomic(1);
        assert!(atomic.wait(None));
        assert!(!atomic.wait(Some(Duration::from_millis(1))));
    }

    #[test]
    fn a_wake_up_is_remembered_once() {
        let atomic = atomic(0);
        atomic.wake(1);
        atomic.wake(1);
        assert!(atomic.wait(None));
        assert_eq!(atomic.value().load(SeqCst), 0);
    }

    #[test]
    fn another_number_is_not_waited_for() {
        let atomic = atomic(5);
        assert!(!atomic.wait(None));
        atomic.wake(1);
        assert_eq!(atomic.value().load(SeqCst), 5);
    }
}
