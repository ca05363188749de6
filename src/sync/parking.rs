//! The structures of this layer for coroutines: what suspends and wakes.
//!
//! Invariants:
//! - no structure is borrowed while a coroutine is woken or parked: the other side uses it meanwhile;
//! - a hand-off through a channel, a wait group or a barrier runs the one that is woken at once, on top of the
//!   caller (Swoole's order); a lock that is handed on runs its new holder when the loop comes to it;
//! - every wait ends with one of the three outcomes of [`Wake`], and the waiter is in no structure then.
//!
//! What may wait is called in a coroutine, where [`coroutine::can_park`] holds.

use std::cell::RefCell;

use super::barrier::Barrier;
use super::barrier::BarrierInUse;
use super::channel::Channel;
use super::channel::TryPopError;
use super::channel::TryPushError;
use super::lock::Lock;
use super::wait_group::WaitGroup;
use super::wait_group::WaitGroupMisuse;
use crate::coroutine;
use crate::coroutine::Current;
use crate::coroutine::Nanos;
use crate::coroutine::WaitReason;
use crate::coroutine::Wake;
use crate::coroutine::Waker;

/// Why a value was not sent; it comes back.
#[derive(Debug, PartialEq, Eq)]
pub enum SendError<T> {
    /// The channel is closed.
    Closed(T),
    /// There was no room until the deadline.
    TimedOut(T),
    /// The wait was cancelled.
    Cancelled(T),
}

/// Why no value was received.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReceiveError {
    /// The channel is closed, and nothing is left in it.
    Closed,
    /// There was no value until the deadline.
    TimedOut,
    /// The wait was cancelled.
    Cancelled,
}

/// Pushes a value; waits for room until the deadline. `here` is the caller, `id` names the channel in reports.
pub fn push<T>(
    here: Current,
    channel: &RefCell<Channel<T, Waker>>,
    id: u32,
    value: T,
    deadline: Option<Nanos>,
) -> Result<(), SendError<T>> {
    let pushed = channel.borrow_mut().try_push(value);
    let value = match pushed {
        Ok(()) => {
            wake_receiver(here, channel);
            return Ok(());
        }
        Err(TryPushError::Closed(value)) => return Err(SendError::Closed(value)),
        Err(TryPushError::Full(value)) => value,
    };
    let waker = here.waker();
    channel.borrow_mut().wait_to_push(waker, value);
    let wake = here.park(WaitReason::ChannelPush(id, capacity(channel)), deadline);
    // Woken by a receiver that made room and took the value in: nothing to look for among the other senders.
    if wake == Wake::Ready && !channel.borrow().is_closed() {
        return Ok(());
    }
    // Whatever else ended the wait: if the value is gone, a receiver has made room for it.
    let rest = channel.borrow_mut().withdraw(waker);
    match (rest, wake) {
        (None, _) => Ok(()),
        (Some(value), Wake::Ready) => Err(SendError::Closed(value)),
        (Some(value), Wake::TimedOut) => Err(SendError::TimedOut(value)),
        (Some(value), Wake::Cancelled) => Err(SendError::Cancelled(value)),
    }
}

/// Pops a value; waits for one until the deadline. `here` is the caller, `id` names the channel in reports.
pub fn pop<T>(
    here: Current,
    channel: &RefCell<Channel<T, Waker>>,
    id: u32,
    deadline: Option<Nanos>,
) -> Result<T, ReceiveError> {
    loop {
        let popped = channel.borrow_mut().try_pop();
        match popped {
            Ok((value, sender)) => {
                sender.map(|sender| here.wake_now(sender, Wake::Ready));
                return Ok(value);
            }
            Err(TryPopError::Closed) => return Err(ReceiveError::Closed),
            Err(TryPopError::Empty) => {}
        }
        let waker = here.waker();
        channel.borrow_mut().wait_to_pop(waker);
        let wake = here.park(WaitReason::ChannelPop(id, capacity(channel)), deadline);
        if wake == Wake::Ready {
            // Taken out by whoever woke it.
            continue;
        }
        channel.borrow_mut().leave(waker);
        return Err(if wake == Wake::TimedOut { ReceiveError::TimedOut } else { ReceiveError::Cancelled });
    }
}

