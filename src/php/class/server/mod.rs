//! `Swoole\Server`.
//!
//! `start()` makes its caller the master, which stays inside that call until the server ends; the other processes are
//! forked in there, live there and end there.
//!
//! ```text
//! SWOOLE_PROCESS: master ─ manager ─┬─ workers        SWOOLE_BASE: master, who is the manager, too ─┬─ workers
//!                                   ├─ task workers                                                 └─ …
//!                                   └─ user's processes   with one worker and nothing else: a single process
//! ```
//!
//! In both modes the workers own their connections and take them from sockets that they share. What concerns another's
//! connection goes to its owner as a letter.
//!
//! Always true: [`current`] is the server whose `start()` this process is in, and its object is held by that call's frame.

mod answers;
mod clients;
mod commands;
mod construct;
mod control;
mod datagrams;
mod dispatch;
mod events;
pub mod heartbeat;
mod info;
mod iterator;
mod letters;
mod manager;
mod master;
mod metrics;
mod options;
mod port;
mod redis;
mod ssl;
mod start;
mod streams;
mod task_queue;
mod tasks;
mod web;
mod worker;

use std::cell::Cell;
use std::cell::OnceCell;
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::ffi::c_int;
use std::ffi::c_void;
use std::rc::Rc;

use crate::php::args;
use crate::php::args::Args;
use crate::php::args::Outcome;
use crate::php::call::Callable;
use crate::php::class::http::c;
use crate::php::ending;
use crate::php::entry;
use crate::php::error;
use crate::php::error::code;
use crate::php::ffi;
use crate::php::object;
use crate::php::object::carried;
use crate::php::value::Owned;
use crate::php::value::Val;
use events::EVENTS;
use events::Event;
use options::Options;
use port::Port;
use start::Run;
pub use web::to_session;

/// Which processes there are.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Mode {
    Base = 1,
    Process = 2,
}

/// What this process is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Role {
    Master,
    Manager,
    /// Workers, task workers and the user's processes are numbered through.
    Worker(usize),
    TaskWorker(usize),
    User(usize),
}

/// A server's own data, once the constructor has run.
struct Server {
    mode: Mode,
    ports: RefCell<Vec<Rc<Port>>>,
    /// PHP's objects of the ports.
    port_objects: RefCell<Vec<Owned>>,
    callbacks: RefCell<[Option<Rc<Callable>>; EVENTS.len()]>,
    options: RefCell<Options>,
    /// What `addCommand` has added.
    commands: RefCell<Vec<commands::Command>>,
    /// What answers the commands of Redis clients, by their names in small letters.
    handlers: RefCell<BTreeMap<Vec<u8>, Rc<Callable>>>,
    /// The objects of `addProcess`.
    processes: RefCell<Vec<Owned>>,
    /// Between `start()` and its return.
    run: RefCell<Option<Rc<Run>>>,
    was_shut: Cell<bool>,
    /// Whether another server may be made.
    is_forgotten: Cell<bool>,
}

carried! {
    /// The class. A server's own data is shared with nobody.
    static CLASS: OnceCell<Server>
}

/// Declared properties, in the order of the stub.
mod property {
    pub const SETTING: usize = 0;
    pub const CONNECTIONS: usize = 1;
    pub const HOST: usize = 2;
    pub const PORT: usize = 3;
    pub const TYPE: usize = 4;
    pub const SSL: usize = 5;
    pub const MODE: usize = 6;
    pub const PORTS: usize = 7;
    pub const MASTER_PID: usize = 8;
    pub const MANAGER_PID: usize = 9;
    pub const WORKER_ID: usize = 10;
    pub const TASK_WORKER: usize = 11;
    pub const WORKER_PID: usize = 12;
    pub const STATS_TIMER: usize = 13;
}

/// A server and its object.
#[derive(Clone, Copy)]
struct Here {
    server: &'static Server,
    object: *mut ffi::Object,
}

thread_local! {
    /// The server of this process: there is one at most.
    static CURRENT: Cell<Option<Here>> = const { Cell::new(None) };
}

