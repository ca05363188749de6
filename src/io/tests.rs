//! The layer with real coroutines, over socket pairs.

use super::*;
use crate::coroutine;
use crate::coroutine::WaitReason;
use crate::coroutine::Wake;
use crate::io::testing::go;
use crate::io::testing::logged;
use crate::io::testing::run;
use crate::sys::clock;
use std::io::Read;
use std::io::Write;
use std::os::fd::AsRawFd;
use std::os::unix::net::UnixStream;
use std::time::Duration;

fn pair() -> (UnixStream, UnixStream) {
    UnixStream::pair().expect("socketpair works")
}

#[test]
fn a_reader_waits_until_there_is_something_to_read() {
    let (log, say) = logged();
    let (mut here, mut there) = pair();
    let reader = say.clone();
    go(move || {
        assert_eq!(wait_fd(here.as_raw_fd(), Interest::READ, None).ok(), Some(Wake::Ready));
        let mut byte = [0];
        here.read_exact(&mut byte).expect("a byte is there");
        reader(byte[0]);
    });
    go(move || {
        say(1);
        there.write_all(&[2]).expect("room for a byte");
    });
    run();
    assert_eq!(*log.borrow(), [1, 2]);
}

#[test]
fn a_wait_ends_at_its_deadline() {
    let (log, say) = logged();
    let (here, there) = pair();
    go(move || {
        let deadline = clock::after(Duration::from_millis(5));
        let wake = wait_fd(here.as_raw_fd(), Interest::READ, Some(deadline));
        say((wake.ok(), clock::now() >= deadline));
        drop(there);
    });
    run();
    assert_eq!(*log.borrow(), [(Some(Wake::TimedOut), true)]);
}

#[test]
fn a_second_reader_is_told_who_was_first() {
    let (log, say) = logged();
    let (here, there) = pair();
    let fd = here.as_raw_fd();
    let first = go(move || {
        let _ = wait_fd(fd, Interest::READ, None);
        drop(here);
    });
    let second = go(move || {
        let error = wait_fd(fd, Interest::READ, None).expect_err("the first one waits");
        say(Conflict::of(&error));
        drop(there);
    });
    run();
    let conflict = Conflict { fd, writing: false, holder: first, asker: second };
    assert_eq!(*log.borrow(), [Some(conflict)]);
}

#[test]
fn a_reader_and_a_writer_share_a_descriptor() {
    let (log, say) = logged();
    let (here, mut there) = pair();
    let fd = here.as_raw_fd();
    here.set_nonblocking(true).expect("a socket");
    while (&here).write(&[0; 65536]).is_ok() {}
    for (interest, name) in [(Interest::READ, "read"), (Interest::WRITE, "write")] {
        let say = say.clone();
        go(move || say((name, wait_fd(fd, interest, None).ok())));
    }
    go(move || {
        there.write_all(b"x").expect("room for a byte");
        let mut all = vec![0; 1 << 22];
        let _ = there.read(&mut all);
        let _ = sleep(clock::after(Duration::from_millis(1)));
        while there.set_nonblocking(true).is_ok() && there.read(&mut all).is_ok_and(|n| n > 0) {}
        let _ = sleep(clock::after(Duration::from_millis(5)));
    });
    run();
    drop(here);
    assert_eq!(*log.borrow(), [("read", Some(Wake::Ready)), ("write", Some(Wake::Ready))]);
}

#[test]
fn a_seen_close_wakes_the_waiter_with_ebadf_even_if_the_number_lives_on() {
    let (log, say) = logged();
    let (here, _there) = pair();
    let fd = here.as_raw_fd();
    go(move || say(wait_fd(fd, Interest::READ, None).map_err(|error| error.raw_os_error())));
    closed(fd);
    run();
    drop(here);
    assert_eq!(*log.borrow(), [Err(Some(libc::EBADF))]);
}

#[test]
fn a_cancelled_wait_leaves_the_place_free() {
    let (log, say) = logged();
    let (here, mut there) = pair();
    let fd = here.as_raw_fd();
    let first = say.clone();
    let waiting = go(move || first(wait_fd(fd, Interest::READ, None).ok()));
    assert!(coroutine::cancel(waiting));
    go(move || say(wait_fd(fd, Interest::READ, None).ok()));
    there.write_all(b"x").expect("room for a byte");
    run();
    drop(here);
    assert_eq!(*log.borrow(), [Some(Wake::Cancelled), Some(Wake::Ready)]);
}

