//! `Swoole\Coroutine::setTimeLimit`: one limit a coroutine, which ends with it.

use std::cell::Cell;
use std::cell::RefCell;
use std::collections::BTreeMap;

use crate::coroutine;
use crate::coroutine::Nanos;
use crate::php::class::timer::Due;
use crate::timer::TimerKey;

struct Limits {
    by_coroutine: RefCell<BTreeMap<i64, TimerKey>>,
    /// Its length: all that a coroutine without a limit looks at when it ends.
    count: Cell<usize>,
}

thread_local! {
    static LIMITS: Limits = const { Limits { by_coroutine: RefCell::new(BTreeMap::new()), count: Cell::new(0) } };
}

/// Throws a `TimeoutException` into a coroutine at `deadline`; replaces an earlier limit.
pub fn set(id: i64, deadline: Nanos) {
    let key = coroutine::add_timer(deadline, Due::Limit(id).number());
    LIMITS.with(|limits| {
        let mut by_coroutine = limits.by_coroutine.borrow_mut();
        by_coroutine.insert(id, key).map(coroutine::cancel_timer);
        limits.count.set(by_coroutine.len());
    });
}

/// The running coroutine ends.
pub fn end() {
    if LIMITS.with(|limits| limits.count.get()) > 0 {
        let id = coroutine::current_id();
        id.into_iter().for_each(forget);
    }
}

/// The limit of a coroutine has come, or is not needed any more.
pub fn forget(id: i64) {
    LIMITS.with(|limits| {
        let mut by_coroutine = limits.by_coroutine.borrow_mut();
        by_coroutine.remove(&id).map(coroutine::cancel_timer);
        limits.count.set(by_coroutine.len());
    });
}

/// In a forked child: limits of coroutines that are not there any more.
pub fn forget_others() {
    let all: Vec<i64> = LIMITS.with(|limits| limits.by_coroutine.borrow().keys().copied().collect());
    all.into_iter().filter(|&id| coroutine::state_of(id).is_none()).for_each(forget);
}

/// Takes all limits back.
pub fn request_shutdown() {
    LIMITS.with(|limits| {
        limits.count.set(0);
        limits.by_coroutine.take().into_values().for_each(|key| {
            coroutine::cancel_timer(key);
        });
    });
}
