//! Waiting for signals and descriptors.

use std::os::fd::RawFd;

use crate::coroutine::Nanos;
use crate::coroutine::Wake;
use crate::io;
use crate::io::Conflict;
use crate::io::Interest;
use crate::io::Outcome;
use crate::io::signal;
use crate::php::class::coroutine::deadline;
use crate::php::class::process::signals;
use crate::php::class::watched::READ;
use crate::php::class::watched::WRITE;
use crate::php::descriptor;
use crate::php::entry::handlers;
use crate::php::error;
use crate::php::error::code;
use crate::php::error::need_park;
use crate::php::value::Val;
use crate::php::value::each;
use crate::php::value::tag;
use crate::sys::fd;
use crate::sys::fd::Kind;

handlers! {
    fn swirl_Coroutine_System_waitSignal(args, mut ret) {
        args.expect(1, 2)?;
        let (wanted, timeout) = (numbers(args.value(0)), args.double_or(1, -1.0)?);
        need_park()?;
        ret.bool(false);
        if signals::is_any() {
            super::failed(&std::io::Error::from_raw_os_error(libc::EBUSY));
            error::misuse("Unable to wait signal, async signal listener has been registered");
            return Ok(());
        }
        match wait_signal(&wanted, deadline(timeout)) {
            Ok(Outcome::Done(signal)) => ret.long(signal.into()),
            Ok(Outcome::TimedOut) => error::set_last(code::CO_TIMEDOUT),
            Ok(Outcome::Cancelled) => super::cancelled(),
            Err(why) => {
                super::failed(&why);
                if why.raw_os_error() == Some(libc::EINVAL) {
                    error::misuse("Invalid signal in the given list");
                }
            }
        }
        Ok(())
    }

    fn swirl_Coroutine_System_waitEvent(args, mut ret) {
        args.expect(1, 3)?;
        let value = args.value(0).share();
        let (events, timeout) = (args.long_or(1, READ)? & (READ | WRITE), args.double_or(2, -1.0)?);
        ret.bool(false);
        let Some(fd) = descriptor::of(value.get()) else {
            error::misuse("unknown fd type");
            return Ok(());
        };
        need_park()?;
        if events == 0 {
            error::set_last(libc::EINVAL);
            return Ok(());
        }
        let there = if timeout == 0.0 { look(fd, events) } else { wait_event(fd, events, deadline(timeout)) };
        match there {
            Ok(events) => ret.long(events),
            Err(code) => error::set_last(code),
        }
        Ok(())
    }
}

fn numbers(value: Val) -> Vec<i32> {
    let number = |value: Val| i32::try_from(value.to_long()).unwrap_or(-1);
    if value.tag() != tag::ARRAY {
        return vec![number(value)];
    }
    let mut all = Vec::new();
    each(&value, |_, signal| {
        all.push(number(signal));
        true
    });
    all
}

/// The end of children is for `wait`.
fn wait_signal(signals: &[i32], deadline: Option<Nanos>) -> std::io::Result<Outcome<i32>> {
    if signals.contains(&libc::SIGCHLD) {
        return Err(std::io::Error::from_raw_os_error(libc::EINVAL));
    }
    signal::wait(signals, deadline)
}

/// Which of `events` are there; an error number when none is.
fn look(fd: RawFd, events: i64) -> Result<i64, i32> {
    match poll(fd, events)? {
        0 => Err(libc::ETIMEDOUT),
        there => Ok(there),
    }
}

fn wait_event(fd: RawFd, events: i64, deadline: Option<Nanos>) -> Result<i64, i32> {
    if let Ok(Kind::Regular) = fd::kind(fd) {
        return Err(libc::EPERM);
    }
    let read = if events & READ != 0 { Interest::READ } else { Interest::ERROR };
    let write = if events & WRITE != 0 { Interest::WRITE } else { Interest::ERROR };
    loop {
        match io::wait_fd(fd, read | write, deadline) {
            Ok(Wake::Ready) => {}
            Ok(Wake::TimedOut) => return Err(code::CO_TIMEDOUT),
            Ok(Wake::Cancelled) => return Err(code::CO_CANCELED),
            Err(why) if Conflict::of(&why).is_some() => return Err(libc::EEXIST),
            Err(why) => return Err(why.raw_os_error().unwrap_or(libc::EIO)),
        }
        // Somebody else may have been quicker.
        match poll(fd, events)? {
            0 => {}
            there => return Ok(there),
        }
    }
}

/// An error or a hang-up counts as all of them.
fn poll(fd: RawFd, events: i64) -> Result<i64, i32> {
    let read = if events & READ != 0 { libc::POLLIN } else { 0 };
    let write = if events & WRITE != 0 { libc::POLLOUT } else { 0 };
    let mut one = [libc::pollfd { fd, events: read | write, revents: 0 }];
    fd::poll_now(&mut one).map_err(|why| why.raw_os_error().unwrap_or(libc::EIO))?;
    let there = one[0].revents;
    if there & libc::POLLNVAL != 0 {
        return Err(libc::EBADF);
    }
    if there & (libc::POLLERR | libc::POLLHUP) != 0 {
        return Ok(events);
    }
    let readable = if there & libc::POLLIN != 0 { READ } else { 0 };
    let writable = if there & libc::POLLOUT != 0 { WRITE } else { 0 };
    Ok(readable | writable)
}
