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
use crate::coroutine;
use crate::php::args::Outcome;
use crate::php::class::process;
use crate::php::ending;
use crate::php::ending::go_on;
use crate::php::event_loop;
use crate::php::inner_watch;
use crate::php::log;
use crate::php::options;
use crate::php::value::Val;
use crate::server::connection::Connection;
use crate::server::counters::Counter;
use crate::server::counters::status;
use crate::server::hub::Hub;
use crate::server::post::About;
use crate::server::post::Letter;
use crate::sys::clock;
use crate::sys::clock::Nanos;
use crate::sys::signal::Listener;
use crate::sys::spawn;

/// What a worker is in the middle of.
#[derive(Default)]
pub struct State {
    /// When it must end, once it is ending.
    ends_at: Cell<Option<Nanos>>,
    is_ending: Cell<bool>,
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
pub fn live(here: Here, run: &Rc<Run>, place: usize) -> Outcome<Infallible> {
    run.role.set(run.role_of(place));
    spawn::end_with_parent(0);
    match run.role.get() {
        Role::User(_) => live_as_user(here, run, place)?,
        _ => serve(here, run, place)?,
    }
    spawn::exit_now(0)
}

/// In the process that called `start()`: the only worker.
pub fn live_alone(here: Here, run: &Rc<Run>) -> Outcome {
    run.role.set(Role::Worker(0));
    run.counters[0].set(Counter::Pid, std::process::id().into());
    serve(here, run, 0)
}

fn serve(here: Here, run: &Rc<Run>, place: usize) -> Outcome {
    let is_task = run.role.get() == Role::TaskWorker(place);
    log::set_process(if is_task { '^' } else { '*' }, place);
    event_loop::set_coroutine_callbacks(if is_task { run.flags.task_in_coroutines } else { run.flags.in_coroutines });
    options::activate();
    settle_in(here, run, place, is_task);
    // A signal may come while a callback runs.
    let early = listen();
    letters::watch(here, run);
    if !is_task {
        open_ports(here, run, place);
    }
    let starts = place == 0 && run.mode == Mode::Base && run.has_started.swap(1, Relaxed) == 0;
    if starts {
        here.set(property::MASTER_PID, Val::long(std::process::id().into()));
        run.master_pid.store(std::process::id(), Relaxed);
        here.call_back(Event::Start, &[]);
        go_on()?;
    }
    heartbeat::begin(here, run);
    let number = [Val::long(place as i64)];
    here.call_back(Event::WorkerStart, &number);
    live_on_the_loop(here, run, early, number[0])?;
    end(here, run, is_task, &number)
}

fn settle_in(here: Here, run: &Rc<Run>, place: usize, is_task: bool) {
    let counters = &run.counters[place];
    for counter in [Counter::Requests, Counter::Responses, Counter::Dispatches, Counter::Concurrency] {
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
    if let Some(early) = &early {
        obey(here, early);
    }
    drop(early);
    let was_told = run.own_counters().is_some_and(|own| own.get(Counter::Told) == u64::from(std::process::id()));
    if was_told || run.is_ending.load(Relaxed) != 0 {
        stop(here, run);
    }
    let looked_after = Rc::clone(run);
    event_loop::after_every_turn(move || {
        letters::read_put_off(here, &looked_after);
        if looked_after.worker.is_ending() {
            try_to_end(here, &looked_after, number);
        }
    });
    event_loop::serve();
    if ending::is_ending() && !run.worker.is_ending() {
        const TERMINATED: i32 = 9003;
        let what = b"worker process is terminated by exit()/die()";
        log::error(log::NOTICE, TERMINATED, "php_swoole_server_rshutdown", what);
    }
    go_on()
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
    for fd in run.worker.watched.take() {
        inner_watch::remove(fd);
    }
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
    if needs_successor(run) {
        let letter = Letter::new(About::Stop, std::process::id().into());
        let _ = run.post.send(run.manager_box(), letter, event_loop::is_running());
    }
    if !run.flags.reload_async {
        // After this turn.
        event_loop::exit();
    }
}

/// Whether another worker shall start while this one is ending.
fn needs_successor(run: &Run) -> bool {
    let has_connections = run.hub.borrow().as_ref().is_some_and(|hub| hub.open() > 0);
    run.is_ending.load(Relaxed) == 0 && !run.is_single() && (run.mode == Mode::Process || has_connections)
}

fn try_to_end(here: Here, run: &Rc<Run>, number: Val) {
    hand_over(run);
    let busy = coroutine::count() > 0
        || coroutine::timers() > heartbeat::timers(run)
        || crate::io::is_busy()
        || run.hub.borrow().as_ref().is_some_and(|hub| hub.connections().iter().any(|one| is_held(one)));
    if !busy {
        return event_loop::exit();
    }
    // What it does may be the last thing that was left.
    if here.callback(Event::WorkerExit).is_some() {
        let _ = here.call(Event::WorkerExit, &[number]);
    }
    super::control::clear_stats_timer(here);
    if run.worker.ends_at.get().is_some_and(|at| at <= clock::now()) {
        const EXIT_TIMEOUT: i32 = 9101;
        let what = b"worker exit timeout, forced termination";
        log::error(log::WARNING, EXIT_TIMEOUT, "Worker::try_to_exit", what);
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
            if run.post.send(run.own_box(), letter, event_loop::is_running()).is_err() {
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

fn live_as_user(here: Here, run: &Rc<Run>, place: usize) -> Outcome {
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
