//! The loop: the order in which things happen in one turn.
//!
//! ```text
//! before_wait ─ kernel ─ coroutines that became ready ─ watched descriptors ─ timers ─ end_of_turn ─ stay or go
//! ```
//!
//! This is the order of Swoole's reactor. The loop runs on the thread's own stack and never waits in the kernel while a
//! coroutine is ready. It ends when nothing can happen any more, or when the owner says that it must.

use std::time::Duration;

use crate::coroutine;
use crate::io::LoopEvent;
use crate::io::is_busy;
use crate::io::poll_once;
use crate::sys::clock;

/// A wait longer than this is time enough to give idle memory back.
const IDLE: Duration = Duration::from_millis(200);

/// What runs on the loop besides coroutines.
pub trait Owner {
    /// A turn begins.
    fn before_wait(&mut self);
    /// A watched descriptor has news.
    fn watched(&mut self, event: LoopEvent);
    /// Whether this is the first turn of a loop: timers rest in it. Swoole's do, and it shows: what is called once a
    /// turn is called once before the first timer fires.
    fn is_first_turn(&mut self) -> bool;
    /// A timer of the owner's is due.
    fn timer(&mut self, id: u64);
    /// A signal came.
    fn interrupted(&mut self);
    /// The turn ends: what was put off until now.
    fn end_of_turn(&mut self);
    /// Whether something was put off until the end of the next turn.
    fn has_deferred(&self) -> bool;
    /// Whether the loop may end although nothing is left to do.
    fn may_exit(&mut self) -> bool;
    /// Whether the loop must end now.
    fn must_exit(&self) -> bool;
}

/// Runs until nothing can happen any more.
pub fn run(owner: &mut dyn Owner) -> std::io::Result<()> {
    if nothing_left(owner) && owner.may_exit() {
        return Ok(());
    }
    while turn(owner)? {}
    Ok(())
}

/// Runs one turn. False when the loop is over.
pub fn turn(owner: &mut dyn Owner) -> std::io::Result<bool> {
    let mut events = Vec::new();
    owner.before_wait();

    // Wait for the kernel, unless somebody has something to do.
    let timeout = timeout(owner);
    if timeout.is_none_or(|timeout| timeout > IDLE) {
        coroutine::trim_stacks();
    }
    let polled = poll_once(timeout, &mut events)?;
    if polled.interrupted {
        owner.interrupted();
    }

    // Those who waited for descriptors and threads.
    coroutine::run_ready();
    for event in events {
        if !coroutine::is_halted() {
            owner.watched(event);
        }
    }

    // Then time.
    if !coroutine::is_halted() && !owner.is_first_turn() {
        coroutine::expire(clock::now(), &mut |id| owner.timer(id));
    }
    if !coroutine::is_halted() {
        owner.end_of_turn();
    }

    if coroutine::is_halted() || owner.must_exit() {
        return Ok(false);
    }
    Ok(!(nothing_left(owner) && owner.may_exit()))
}

fn nothing_left(owner: &dyn Owner) -> bool {
    !coroutine::has_ready() && coroutine::timers() == 0 && !owner.has_deferred() && !is_busy()
}

fn timeout(owner: &dyn Owner) -> Option<Duration> {
    if coroutine::has_ready() || owner.has_deferred() {
        return Some(Duration::ZERO);
    }
    let deadline = coroutine::next_deadline()?;
    Some(Duration::from_nanos(deadline.saturating_sub(clock::now())))
}
