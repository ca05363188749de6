//! `Swoole\Atomic`.

use std::sync::atomic::Ordering::SeqCst;
use std::time::Duration;

use crate::php::args::Args;
use crate::php::args::Outcome;
use crate::php::entry::handlers;
use crate::php::error;
use crate::php::ffi;
use crate::php::object;
use crate::php::object::carried;
use crate::sync::SharedAtomic;

/// An object's number: there from the start, so that classes that extend this one need no constructor. Nothing when the
/// system had no memory.
struct Atomic(Option<SharedAtomic>);

impl Default for Atomic {
    fn default() -> Self {
        Self(SharedAtomic::new().ok())
    }
}

carried! {
    /// The class.
    static CLASS: Atomic
}

/// At module startup.
pub fn register() {
    // SAFETY: class entries are registered by now.
    unsafe { CLASS.install(ffi::ce::swirl_ce_Atomic, object::NO_GC) };
}

handlers! {
    fn swirl_Atomic___construct(args, _ret) {
        args.expect(0, 1)?;
        let value = args.long_or(0, 0)?;
        atomic(&args)?.value().store(value as u32, SeqCst);
        Ok(())
    }

    fn swirl_Atomic_add(args, mut ret) {
        args.expect(0, 1)?;
        let add = args.long_or(0, 1)? as u32;
        ret.long(atomic(&args)?.value().fetch_add(add, SeqCst).wrapping_add(add).into());
        Ok(())
    }

    fn swirl_Atomic_sub(args, mut ret) {
        args.expect(0, 1)?;
        let sub = args.long_or(0, 1)? as u32;
        ret.long(atomic(&args)?.value().fetch_sub(sub, SeqCst).wrapping_sub(sub).into());
        Ok(())
    }

    fn swirl_Atomic_get(args, mut ret) {
        args.expect(0, 0)?;
        ret.long(atomic(&args)?.value().load(SeqCst).into());
        Ok(())
    }

    fn swirl_Atomic_set(args, _ret) {
        args.expect(1, 1)?;
        let value = args.long(0)?;
        atomic(&args)?.value().store(value as u32, SeqCst);
        Ok(())
    }

    fn swirl_Atomic_wait(args, mut ret) {
        args.expect(0, 1)?;
        let seconds = args.double_or(0, 1.0)?;
        let timeout = (seconds > 0.0).then(|| Duration::try_from_secs_f64(seconds).unwrap_or(Duration::MAX));
        ret.bool(atomic(&args)?.wait(timeout));
        Ok(())
    }

    fn swirl_Atomic_wakeup(args, mut ret) {
        args.expect(0, 1)?;
        // As the kernel has it: who asks for nobody wakes one.
        let count = args.long_or(0, 1)?.clamp(1, i64::from(i32::MAX));
        atomic(&args)?.wake(count as u32);
        ret.bool(true);
        Ok(())
    }

    fn swirl_Atomic_cmpset(args, mut ret) {
        args.expect(2, 2)?;
        let (expected, new) = (args.long(0)? as u32, args.long(1)? as u32);
        ret.bool(atomic(&args)?.value().compare_exchange(expected, new, SeqCst, SeqCst).is_ok());
        Ok(())
    }
}

fn atomic(args: &Args) -> Outcome<&'static SharedAtomic> {
    match &CLASS.shared(args.this()).0 {
        Some(atomic) => Ok(atomic),
        None => error::throw(error::Exception::Swoole, "global memory allocation failure"),
    }
}
