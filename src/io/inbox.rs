//! How other threads wake coroutines of the loop.
//!
//! Invariant: whatever is in the queue, the bell has rung since the queue was last empty; so the loop never
//! sleeps on a full queue.

use crate::coroutine::Waker;
use crate::reactor::Bell;
use parking_lot::Mutex;
use std::sync::Arc;

/// The loop as other threads see it.
#[derive(Clone, Debug)]
pub struct Remote {
    queue: Arc<Mutex<Vec<Waker>>>,
    bell: Bell,
}

impl Remote {
    pub(super) fn new(bell: Bell) -> Self {
        Self { queue: Arc::default(), bell }
    }

    /// Has the loop wake this wait, from any thread. In vain if it is over by then.
    pub fn wake(&self, waker: Waker) {
        let mut queue = self.queue.lock();
        let was_empty = queue.is_empty();
        queue.push(waker);
        drop(queue);
        if was_empty {
            self.bell.ring();
        }
    }

    pub(super) fn drain(&self, wakers: &mut Vec<Waker>) {
        wakers.append(&mut self.queue.lock());
    }
}
