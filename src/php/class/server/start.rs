//! `start()`: what is shared by all processes is made, then each becomes what it is.

use std::cell::Cell;
use std::cell::OnceCell;
use std::cell::RefCell;
use std::rc::Rc;

use super::CURRENT;
use super::Here;
use super::Mode;
use super::Role;
use super::construct;
use super::dispatch::Dispatch;
use super::events::Event;
use super::events::PortEvent;
use super::here;
use super::manager;
use super::master;
use super::options::Options;
use super::port::Port;
use super::property;
use super::redis;
use super::task_queue;
use super::web;
use super::worker;
use crate::php::args::Outcome;
use crate::php::class::process;
use crate::php::entry::handlers;
use crate::php::error;
use crate::php::event_loop;
use crate::php::fork;
use crate::php::inner_watch;
use crate::php::log;
use crate::php::object;
use crate::php::value::Owned;
use crate::php::value::Val;
use crate::php::value::find;
use crate::php::value::tag;
use crate::server::counters::Counter;
use crate::server::counters::Counters;
use crate::server::hub::Hub;
use crate::server::post::Letter;
use crate::server::post::Post;
use crate::server::table::Count;
use crate::server::table::Table;
use crate::server::task_queue::TaskQueue;
use crate::sys::clock;
use crate::sys::clock::Nanos;
use crate::sys::identity;
use crate::sys::identity::Identity;
use crate::sys::identity::Unknown;
use crate::sys::machine;
use crate::sys::shared::SharedWord;
use crate::sys::signal;
use crate::sys::spawn::Forked;

/// Room in each box for letters.
const BOX_ROOM: usize = 8 << 20;

/// Everything about a server that runs. Made before the first fork; what is shared by the processes says so.
pub struct Run {
    pub(super) mode: Mode,
    pub(super) role: Cell<Role>,
    /// Shared.
    pub table: Rc<Table>,
    /// Shared. Boxes of workers, task workers and the user's processes, then the manager's and the master's.
    pub post: Post,
    /// Shared: numbers of workers, task workers and the user's processes.
    pub counters: Vec<Rc<Counters>>,
    pub workers: usize,
    pub task_workers: usize,
    pub users: usize,
    /// Shared.
    pub master_pid: SharedWord,
    /// Shared; 0 in a single process.
    pub manager_pid: SharedWord,
    /// Shared: set as soon as the server shall end.
    pub is_ending: SharedWord,
    /// Shared: whether onStart was called.
    pub has_started: SharedWord,
    /// When all this was made.
    pub started_at: Nanos,
    /// In a worker: its connections.
    pub hub: RefCell<Option<Rc<Hub>>>,
    pub ports: Vec<Rc<Port>>,
    pub flags: Flags,
    /// Whom the workers shall be.
    pub identity: Identity,
    /// Who serves what comes, where that is not up to the kernel.
    pub dispatch: Option<Rc<Dispatch>>,
    /// In a worker: what is done with packets that others have read, by port.
    pub receivers: super::streams::Receivers,
    /// In a worker: where datagrams are received.
    pub datagrams: super::datagrams::Room,
    /// In a worker: what it is in the middle of.
    pub worker: worker::State,
    pub tasks: super::tasks::Tasks,
    /// Of the system: by which tasks go, if they do not go as letters.
    pub queue: Option<TaskQueue>,
    pub commands: super::commands::Waiting,
    /// Coroutines that wait until there is room in a connection.
    pub senders: super::clients::Senders,
    pub beat: OnceCell<super::heartbeat::Beat>,
}

/// Settings that are asked for often.
pub struct Flags {
    pub in_coroutines: bool,
    pub event_objects: bool,
    pub task_objects: bool,
    pub task_in_coroutines: bool,
    /// Whether tasks go to whoever is free, by way of a queue.
    pub tasks_are_for_all: bool,
    pub reload_async: bool,
    pub send_yields: bool,
    pub delays_reading: bool,
    /// Whether onConnect and onClose are called.
    pub tells_of_clients: bool,
    /// Whether packets are dropped whose connection is gone meanwhile.
    pub discards_late: bool,
    pub shares_ports: bool,
    pub max_wait: u64,
    pub max_request: u64,
    pub dispatch: i64,
    pub send_timeout: f64,
    /// The most that is sent at once, in bytes.
    pub output_limit: usize,
    /// The most requests that are answered at a time, by all workers and by each.
    pub max_concurrency: u64,
    pub worker_max_concurrency: u64,
}

