//! A bounded queue and those who wait for it, without anything that suspends.
//!
//! Invariants, whenever no operation is going on:
//! - `values.len() <= capacity`;
//! - nobody waits for room while there is some: `senders` is not empty only when the queue is full, or closed;
//! - nobody waits for a value while there is one: of `values` and `receivers` one is empty;
//! - waiters are served first come, first served, and a value never overtakes an earlier one;
//! - once closed, nobody begins to wait, and no value is accepted.
//!
//! A value whose sender waits lies here, in `senders`, and not on the sender's stack: the garbage collector of
//! a host can see it, and the receiver that makes room moves it in without running the sender first.

use std::collections::VecDeque;

/// Why a value was not accepted at once; it comes back.
#[derive(Debug, PartialEq, Eq)]
pub enum TryPushError<T> {
    /// There is no room.
    Full(T),
    /// The channel is closed.
    Closed(T),
}

/// Why there is no value at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TryPopError {
    /// There is none yet.
    Empty,
    /// There is none left, and the channel is closed.
    Closed,
}

/// A queue of values of type `T`, and waiters named by `W`.
#[derive(Debug)]
pub struct Channel<T, W> {
    /// How many values fit: at least 1.
    capacity: usize,
    /// What was accepted and not yet taken, oldest first.
    values: VecDeque<T>,
    /// Who waits for room, with what they want to push. After [`Channel::close`] they stay until they
    /// [`withdraw`](Channel::withdraw).
    senders: VecDeque<(W, T)>,
    /// Who waits for a value.
    receivers: VecDeque<W>,
    closed: bool,
}

impl<T, W: Copy + PartialEq> Channel<T, W> {
    /// An empty channel; a capacity of 0 counts as 1.
    pub fn new(capacity: usize) -> Self {
        let capacity = capacity.max(1);
        Channel {
            capacity,
            values: VecDeque::new(),
            senders: VecDeque::new(),
            receivers: VecDeque::new(),
            closed: false,
        }
    }

    /// How many values fit.
    pub fn capacity(&self) -> usize {
        self.capacity
    }

    /// How many values are in it.
    pub fn len(&self) -> usize {
        self.values.len()
    }

    /// True when no value is in it.
    pub fn is_empty(&self) -> bool {
        self.values.is_empty()
    }

    /// True when no other value fits.
    pub fn is_full(&self) -> bool {
        self.values.len() >= self.capacity
    }

    /// True once it has been closed.
    pub fn is_closed(&self) -> bool {
        self.closed
    }

    /// How many wait for room.
    pub fn senders(&self) -> usize {
        self.senders.len()
    }

    /// How many wait for a value.
    pub fn receivers(&self) -> usize {
        self.receivers.len()
    }

    /// Every value that the channel owns, those of waiting senders included.
    pub fn values(&self) -> impl Iterator<Item = &T> {
        self.values.iter().chain(self.senders.iter().map(|sender| &sender.1))
    }

    /// Appends a value if there is room. Then [`Channel::next_receiver`] says whom to wake.
    pub fn try_push(&mut self, value: T) -> Result<(), TryPushError<T>> {
        if self.closed {
            return Err(TryPushError::Closed(value));
        }
        if self.is_full() {
            return Err(TryPushError::Full(value));
        }
        self.values.push_back(value);
        Ok(())
    }

    /// Takes the oldest value if there is one. A waiting sender's value moves up into the room; that sender is
    /// returned, to be woken.
    pub fn try_pop(&mut self) -> Result<(T, Option<W>), TryPopError> {
        let Some(value) = self.values.pop_front() else {
            return Err(if self.closed { TryPopError::Closed } else { TryPopError::Empty });
        };
        if self.closed {
            return Ok((value, None));
        }
        let sender = self.senders.pop_front().map(|(waker, next)| {
            self.values.push_back(next);
            waker
        });
        Ok((value, sender))
    }

    /// Lets `waker` wait for room for `value`, which [`Channel::try_push`] found no room for.
    pub fn wait_to_push(&mut self, waker: W, value: T) {
        debug_assert!(!self.closed && self.is_full(), "a sender waits only for room");
        self.senders.push_back((waker, value));
    }

    /// Lets `waker` wait for a value, which [`Channel::try_pop`] did not find.
    pub fn wait_to_pop(&mut self, waker: W) {
        debug_assert!(!self.closed && self.is_empty(), "a receiver waits only for a value");
        self.receivers.push_back(waker);
    }

    /// The receiver to wake for a value that was just pushed. If that one is gone, ask again.
    pub fn next_receiver(&mut self) -> Option<W> {
        if self.values.is_empty() { None } else { self.receivers.pop_front() }
    }

    /// What a sender does first when it runs again. `None`: its value was accepted, however it was woken.
    /// Otherwise it was not, and comes back.
    pub fn withdraw(&mut self, waker: W) -> Option<T> {
        let at = self.senders.iter().position(|sender| sender.0 == waker)?;
        self.senders.remove(at).map(|sender| sender.1)
    }

    /// What a receiver does first when it runs again and was not woken for a value.
    pub fn leave(&mut self, waker: W) {
        if let Some(at) = self.receivers.iter().position(|&receiver| receiver == waker) {
            self.receivers.remove(at);
        }
    }

    /// Closes the channel and returns whom to wake, in this order; `None` when it was closed before.
    pub fn close(&mut self) -> Option<Vec<W>> {
        if self.closed {
            return None;
        }
        self.closed = true;
        let senders = self.senders.iter().map(|sender| sender.0);
        Some(senders.chain(self.receivers.drain(..)).collect())
    }
}
