//! After a fork.
//!
//! As with threads, the child has the one coroutine that forked, and those that wait for it to return: the others, the
//! timers and the watched descriptors are the parent's. They are not ended but forgotten, so that no `finally` block
//! and no destructor of theirs does the parent's work twice.

use super::class::timer;
use super::class::watched;
use super::event_loop;
use super::hooks;
use super::preempt;
use super::watchdog;
use crate::coroutine;

/// Makes a child of this process, in which nothing has run yet, fit to go on.
pub fn in_child() {
    preempt::in_child();
    watchdog::in_child();
    coroutine::forget_others();
    timer::forget();
    watched::forget();
    event_loop::forget_deferred();
    // Hooks pass everything through in a child, until a loop is there: this one goes on with its parent's.
    if event_loop::is_running() {
        hooks::activate();
    }
}