impl Run {
    pub fn manager_box(&self) -> usize {
        self.counters.len()
    }

    pub fn master_box(&self) -> usize {
        self.counters.len() + 1
    }

    /// Whether the only process is this one.
    pub fn is_single(&self) -> bool {
        self.mode == Mode::Base && self.counters.len() == 1 && self.flags.max_request == 0
    }

    /// The number of this process's box.
    pub fn own_box(&self) -> usize {
        match self.role.get() {
            Role::Worker(number) | Role::TaskWorker(number) | Role::User(number) => number,
            Role::Manager => self.manager_box(),
            Role::Master => self.master_box(),
        }
    }

    /// Sends a letter. Workers and the master have a loop, or will have one; others wait until it is on its way.
    pub fn send(&self, to: usize, letter: Letter) -> std::io::Result<()> {
        let has_loop = !matches!(self.role.get(), Role::Manager | Role::User(_)) || event_loop::is_running();
        self.post.send(to, letter, has_loop)
    }

    /// The numbers of this process, if it is a worker of any kind.
    pub fn own_counters(&self) -> Option<&Rc<Counters>> {
        self.counters.get(self.own_box())
    }

    pub fn pid_of(&self, worker: usize) -> i32 {
        self.counters[worker].get(Counter::Pid) as i32
    }

    /// What a new process in this place is.
    pub(super) fn role_of(&self, place: usize) -> Role {
        if place < self.workers {
            Role::Worker(place)
        } else if place < self.workers + self.task_workers {
            Role::TaskWorker(place)
        } else {
            Role::User(place)
        }
    }
}

handlers! {
    fn swirl_Server_start(args, mut ret) {
        let here = here(&args)?;
        let name = process::name_of(&args);
        ret.bool(false);
        if here.run().is_some() {
            error::misuse(&format!("The server is running, unable to execute {name}->start()"));
            return Ok(());
        }
        if here.server.was_shut.get() {
            error::misuse(&format!("The server have been shutdown, unable to execute {name}->start()"));
            return Ok(());
        }
        args.expect(0, 0)?;
        if event_loop::is_used() || event_loop::is_running() {
            error::misuse(&format!("The event-loop has already been created, unable to start {name}"));
            return Ok(());
        }
        fork::must_be_outside()?;
        if !is_complete(here) {
            return Ok(());
        }
        if here.has_admin() {
            here.have_helped("onBeforeStart", &[]);
        }
        if let Err(why) = prepare(here) {
            error::fatal(&format!("failed to start server. Error: {why}"));
            return Ok(());
        }
        let running = Running(here);
        run(here)?;
        drop(running);
        ret.bool(true);
        Ok(())
    }
}

/// Takes back what a server has changed in this process when its `start()` returns.
struct Running(Here);

impl Drop for Running {
    fn drop(&mut self) {
        leave_loop();
        let run = self.0.server.run.take();
        // Protocols know the hub, and the hub its ports' protocols.
        if let Some(hub) = run.as_ref().and_then(|run| run.hub.take()) {
            hub.forget_ports();
        }
        if let Some(run) = &run {
            drop(run.receivers.take());
        }
        if let Some(queue) = run.as_ref().and_then(|run| run.queue) {
            queue.leave();
        }
        self.0.server.was_shut.set(true);
        for port in self.0.server.ports.borrow().iter() {
            port.close();
        }
        construct::forget(self.0.server);
        CURRENT.set(None);
        event_loop::end();
        log::set_process('%', 0);
        drop(run);
    }
}

/// Takes out of the loop what the server has put there.
fn leave_loop() {
    inner_watch::remove_all();
    event_loop::call_after_turns_no_more();
    event_loop::end();
    event_loop::set_coroutine_callbacks(true);
}

