//! Commands and child processes.

use std::ffi::OsStr;
use std::os::unix::ffi::OsStrExt;

use libc::pid_t;

use crate::io::Outcome;
use crate::io::child;
use crate::io::command;
use crate::php::class::coroutine::deadline;
use crate::php::entry::handlers;
use crate::php::error::need_park;
use crate::php::log;
use crate::php::value::Array;
use crate::php::value::Owned;
use crate::php::value::Val;

handlers! {
    fn swirl_Coroutine_System_exec(args, mut ret) {
        args.expect(1, 2)?;
        let command = super::c_string(&args, 0)?;
        let with_errors = args.bool_or(1, false)?;
        need_park()?;
        match command::run(OsStr::from_bytes(command.as_bytes()), with_errors) {
            Ok(Outcome::Done(finished)) => {
                let output = Owned::take(Val::bytes(&finished.output));
                ret.give(outcome(Array::new(), finished.status).value("output", output).build());
            }
            Ok(_) => {
                super::cancelled();
                ret.bool(false);
            }
            Err(why) => {
                super::failed(&why);
                log::system_warning("System::exec", &format!("Unable to execute '{}'", command.to_string_lossy()), &why);
                ret.bool(false);
            }
        }
        Ok(())
    }

    fn swirl_Coroutine_System_wait(args, mut ret) {
        args.expect(0, 1)?;
        let timeout = args.double_or(0, -1.0)?;
        need_park()?;
        ret.give(wait(-1, timeout));
        Ok(())
    }

    fn swirl_Coroutine_System_waitPid(args, mut ret) {
        args.expect(1, 2)?;
        let (pid, timeout) = (args.long(0)?, args.double_or(1, -1.0)?);
        need_park()?;
        // A number that no process can have is nobody's.
        let pid = if pid < 0 { -1 } else { pid_t::try_from(pid).unwrap_or(pid_t::MAX) };
        ret.give(wait(pid, timeout));
        Ok(())
    }
}

fn wait(pid: pid_t, timeout: f64) -> Owned {
    match child::wait(pid, 0, deadline(timeout)) {
        Ok(Outcome::Done(news)) => return outcome(Array::new().long("pid", news.pid.into()), news.status).build(),
        Ok(Outcome::TimedOut) => super::failed(&std::io::Error::from_raw_os_error(libc::ETIMEDOUT)),
        Ok(Outcome::Cancelled) => super::cancelled(),
        Err(why) => super::failed(&why),
    }
    Owned::take(Val::bool(false))
}

fn outcome(array: Array, status: i32) -> Array {
    array.long("code", libc::WEXITSTATUS(status).into()).long("signal", libc::WTERMSIG(status).into())
}
