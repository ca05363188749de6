//! A child process that goes on with PHP: what was its parent's is dropped, without touching what both share.
//!
//! Always true: a fork of ours happens on the thread's own stack, outside of coroutines. In the child nothing of the
//! parent's loop is left: no coroutine, timer, watched descriptor, deferred call or signal handler. What coroutines had on
//! their stacks is not destroyed; the memory goes with the process.
//!
//! PHP's own `pcntl_fork` may be called in a coroutine. As with threads, the child then has that coroutine, and those that
//! wait for it to return, and goes on with the loop; the rest is forgotten as above, so that no `finally` block and no
//! destructor does the parent's work twice.

use super::args::Outcome;
use super::autoload;
use super::class::process::signals;
use super::class::time_limit;
use super::class::timer;
use super::class::watched;
use super::error;
use super::error::code;
use super::event_loop;
use super::ffi;
use super::hooks;
use super::inner_watch;
use super::options;
use super::preempt;
use super::state;
use super::watchdog;
use crate::coroutine;
use crate::io;
use crate::io::blocking;
use crate::sys::spawn;
use crate::sys::spawn::Forked;

/// Throws Swoole's error in a coroutine: its stack cannot be two processes'.
pub fn must_be_outside() -> Outcome {
    match coroutine::current_id() {
        None => Ok(()),
        Some(_) => error::throw_error("must be forked outside the coroutine", code::OPERATION_NOT_SUPPORT),
    }
}

/// Splits the process; on return the child has nothing of its parent's loop.
pub fn fork() -> Outcome<std::io::Result<Forked>> {
    must_be_outside()?;
    let forked = spawn::fork();
    if matches!(forked, Ok(Forked::Child)) {
        forget_parent();
    }
    Ok(forked)
}

/// Goes on in the background. All that waits goes on waiting, for the parent is gone.
pub fn daemon(keep_directory: bool, keep_streams: bool) -> Outcome<std::io::Result<()>> {
    must_be_outside()?;
    let jobs = blocking::stats();
    if jobs.running + jobs.queued > 0 {
        return error::throw_error("can not fork after using async-threads", code::OPERATION_NOT_SUPPORT);
    }
    let parent = std::process::id();
    let result = spawn::daemon(keep_directory, keep_streams);
    if std::process::id() != parent {
        blocking::renew_pool();
        preempt::after_fork();
        watchdog::after_fork();
        child_init();
    }
    Ok(result)
}

/// In a child of PHP's own `pcntl_fork`, in which nothing has run yet.
pub fn forked_by_php() {
    if coroutine::current_id().is_none() && !event_loop::is_running() {
        return forget_parent();
    }
    coroutine::forget_others();
    timer::forget();
    watched::forget();
    signals::remove_all();
    inner_watch::forget();
    event_loop::forget_deferred();
    io::forget_parent();
    preempt::after_fork();
    watchdog::after_fork();
    // Hooks pass everything through in a child until there is a loop: this one goes on with its parent's.
    hooks::activate();
}

fn forget_parent() {
    state::abandon_all();
    time_limit::request_shutdown();
    timer::loop_ended();
    watched::remove_all();
    signals::remove_all();
    inner_watch::forget();
    event_loop::forget();
    io::forget_parent();
    autoload::reset();
    preempt::after_fork();
    watchdog::after_fork();
    options::after_fork();
    child_init();
}

fn child_init() {
    // SAFETY: the C half's contract.
    unsafe { ffi::swirl_child_init() };
}
