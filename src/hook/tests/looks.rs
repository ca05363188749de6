//! A look at a connection (`recv` with `MSG_PEEK | MSG_DONTWAIT`), as PHP takes it before it uses one, just after an answer was
//! read to its end: what this process has done since is always seen.

use super::*;
use std::os::fd::IntoRawFd;

fn look(fd: RawFd) -> Answer {
    recv(fd, &mut [0], libc::MSG_PEEK | libc::MSG_DONTWAIT)
}

/// What a look finds after `then`, which is given the other end.
fn look_after(then: impl FnOnce(UnixStream) + 'static) -> Answer {
    let (log, say) = logged();
    let (here, there) = pair();
    let mut sender = there.try_clone().expect("a descriptor");
    go(move || {
        assert_eq!(recv(here.as_raw_fd(), &mut [0; 8], 0), Ok(1));
        then(there);
        say(look(here.as_raw_fd()));
        io::closed(here.as_raw_fd());
    });
    go(move || sender.write_all(b"x").expect("room"));
    run();
    log.take()[0]
}

#[test]
fn nothing_is_there_when_nothing_was_done() {
    let (kept, keep) = logged();
    assert_eq!(look_after(keep), Err(libc::EAGAIN));
    drop(kept);
}

#[test]
fn an_end_that_was_closed_here_is_seen() {
    let close = |there: UnixStream| {
        // SAFETY: takes no pointer, and the descriptor is nobody else's.
        unsafe { close::close::<PHP>(there.into_raw_fd()) };
    };
    assert_eq!(look_after(close), Ok(0));
}

#[test]
fn an_end_that_was_shut_down_here_is_seen() {
    let shut_down = |there: UnixStream| {
        // SAFETY: takes no pointer.
        unsafe { close::shutdown::<PHP>(there.as_raw_fd(), libc::SHUT_WR) };
    };
    assert_eq!(look_after(shut_down), Ok(0));
}

#[test]
fn what_was_sent_here_is_seen() {
    assert_eq!(look_after(|there| assert_eq!(send(there.as_raw_fd(), b"y"), Ok(1))), Ok(1));
    assert_eq!(look_after(|there| assert_eq!(write(there.as_raw_fd(), b"y"), Ok(1))), Ok(1));
}

#[test]
fn what_the_extension_may_have_sent_is_seen() {
    let called = |mut there: UnixStream| {
        called();
        there.write_all(b"y").expect("room");
    };
    assert_eq!(look_after(called), Ok(1));
}

#[test]
fn what_came_while_others_ran_is_seen() {
    let parked = |mut there: UnixStream| {
        nap(1);
        there.write_all(b"y").expect("room");
    };
    assert_eq!(look_after(parked), Ok(1));
}
