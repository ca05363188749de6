//! `Swoole\Runtime`: which blocking functions are cooperative.

use crate::php::entry::handlers;
use crate::php::error;
use crate::php::hooks;

/// `SWOOLE_HOOK_CURL | SWOOLE_HOOK_NATIVE_CURL`: Swoole has two replacements for one extension.
const BOTH_CURLS: i64 = 1 << 11 | 1 << 12;

handlers! {
    fn swirl_Runtime_enableCoroutine(args, mut ret) {
        args.expect(0, 1)?;
        set(args.long_or(0, hooks::ALL)?);
        ret.bool(true);
        Ok(())
    }

    fn swirl_Runtime_setHookFlags(args, mut ret) {
        args.expect(1, 1)?;
        set(args.long(0)?);
        ret.bool(true);
        Ok(())
    }

    fn swirl_Runtime_getHookFlags(args, mut ret) {
        args.expect(0, 0)?;
        ret.long(hooks::flags());
        Ok(())
    }

    fn swirl_fn_swoole_internal_call_user_shutdown_begin(args, mut ret) {
        args.expect(0, 0)?;
        error::warning("can not call this function in user level");
        ret.bool(false);
        Ok(())
    }
}

fn set(flags: i64) {
    hooks::set_flags(flags);
    if flags != 0 {
        hooks::prepare();
    }
    if flags & BOTH_CURLS == BOTH_CURLS {
        error::misuse("cannot enable both hooks HOOK_NATIVE_CURL and HOOK_CURL at same time");
    }
}
