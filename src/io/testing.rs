//! A loop for tests: the smallest that can be.

use crate::coroutine;
use crate::io::LoopEvent;
use crate::io::poll_once;
use crate::sys::clock;
use std::cell::RefCell;
use std::rc::Rc;
use std::time::Duration;

/// What coroutines have said, in order.
pub type Log<T> = Rc<RefCell<Vec<T>>>;

/// Runs the loop until no coroutine is left.
pub fn run() {
    let mut events = Vec::new();
    while coroutine::count() > 0 {
        turn(&mut events);
    }
}

fn turn(events: &mut Vec<LoopEvent>) {
    coroutine::run_ready();
    let now = clock::now();
    let sleep = match coroutine::next_deadline() {
        _ if coroutine::has_ready() => Some(Duration::ZERO),
        Some(deadline) => Some(Duration::from_nanos(deadline.saturating_sub(now))),
        None => Some(Duration::from_secs(5)),
    };
    if coroutine::count() > 0 {
        poll_once(sleep, events).expect("epoll works");
    }
    coroutine::expire(clock::now(), &mut |_| {});
}

/// Starts a coroutine.
pub fn go(body: impl FnOnce() + 'static) -> i64 {
    coroutine::spawn(body).expect("memory for a stack")
}

/// A log, and the way to write it.
pub fn logged<T: 'static>() -> (Log<T>, impl Fn(T) + Clone) {
    let log = Log::<T>::default();
    let writer = Rc::clone(&log);
    (log, move |line| writer.borrow_mut().push(line))
}
