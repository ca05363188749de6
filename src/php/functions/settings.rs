//! Settings of the loop.

use crate::php::class::process::signals;
use crate::php::entry::handlers;
use crate::php::error;
use crate::php::event_loop;
use crate::php::options;
use crate::php::value;

handlers! {
    fn swirl_fn_swoole_async_set(args, mut ret) {
        args.expect(1, 1)?;
        let settings = args.array(0)?;
        if event_loop::is_used() {
            error::fatal("eventLoop has already been created. unable to change settings");
            ret.bool(false);
            return Ok(());
        }
        options::set_global(&settings);
        if let Some(on) = value::find(&settings, "enable_coroutine") {
            event_loop::set_coroutine_callbacks(on.to_bool());
        }
        if let Some(on) = value::find(&settings, "wait_signal") {
            signals::set_keeps_loop(on.to_bool());
        }
        ret.bool(true);
        Ok(())
    }

    fn swirl_fn_swoole_init_default_remote_object_server(_args, _ret) {
        Ok(())
    }
}
