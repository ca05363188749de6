//! The structures used by coroutines.

use std::cell::RefCell;
use std::rc::Rc;

use super::Barrier;
use super::Channel;
use super::Lock;
use super::WaitGroup;
use super::parking;
use super::parking::ReceiveError;
use super::parking::SendError;
use crate::coroutine;
use crate::coroutine::Wake;
use crate::coroutine::Waker;

type Log = Rc<RefCell<Vec<String>>>;

fn say(log: &Log, line: impl std::fmt::Debug) {
    log.borrow_mut().push(format!("{line:?}"));
}

/// Starts a coroutine with its own handles of what it shares.
fn go<S: Clone + 'static>(shared: &S, body: impl FnOnce(S) + 'static) -> i64 {
    let shared = shared.clone();
    coroutine::spawn(move || body(shared)).expect("memory for a stack")
}

fn here() -> coroutine::Current {
    coroutine::current().expect("in a coroutine")
}

fn channel<T>(capacity: usize) -> Rc<RefCell<Channel<T, Waker>>> {
    Rc::new(RefCell::new(Channel::new(capacity)))
}

#[test]
fn a_pushed_value_runs_the_receiver_at_once() {
    let (log, shared) = (Log::default(), channel(1));
    for name in ["first", "second"] {
        go(&(log.clone(), shared.clone()), move |(log, channel)| {
            say(&log, (name, parking::pop(here(), &channel, 1, None)));
        });
    }
    go(&(log.clone(), shared), |(log, channel)| {
        for value in [1, 2, 3] {
            assert_eq!(parking::push(here(), &channel, 1, value, None), Ok(()));
            say(&log, value);
        }
    });
    assert_eq!(*log.borrow(), ["(\"first\", Ok(1))", "1", "(\"second\", Ok(2))", "2", "3"]);
    assert_eq!(coroutine::count(), 0);
}

#[test]
fn a_pop_runs_the_sender_it_makes_room_for() {
    let (log, shared) = (Log::default(), channel(1));
    go(&(log.clone(), shared.clone()), |(log, channel)| {
        for value in [1, 2, 3] {
            assert_eq!(parking::push(here(), &channel, 1, value, None), Ok(()));
            say(&log, ("pushed", value));
        }
    });
    go(&(log.clone(), shared), |(log, channel)| {
        for _ in 0..3 {
            say(&log, parking::pop(here(), &channel, 1, None));
        }
    });
    let expected = ["(\"pushed\", 1)", "(\"pushed\", 2)", "Ok(1)", "(\"pushed\", 3)", "Ok(2)", "Ok(3)"];
    assert_eq!(*log.borrow(), expected);
}

#[test]
fn a_wait_for_room_or_a_value_ends_three_ways_and_gives_the_value_back() {
    let soon = crate::sys::clock::now() + 1_000_000;
    let (log, empty, full) = (Log::default(), channel::<i32>(1), channel(1));
    full.borrow_mut().try_push(0).expect("room");
    let mut cancelled = Vec::new();
    for deadline in [Some(soon), None, None] {
        cancelled.push(go(&(log.clone(), empty.clone()), move |(log, channel)| {
            say(&log, parking::pop(here(), &channel, 1, deadline));
        }));
        cancelled.push(go(&(log.clone(), full.clone()), move |(log, channel)| {
            say(&log, parking::push(here(), &channel, 2, 7, deadline));
        }));
    }
    coroutine::expire(soon + 1_000_000, &mut |_| unreachable!("no timer of ours"));
    coroutine::run_ready();
    assert!(coroutine::cancel(cancelled[2]) && coroutine::cancel(cancelled[3]));
    assert!(parking::close(&empty) && parking::close(&full));
    let errors = [
        format!("{:?}", Err::<i32, _>(ReceiveError::TimedOut)),
        format!("{:?}", Err::<(), _>(SendError::TimedOut(7))),
        format!("{:?}", Err::<i32, _>(ReceiveError::Cancelled)),
        format!("{:?}", Err::<(), _>(SendError::Cancelled(7))),
        format!("{:?}", Err::<i32, _>(ReceiveError::Closed)),
        format!("{:?}", Err::<(), _>(SendError::Closed(7))),
    ];
    assert_eq!(*log.borrow(), errors);
    assert_eq!(full.borrow().len(), 1, "what was accepted is still there");
}

#[test]
fn the_last_done_runs_the_waiter_of_a_group() {
    let (log, group) = (Log::default(), Rc::new(RefCell::new(WaitGroup::default())));
    group.borrow_mut().add(2).expect("nobody waits");
    go(&(log.clone(), group.clone()), |(log, group)| say(&log, parking::wait(&group, None)));
    assert_eq!(parking::done(&group), Ok(()));
    assert!(log.borrow().is_empty());
    assert_eq!(parking::done(&group), Ok(()));
    assert_eq!(*log.borrow(), ["Ok(Ready)"]);
    assert!(parking::done(&group).is_err());
}

#[test]
fn a_lock_is_handed_on_in_order_and_past_those_who_gave_up() {
    let (log, lock) = (Log::default(), Rc::new(RefCell::new(Lock::default())));
    assert!(lock.borrow_mut().try_lock(0));
    let waiters: Vec<i64> = (0..3)
        .map(|number| {
            go(&(log.clone(), lock.clone()), move |(log, lock)| {
                let id = coroutine::current_id().expect("in a coroutine");
                say(&log, (number, parking::lock(&lock, id)));
                parking::unlock(&lock);
            })
        })
        .collect();
    assert!(coroutine::cancel(waiters[1]));
    parking::unlock(&lock);
    assert_eq!(log.borrow().len(), 1, "the next holder runs when the loop comes to it");
    coroutine::run_ready();
    coroutine::run_ready();
    assert_eq!(*log.borrow(), ["(1, Cancelled)", "(0, Ready)", "(2, Ready)"]);
    assert_eq!(lock.borrow().holder(), None);
}

#[test]
fn a_barrier_waits_for_the_last_reference_but_not_for_its_own() {
    let (log, barrier) = (Log::default(), Rc::new(RefCell::new(Barrier::default())));
    go(&(log.clone(), barrier.clone()), |(log, barrier)| {
        say(&log, parking::wait_for_all(&barrier, || (), None));
    });
    assert!(log.borrow().is_empty());
    parking::release(&barrier);
    assert_eq!(*log.borrow(), ["Ok(Ready)"]);

    let barrier = Rc::new(RefCell::new(Barrier::default()));
    go(&(log.clone(), barrier), |(log, barrier)| {
        let own = barrier.clone();
        say(&log, parking::wait_for_all(&barrier, move || parking::release(&own), None));
    });
    assert_eq!(*log.borrow(), ["Ok(Ready)", format!("{:?}", Ok::<_, ()>(Wake::Ready)).as_str()]);
}
