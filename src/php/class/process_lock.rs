//! `Swoole\Lock`.

use std::cell::OnceCell;
use std::time::Duration;

use crate::php::args::Args;
use crate::php::args::Outcome;
use crate::php::entry::handlers;
use crate::php::error;
use crate::php::error::Exception;
use crate::php::error::code;
use crate::php::ffi;
use crate::php::object;
use crate::php::object::carried;
use crate::sync::ProcessLock;
use crate::sync::process_lock::Access;
use crate::sync::process_lock::Patience;
use crate::sync::process_lock::Refused;

/// An object's lock, once the constructor has run.
type Place = OnceCell<Box<ProcessLock>>;

carried! {
    /// The class.
    static CLASS: Place
}

/// `$errCode`, by its place in the class.
const ERR_CODE: usize = 0;

/// `Lock::RWLOCK`
const WITH_READERS: i64 = 1;
/// `Lock::MUTEX`
const MUTEX: i64 = 3;
/// `Lock::SPINLOCK`
const SPINLOCK: i64 = 5;

const LOCK_SH: i64 = 1;
const LOCK_EX: i64 = 2;
const LOCK_NB: i64 = 4;

/// At module startup.
pub fn register() {
    // SAFETY: class entries are registered by now.
    unsafe { CLASS.install(ffi::ce::swirl_ce_Lock, object::NO_GC) };
}

handlers! {
    fn swirl_Lock___construct(args, _ret) {
        let place = CLASS.shared(args.this());
        if place.get().is_some() {
            return error::throw_plain("Constructor of Swoole\\Lock can only be called once");
        }
        args.expect(0, 1)?;
        let kind = args.long_or(0, MUTEX)?;
        let lock = match kind {
            // Both spin for a moment and sleep then: to spin for ever helps nobody.
            MUTEX | SPINLOCK => ProcessLock::exclusive(),
            WITH_READERS => ProcessLock::with_readers(),
            _ => {
                let message = format!("lock type[{kind}] is not support");
                return error::throw_with_code(Exception::Swoole, &message, kind);
            }
        };
        match lock {
            Ok(lock) => place.set(Box::new(lock)).map_err(|_| unreachable!("it was empty")),
            Err(_) => error::throw(Exception::Swoole, "global memory allocation failure"),
        }
    }

    fn swirl_Lock_lock(args, mut ret) {
        args.expect(0, 2)?;
        let operation = args.long_or(0, LOCK_EX)?;
        let timeout = args.double_or(1, -1.0)?;
        let access = if operation & LOCK_SH == 0 { Access::Exclusive } else { Access::Shared };
        let patience = if operation & LOCK_NB == 0 { patience(timeout) } else { Patience::None };
        let result = lock(&args)?.lock(access, patience);
        if let Err(why) = result {
            object::set_long(args.this(), ERR_CODE, number(why).into());
        }
        ret.bool(result.is_ok());
        Ok(())
    }

    fn swirl_Lock_unlock(args, mut ret) {
        args.expect(0, 0)?;
        lock(&args)?.unlock();
        ret.bool(true);
        Ok(())
    }
}

fn lock(args: &Args) -> Outcome<&'static ProcessLock> {
    match CLASS.shared(args.this()).get() {
        Some(lock) => Ok(lock),
        None => error::throw_error("must call constructor first", code::WRONG_OPERATION),
    }
}

/// Less than a millisecond is no timeout.
fn patience(seconds: f64) -> Patience {
    match (seconds * 1000.0) as i64 {
        ..=0 => Patience::Endless,
        milliseconds => Patience::For(Duration::from_millis(milliseconds as u64)),
    }
}

fn number(why: Refused) -> i32 {
    match why {
        Refused::Busy => libc::EBUSY,
        Refused::TimedOut => libc::ETIMEDOUT,
        Refused::Deadlock => libc::EDEADLK,
        Refused::TooManyReaders => libc::EAGAIN,
        Refused::Cancelled => {
            error::set_last(code::CO_CANCELED);
            code::CO_CANCELED
        }
    }
}
