//! `swoole_errno`, `swoole_strerror` and the log.

use super::meanings;
use crate::php::entry::handlers;
use crate::php::error;
use crate::php::log;
use crate::php::value::Val;
use crate::sys::errno;

/// `SWOOLE_STRERROR_GAI`: what `getaddrinfo` returns.
const GAI: i64 = 1;
/// `SWOOLE_STRERROR_DNS`: `h_errno`.
const DNS: i64 = 2;

handlers! {
    fn swirl_fn_swoole_errno(args, mut ret) {
        let errno = errno::get();
        args.expect(0, 0)?;
        ret.long(errno.into());
        Ok(())
    }

    fn swirl_fn_swoole_last_error(args, mut ret) {
        args.expect(0, 0)?;
        ret.long(error::last().into());
        Ok(())
    }

    fn swirl_fn_swoole_clear_error(args, _ret) {
        args.expect(0, 0)?;
        error::set_last(0);
        Ok(())
    }

    fn swirl_fn_swoole_strerror(args, mut ret) {
        args.expect(1, 2)?;
        let (number, kind) = (args.long(0)? as i32, args.long_or(1, 0)?);
        let text = match kind {
            GAI => errno::describe_gai(number),
            DNS => errno::describe_host(number),
            _ => meanings::meaning(number).map_or_else(|| errno::describe(number), str::to_owned),
        };
        ret.set(Val::string(&text));
        Ok(())
    }

    fn swirl_fn_swoole_error_log(args, _ret) {
        args.expect(2, 2)?;
        log::write(args.long(0)?, args.bytes(1)?);
        Ok(())
    }

    fn swirl_fn_swoole_error_log_ex(args, _ret) {
        args.expect(3, 3)?;
        let (level, number) = (args.long(0)?, args.long(1)? as i32);
        log::error(level, number, "zif_swoole_error_log_ex", args.bytes(2)?);
        Ok(())
    }

    fn swirl_fn_swoole_ignore_error(args, _ret) {
        args.expect(1, 1)?;
        log::ignore(args.long(0)? as i32);
        Ok(())
    }
}