/// Whether all callbacks are there that the settings need.
fn is_complete(here: Here) -> bool {
    let ports = here.server.ports.borrow().clone();
    redis::prepare(here, &ports[0]);
    let settings = object::property(here.object, property::SETTING).share();
    if settings.get().tag() == tag::ARRAY {
        ports[1..].iter().for_each(|port| port.inherit(&settings.get()));
    }
    let first = &ports[0];
    for port in &ports {
        let has = |event| port.callback(event).is_some() || first.callback(event).is_some();
        if !port.kind.is_stream() && !has(PortEvent::Packet) {
            error::fatal("require onPacket callback");
            return false;
        }
        if port.kind.is_stream() && web::speaks(here, port) {
            let (event, complaint) = web::needed(here, port);
            if !has(event) {
                error::fatal(complaint);
                return false;
            }
        } else if port.kind.is_stream() && !redis::speaks(here, port) && !has(PortEvent::Receive) {
            error::fatal("require onReceive callback");
            return false;
        }
    }
    if !ports.iter().all(super::ssl::is_complete) {
        return false;
    }
    if here.server.options.borrow().number("task_worker_num") > 0 && here.callback(Event::Task).is_none() {
        const INVALID_CALLBACK: i32 = 9015;
        log::error(log::WARNING, INVALID_CALLBACK, "Server::start_check", b"require 'onTask' callback");
        error::fatal("failed to start server. Error: require 'onTask' callback");
        return false;
    }
    true
}

/// How many workers there are.
pub fn worker_count(mode: Mode, options: &Options) -> usize {
    match (options.number("worker_num"), mode) {
        (-1, Mode::Base) => 1,
        (-1 | 0, _) => machine::processors() as usize,
        (count, _) => count as usize,
    }
}

/// Makes all that the processes share.
fn prepare(here: Here) -> std::io::Result<()> {
    let ports = here.server.ports.borrow().clone();
    let options = here.server.options.borrow();
    let workers = worker_count(here.server.mode, &options);
    let task_workers = options.number("task_worker_num") as usize;
    let users = here.server.processes.borrow().len();
    let all = workers + task_workers + users;
    let connections = match options.number("max_connection") {
        0 => machine::descriptor_limit().min(100_000),
        limit => limit as usize,
    };
    let table = Table::new(connections, ports.len())?;
    table.set(Count::StartTime, clock::wall() / 1_000_000);
    if options.has("start_session_id") {
        table.set(Count::LastSession, options.number("start_session_id") as u64);
    }
    let shares_ports = options.bool("enable_reuse_port");
    for port in &ports {
        port.listen()?;
    }
    let ipc = options.number("task_ipc_mode");
    let has_queue = task_workers > 0 && [task_queue::mode::QUEUE, task_queue::mode::ANY].contains(&ipc);
    let tasks_are_for_all = ipc == task_queue::mode::ANY;
    let key = options.number("message_queue_key");
    let queue = has_queue.then(|| TaskQueue::open(key, tasks_are_for_all)).transpose()?;
    let in_coroutines = options.bool("enable_coroutine");
    let identity = identity(&options)?;
    let flags = Flags {
        in_coroutines,
        event_objects: options.bool("event_object"),
        task_objects: options.bool("task_use_object") || options.bool("event_object"),
        tasks_are_for_all: has_queue && tasks_are_for_all,
        task_in_coroutines: options.bool("task_enable_coroutine"),
        reload_async: options.bool("reload_async") || in_coroutines,
        send_yields: if options.has("send_yield") { options.bool("send_yield") } else { in_coroutines },
        delays_reading: options.bool("enable_delay_receive"),
        tells_of_clients: here.server.mode == Mode::Base
            || [2, 4, 8].contains(&options.number("dispatch_mode"))
            || options.bool("enable_unsafe_event"),
        discards_late: options.bool("discard_timeout_request"),
        shares_ports,
        max_wait: options.number("max_wait_time") as u64,
        max_request: options.number("max_request") as u64,
        dispatch: options.number("dispatch_mode"),
        send_timeout: options.seconds("send_timeout"),
        // As in Swoole: where workers own their connections, nothing is handed on that would have to fit in.
        output_limit: match here.server.mode {
            Mode::Process => options.number("output_buffer_size") as usize,
            Mode::Base => usize::MAX,
        },
        max_concurrency: options.number("max_concurrency") as u64,
        worker_max_concurrency: if options.has("worker_max_concurrency") {
            options.number("worker_max_concurrency") as u64
        } else {
            options.number("max_concurrency") as u64
        },
    };
    let run = Run {
        mode: here.server.mode,
        role: Cell::new(Role::Master),
        table: Rc::new(table),
        post: Post::new(all + 2, BOX_ROOM)?,
        counters: (0..all).map(|_| Counters::new().map(Rc::new)).collect::<std::io::Result<_>>()?,
        workers,
        task_workers,
        users,
        master_pid: SharedWord::new()?,
        manager_pid: SharedWord::new()?,
        is_ending: SharedWord::new()?,
        has_started: SharedWord::new()?,
        started_at: clock::now(),
        hub: RefCell::default(),
        ports,
        flags,
        identity,
        dispatch: Dispatch::new(here, &options, workers).map(Rc::new),
        receivers: super::streams::Receivers::default(),
        datagrams: super::datagrams::Room::default(),
        worker: worker::State::default(),
        tasks: super::tasks::Tasks::default(),
        queue,
        commands: super::commands::Waiting::default(),
        senders: super::clients::Senders::default(),
        beat: OnceCell::new(),
    };
    complete_settings(here, &run, connections);
    drop(options);
    here.server.run.replace(Some(Rc::new(run)));
    Ok(())
}

