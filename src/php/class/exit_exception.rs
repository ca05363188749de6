//! `Swoole\ExitException`: what `exit` throws in a coroutine.

use crate::php::args::Args;
use crate::php::entry::handlers;
use crate::php::ffi;
use crate::php::value::Owned;
use crate::php::value::Val;

handlers! {
    fn swirl_ExitException_getFlags(args, mut ret) {
        args.expect(0, 0)?;
        ret.give(property(&args, "flags"));
        Ok(())
    }

    fn swirl_ExitException_getStatus(args, mut ret) {
        args.expect(0, 0)?;
        ret.give(property(&args, "status"));
        Ok(())
    }
}

fn property(args: &Args, name: &str) -> Owned {
    let mut value = Val::NULL;
    // SAFETY: the C half's contract; methods of the class are called on its objects.
    unsafe {
        ffi::swirl_read_private(
            ffi::ce::swirl_ce_ExitException,
            args.this(),
            name.as_ptr().cast(),
            name.len(),
            &mut value,
        )
    };
    Owned::take(value)
}