/// Closes a channel and runs all who wait, senders first. False when it was closed before.
pub fn close<T>(channel: &RefCell<Channel<T, Waker>>) -> bool {
    let wakers = channel.borrow_mut().close();
    for &waker in wakers.iter().flatten() {
        coroutine::wake_now(waker, Wake::Ready);
    }
    wakers.is_some()
}

/// Runs the first receiver that still waits, for the value that was just pushed.
fn wake_receiver<T>(here: Current, channel: &RefCell<Channel<T, Waker>>) {
    loop {
        let receiver = channel.borrow_mut().next_receiver();
        if receiver.is_none_or(|receiver| here.wake_now(receiver, Wake::Ready)) {
            return;
        }
    }
}

fn capacity<T>(channel: &RefCell<Channel<T, Waker>>) -> u32 {
    u32::try_from(channel.borrow().capacity()).unwrap_or(u32::MAX)
}

/// One thing of a wait group is done; with the last one, runs who waits.
pub fn done(group: &RefCell<WaitGroup<Waker>>) -> Result<(), WaitGroupMisuse> {
    let waiter = group.borrow_mut().done()?;
    waiter.map(|waiter| coroutine::wake_now(waiter, Wake::Ready));
    Ok(())
}

/// Waits until all of a wait group is done, or the deadline.
pub fn wait(group: &RefCell<WaitGroup<Waker>>, deadline: Option<Nanos>) -> Result<Wake, WaitGroupMisuse> {
    if group.borrow_mut().begin_wait(coroutine::waker())? {
        return Ok(Wake::Ready);
    }
    let count = u32::try_from(group.borrow().count()).unwrap_or(u32::MAX);
    let wake = coroutine::park(WaitReason::WaitGroup(count), deadline);
    group.borrow_mut().end_wait();
    Ok(wake)
}

/// Takes a lock for the coroutine `owner`, the running one; waits while another holds it. It is taken when the
/// outcome is [`Wake::Ready`].
pub fn lock(lock: &RefCell<Lock<i64, Waker>>, owner: i64) -> Wake {
    if lock.borrow_mut().try_lock(owner) {
        return Wake::Ready;
    }
    let waker = coroutine::waker();
    lock.borrow_mut().wait(waker, owner);
    let wake = coroutine::park(WaitReason::Lock, None);
    lock.borrow_mut().leave(waker);
    wake
}

/// Frees a lock or hands it to the first who still waits.
pub fn unlock(lock: &RefCell<Lock<i64, Waker>>) {
    loop {
        let next = lock.borrow_mut().unlock();
        if next.is_none_or(coroutine::wake) {
            return;
        }
    }
}

/// Gives up the caller's reference with `let_go`, then waits until all others are gone, or the deadline.
pub fn wait_for_all(
    barrier: &RefCell<Barrier<Waker>>,
    let_go: impl FnOnce(),
    deadline: Option<Nanos>,
) -> Result<Wake, BarrierInUse> {
    barrier.borrow_mut().begin_wait(coroutine::waker())?;
    let_go();
    if barrier.borrow().is_released() {
        return Ok(Wake::Ready);
    }
    let wake = coroutine::park(WaitReason::Barrier, deadline);
    barrier.borrow_mut().release();
    Ok(wake)
}

/// The last reference to a barrier is gone: runs who waits.
pub fn release(barrier: &RefCell<Barrier<Waker>>) {
    let waiter = barrier.borrow_mut().release();
    waiter.map(|waiter| coroutine::wake_now(waiter, Wake::Ready));
}
