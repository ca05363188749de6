use std::cell::RefCell;
use std::rc::Rc;

use super::*;

type Log = Rc<RefCell<Vec<String>>>;

fn log() -> (Log, impl Fn(&str) + Clone + 'static) {
    let log = Log::default();
    let writer = log.clone();
    (log, move |line: &str| writer.borrow_mut().push(line.to_string()))
}

#[test]
fn a_coroutine_runs_at_once_until_its_first_park() {
    let (log, say) = log();
    let inner = say.clone();
    let id = spawn(move || {
        inner("first");
        assert_eq!(park(WaitReason::Yield, None), Wake::Ready);
        inner("third");
    })
    .expect("memory");
    say("second");
    assert_eq!(resume(id), Resumed::Yes);
    assert_eq!(*log.borrow(), ["first", "second", "third"]);
    assert_eq!(resume(id), Resumed::NotWaiting);
    assert_eq!(count(), 0);
}

#[test]
fn a_nested_coroutine_goes_back_to_its_resumer_when_it_parks() {
    let (log, say) = log();
    spawn(move || {
        let inner = say.clone();
        let child = spawn(move || {
            inner("child");
            park(WaitReason::Yield, None);
            inner("child again");
        })
        .expect("memory");
        say("parent");
        resume(child);
        say("parent again");
    })
    .expect("memory");
    assert_eq!(*log.borrow(), ["child", "parent", "child again", "parent again"]);
}

#[test]
fn a_stale_waker_wakes_nobody_even_when_the_slot_is_reused() {
    let stale = Rc::new(RefCell::new(None));
    let keep = stale.clone();
    let first = spawn(move || {
        *keep.borrow_mut() = Some(waker());
        park(WaitReason::Sleep, None);
    })
    .expect("memory");
    let waker = stale.borrow().expect("set");
    assert!(cancel(first));
    let second = spawn(|| {
        park(WaitReason::Sleep, None);
    })
    .expect("memory");
    assert!(!wake(waker));
    assert_eq!(state_of(second), Some(State::Waiting));
    assert!(cancel(second));
}

#[test]
fn ready_coroutines_run_first_in_first_out() {
    let (log, say) = log();
    let wakers = Rc::new(RefCell::new(Vec::new()));
    for name in ["a", "b", "c"] {
        let (say, wakers) = (say.clone(), wakers.clone());
        spawn(move || {
            wakers.borrow_mut().push(waker());
            park(WaitReason::Sleep, None);
            say(name);
        })
        .expect("memory");
    }
    for &waker in wakers.borrow().iter() {
        assert!(wake(waker));
        assert!(!wake(waker), "a ready coroutine is not queued twice");
    }
    run_ready();
    assert_eq!(*log.borrow(), ["a", "b", "c"]);
}

#[test]
fn a_deadline_ends_a_wait_and_a_wake_up_removes_the_deadline() {
    let now = clock::now();
    let (log, say) = log();
    let late = say.clone();
    spawn(move || late(&format!("{:?}", park(WaitReason::Sleep, Some(now + 1_000_000))))).expect("memory");
    let id = spawn(move || say(&format!("{:?}", park(WaitReason::Yield, Some(now + 2_000_000))))).expect("memory");
    resume(id);
    assert_eq!(timers(), 1);
    expire(now + 10_000_000, &mut |_| unreachable!("no timer of ours"));
    assert_eq!(*log.borrow(), ["Ready", "TimedOut"]);
}

#[test]
fn a_cancelled_wait_is_remembered_until_the_next_park() {
    let id = spawn(|| {
        assert_eq!(park(WaitReason::Readable(3), None), Wake::Cancelled);
        assert!(is_cancelled());
        park(WaitReason::Yield, None);
        assert!(!is_cancelled());
    })
    .expect("memory");
    assert!(cancel(id));
    assert_eq!(resume(id), Resumed::Yes);
    assert_eq!(count(), 0);
}

#[test]
fn one_that_is_being_ended_is_not_suspended_any_more() {
    let id = spawn(|| {
        park(WaitReason::Yield, None);
        assert_eq!(park(WaitReason::Sleep, None), Wake::Cancelled);
    })
    .expect("memory");
    set_ending(id);
    assert!(cancel(id));
    assert_eq!(count(), 0);
}

#[test]
fn abandoned_coroutines_leave_nothing_behind() {
    let deadline = clock::now() + 3_600_000_000_000;
    for _ in 0..10 {
        spawn(move || {
            park(WaitReason::Sleep, Some(deadline));
        })
        .expect("memory");
    }
    abandon_all();
    assert_eq!((count(), timers()), (0, 0));
    spawn(|| {}).expect("memory");
}

#[test]
fn a_coroutine_that_resumes_another_cannot_be_resumed() {
    spawn(|| {
        let me = current_id().expect("in a coroutine");
        spawn(move || assert_eq!(resume(me), Resumed::NotWaiting)).expect("memory");
    })
    .expect("memory");
}

#[test]
fn a_million_coroutines_reuse_few_stacks() {
    for _ in 0..1_000_000 {
        spawn(|| {}).expect("memory");
    }
    assert_eq!((stats().live, stats().peak), (0, 1));
}
