//! The machine and the process.

use crate::php::args::Outcome;
use crate::php::ending;
use crate::php::entry::handlers;
use crate::php::error;
use crate::php::ffi;
use crate::php::value::Array;
use crate::php::value::Owned;
use crate::php::value::Val;
use crate::sys::machine;

/// What `SWOOLE_VERSION` says.
const VERSION: &str = "6.2.2";

handlers! {
    fn swirl_fn_swoole_version(args, mut ret) {
        args.expect(0, 0)?;
        ret.set(Val::string(VERSION));
        Ok(())
    }

    fn swirl_fn_swoole_cpu_num(args, mut ret) {
        args.expect(0, 0)?;
        ret.long(machine::processors().into());
        Ok(())
    }

    fn swirl_fn_swoole_get_local_ip(args, mut ret) {
        args.expect(0, 1)?;
        let family = args.long_or(0, libc::AF_INET.into())?;
        give(machine::addresses(family as i32), &mut |list| ret.give(list))
    }

    fn swirl_fn_swoole_get_local_mac(args, mut ret) {
        args.expect(0, 0)?;
        give(machine::hardware_addresses(), &mut |list| ret.give(list))
    }

    fn swirl_fn_swoole_set_process_name(args, mut ret) {
        args.expect(1, 1)?;
        let mut name = Val::bytes(args.bytes(0)?);
        let mut result = Val::bool(false);
        // SAFETY: the C half's contract; the name is ours to let go of.
        let outcome = unsafe { ffi::swirl_call_function(c"cli_set_process_title".as_ptr(), 1, &mut name, &mut result) };
        drop(Owned::take(name));
        match outcome {
            ffi::MISSING => error::misuse("swoole_set_process_name only support in CLI mode"),
            outcome => ending::note(outcome),
        }
        ret.set(result);
        Ok(())
    }
}

fn give(list: std::io::Result<Vec<(String, String)>>, ret: &mut dyn FnMut(Owned)) -> Outcome {
    match list {
        Ok(list) => {
            let text = |text: &str| Owned::take(Val::string(text));
            ret(list.iter().fold(Array::new(), |array, (name, address)| array.value(name, text(address))).build());
        }
        Err(why) => {
            ret(Owned::array());
            error::misuse(&format!("getifaddrs() failed, Error: {why}"));
        }
    }
    Ok(())
}
