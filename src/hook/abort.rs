//! What a cancelled wait leaves behind, so that drivers unwind by themselves.
//!
//! Invariant: a coroutine whose last wait was cancelled, and was for descriptors, finds those descriptors
//! broken: `poll` says "ready, error", everything else ECONNABORTED, also where the descriptor does not
//! block. The next wait that is not cancelled ends this; other descriptors are never touched, nor is one
//! that has got the number of a broken one.
//!
//! A plain error from `poll` alone would not do: TLS streams loop to their timeout on it.

use crate::coroutine;
use std::cell::RefCell;
use std::os::fd::RawFd;

/// One cancelled wait.
struct Aborted {
    coroutine: i64,
    fds: Vec<RawFd>,
}

thread_local! {
    /// Short: cancelled coroutines end soon.
    static ABORTED: RefCell<Vec<Aborted>> = const { RefCell::new(Vec::new()) };
    /// Coroutines whose waits for several descriptors are waits for news, not for an answer.
    static SPARING: RefCell<Vec<i64>> = const { RefCell::new(Vec::new()) };
}

/// From now on, or no longer: when a `poll` of the running coroutine is cancelled, there is nothing new, and nothing is broken.
pub fn spare(on: bool) {
    let Some(coroutine) = coroutine::current_id() else { return };
    SPARING.with_borrow_mut(|list| {
        list.retain(|one| *one != coroutine && coroutine::state_of(*one).is_some());
        if on {
            list.push(coroutine);
        }
    });
}

/// Whether the running coroutine's cancelled wait breaks nothing; then what was noted of it is forgotten.
#[cold]
pub fn is_spared() -> bool {
    let Some(coroutine) = coroutine::current_id() else { return false };
    let spared = SPARING.with_borrow(|list| list.contains(&coroutine));
    if spared {
        ABORTED.with_borrow_mut(|list| list.retain(|one| one.coroutine != coroutine));
    }
    spared
}

/// Notes that the running coroutine's wait for these descriptors was cancelled.
#[cold]
pub fn note(fds: impl IntoIterator<Item = RawFd>) {
    let Some(coroutine) = coroutine::current_id() else { return };
    let fds = fds.into_iter().collect();
    ABORTED.with_borrow_mut(|list| {
        list.retain(|one| one.coroutine != coroutine && coroutine::state_of(one.coroutine).is_some());
        list.push(Aborted { coroutine, fds });
    });
}

/// Forgets about `fd`, which ends or begins here.
#[inline]
pub fn forget(fd: RawFd) {
    ABORTED.with_borrow_mut(|list| {
        for one in list {
            one.fds.retain(|aborted| *aborted != fd);
        }
    });
}

/// Whether `fd` is broken for the running coroutine.
#[inline]
pub fn is_broken(fd: RawFd) -> bool {
    coroutine::last_wait_was_cancelled() && is_noted(fd)
}

#[cold]
fn is_noted(fd: RawFd) -> bool {
    let coroutine = coroutine::current_id();
    ABORTED.with_borrow(|list| list.iter().any(|one| Some(one.coroutine) == coroutine && one.fds.contains(&fd)))
}
