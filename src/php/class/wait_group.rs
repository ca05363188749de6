//! `Swoole\Coroutine\WaitGroup`.
//!
//! Its methods take more arguments than they need, as functions written in PHP do: `defer([$group, 'done'])` passes one.

use std::cell::RefCell;

use crate::coroutine::Wake;
use crate::coroutine::Waker;
use crate::php::args::Args;
use crate::php::args::Outcome;
use crate::php::class::coroutine::deadline;
use crate::php::entry::handlers;
use crate::php::error;
use crate::php::error::Exception;
use crate::php::error::code;
use crate::php::ffi;
use crate::php::object;
use crate::php::object::carried;
use crate::sync::WaitGroup;
use crate::sync::WaitGroupMisuse;
use crate::sync::parking;

type Group = RefCell<WaitGroup<Waker>>;

carried! {
    /// The class.
    pub static CLASS: Group
}

/// At module startup.
pub fn register() {
    // SAFETY: class entries are registered by now.
    unsafe { CLASS.install(ffi::ce::swirl_ce_Coroutine_WaitGroup, object::NO_GC) };
}

handlers! {
    fn swirl_Coroutine_WaitGroup___construct(args, _ret) {
        match args.long_or(0, 0)? {
            ..=0 => Ok(()),
            delta => add(&args, delta),
        }
    }

    fn swirl_Coroutine_WaitGroup_add(args, _ret) {
        let delta = args.long_or(0, 1)?;
        add(&args, delta)
    }

    fn swirl_Coroutine_WaitGroup_done(args, _ret) {
        match parking::done(group(&args)) {
            Ok(()) => Ok(()),
            Err(_) => bad_call("WaitGroup misuse: negative counter"),
        }
    }

    fn swirl_Coroutine_WaitGroup_wait(args, mut ret) {
        let timeout = args.double_or(0, -1.0)?;
        let group = group(&args);
        if group.borrow().count() == 0 {
            ret.bool(true);
            return Ok(());
        }
        error::need_park()?;
        match parking::wait(group, deadline(timeout)) {
            Ok(Wake::Ready) => ret.bool(true),
            Ok(wake) => {
                error::set_last(if wake == Wake::TimedOut { code::CO_TIMEDOUT } else { code::CO_CANCELED });
                ret.bool(false);
            }
            Err(_) => return bad_call("WaitGroup misuse: reused before previous wait has returned"),
        }
        Ok(())
    }

    fn swirl_Coroutine_WaitGroup_count(args, mut ret) {
        ret.long(group(&args).borrow().count());
        Ok(())
    }
}

fn group(args: &Args) -> &'static Group {
    CLASS.shared(args.this())
}

fn add(args: &Args, delta: i64) -> Outcome {
    let added = group(args).borrow_mut().add(delta);
    match added {
        Ok(()) => Ok(()),
        Err(WaitGroupMisuse::AddedWhileWaiting) => bad_call("WaitGroup misuse: add called concurrently with wait"),
        Err(WaitGroupMisuse::TooMany) => wrong_argument("WaitGroup misuse: the counter overflows"),
        Err(_) => wrong_argument("WaitGroup misuse: negative counter"),
    }
}

fn bad_call(message: &str) -> Outcome {
    error::throw(Exception::BadMethodCall, message)
}

fn wrong_argument(message: &str) -> Outcome {
    error::throw(Exception::InvalidArgument, message)
}
