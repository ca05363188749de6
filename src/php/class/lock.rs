//! `Swoole\Coroutine\Lock`.

use std::cell::OnceCell;
use std::cell::RefCell;

use crate::coroutine;
use crate::coroutine::Wake;
use crate::coroutine::Waker;
use crate::php::args::Args;
use crate::php::args::Outcome;
use crate::php::entry::handlers;
use crate::php::error;
use crate::php::error::code;
use crate::php::ffi;
use crate::php::log;
use crate::php::object;
use crate::php::object::carried;
use crate::sync;
use crate::sync::SharedLock;
use crate::sync::parking;

/// A lock's own data, once the constructor has run.
enum Lock {
    Local(Box<RefCell<sync::Lock<i64, Waker>>>),
    Shared(Box<SharedLock>),
}

carried! {
    /// The class.
    static CLASS: OnceCell<Lock>
}

/// `$errCode`, by its place in the class.
const ERR_CODE: usize = 0;
/// `LOCK_NB`
const DO_NOT_WAIT: i64 = 4;
/// `LOCK_EX`
const EXCLUSIVE: i64 = 2;

/// At module startup.
pub fn register() {
    // SAFETY: class entries are registered by now.
    unsafe { CLASS.install(ffi::ce::swirl_ce_Coroutine_Lock, object::NO_GC) };
}

handlers! {
    fn swirl_Coroutine_Lock___construct(args, _ret) {
        args.expect(0, 1)?;
        let shared = args.bool_or(0, false)?;
        let place = CLASS.shared(args.this());
        if place.get().is_some() {
            return error::throw_plain("Constructor of Swoole\\Coroutine\\Lock can only be called once");
        }
        let lock = if shared { make_shared()? } else { Lock::Local(Box::default()) };
        place.set(lock).map_err(|_| unreachable!("it was empty"))
    }

    fn swirl_Coroutine_Lock_lock(args, mut ret) {
        args.expect(0, 1)?;
        let waits = args.long_or(0, EXCLUSIVE)? & DO_NOT_WAIT == 0;
        let lock = lock(&args)?;
        let error = match coroutine::current_id() {
            None => outside("lock_impl"),
            Some(me) if try_lock(lock, me) => 0,
            Some(_) if !waits => libc::EBUSY,
            Some(_) => {
                let me = error::need_park()?;
                if wait(lock, me.id()) == Wake::Ready { 0 } else { cancelled() }
            }
        };
        ret.bool(tell(&args, error));
        Ok(())
    }

    fn swirl_Coroutine_Lock_unlock(args, mut ret) {
        args.expect(0, 0)?;
        let lock = lock(&args)?;
        if coroutine::current_id().is_none() {
            ret.bool(tell(&args, outside("unlock")));
            return Ok(());
        }
        match lock {
            Lock::Local(lock) => parking::unlock(lock),
            Lock::Shared(lock) => lock.unlock(),
        }
        ret.bool(true);
        Ok(())
    }
}

fn lock(args: &Args) -> Outcome<&'static Lock> {
    match CLASS.shared(args.this()).get() {
        Some(lock) => Ok(lock),
        None => error::throw_error("must call constructor first", code::WRONG_OPERATION),
    }
}

fn make_shared() -> Outcome<Lock> {
    match SharedLock::new() {
        Ok(lock) => Ok(Lock::Shared(Box::new(lock))),
        Err(why) => error::throw_plain(&format!("no memory to share between processes: {why}")),
    }
}

fn try_lock(lock: &Lock, me: i64) -> bool {
    match lock {
        Lock::Local(lock) => lock.borrow_mut().try_lock(me),
        Lock::Shared(lock) => lock.try_lock(me),
    }
}

fn wait(lock: &Lock, me: i64) -> Wake {
    match lock {
        Lock::Local(lock) => parking::lock(lock, me),
        Lock::Shared(lock) => lock.lock(me),
    }
}

fn cancelled() -> i32 {
    error::set_last(code::CO_CANCELED);
    code::CO_CANCELED
}

fn outside(method: &str) -> i32 {
    let message = format!("CoroutineLock::{method}(): The coroutine lock can only be used in a coroutine environment");
    log::write(log::WARNING, message.as_bytes());
    code::CO_OUT_OF_COROUTINE
}

/// The method's result; an error is left in `$errCode`.
fn tell(args: &Args, error: i32) -> bool {
    if error != 0 {
        object::set_long(args.this(), ERR_CODE, i64::from(error));
    }
    error == 0
}
