//! `Swoole\Atomic\Long`.

use std::sync::atomic::AtomicU64;
use std::sync::atomic::Ordering::SeqCst;

use crate::php::args::Args;
use crate::php::args::Outcome;
use crate::php::entry::handlers;
use crate::php::error;
use crate::php::ffi;
use crate::php::object;
use crate::php::object::carried;
use crate::sys::shared::Shared;

/// An object's number, as in `Swoole\Atomic`.
struct Long(Option<Shared<AtomicU64>>);

impl Default for Long {
    fn default() -> Self {
        Self(Shared::new().ok())
    }
}

carried! {
    /// The class.
    static CLASS: Long
}

/// At module startup.
pub fn register() {
    // SAFETY: class entries are registered by now.
    unsafe { CLASS.install(ffi::ce::swirl_ce_Atomic_Long, object::NO_GC) };
}

handlers! {
    fn swirl_Atomic_Long___construct(args, _ret) {
        args.expect(0, 1)?;
        let value = args.long_or(0, 0)?;
        long(&args)?.store(value as u64, SeqCst);
        Ok(())
    }

    fn swirl_Atomic_Long_add(args, mut ret) {
        args.expect(0, 1)?;
        let add = args.long_or(0, 1)?;
        ret.long((long(&args)?.fetch_add(add as u64, SeqCst) as i64).wrapping_add(add));
        Ok(())
    }

    fn swirl_Atomic_Long_sub(args, mut ret) {
        args.expect(0, 1)?;
        let sub = args.long_or(0, 1)?;
        ret.long((long(&args)?.fetch_sub(sub as u64, SeqCst) as i64).wrapping_sub(sub));
        Ok(())
    }

    fn swirl_Atomic_Long_get(args, mut ret) {
        args.expect(0, 0)?;
        ret.long(long(&args)?.load(SeqCst) as i64);
        Ok(())
    }

    fn swirl_Atomic_Long_set(args, _ret) {
        args.expect(1, 1)?;
        let value = args.long(0)?;
        long(&args)?.store(value as u64, SeqCst);
        Ok(())
    }

    fn swirl_Atomic_Long_cmpset(args, mut ret) {
        args.expect(2, 2)?;
        let (expected, new) = (args.long(0)? as u64, args.long(1)? as u64);
        ret.bool(long(&args)?.compare_exchange(expected, new, SeqCst, SeqCst).is_ok());
        Ok(())
    }
}

fn long(args: &Args) -> Outcome<&'static AtomicU64> {
    match &CLASS.shared(args.this()).0 {
        Some(long) => Ok(long),
        None => error::throw(error::Exception::Swoole, "global memory allocation failure"),
    }
}
