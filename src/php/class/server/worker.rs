//! The life of a worker, on its loop.
//!
//! ```text
//!           SIGTERM, stop(), max_request        nothing left to do, or max_wait_time over
//! serving ──────────────────────────────▶ ending ─────────────────────────────────────────▶ the process ends
//! ```
//!
//! A worker that ends takes no client any more, hands its connections to its successor as soon as it can, and goes on until
//! its coroutines and timers are done.

use std::cell::Cell;
use std::cell::RefCell;
use std::convert::Infallible;
use std::os::fd::AsRawFd;
use std::os::fd::RawFd;
use std::rc::Rc;
use std::sync::atomic::Ordering::Relaxed;

use super::Here;
use super::Mode;
use super::Role;
use super::datagrams;
use super::events::Event;
use super::heartbeat;
use super::letters;
use super::property;
use super::start::Run;
use super::streams;
use super::task_queue;
use crate::coroutine;
use crate::php::args::Outcome;
use crate::php::class::process;
use crate::php::deadlock;
use crate::php::ending;
use crate::php::ending::go_on;
use crate::php::error;
use crate::php::event_loop;
use crate::php::inner_watch;
use crate::php::log;
use crate::php::options;
use crate::php::value::Val;
use crate::php::value::each;
use crate::php::value::tag;
use crate::server::connection::Connection;
use crate::server::counters::Counter;
use crate::server::counters::status;
use crate::server::hub::Hub;
use crate::server::post::About;
use crate::server::post::Letter;
use crate::sys::clock;
use crate::sys::clock::Nanos;
use crate::sys::machine;
use crate::sys::signal::Held;
use crate::sys::signal::Listener;
use crate::sys::spawn;

/// What a worker is in the middle of.
#[derive(Default)]
pub struct State {
    /// When it must end, once it is ending.
    ends_at: Cell<Option<Nanos>>,
    is_ending: Cell<bool>,
    /// Whether it has asked for a successor.
    has_asked: Cell<bool>,
    /// Ends after so many requests; 0: never.
    request_limit: Cell<u64>,
    /// Letters about connections that are on their way here.
    pub early: RefCell<Vec<Letter>>,
    /// Letters that came while a call waited for another one.
    pub put_off: RefCell<Vec<Letter>>,
    /// Descriptors that are watched as long as it serves.
    watched: RefCell<Vec<RawFd>>,
}

impl State {
    pub fn is_ending(&self) -> bool {
        self.is_ending.get()
    }

    /// Watches a descriptor as long as the worker serves.
    pub fn watch(&self, fd: RawFd, heard: impl Fn() + 'static) {
        if inner_watch::add(fd, false, heard).is_ok() {
            self.watched.borrow_mut().push(fd);
        }
    }
}

/// In a new process: everything, to its end. Returns only when PHP has to end the process.
pub fn live(here: Here, run: &Rc<Run>, place: usize, held: Held) -> Outcome<Infallible> {
    run.role.set(run.role_of(place));
    spawn::end_with_parent(0);
    match run.role.get() {
        Role::User(_) => live_as_user(here, run, place, held)?,
        _ => serve(here, run, place, held)?,
    }
    spawn::exit_now(0)
}

/// In the process that called `start()`: the only worker.
pub fn live_alone(here: Here, run: &Rc<Run>, held: Held) -> Outcome {
    run.role.set(Role::Worker(0));
    run.counters[0].set(Counter::Pid, std::process::id().into());
    serve(here, run, 0, held)
}

fn serve(here: Here, run: &Rc<Run>, place: usize, held: Held) -> Outcome {
    let is_task = run.role.get() == Role::TaskWorker(place);
    log::set_process(if is_task { '^' } else { '*' }, place);
    event_loop::set_coroutine_callbacks(if is_task { run.flags.task_in_coroutines } else { run.flags.in_coroutines });
    options::activate();
    choose_processor(here, place);
    assume_identity(run);
    settle_in(here, run, place, is_task);
    // A signal may come while a callback runs.
    let early = listen();
    drop(held);
    letters::watch(here, run);
    if !is_task {
        open_ports(here, run, place);
    }
    let starts = place == 0 && run.mode == Mode::Base && run.has_started.swap(1, Relaxed) == 0;
    if place == 0 && run.mode == Mode::Base && here.has_admin() {
        here.have_helped("onStart", &[]);
    }
    if starts {
        here.set(property::MASTER_PID, Val::long(std::process::id().into()));
        run.master_pid.store(std::process::id(), Relaxed);
        here.call_back(Event::Start, &[]);
        go_on()?;
    }
    heartbeat::begin(here, run);
    let number = [Val::long(place as i64)];
    begin_stats(here, place);
    here.call_back(Event::WorkerStart, &number);
    let lived = live_on_the_loop(here, run, early, number[0]);
    if ending::is_ending() && !run.worker.is_ending() {
        tell_of_early_end();
    }
    lived?;
    end(here, run, is_task, &number)
}

