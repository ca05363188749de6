//! `Swoole\Process`.
//!
//! An object has two lives: before `start` and in the parent it speaks for its child, whose end of the pipe is the other
//! one; in the child it speaks for the process itself.

mod control;
mod machine;
mod pipe;
mod queue;
pub mod signals;
mod start;

use std::cell::Cell;
use std::cell::OnceCell;
use std::cell::RefCell;
use std::os::fd::RawFd;

use crate::php::args::Args;
use crate::php::args::Outcome;
use crate::php::entry::handlers;
use crate::php::error;
use crate::php::error::Exception;
use crate::php::error::code;
use crate::php::ffi;
use crate::php::object;
use crate::php::object::carried;
use crate::php::value::Owned;
use crate::php::value::Val;
use crate::php::value::find;
use crate::sys::socket_pair::Kind;
pub use pipe::Pipe;
pub use queue::Queue;
pub use start::be_worker;

/// A process's own data, once the constructor has run.
struct Process {
    /// Counts the processes of a script, from 1.
    id: i64,
    /// 0 before it was started; in the child its own number.
    pid: Cell<i32>,
    /// Whether the pipe becomes the child's standard streams.
    redirects: bool,
    enable_coroutine: Cell<bool>,
    /// `None` without a pipe, and once both ends were closed.
    pipe: RefCell<Option<Pipe>>,
    queue: RefCell<Option<Queue>>,
    /// What `exportSocket` made, and of which descriptor.
    exported: RefCell<Option<(RawFd, Owned)>>,
}

carried! {
    /// The class.
    static CLASS: OnceCell<Process>
}

/// Declared properties, in the order of the stub.
const PIPE: usize = 0;
const QUEUE_ID: usize = 1;
const QUEUE_KEY: usize = 2;
const PID: usize = 3;
const ID: usize = 4;
const CALLBACK: usize = 5;

/// `PIPE_TYPE_STREAM`
const STREAM: i64 = 1;

thread_local! {
    static LAST_ID: Cell<i64> = const { Cell::new(0) };
}

/// At module startup.
pub fn register() {
    // SAFETY: class entries are registered by now. The callback is a property: the collector sees it.
    unsafe { CLASS.install(ffi::ce::swirl_ce_Process, object::NO_GC) };
}

handlers! {
    fn swirl_Process___construct(args, _ret) {
        let place = CLASS.shared(args.this());
        if place.get().is_some() {
            return error::throw_plain(&format!("Constructor of {} can only be called once", name_of(&args)));
        }
        // SAFETY: the C half's contract.
        if !unsafe { ffi::swirl_is_cli() } {
            return error::throw_plain(&format!("{} can only be used in PHP CLI mode", name_of(&args)));
        }
        args.expect(1, 4)?;
        args.callable(0)?;
        let (redirects, pipe) = (args.bool_or(1, false)?, args.long_or(2, 2)?);
        let enable_coroutine = args.bool_or(3, false)?;
        let pipe = make_pipe(if redirects { STREAM } else { pipe })?;
        let id = LAST_ID.get() + 1;
        LAST_ID.set(id);
        if let Some(pipe) = &pipe {
            object::set_long(args.this(), PIPE, pipe.descriptor().map_or(-1, i64::from));
        }
        object::set_long(args.this(), ID, id);
        object::set_property(args.this(), CALLBACK, args.value(0).share());
        let process = Process {
            id,
            pid: Cell::new(0),
            redirects,
            enable_coroutine: Cell::new(enable_coroutine),
            pipe: RefCell::new(pipe),
            queue: RefCell::new(None),
            exported: RefCell::new(None),
        };
        place.set(process).map_err(|_| unreachable!("it was empty"))
    }

    fn swirl_Process___destruct(_args, _ret) {
        Ok(())
    }

    fn swirl_Process_set(args, _ret) {
        args.expect(1, 1)?;
        let settings = args.array(0)?;
        let process = process(&args)?;
        if let Some(on) = find(&settings, "enable_coroutine").filter(|on| !on.is_null()) {
            process.enable_coroutine.set(on.to_bool());
        }
        Ok(())
    }
}

/// The data of the object that a method was called on.
fn process(args: &Args) -> Outcome<&'static Process> {
    match CLASS.shared(args.this()).get() {
        Some(process) => Ok(process),
        None => error::throw_error("must call constructor first", code::WRONG_OPERATION),
    }
}

/// An object for a worker of a pool.
pub fn of_worker(number: usize, pid: i32, pipe: Option<Pipe>, queue: Option<Queue>) -> Owned {
    // SAFETY: the C half's contract; a fresh object comes with a reference.
    let object = unsafe { ffi::swirl_new_object(ffi::ce::swirl_ce_Process) };
    object::set_long(object, ID, number as i64);
    object::set_long(object, PID, pid.into());
    if let Some(fd) = pipe.as_ref().and_then(Pipe::descriptor) {
        object::set_long(object, PIPE, fd.into());
    }
    let process = Process {
        id: number as i64,
        pid: Cell::new(pid),
        redirects: false,
        enable_coroutine: Cell::new(false),
        pipe: RefCell::new(pipe),
        queue: RefCell::new(queue),
        exported: RefCell::new(None),
    };
    // A fresh object has no data yet.
    let _ = CLASS.shared(object).set(process);
    Owned::take(Val::object(object))
}

/// Another process has taken a worker's place. `value` must be what [`of_worker`] has made.
pub fn set_pid(value: Val, pid: i32) {
    let Some(object) = value.as_object() else { return };
    if let Some(process) = CLASS.shared(object).get()
        && process.pid.replace(pid) != pid
    {
        object::set_long(object, PID, pid.into());
    }
}

/// What the class of a method's object is called.
pub fn name_of(args: &Args) -> String {
    // SAFETY: the C half's contract; the name lives as long as the class.
    unsafe { crate::php::value::from_c(ffi::swirl_class_name(args.this())) }.to_owned()
}

fn make_pipe(kind: i64) -> Outcome<Option<Pipe>> {
    let kind = match kind {
        STREAM => Kind::Stream,
        2.. => Kind::Datagram,
        _ => return Ok(None),
    };
    match Pipe::new(kind) {
        Ok(pipe) => Ok(Some(pipe)),
        Err(why) => error::throw(Exception::Swoole, &format!("failed to create unix socket: {why}")),
    }
}