/// At module startup.
pub fn register() {
    // SAFETY: class entries are registered by now.
    unsafe {
        CLASS.install(ffi::ce::swirl_ce_Server, Some(get_gc));
        for class in [c::ce::swirl_ce_Http_Server, c::ce::swirl_ce_WebSocket_Server] {
            CLASS.inherit(class);
        }
        CLASS.inherit(ffi::ce::swirl_ce_Redis_Server);
    }
    port::register();
    iterator::register();
    tasks::register();
}

/// News of a descriptor that is registered once and for all: a connection, or a box that has room again.
pub fn news(fd: std::os::fd::RawFd, readable: bool, writable: bool, ended: bool) {
    if let Some(run) = current().and_then(Here::run) {
        if writable && run.post.room(fd) {
            return;
        }
        let hub = run.hub.borrow().clone();
        if let Some(hub) = hub {
            hub.news(fd, readable, writable, ended);
        }
    }
}

/// Whether there is a server that has not been started. Timers that are made now are its master's: they need no loop of the
/// script's own, which would keep it from starting.
pub fn is_prepared() -> bool {
    construct::is_made() && current().is_none()
}

/// The server whose `start()` this process is in.
fn current() -> Option<Here> {
    CURRENT.get()
}

/// The server that a method was called on.
fn here(args: &Args) -> Outcome<Here> {
    match CLASS.shared(args.this()).get() {
        Some(server) => Ok(Here { server, object: args.this() }),
        None => error::throw_error("must call constructor first", code::WRONG_OPERATION),
    }
}

/// As [`here`], of a server that runs; `None` after a warning.
fn running(args: &Args) -> Outcome<Option<(Here, Rc<Run>)>> {
    let here = here(args)?;
    let run = here.run();
    if run.is_none() {
        error::misuse("server is not running");
    }
    Ok(run.map(|run| (here, run)))
}

impl Here {
    fn run(self) -> Option<Rc<Run>> {
        self.server.run.borrow().clone()
    }

    fn callback(self, event: Event) -> Option<Rc<Callable>> {
        self.server.callbacks.borrow()[event as usize].clone()
    }

    fn set(self, property: usize, value: Val) {
        object::set_property(self.object, property, Owned::take(value));
    }

    /// Calls a function on this stack, if there is one. An exception ends the script.
    fn call(self, event: Event, args: &[Val]) -> Outcome {
        if let Some(callback) = self.callback(event) {
            callback.call(&mut self.arguments(args));
            crate::php::event_loop::report_exception();
        }
        ending::go_on()
    }

    /// Calls a function as the loop does.
    fn call_back(self, event: Event, args: &[Val]) {
        if let Some(callback) = self.callback(event) {
            crate::php::event_loop::call_back(&callback, &mut self.arguments(args));
        }
    }

    /// Calls the part that is written in PHP, where it has something to do and the library is there.
    fn have_helped(self, method: &str, args: &[Val]) {
        let name = Owned::take(Val::string(&format!("Swoole\\Server\\Helper::{method}")));
        if let Some(helper) = args::resolve(name.get()) {
            drop(helper.call(&mut self.arguments(args)));
            crate::php::event_loop::report_exception();
        }
    }

    /// Whether somebody may ask, at an address of its own, what the server does.
    fn has_admin(self) -> bool {
        self.server.options.borrow().any("admin_server").is_some_and(|address| address.to_bool())
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
            if let Some(server) = CLASS.shared(object).get() {
                for callback in server.callbacks.borrow().iter().flatten() {
                    ffi::swirl_gc_add(buffer, &mut callback.value());
                }
                for callback in server.handlers.borrow().values() {
                    ffi::swirl_gc_add(buffer, &mut callback.value());
                }
                for command in server.commands.borrow().iter() {
                    ffi::swirl_gc_add(buffer, &mut command.callback.value());
                }
                for object in server.processes.borrow().iter().chain(server.port_objects.borrow().iter()) {
                    ffi::swirl_gc_add(buffer, &mut object.get());
                }
            }
        });
        ffi::swirl_gc_use(buffer, object, table, count)
    }
}