/// `open_cpu_affinity`: each worker stays on one processor, but not on those that `cpu_affinity_ignore` keeps for others.
fn choose_processor(here: Here, place: usize) {
    let options = here.server.options.borrow();
    if !options.bool("open_cpu_affinity") {
        return;
    }
    let mut kept = Vec::new();
    if let Some(list) = options.any("cpu_affinity_ignore").filter(|list| list.tag() == tag::ARRAY) {
        each(&list, |_, number| {
            kept.push(number.to_long() as usize);
            true
        });
    }
    let all = 0..machine::processors() as usize;
    let left: Vec<usize> = all.filter(|number| !kept.contains(number)).collect();
    if let Some(&number) = left.get(place % left.len().max(1))
        && let Err(why) = machine::stay_on(number)
    {
        log::system_warning("Server::start", "sched_setaffinity() failed", &why);
    }
}

/// Gives up root's rights, if that is wanted. Who cannot does not serve.
fn assume_identity(run: &Run) {
    if run.identity.is_nobody_else() {
        return;
    }
    if let Err(why) = run.identity.assume() {
        log::system_warning("Server::start", "the rights of root could not be given up", &why);
        spawn::exit_now(255);
    }
    // The system forgets this when a process changes its user.
    if run.manager_pid.load(Relaxed) != 0 {
        spawn::end_with_parent(0);
    }
}

fn settle_in(here: Here, run: &Rc<Run>, place: usize, is_task: bool) {
    let counters = &run.counters[place];
    for counter in [Counter::Requests, Counter::Responses, Counter::Dispatches, Counter::Concurrency, Counter::Waiting]
    {
        counters.set(counter, 0);
    }
    counters.set(Counter::Status, status::IDLE);
    run.worker.request_limit.set(request_limit(here, is_task));
    here.set(property::WORKER_ID, Val::long(place as i64));
    here.set(property::WORKER_PID, Val::long(std::process::id().into()));
    here.set(property::TASK_WORKER, Val::bool(is_task));
    here.set(property::MASTER_PID, Val::long(run.master_pid.load(Relaxed).into()));
    here.set(property::MANAGER_PID, Val::long(run.manager_pid.load(Relaxed).into()));
}

/// Workers shall not all end at once: some are granted more.
fn request_limit(here: Here, is_task: bool) -> u64 {
    const FEW: i64 = 10;
    let options = here.server.options.borrow();
    let (limit, grace) =
        if is_task { ("task_max_request", "task_max_request_grace") } else { ("max_request", "max_request_grace") };
    let limit = options.number(limit);
    let grace = match options.number(grace) {
        -1 if limit > FEW => limit / 2,
        -1 => 0,
        grace => grace,
    };
    if limit == 0 || grace == 0 {
        return limit as u64;
    }
    // Any number will do that differs between processes.
    let chance = clock::wall() ^ (u64::from(std::process::id()) << 20);
    limit as u64 + chance % grace as u64 + 1
}

/// `stats_file`: the library writes it, from time to time.
fn begin_stats(here: Here, place: usize) {
    if place != 0 || here.server.options.borrow().text("stats_file").is_none_or(str::is_empty) {
        return;
    }
    here.have_helped("onWorkerStart", &[Val::long(place as i64)]);
}

fn open_ports(here: Here, run: &Rc<Run>, place: usize) {
    let hub = Rc::new(Hub::new(Rc::clone(&run.table), Rc::clone(&run.counters[place]), place));
    run.hub.replace(Some(Rc::clone(&hub)));
    for port in &run.ports {
        if port.kind.is_stream() {
            streams::open(here, run, &hub, port);
        } else {
            datagrams::open(here, run, port);
        }
    }
}

