//! The manager: starts workers, and others in their places when they end.
//!
//! ```text
//! SIGTERM            all end, then the manager
//! SIGUSR1, SIGUSR2   all workers, or the task workers, are replaced
//! a worker's letter  it shall be replaced, and ends by itself when it is done
//! SIGCHLD            who ended is replaced
//! ```

use std::collections::BTreeMap;
use std::os::fd::RawFd;
use std::rc::Rc;
use std::sync::atomic::Ordering::Relaxed;

use super::Here;
use super::Mode;
use super::Role;
use super::commands;
use super::events;
use super::events::Event;
use super::property;
use super::start::Run;
use super::worker;
use crate::php::args::Outcome;
use crate::php::class::crew;
use crate::php::class::crew::Chief;
use crate::php::class::crew::Crew;
use crate::php::event_loop;
use crate::php::ffi;
use crate::php::log;
use crate::php::value::Owned;
use crate::php::value::Val;
use crate::server::counters::Counter;
use crate::server::counters::status;
use crate::server::post::About;
use crate::server::workers::Ended;
use crate::server::workers::Pid;
use crate::sys::clock;
use crate::sys::clock::Nanos;
use crate::sys::process::News;
use crate::sys::signal::Held;
use crate::sys::spawn;

/// A worker that ends by itself sooner after its start than this is started again with a delay, so that a fault does not
/// spin; but not the first few.
const TOO_SOON: Nanos = 20_000_000;
const FEW: u32 = 10;

struct Manager {
    here: Here,
    run: Rc<Run>,
    crew: Crew,
    is_running: bool,
    is_reloading: bool,
    started_at: BTreeMap<Pid, Nanos>,
    /// How many workers have ended too soon, one after the other.
    too_soon: u32,
}

/// From the first worker to the last.
pub fn live(here: Here, run: &Rc<Run>, held: Held) -> Outcome {
    run.role.set(Role::Manager);
    run.manager_pid.store(std::process::id(), Relaxed);
    event_loop::set_coroutine_callbacks(false);
    log::set_process('$', 0);
    let wanted =
        [libc::SIGTERM, libc::SIGINT, libc::SIGUSR1, libc::SIGUSR2, libc::SIGCHLD, libc::SIGWINCH, libc::SIGHUP];
    let Ok(crew) = Crew::new(run.counters.len(), &wanted) else {
        log::write(log::WARNING, b"Server::start(): no descriptors are left");
        return Ok(());
    };
    drop(held);
    if run.mode == Mode::Process {
        spawn::end_with_parent(libc::SIGTERM);
    }
    let run = Rc::clone(run);
    let started_at = BTreeMap::new();
    let manager = Manager { here, run, crew, is_running: true, is_reloading: false, started_at, too_soon: 0 };
    manager.run()
}

impl Manager {
    fn run(mut self) -> Outcome {
        // Those who do what others ask for come first.
        let tasks = self.run.workers..self.run.workers + self.run.task_workers;
        let users = tasks.end..self.run.counters.len();
        for place in tasks.chain(0..self.run.workers).chain(users) {
            self.start(place)?;
        }
        self.here.set(property::MASTER_PID, Val::long(self.run.master_pid.load(Relaxed).into()));
        self.here.set(property::MANAGER_PID, Val::long(std::process::id().into()));
        self.here.call(Event::ManagerStart, &[])?;
        while self.is_running {
            self.turn()?;
        }
        self.run.is_ending.store(1, Relaxed);
        self.end_all(self.patience())?;
        self.here.call(Event::ManagerStop, &[])
    }

    /// Begins to replace workers.
    fn reload(&mut self, only_tasks: bool) -> Outcome {
        if only_tasks && self.run.task_workers == 0 {
            log::write(log::WARNING, b"cannot reload task workers, task workers is not started");
            return Ok(());
        }
        let first = if only_tasks { self.run.workers } else { 0 };
        if !self.crew.workers.begin_reload_of(first..self.run.workers + self.run.task_workers) {
            return Ok(());
        }
        let whom = if only_tasks { "task" } else { "all" };
        log::write(log::INFO, format!("Server is reloading {whom} workers now").as_bytes());
        self.is_reloading = true;
        self.here.call(Event::BeforeReload, &[])?;
        self.crew.be_patient(self.patience());
        if self.run.flags.reload_async && !only_tasks {
            while self.crew.stop_next() {}
        } else {
            self.crew.stop_next();
        }
        Ok(())
    }

    /// Rests when too many workers in a row have ended too soon.
    fn slow_down(&mut self, too_soon: bool) {
        self.too_soon = if too_soon { self.too_soon + 1 } else { 0 };
        if self.too_soon > FEW {
            std::thread::sleep(std::time::Duration::from_nanos(TOO_SOON));
        }
    }

