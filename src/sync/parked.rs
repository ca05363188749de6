//! Coroutines of this process that wait for what other processes can end, too.
//!
//! Nobody tells a process what another one has done, so they look again after a while, ever more seldom. What happens in
//! this process wakes them at once.

use std::cell::Cell;
use std::cell::RefCell;
use std::collections::VecDeque;
use std::time::Duration;

use crate::coroutine;
use crate::coroutine::WaitReason;
use crate::coroutine::Wake;
use crate::coroutine::Waker;
use crate::sys::clock;
use crate::sys::clock::Nanos;
use crate::sys::fork;

const FIRST_PAUSE: Duration = Duration::from_micros(500);
const LONGEST_PAUSE: Duration = Duration::from_millis(8);

/// Who waits, in the order in which they came; some may be gone.
#[derive(Debug, Default)]
pub struct Parked {
    wakers: RefCell<VecDeque<Waker>>,
    /// A forked child has none of its parent's coroutines.
    generation: Cell<u32>,
}

/// How long the next pause is.
#[derive(Debug)]
pub struct Pauses {
    next: Duration,
    deadline: Option<Nanos>,
}

impl Pauses {
    /// Short ones first, up to a deadline.
    pub fn until(deadline: Option<Nanos>) -> Self {
        Self { next: FIRST_PAUSE, deadline }
    }

    /// Whether the deadline has come.
    pub fn are_over(&self) -> bool {
        self.deadline.is_some_and(|deadline| deadline <= clock::now())
    }

    fn advance(&mut self) -> Nanos {
        let until = clock::after(self.next).min(self.deadline.unwrap_or(Nanos::MAX));
        self.next = (self.next * 2).min(LONGEST_PAUSE);
        until
    }
}

impl Parked {
    /// Parks the running coroutine for a pause or until it is woken. False when it was cancelled.
    pub fn park(&self, reason: WaitReason, pauses: &mut Pauses) -> bool {
        self.notice_fork();
        let waker = coroutine::waker();
        self.wakers.borrow_mut().push_back(waker);
        let wake = coroutine::park(reason, Some(pauses.advance()));
        if wake != Wake::Ready {
            self.wakers.borrow_mut().retain(|other| *other != waker);
        }
        wake != Wake::Cancelled
    }

    /// Wakes up to `count`; how many there were.
    pub fn wake(&self, count: u32) -> u32 {
        self.notice_fork();
        let mut woken = 0;
        while woken < count {
            let Some(waker) = self.wakers.borrow_mut().pop_front() else { break };
            woken += u32::from(coroutine::wake(waker));
        }
        woken
    }

    fn notice_fork(&self) {
        let generation = fork::generation();
        if self.generation.replace(generation) != generation {
            self.wakers.take();
        }
    }
}