fn live_on_the_loop(here: Here, run: &Rc<Run>, early: Option<Listener>, number: Val) -> Outcome {
    go_on()?;
    // The callback may have taken some of the signals.
    if let Some(listener) = listen().map(Rc::new) {
        let heard = Rc::clone(&listener);
        // Without it the worker is killed when its time is over.
        let _ = inner_watch::add(listener.as_raw_fd(), true, move || obey(here, &heard));
    }
    if run.role.get() == Role::TaskWorker(run.own_box()) {
        task_queue::watch(here, run);
    }
    if let Some(early) = &early {
        obey(here, early);
    }
    drop(early);
    if run.is_ending.load(Relaxed) != 0 {
        stop(here, run);
    }
    let looked_after = Rc::clone(run);
    event_loop::after_every_turn(move || {
        if let Some(own) = looked_after.own_counters() {
            own.set(Counter::Coroutines, coroutine::count() as u64);
        }
        letters::read_put_off(here, &looked_after);
        if looked_after.worker.is_ending() {
            try_to_end(here, &looked_after, number);
        }
    });
    event_loop::serve();
    go_on()
}

/// The script ends although nobody has asked this worker to.
fn tell_of_early_end() {
    const TERMINATED: i32 = 9003;
    let place = "php_swoole_server_rshutdown";
    match error::fatal_error() {
        Some(what) => log::error(log::ERROR, error::code::PHP_FATAL_ERROR, place, &what),
        None => log::error(log::NOTICE, TERMINATED, place, b"worker process is terminated by exit()/die()"),
    }
}

/// The signals that a worker heeds, unless the user does.
fn listen() -> Option<Listener> {
    let mut wanted = vec![libc::SIGTERM, libc::SIGWINCH, libc::SIGRTMIN(), libc::SIGUSR1, libc::SIGUSR2, libc::SIGINT];
    wanted.retain(|&signal| !process::signals::is_set(signal));
    Listener::new(&wanted).ok()
}

fn obey(here: Here, listener: &Listener) {
    let Some(run) = here.run() else { return };
    while let Some(signal) = listener.take() {
        match signal {
            libc::SIGTERM => shut(here, &run),
            // The terminal tells all processes: the first of them decides.
            libc::SIGINT if run.is_single() => shut(here, &run),
            libc::SIGINT | libc::SIGUSR1 | libc::SIGUSR2 => {}
            _ => log::reopen(),
        }
    }
}

fn shut(here: Here, run: &Rc<Run>) {
    if run.is_single() {
        run.is_ending.store(1, Relaxed);
    }
    stop(here, run);
}

/// This worker ends as soon as it can.
pub fn stop(here: Here, run: &Rc<Run>) {
    if run.worker.is_ending.replace(true) {
        return;
    }
    if let Some(counters) = run.own_counters() {
        counters.set(Counter::Status, status::EXIT);
    }
    task_queue::stop(run);
    if run.mode == Mode::Base && run.role.get() == Role::Worker(0) && here.has_admin() {
        here.have_helped("onBeforeShutdown", &[]);
    }
    leave(run);
    heartbeat::end(run);
    for connection in run.hub.borrow().iter().flat_map(|hub| hub.connections()) {
        if let Some(protocol) = connection.protocol() {
            protocol.leave(&connection);
        }
    }
    if run.mode == Mode::Base && run.is_ending.load(Relaxed) != 0 && run.role.get() == Role::Worker(0) {
        let _ = here.call(Event::BeforeShutdown, &[]);
    }
    let max_wait = run.flags.max_wait.saturating_mul(1_000_000_000);
    let ends_at = clock::now().saturating_add(max_wait);
    run.worker.ends_at.set(Some(ends_at));
    heartbeat::wake_at(run, ends_at);
    // It may have been told before its loop began.
    event_loop::turn_soon();
    if !run.flags.reload_async {
        // After this turn.
        event_loop::exit();
    }
}

/// Watches nothing any more, but the box as long as a letter in it was read in part, and a task that was taken.
fn leave(run: &Run) {
    let own = run.post.exit(run.own_box());
    let receiver = run.tasks.receiver.borrow().clone().filter(|receiver| receiver.has_come());
    let bell = receiver.map(|receiver| receiver.bell());
    let is_needed = |&fd: &RawFd| (fd == own && run.post.is_amid()) || Some(fd) == bell;
    let (reads_on, left): (Vec<_>, Vec<_>) = run.worker.watched.take().into_iter().partition(is_needed);
    left.into_iter().for_each(inner_watch::remove);
    run.worker.watched.replace(reads_on);
}