#[test]
fn a_wait_for_several_ends_with_the_first() {
    let (log, say) = logged();
    let (a, _a) = pair();
    let (b, mut b_peer) = pair();
    go(move || {
        let fds = [(a.as_raw_fd(), Interest::READ), (b.as_raw_fd(), Interest::READ)];
        say(wait_fds(WaitReason::Poll { fds: 2 }, fds.into_iter(), None).ok());
        // Both places are free again.
        let soon = Some(clock::after(Duration::from_millis(1)));
        say(wait_fd(a.as_raw_fd(), Interest::READ, soon).ok());
    });
    b_peer.write_all(b"x").expect("room for a byte");
    run();
    assert_eq!(*log.borrow(), [Some(Wake::Ready), Some(Wake::TimedOut)]);
}

#[test]
fn one_descriptor_may_stand_twice_in_a_poll() {
    let (log, say) = logged();
    let (here, mut there) = pair();
    go(move || {
        let fd = here.as_raw_fd();
        let twice = [(fd, Interest::READ), (fd, Interest::PRIORITY)];
        say(wait_fds(WaitReason::Poll { fds: 2 }, twice.into_iter(), None).ok());
    });
    there.write_all(b"x").expect("room for a byte");
    run();
    assert_eq!(*log.borrow(), [Some(Wake::Ready)]);
}

#[test]
fn a_regular_file_never_keeps_anybody_waiting() {
    let (log, say) = logged();
    go(move || {
        let file = std::fs::File::open("/proc/self/exe").expect("exists");
        say(wait_fd(file.as_raw_fd(), Interest::READ, None).ok());
    });
    assert_eq!(*log.borrow(), [Some(Wake::Ready)]);
}

#[test]
fn a_watch_is_told_in_every_step_until_its_bytes_are_taken() {
    let (mut here, mut there) = pair();
    let fd = here.as_raw_fd();
    watch::add(fd, Some(7), None).expect("epoll takes sockets");
    assert_eq!(watch::add(fd, Some(8), None).map_err(|e| e.raw_os_error()), Err(Some(libc::EEXIST)));
    let step = || {
        let mut events = Vec::new();
        poll_once(Some(Duration::ZERO), &mut events).expect("epoll works");
        events
    };
    let told = [LoopEvent::Watch { fd, readable: Some(7), writable: None, error: false }];
    assert_eq!(step(), []);
    there.write_all(b"x").expect("room for a byte");
    assert_eq!(step(), told);
    assert_eq!(step(), told);
    here.read_exact(&mut [0]).expect("a byte is there");
    assert_eq!(step(), []);
    assert_eq!((watch::count(), watch::remove(fd), watch::count()), (1, Some((Some(7), None)), 0));
    there.write_all(b"x").expect("room for a byte");
    assert_eq!(step(), []);
}

#[test]
fn a_watch_of_a_regular_file_is_refused() {
    let file = std::fs::File::open("/proc/self/exe").expect("exists");
    let refused = watch::add(file.as_raw_fd(), Some(1), None);
    assert_eq!(refused.map_err(|e| e.raw_os_error()), Err(Some(libc::EPERM)));
    assert_eq!(watch::count(), 0);
}

#[test]
fn a_job_runs_elsewhere_while_others_go_on() {
    let (log, say) = logged();
    let here = std::thread::current().id();
    let first = say.clone();
    go(move || {
        let elsewhere = blocking::run("test", None, move || std::thread::current().id() != here);
        first(elsewhere);
    });
    go(move || say(Outcome::Done(false)));
    run();
    assert_eq!(*log.borrow(), [Outcome::Done(false), Outcome::Done(true)]);
}

#[test]
fn a_job_outlives_the_one_who_asked() {
    let (log, say) = logged();
    let (ended, end) = std::sync::mpsc::channel();
    let asker = go(move || {
        say(blocking::run("test", None, move || ended.send(())));
    });
    assert!(coroutine::cancel(asker));
    assert_eq!(end.recv(), Ok(()));
    assert_eq!(*log.borrow(), [Outcome::Cancelled]);
}

#[test]
fn outside_coroutines_a_job_runs_inline() {
    let here = std::thread::current().id();
    assert_eq!(blocking::run("test", None, move || std::thread::current().id() == here), Outcome::Done(true));
}

#[test]
fn more_jobs_than_threads_all_end() {
    let (log, say) = logged();
    for number in 0..100 {
        let say = say.clone();
        go(move || say(blocking::run("test", None, move || number)));
    }
    run();
    let sum = log.borrow().iter().map(|outcome| if let Outcome::Done(n) = outcome { *n } else { -1000 }).sum();
    assert_eq!((log.borrow().len(), sum), (100, 4950));
}