    fn after_reload(&mut self) -> Outcome {
        if self.is_reloading && self.crew.workers.left_of_reload().is_empty() {
            self.is_reloading = false;
            self.crew.end_patience();
            return self.here.call(Event::AfterReload, &[]);
        }
        Ok(())
    }

    /// What a worker has left behind in the memory that all share.
    fn clean_up(&self, place: usize, pid: Pid) {
        self.run.table.close_all_of(pid as u32);
        self.run.counters[place].set(Counter::Status, status::EXIT);
        self.run.counters[place].set(Counter::Concurrency, 0);
    }

    /// Tells of a worker that did not end as it should.
    fn report(&self, news: News, place: usize) -> Outcome {
        let (code, signal) = (libc::WEXITSTATUS(news.status), libc::WTERMSIG(news.status));
        if news.status == 0 {
            return Ok(());
        }
        crew::report(news, place);
        let values = [place as i64, news.pid.into(), code.into(), signal.into()].map(Val::long);
        if self.run.flags.event_objects {
            let all = [values[0], values[1], Val::long(news.status.into()), values[2], values[3]];
            // SAFETY: the class has these properties.
            let object = unsafe { events::make(ffi::ce::swirl_ce_Server_StatusInfo, all.map(Owned::take)) };
            return self.here.call(Event::WorkerError, &[object.get()]);
        }
        self.here.call(Event::WorkerError, &values)
    }

    fn start(&mut self, place: usize) -> Outcome {
        let (here, run) = (self.here, Rc::clone(&self.run));
        let note = |pid: Pid| run.counters[place].set(Counter::Pid, pid as u64);
        self.crew.start(place, "Server::spawn_worker", note, |held| worker::live(here, &run, place, held))?;
        self.started_at.insert(run.pid_of(place), clock::now());
        Ok(())
    }

    /// For how many seconds nobody is killed: workers end by themselves after half of it.
    fn patience(&self) -> u64 {
        self.run.flags.max_wait.saturating_mul(2)
    }
}

impl Chief for Manager {
    fn crew(&mut self) -> &mut Crew {
        &mut self.crew
    }

    fn mailbox(&self) -> Option<RawFd> {
        Some(self.run.post.exit(self.run.manager_box()))
    }

    fn obey(&mut self, signal: i32) -> Outcome {
        match signal {
            libc::SIGTERM => self.is_running = false,
            // The terminal tells all processes: in SWOOLE_PROCESS the master decides.
            libc::SIGINT => self.is_running = self.is_running && self.run.mode == Mode::Process,
            libc::SIGUSR1 => self.reload(false)?,
            libc::SIGUSR2 => self.reload(true)?,
            libc::SIGWINCH => {
                log::reopen();
                crew::tell(self.crew.workers.pids(), libc::SIGWINCH);
            }
            _ => {}
        }
        Ok(())
    }

    fn read_messages(&mut self) -> Outcome {
        while let Some(letter) = self.run.post.receive(self.run.manager_box()) {
            match letter.about {
                About::Stop => {
                    if let Some(place) = self.crew.workers.detach(letter.id as Pid)
                        && self.is_running
                    {
                        self.start(place)?;
                        self.after_reload()?;
                    }
                }
                _ if !self.is_running => {}
                About::Command => commands::perform(self.here, &self.run, &letter),
                About::Shutdown => self.is_running = false,
                About::Reload => self.reload(letter.flags != 0)?,
                _ => {}
            }
        }
        Ok(())
    }

    /// Starts another worker in the place of one that has ended.
    fn replace(&mut self, news: News) -> Outcome {
        let since = self.started_at.remove(&news.pid);
        let was_told = self.crew.workers.left_of_reload().contains(&news.pid);
        match self.crew.workers.ended(news.pid) {
            Ended::Worker(place) => {
                self.report(news, place)?;
                self.clean_up(place, news.pid);
                self.slow_down(!was_told && since.is_some_and(|since| clock::now() < since + TOO_SOON));
                if self.is_running {
                    self.start(place)?;
                    self.crew.stop_next();
                }
                self.after_reload()
            }
            Ended::Detached => {
                self.run.table.close_all_of(news.pid as u32);
                self.after_reload()
            }
            Ended::Unknown => {
                let what = format!("Unknown type child process [{}] exited", news.pid);
                log::write(log::WARNING, what.as_bytes());
                Ok(())
            }
        }
    }

    fn left(&mut self) -> Vec<Pid> {
        self.crew.workers.all_pids()
    }

    fn tell_of_kill(&self) {
        const EXIT_TIMEOUT: i32 = 9101;
        let what = b"wait timeout, all worker processes will be forcibly terminated";
        log::error(log::WARNING, EXIT_TIMEOUT, "Manager::terminate_all_worker", what);
    }
}