/// Another worker shall start while this one is ending, which takes a while.
fn ask_for_successor(run: &Run) {
    let has_connections = run.hub.borrow().as_ref().is_some_and(|hub| hub.open() > 0);
    let is_needed =
        run.is_ending.load(Relaxed) == 0 && !run.is_single() && (run.mode == Mode::Process || has_connections);
    if is_needed && !run.worker.has_asked.replace(true) {
        let letter = Letter::new(About::Stop, std::process::id().into());
        let _ = run.send(run.manager_box(), letter);
    }
}

/// Whether something is left to be done.
fn is_busy(run: &Run) -> bool {
    let is_amid = |one: &Rc<Connection>| {
        let is_waiting = || one.is_open() && one.protocol().is_some_and(|protocol| !protocol.is_idle());
        is_held(one) || (run.is_ending.load(Relaxed) == 0 && is_waiting())
    };
    !run.worker.watched.borrow().is_empty()
        || coroutine::count() > 0
        || coroutine::timers() > heartbeat::timers(run)
        || crate::io::is_busy()
        || run.hub.borrow().as_ref().is_some_and(|hub| hub.connections().iter().any(is_amid))
}

fn try_to_end(here: Here, run: &Rc<Run>, number: Val) {
    leave(run);
    if run.worker.watched.borrow().is_empty() {
        hand_over(run);
    }
    if !is_busy(run) {
        return event_loop::exit();
    }
    if here.callback(Event::WorkerExit).is_some() {
        let _ = here.call(Event::WorkerExit, &[number]);
    }
    super::control::clear_stats_timer(here);
    // That may have been the last thing that was left.
    if !is_busy(run) {
        return event_loop::exit();
    }
    ask_for_successor(run);
    if run.worker.ends_at.get().is_some_and(|at| at <= clock::now()) {
        const EXIT_TIMEOUT: i32 = 9101;
        let what = b"worker exit timeout, forced termination";
        log::error(log::WARNING, EXIT_TIMEOUT, "Worker_reactor_try_to_exit", what);
        // It tells what kept the worker.
        if coroutine::count() > 0 {
            deadlock::report();
        }
        event_loop::exit();
    }
}

/// Whether a connection has something left to do here.
fn is_held(connection: &Connection) -> bool {
    connection.queued() > 0 || connection.protocol().is_some_and(|protocol| protocol.is_leaving())
}

/// Gives the connections that can be given to whoever takes this worker's place.
fn hand_over(run: &Rc<Run>) {
    if run.is_ending.load(Relaxed) != 0 || run.is_single() {
        return;
    }
    let Some(hub) = run.hub.borrow().clone() else { return };
    for connection in hub.connections() {
        if let Some((socket, state)) = hub.hand_over(&connection) {
            let letter = Letter { data: state, socket: Some(socket), ..Letter::new(About::Adopt, connection.session) };
            // When that fails the client sees the connection closed.
            if run.send(run.own_box(), letter).is_err() {
                run.table.close(connection.session);
            }
        }
    }
}

fn end(here: Here, run: &Rc<Run>, is_task: bool, number: &[Val]) -> Outcome {
    if !is_task && let Some(hub) = run.hub.borrow().clone() {
        hub.connections().iter().for_each(|connection| close(&hub, run, connection));
    }
    here.call(Event::WorkerStop, number)?;
    // What others wait for must not stay behind here.
    run.post.flush_all();
    Ok(())
}

fn close(hub: &Rc<Hub>, run: &Run, connection: &Rc<Connection>) {
    let is_told = run.mode == Mode::Base;
    hub.set_told(connection, is_told);
    hub.close(connection, false, true);
}

fn live_as_user(here: Here, run: &Rc<Run>, place: usize, held: Held) -> Outcome {
    drop(held);
    log::set_process('@', place);
    event_loop::set_coroutine_callbacks(true);
    here.set(property::MASTER_PID, Val::long(run.master_pid.load(Relaxed).into()));
    here.set(property::MANAGER_PID, Val::long(run.manager_pid.load(Relaxed).into()));
    let index = place - run.workers - run.task_workers;
    let process = here.server.processes.borrow()[index].get().share();
    process::be_worker(process.get(), place)
}

/// A request was served: this may have been the last one.
pub fn count_request(here: Here, run: &Rc<Run>) {
    let Some(counters) = run.own_counters() else { return };
    counters.add(Counter::Requests, 1);
    let limit = run.worker.request_limit.get();
    if limit > 0 && counters.get(Counter::Requests) >= limit {
        stop(here, run);
    }
}
