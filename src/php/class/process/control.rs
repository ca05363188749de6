//! Signals, ends and new lives of processes.

use std::ffi::CString;
use std::io;

use libc::c_int;

use super::process;
use super::signals;
use crate::coroutine;
use crate::io::Outcome as Waited;
use crate::io::child;
use crate::io::signal as awaited;
use crate::php::args;
use crate::php::args::Outcome;
use crate::php::class::timer;
use crate::php::descriptor;
use crate::php::entry::handlers;
use crate::php::error;
use crate::php::ffi;
use crate::php::fork;
use crate::php::options;
use crate::php::value::Array;
use crate::php::value::Owned;
use crate::php::value::Val;
use crate::php::value::each;
use crate::sys::errno;
use crate::sys::process::News;
use crate::sys::signal;
use crate::sys::spawn;

/// One more than the greatest number that is taken for a signal.
const SIGNALS: i64 = 128;
/// `SIG_IGN`
const IGNORE: i64 = 1;

handlers! {
    fn swirl_Process_wait(args, mut ret) {
        args.expect(0, 1)?;
        match wait(args.bool_or(0, true)?) {
            Some(news) => {
                let end = Array::new()
                    .long("pid", news.pid.into())
                    .long("code", libc::WEXITSTATUS(news.status).into())
                    .long("signal", libc::WTERMSIG(news.status).into());
                ret.give(end.build());
            }
            None => ret.bool(false),
        }
        Ok(())
    }

    fn swirl_Process_kill(args, mut ret) {
        args.expect(1, 2)?;
        let (pid, signal) = (args.long(0)? as i32, args.long_or(1, libc::SIGTERM.into())? as c_int);
        let result = spawn::kill(pid, signal);
        ret.bool(result.is_ok());
        if let Err(why) = result {
            if signal != 0 || why.raw_os_error() != Some(libc::ESRCH) {
                error::system_warning(&format!("kill({pid}, {signal}) failed"), &why);
            }
            errno::set(why.raw_os_error().unwrap_or_default());
        }
        Ok(())
    }

    fn swirl_Process_signal(args, mut ret) {
        args.expect(1, 2)?;
        let number = args.long(0)?;
        ret.bool(false);
        // SAFETY: the C half's contract.
        if !unsafe { ffi::swirl_is_cli() } {
            error::fatal("Swoole\\Process::signal can only be used in CLI mode");
        } else if !(0..SIGNALS).contains(&number) {
            error::misuse(&format!("invalid signal number [{number}]"));
        } else {
            ret.bool(set_signal(number as c_int, args.value(1)));
        }
        Ok(())
    }

    fn swirl_Process_alarm(args, mut ret) {
        args.expect(1, 2)?;
        let (microseconds, kind) = (args.long(0)?, args.long_or(1, 0)?);
        ret.bool(false);
        if timer::is_initialized() {
            error::misuse("cannot use both 'timer' and 'alarm' at the same time");
            return Ok(());
        }
        match spawn::set_interval(kind as c_int, microseconds) {
            Ok(()) => ret.bool(true),
            Err(why) => error::system_warning("setitimer() failed", &why),
        }
        Ok(())
    }

    fn swirl_Process_exit(args, _ret) {
        args.expect(0, 1)?;
        let code = args.long_or(0, 0)?;
        if process(&args)?.pid.get() != std::process::id() as i32 {
            error::misuse("not current process");
            return Ok(());
        }
        if !(0..=255).contains(&code) {
            error::misuse("exit ret_code range is [>0 and <255] ");
        }
        spawn::exit_now(if (0..=255).contains(&code) { code as c_int } else { 1 })
    }

    fn swirl_Process_exec(args, mut ret) {
        args.expect(2, 2)?;
        let (file, list) = (args.bytes(0)?, args.array(1)?);
        ret.bool(false);
        if file.is_empty() {
            error::misuse("exec file name is empty");
            return Ok(());
        }
        let file = c_string(file);
        let list = texts(list)?;
        let why = spawn::exec(&file, &list);
        error::system_warning(&format!("execv({}) failed", file.to_string_lossy()), &why);
        Ok(())
    }

    fn swirl_Process_daemon(args, mut ret) {
        args.expect(0, 3)?;
        let (keep_directory, keep_streams) = (args.bool_or(0, true)?, args.bool_or(1, true)?);
        if args.has(2) {
            replace_streams(args.array(2)?);
        }
        let result = fork::daemon(keep_directory, keep_streams)?;
        if let Err(why) = &result {
            error::set_last(why.raw_os_error().unwrap_or_default());
        }
        ret.bool(result.is_ok());
        Ok(())
    }
}

fn wait(blocking: bool) -> Option<News> {
    if !blocking {
        return child::any_now().ok().flatten();
    }
    if coroutine::can_park() {
        return match child::wait(-1, 0, None) {
            Ok(Waited::Done(news)) => Some(news),
            Ok(Waited::TimedOut | Waited::Cancelled) | Err(_) => None,
        };
    }
    loop {
        match child::any_blocking() {
            Err(why) if why.kind() == io::ErrorKind::Interrupted => {}
            other => return other.ok(),
        }
    }
}

fn set_signal(number: c_int, callback: Val) -> bool {
    if awaited::is_awaited(number) {
        error::misuse(&format!("signal [{number}] processor has been registered by the system"));
        return false;
    }
    if callback.is_null() {
        let known = signals::remove(number);
        if !known {
            error::warning(&format!("unable to find the callback of signal [{number}]"));
        }
        return known;
    }
    if callback.as_long() == Some(IGNORE) {
        signals::remove(number);
        // What cannot be ignored is left as it is.
        let _ = signal::ignore(number);
        return true;
    }
    let Some(resolved) = args::resolve(callback) else {
        error::not_callable(callback);
        return false;
    };
    options::activate();
    signals::set(number, resolved);
    true
}

/// As C sees it: up to the first zero byte.
fn c_string(bytes: &[u8]) -> CString {
    let end = bytes.iter().position(|&byte| byte == 0).unwrap_or(bytes.len());
    CString::new(&bytes[..end]).unwrap_or_default()
}

fn texts(list: Val) -> Outcome<Vec<CString>> {
    let mut texts = Vec::new();
    let mut thrown = Ok(());
    each(&list, |_, value| {
        thrown = value.to_text().map(|text: Owned| texts.push(c_string(text.get().as_bytes().unwrap_or_default())));
        thrown.is_ok()
    });
    thrown.map(|()| texts)
}

fn replace_streams(streams: Val) {
    let mut number = 0;
    each(&streams, |_, value| {
        if !value.is_null()
            && let Some(fd) = descriptor::of(value)
            && let Err(why) = spawn::duplicate_to(fd, number)
        {
            crate::php::log::system_warning("Process::daemon", &format!("dup2({fd}, {number}) failed"), &why);
        }
        number += 1;
        number < 3
    });
}
