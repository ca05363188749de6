//! Settings of the loop, and of the functions that are written in PHP.

use std::cell::RefCell;

use crate::php::class::process::signals;
use crate::php::entry::handlers;
use crate::php::error;
use crate::php::event_loop;
use crate::php::options;
use crate::php::value;
use crate::php::value::Owned;

thread_local! {
    /// An array; none at first.
    static LIBRARY: RefCell<Option<Owned>> = const { RefCell::new(None) };
}

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

    fn swirl_fn_swoole_library_set_options(args, _ret) {
        args.expect(1, 1)?;
        replace(args.array(0)?.share());
        Ok(())
    }

    fn swirl_fn_swoole_library_get_options(args, mut ret) {
        args.expect(0, 0)?;
        ret.give(all());
        Ok(())
    }

    fn swirl_fn_swoole_library_set_option(args, _ret) {
        args.expect(2, 2)?;
        let key = args.bytes(0)?;
        let mut options = all().duplicate();
        options.put(key, args.value(1).share());
        replace(options);
        Ok(())
    }

    fn swirl_fn_swoole_library_get_option(args, mut ret) {
        args.expect(1, 1)?;
        let options = all();
        if let Some(option) = value::find_symbol(&options.get(), args.bytes(0)?) {
            ret.give(option.share());
        }
        Ok(())
    }

    fn swirl_fn_swoole_init_default_remote_object_server(_args, _ret) {
        Ok(())
    }
}

fn all() -> Owned {
    LIBRARY.with_borrow(|options| options.as_ref().map(|options| options.get().share())).unwrap_or_else(Owned::array)
}

/// What was there is let go of when nothing is borrowed: destructors may run.
fn replace(options: Owned) {
    drop(LIBRARY.replace(Some(options)));
}

/// Lets go of what belongs to the request.
pub fn request_shutdown() {
    drop(LIBRARY.take());
}
