//! Asking again and again what no readiness tells.
//!
//! Invariant: the first pauses are short, so that what is over soon is noticed soon; none is longer than
//! [`LONGEST`], so that the end of a long wait is noticed at most that late.

use crate::coroutine;
use crate::coroutine::WaitReason;
use crate::coroutine::Wake;
use crate::sys::clock;
use crate::sys::clock::Nanos;

const SHORTEST: Nanos = 500_000;
const LONGEST: Nanos = 20_000_000;

/// Pauses that grow by half each time; the first is the shortest.
pub struct Backoff {
    next: Nanos,
}

impl Default for Backoff {
    fn default() -> Self {
        Self { next: SHORTEST }
    }
}

impl Backoff {
    /// Parks for one pause: `Ready` says to ask again, `TimedOut` that `deadline` has come.
    pub fn pause(&mut self, reason: WaitReason, deadline: Option<Nanos>) -> Wake {
        let now = clock::now();
        if deadline.is_some_and(|deadline| deadline <= now) {
            return Wake::TimedOut;
        }
        let end = now + self.next;
        self.next = (self.next + self.next / 2).min(LONGEST);
        let end = deadline.map_or(end, |deadline| deadline.min(end));
        match coroutine::park(reason, Some(end)) {
            Wake::TimedOut | Wake::Ready => Wake::Ready,
            Wake::Cancelled => Wake::Cancelled,
        }
    }
}
