//! Starting a child, and what the child does.

use super::CALLBACK;
use super::PID;
use super::PIPE;
use super::Process;
use super::process;
use crate::php::args;
use crate::php::args::Outcome;
use crate::php::args::Thrown;
use crate::php::call::Callable;
use crate::php::ending;
use crate::php::entry::handlers;
use crate::php::error;
use crate::php::event_loop;
use crate::php::ffi;
use crate::php::fork;
use crate::php::life;
use crate::php::object;
use crate::php::options;
use crate::php::value::Val;
use crate::sys::spawn;
use crate::sys::spawn::Forked;

handlers! {
    fn swirl_Process_start(args, mut ret) {
        args.expect(0, 0)?;
        let process = process(&args)?;
        ret.bool(false);
        if process.pid.get() > 0 && spawn::exists(process.pid.get()) {
            error::misuse("process has already been started");
            return Ok(());
        }
        match fork::fork()? {
            Err(why) => error::system_warning("fork() failed", &why),
            Ok(Forked::Parent(pid)) => {
                process.pid.set(pid);
                object::set_long(args.this(), PID, pid.into());
                ret.long(pid.into());
            }
            Ok(Forked::Child) => be_child(process, args.this())?,
        }
        Ok(())
    }
}

/// In a process of a server's: becomes the process that a user has made, and ends. `object` is that of a process.
pub fn be_worker(object: Val, number: usize) -> Outcome {
    let Some(made) = object.as_object() else { return Ok(()) };
    object::set_long(made, super::ID, number as i64);
    super::CLASS.shared(made).get().map_or(Ok(()), |process| be_child(process, made))
}

/// Runs the callback and ends the process, unless there is nothing to call.
fn be_child(process: &Process, this: *mut ffi::Object) -> Outcome {
    let Some(callback) = callback(this) else { return Ok(()) };
    let pid = std::process::id() as i32;
    process.pid.set(pid);
    object::set_long(this, PID, pid.into());
    if let Some(pipe) = process.pipe.borrow_mut().as_mut() {
        pipe.enter_child();
        object::set_long(this, PIPE, pipe.descriptor().map_or(-1, i64::from));
    }
    if process.redirects {
        redirect(process);
    }
    run(&callback, this, process.enable_coroutine.get());
    end_process()
}

fn callback(this: *mut ffi::Object) -> Option<Callable> {
    let value = object::property(this, CALLBACK).share();
    if value.get().is_null() {
        error::misuse("illegal callback function");
        return None;
    }
    let callback = args::resolve(value.get());
    if callback.is_none() {
        error::not_callable(value.get());
    }
    callback
}

/// The pipe becomes the standard streams.
fn redirect(process: &Process) {
    let Some(end) = process.pipe.borrow().as_ref().and_then(super::Pipe::descriptor) else { return };
    for stream in 0..3 {
        if let Err(why) = spawn::duplicate_to(end, stream) {
            error::system_warning("dup2() failed", &why);
        }
    }
}

fn run(callback: &Callable, this: *mut ffi::Object, in_coroutine: bool) {
    let mut argument = [Val::object(this)];
    if in_coroutine {
        options::activate();
        life::start_kept(callback, &mut argument);
        // An error that it cannot begin ends the script, too.
        let _ = event_loop::wait("Swoole\\Process::start");
    } else {
        callback.call(&mut argument);
        if !is_exit() {
            event_loop::report_exception();
        }
    }
}

/// `exit` outside of coroutines does not end them: as with any script, they go on in a shutdown function.
fn is_exit() -> bool {
    // SAFETY: the C half's contract.
    unsafe {
        let exits = ffi::swirl_is_exit();
        if exits {
            ffi::swirl_clear_exception();
        }
        exits
    }
}

/// Ends the script as `exit` does: shutdown functions and destructors run.
fn end_process() -> Outcome {
    if !ending::is_ending() {
        // SAFETY: the C half's contract.
        unsafe { ffi::swirl_throw_exit() };
    }
    Err(Thrown)
}
