//! Ending and replacing processes.

use std::sync::atomic::Ordering::Relaxed;

use super::Here;
use super::Mode;
use super::Role;
use super::property;
use super::running;
use super::start::Run;
use super::worker;
use crate::php::entry::handlers;
use crate::php::error;
use crate::php::error::code;
use crate::php::log;
use crate::php::object;
use crate::php::value::Val;
use crate::server::post::About;
use crate::server::post::Letter;
use crate::sys::spawn;

handlers! {
    fn swirl_Server_reload(args, mut ret) {
        ret.bool(false);
        let Some((_, run)) = running(&args)? else { return Ok(()) };
        args.expect(0, 1)?;
        let only_tasks = args.bool_or(0, false)?;
        let signal = if only_tasks { libc::SIGUSR2 } else { libc::SIGUSR1 };
        let manager = run.manager_pid.load(Relaxed) as i32;
        if manager == 0 {
            let why = b"not supported with single process mode";
            log::error(log::WARNING, code::OPERATION_NOT_SUPPORT, "Server::reload", why);
            return Ok(());
        }
        let letter = Letter { flags: only_tasks.into(), ..Letter::new(About::Reload, 0) };
        ret.bool(tell(&run, manager, signal, run.manager_box(), letter));
        Ok(())
    }

    fn swirl_Server_shutdown(args, mut ret) {
        ret.bool(false);
        let Some(run) = super::here(&args)?.run() else {
            error::set_last(code::WRONG_OPERATION);
            return Ok(());
        };
        args.expect(0, 0)?;
        let manager = run.manager_pid.load(Relaxed);
        let (pid, place) = match run.mode {
            Mode::Base if manager != 0 => (manager, run.manager_box()),
            _ => (run.master_pid.load(Relaxed), run.master_box()),
        };
        ret.bool(tell(&run, pid as i32, libc::SIGTERM, place, Letter::new(About::Shutdown, 0)));
        Ok(())
    }

    fn swirl_Server_stop(args, mut ret) {
        ret.bool(false);
        let Some((here, run)) = running(&args)? else { return Ok(()) };
        args.expect(0, 1)?;
        let wanted = args.long_or(0, -1)?;
        let is_worker = !matches!(run.role.get(), Role::Master | Role::Manager);
        if wanted < 0 && !is_worker {
            let why = b"kill worker in non worker process requires specifying an id";
            log::error(log::WARNING, code::WRONG_OPERATION, "Server::kill_worker", why);
            return Ok(());
        }
        let number = usize::try_from(wanted).unwrap_or_else(|_| run.own_box());
        if number >= run.workers + run.task_workers {
            let why = format!("the worker_id[{number}] is invalid");
            log::error(log::WARNING, code::INVALID_PARAMS, "Server::kill_worker", why.as_bytes());
            return Ok(());
        }
        if is_worker && number == run.own_box() {
            worker::stop(here, &run);
            ret.bool(true);
        } else {
            let letter = Letter::new(About::Stop, 0);
            ret.bool(run.send(number, letter).is_ok());
        }
        Ok(())
    }
}

/// Sends a signal; a letter instead, where the system does not let a worker of another user signal root's processes.
fn tell(run: &Run, pid: i32, signal: i32, place: usize, letter: Letter) -> bool {
    match spawn::kill(pid, signal) {
        Err(why) if why.raw_os_error() == Some(libc::EPERM) => run.send(place, letter).is_ok(),
        sent => sent.is_ok(),
    }
}

/// The timer of `stats_file` must not keep a worker that ends.
pub fn clear_stats_timer(here: Here) {
    if let Some(timer) = object::property(here.object, property::STATS_TIMER).as_long() {
        crate::php::class::timer::clear(timer);
        here.set(property::STATS_TIMER, Val::NULL);
    }
}
