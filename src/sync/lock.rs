//! Mutual exclusion between coroutines of one process.
//!
//! Invariants:
//! - while somebody waits, the lock is held; an unlock hands it to the first waiter, so nobody can take it in
//!   between, and who came first is served first;
//! - its holder may lock it again, which changes nothing: one unlock frees it;
//! - anybody may unlock it, as with Swoole.

use std::collections::VecDeque;

/// A lock held by an `O` (a coroutine's id), and waiters named by `W`.
#[derive(Debug)]
pub struct Lock<O, W> {
    holder: Option<O>,
    /// Who waits, with whom the lock will belong to.
    waiters: VecDeque<(W, O)>,
}

impl<O, W> Default for Lock<O, W> {
    fn default() -> Self {
        Lock { holder: None, waiters: VecDeque::new() }
    }
}

impl<O: Copy + PartialEq, W: Copy + PartialEq> Lock<O, W> {
    /// Who holds it.
    pub fn holder(&self) -> Option<O> {
        self.holder
    }

    /// How many wait for it.
    pub fn waiters(&self) -> usize {
        self.waiters.len()
    }

    /// Takes the lock if it is free or `owner`'s already.
    pub fn try_lock(&mut self, owner: O) -> bool {
        *self.holder.get_or_insert(owner) == owner
    }

    /// Lets `waker` wait, on behalf of `owner`, for the lock that another one holds.
    pub fn wait(&mut self, waker: W, owner: O) {
        debug_assert!(self.holder.is_some(), "nobody waits for a free lock");
        self.waiters.push_back((waker, owner));
    }

    /// Frees the lock, or hands it to the first waiter and returns that one, to be woken. If it is gone, unlock
    /// again. One that is free stays so.
    pub fn unlock(&mut self) -> Option<W> {
        let next = self.waiters.pop_front();
        self.holder = next.map(|waiter| waiter.1);
        next.map(|waiter| waiter.0)
    }

    /// What a waiter does first when it runs again and was not woken for the lock.
    pub fn leave(&mut self, waker: W) {
        if let Some(at) = self.waiters.iter().position(|waiter| waiter.0 == waker) {
            self.waiters.remove(at);
        }
    }
}