/// Whom the workers shall be. Only root can be somebody else; who cannot be found must not be left out in silence.
fn identity(options: &Options) -> std::io::Result<Identity> {
    if !identity::is_root() {
        return Ok(Identity::default());
    }
    let text = |name| options.text(name).filter(|text| !text.is_empty());
    Identity::find(text("user"), text("group"), text("chroot")).map_err(|unknown| {
        let name = match unknown {
            Unknown::User => "user",
            Unknown::Group => "group",
            Unknown::Root => "chroot",
        };
        std::io::Error::other(format!("get {name} [{}] info failed", text(name).unwrap_or_default()))
    })
}

/// What PHP can read of the settings that were not given.
fn complete_settings(here: Here, run: &Run, connections: usize) {
    let before = object::property(here.object, property::SETTING).share();
    let mut settings = if before.get().tag() == tag::ARRAY { before.duplicate() } else { Owned::array() };
    let output = here.server.options.borrow().number("output_buffer_size");
    let defaults = [
        ("worker_num", run.workers as i64),
        ("task_worker_num", run.task_workers as i64),
        ("output_buffer_size", output),
        ("max_connection", connections as i64),
    ];
    for (name, value) in defaults {
        if find(&settings.get(), name).is_none() {
            settings.put(name.as_bytes(), Owned::take(Val::long(value)));
        }
    }
    object::set_property(here.object, property::SETTING, settings);
    here.set(property::MASTER_PID, Val::long(std::process::id().into()));
}

fn run(here: Here) -> Outcome {
    use std::sync::atomic::Ordering::Relaxed;
    let Some(run) = here.run() else { return Ok(()) };
    CURRENT.set(Some(here));
    log::set_process('#', 0);
    let (daemonize, pid_file) = {
        let options = here.server.options.borrow();
        (options.bool("daemonize"), options.text("pid_file").map(str::to_owned))
    };
    if daemonize {
        log::redirect_streams();
        if let Err(why) = fork::daemon(true, true)? {
            error::system_warning("daemon() failed", &why);
            return Ok(());
        }
    }
    run.master_pid.store(std::process::id(), Relaxed);
    // Workers serve, and may ask for the end, before their master has come to listen.
    let held = signal::hold();
    if let Some(file) = &pid_file
        && let Err(why) = std::fs::write(file, std::process::id().to_string())
    {
        log::system_warning("Server::start", &format!("open({file}) failed"), &why);
    }
    match run.mode {
        Mode::Base if run.is_single() => worker::live_alone(here, &run, held)?,
        Mode::Base => manager::live(here, &run, held)?,
        Mode::Process => match fork::fork()? {
            Ok(Forked::Child) => {
                manager::live(here, &run, held)?;
                crate::sys::spawn::exit_now(0);
            }
            Ok(Forked::Parent(pid)) => {
                run.manager_pid.store(pid as u32, Relaxed);
                master::live(here, &run, pid, held)?;
            }
            Err(why) => error::system_warning("fork() failed", &why),
        },
    }
    // The callback may use a loop, which ends when nothing of the callback's own is left.
    leave_loop();
    here.call(Event::Shutdown, &[])?;
    if let Some(file) = &pid_file {
        // Somebody else may have removed it.
        let _ = std::fs::remove_file(file);
    }
    Ok(())
}
