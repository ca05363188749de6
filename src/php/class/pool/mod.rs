//! `Swoole\Process\Pool`.
//!
//! `start()` makes its caller the master, which stays inside that call until the pool ends; workers are forked in there,
//! live there and end there.
//!
//! Always true: [`current`] is the pool whose `start()` this process is in, and its object is held by that call's frame.

mod calls;
mod master;
mod messages;
mod socket;
mod worker;

use std::cell::Cell;
use std::cell::OnceCell;
use std::cell::RefCell;
use std::ffi::c_int;
use std::ffi::c_void;
use std::os::fd::OwnedFd;
use std::rc::Rc;
use std::sync::atomic::Ordering::Relaxed;

use crate::php::args::Args;
use crate::php::args::Outcome;
use crate::php::call::Callable;
use crate::php::ending;
use crate::php::entry;
use crate::php::error;
use crate::php::error::code;
use crate::php::ffi;
use crate::php::object;
use crate::php::object::carried;
use crate::php::value::Val;
use crate::server::bus;
use crate::sys::message_queue::MessageQueue;
use crate::sys::shared::SharedWord;
use socket::Socket;

/// How messages reach the workers.
enum Channel {
    None,
    /// A pair of sockets for each worker: whoever writes to the first, the worker reads from the second.
    Pipes(Vec<(Rc<OwnedFd>, Rc<OwnedFd>)>),
    /// A queue; it ends with the pool when it has no key.
    Queue {
        queue: MessageQueue,
        is_private: bool,
    },
    /// A socket, once there is one.
    Socket(RefCell<Option<Socket>>),
}

/// What can be called.
#[derive(Clone, Copy)]
enum Event {
    Start,
    Shutdown,
    WorkerStart,
    WorkerStop,
    WorkerExit,
    Message,
}

/// The names of [`Event`]s, in their order.
const EVENTS: [&str; 6] = ["Start", "Shutdown", "WorkerStart", "WorkerStop", "WorkerExit", "Message"];

/// What this process is in a pool.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Role {
    Outside,
    Master,
    Worker(usize),
}

/// A pool's own data, once the constructor has run.
struct Pool {
    channel: Channel,
    /// The number of each worker's process, for all processes to see.
    pids: Vec<SharedWord>,
    callbacks: RefCell<[Option<Rc<Callable>>; EVENTS.len()]>,
    in_coroutines: Cell<bool>,
    /// Whether messages are cut into pieces.
    has_bus: Cell<bool>,
    longest_message: Cell<usize>,
    /// After so many seconds those who do not end are killed; 0: never.
    max_wait: Cell<u32>,
    role: Cell<Role>,
    /// Between `start()` and its return, in the master and the workers.
    is_started: Cell<bool>,
    /// False from the moment on in which the pool, or this worker, shall end.
    is_running: Cell<bool>,
    master_pid: Cell<i32>,
    /// In the workers: how the master is told that one detaches. In the master, both ends.
    detaching: RefCell<Option<(OwnedFd, OwnedFd)>>,
    inbox: RefCell<bus::Inbox>,
    messages_sent: Cell<u32>,
    /// What is answered to the client whose message is being handled.
    answer: RefCell<Option<Vec<u8>>>,
}

carried! {
    /// The class.
    static CLASS: OnceCell<Pool>
}

/// Declared properties, in the order of the stub.
const MASTER_PID: usize = 0;
const WORKER_PID: usize = 1;
const WORKER_ID: usize = 2;
const WORKERS: usize = 3;
const WORKER_RUNNING: usize = 4;
const RUNNING: usize = 5;

/// A pool and its object.
#[derive(Clone, Copy)]
struct Here {
    pool: &'static Pool,
    object: *mut ffi::Object,
}

thread_local! {
    static CURRENT: Cell<Option<Here>> = const { Cell::new(None) };
}

/// At module startup.
pub fn register() {
    // SAFETY: class entries are registered by now.
    unsafe { CLASS.install(ffi::ce::swirl_ce_Process_Pool, Some(get_gc)) };
}

/// The pool whose `start()` this process is in.
fn current() -> Option<Here> {
    CURRENT.get()
}

/// The pool that a method was called on.
fn here(args: &Args) -> Outcome<Here> {
    match CLASS.shared(args.this()).get() {
        Some(pool) => Ok(Here { pool, object: args.this() }),
        None => error::throw_error("must call constructor first", code::WRONG_OPERATION),
    }
}

impl Pool {
    fn callback(&self, event: Event) -> Option<Rc<Callable>> {
        self.callbacks.borrow()[event as usize].clone()
    }

    fn pid_of(&self, worker: usize) -> i32 {
        self.pids[worker].load(Relaxed) as i32
    }

    /// Which worker this process is.
    fn worker(&self) -> Option<usize> {
        match self.role.get() {
            Role::Worker(number) => Some(number),
            _ => None,
        }
    }
}

impl Here {
    fn set_bool(self, property: usize, value: bool) {
        object::set_property(self.object, property, crate::php::value::Owned::take(Val::bool(value)));
    }

    fn set_running(self, running: bool) {
        self.set_bool(RUNNING, running);
        self.set_bool(WORKER_RUNNING, running);
    }

    /// Calls a function on this stack, if there is one. An exception ends the script.
    fn call(self, event: Event, args: &[Val]) -> Outcome {
        if let Some(callback) = self.pool.callback(event) {
            callback.call(&mut self.arguments(args));
            crate::php::event_loop::report_exception();
        }
        ending::go_on()
    }

    fn arguments(self, args: &[Val]) -> Vec<Val> {
        std::iter::once(Val::object(self.object)).chain(args.iter().copied()).collect()
    }
}

/// Shows the collector the callbacks.
unsafe extern "C" fn get_gc(object: *mut ffi::Object, table: *mut *mut Val, count: *mut c_int) -> *mut c_void {
    // SAFETY: the C half's contract; the collector calls this with objects of the class.
    unsafe {
        let buffer = ffi::swirl_gc_buffer();
        entry::guard(|| {
            if let Some(pool) = CLASS.shared(object).get() {
                for callback in pool.callbacks.borrow().iter().flatten() {
                    ffi::swirl_gc_add(buffer, &mut callback.value());
                }
            }
        });
        ffi::swirl_gc_use(buffer, object, table, count)
    }
}

impl Drop for Pool {
    fn drop(&mut self) {
        if let Channel::Queue { queue, is_private: true } = self.channel
            && self.worker().is_none()
        {
            // Somebody else may have removed it.
            let _ = queue.remove();
        }
    }
}
