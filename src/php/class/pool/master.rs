//! The master: starts workers, and others in their places when they end.

use std::os::fd::AsRawFd;
use std::os::fd::RawFd;
use std::sync::atomic::Ordering::Relaxed;

use super::CURRENT;
use super::Channel;
use super::Event;
use super::Here;
use super::MASTER_PID;
use super::Role;
use super::here;
use super::worker;
use crate::php::args::Outcome;
use crate::php::class::crew;
use crate::php::class::crew::Chief;
use crate::php::class::crew::Crew;
use crate::php::entry::handlers;
use crate::php::error;
use crate::php::error::Exception;
use crate::php::error::code;
use crate::php::event_loop;
use crate::php::fork;
use crate::php::log;
use crate::php::object;
use crate::server::workers::Ended;
use crate::server::workers::Pid;
use crate::sys::fd as descriptor;
use crate::sys::process::News;
use crate::sys::socket_pair;
use crate::sys::socket_pair::Kind;

/// What the master keeps while the pool runs.
struct Master {
    here: Here,
    crew: Crew,
}

handlers! {
    fn swirl_Process_Pool_start(args, mut ret) {
        let here = here(&args)?;
        ret.bool(false);
        if here.pool.is_started.get() {
            error::misuse("process pool is started");
            return Ok(());
        }
        args.expect(0, 0)?;
        fork::must_be_outside()?;
        if !is_complete(here)? {
            return Ok(());
        }
        let Some(master) = Master::new(here) else { return Ok(()) };
        let _running = Running::new(here);
        master.run()?;
        ret.set(crate::php::value::Val::NULL);
        Ok(())
    }
}

/// Whether all is there that the pool needs; else a warning says what is missing.
fn is_complete(here: Here) -> Outcome<bool> {
    let pool = here.pool;
    let missing = |event| pool.callback(event).is_none();
    if pool.has_bus.get() && !matches!(pool.channel, Channel::Pipes(_)) {
        let why = b"not support, ipc_mode must be SW_IPC_UNIXSOCK";
        log::error(log::WARNING, code::OPERATION_NOT_SUPPORT, "ProcessPool::create_message_bus", why);
        return Ok(false);
    }
    if missing(Event::WorkerStart) && missing(Event::Message) {
        if pool.in_coroutines.get() {
            error::fatal("require 'onWorkerStart' callback");
            return Ok(false);
        }
        if !matches!(pool.channel, Channel::None) {
            error::fatal("require 'onMessage' callback");
            return Ok(false);
        }
    }
    if !missing(Event::WorkerExit) && !pool.in_coroutines.get() {
        return error::throw(Exception::Swoole, "cannot set `onWorkerExit` without enable_coroutine");
    }
    if let Channel::Socket(socket) = &pool.channel
        && socket.borrow().is_none()
    {
        let why = b"must first listen to an tcp port";
        log::error(log::WARNING, code::WRONG_OPERATION, "ProcessPool::start_check", why);
        return Ok(false);
    }
    Ok(true)
}

/// This process is in the `start()` of a pool as long as this lives.
struct Running(Here);

impl Running {
    fn new(here: Here) -> Self {
        here.pool.is_started.set(true);
        here.pool.is_running.set(true);
        here.pool.role.set(Role::Master);
        here.pool.master_pid.set(std::process::id() as i32);
        CURRENT.set(Some(here));
        event_loop::set_coroutine_callbacks(false);
        log::set_process('#', 0);
        Self(here)
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.0.pool.is_started.set(false);
        self.0.pool.is_running.set(false);
        self.0.pool.role.set(Role::Outside);
        self.0.pool.detaching.replace(None);
        CURRENT.set(None);
        event_loop::set_coroutine_callbacks(true);
        // The master's timers were the pool's.
        event_loop::end();
        log::set_process('%', 0);
    }
}

impl Master {
    /// `None` after a warning: the system has no descriptors left.
    fn new(here: Here) -> Option<Self> {
        let mut wanted = vec![libc::SIGTERM, libc::SIGUSR1, libc::SIGUSR2, libc::SIGCHLD, libc::SIGWINCH];
        wanted.push(libc::SIGRTMIN());
        let made = Crew::new(here.pool.pids.len(), &wanted).and_then(|crew| {
            let [inner, outer] = socket_pair::pair(Kind::Datagram, 1 << 16)?;
            here.pool.detaching.replace(Some((inner, outer)));
            Ok(Self { here, crew })
        });
        made.inspect_err(|why| error::system_warning("the pool cannot be started", why)).ok()
    }

    /// From the first worker to the last.
    fn run(mut self) -> Outcome {
        let here = self.here;
        object::set_long(here.object, MASTER_PID, i64::from(std::process::id()));
        here.set_bool(super::RUNNING, true);
        here.call(Event::Start, &[])?;
        for place in 0..here.pool.pids.len() {
            self.start_worker(place)?;
        }
        while here.pool.is_running.get() {
            self.turn()?;
        }
        here.set_running(false);
        here.call(Event::Shutdown, &[])?;
        self.end_all(self.patience())
    }

    /// For how many seconds nobody is killed.
    fn patience(&self) -> u64 {
        self.here.pool.max_wait.get().into()
    }

    fn detached(&self) -> Option<i32> {
        let place = self.here.pool.detaching.borrow();
        let mut pid = [0; 4];
        let length = descriptor::receive_now(place.as_ref()?.0.as_raw_fd(), &mut pid).ok()?;
        (length == pid.len()).then(|| i32::from_ne_bytes(pid))
    }

    fn start_worker(&mut self, place: usize) -> Outcome {
        let here = self.here;
        let note = |pid: Pid| here.pool.pids[place].store(pid as u32, Relaxed);
        self.crew.start(place, "ProcessPool::spawn", note, |held| worker::live(here, place, held))
    }
}

impl Chief for Master {
    fn crew(&mut self) -> &mut Crew {
        &mut self.crew
    }

    fn mailbox(&self) -> Option<RawFd> {
        self.here.pool.detaching.borrow().as_ref().map(|(end, _)| end.as_raw_fd())
    }

    fn obey(&mut self, signal: i32) -> Outcome {
        match signal {
            libc::SIGTERM => self.here.pool.is_running.set(false),
            libc::SIGUSR1 | libc::SIGUSR2 => {
                if self.crew.workers.begin_reload() {
                    self.crew.be_patient(self.patience());
                    self.crew.stop_next();
                }
            }
            libc::SIGCHLD => {}
            _ => {
                log::reopen();
                crew::tell(self.crew.workers.pids(), libc::SIGWINCH);
            }
        }
        Ok(())
    }

    /// Who detaches asks for a successor.
    fn read_messages(&mut self) -> Outcome {
        while let Some(pid) = self.detached() {
            if let Some(place) = self.crew.workers.detach(pid)
                && self.here.pool.is_running.get()
            {
                self.start_worker(place)?;
            }
        }
        Ok(())
    }

    /// Starts another worker in the place of one that has ended.
    fn replace(&mut self, news: News) -> Outcome {
        match self.crew.workers.ended(news.pid) {
            Ended::Worker(place) => {
                if !libc::WIFEXITED(news.status) {
                    crew::report(news, place);
                }
                if self.here.pool.is_running.get() {
                    self.start_worker(place)?;
                    self.crew.stop_next();
                }
            }
            Ended::Detached => {}
            Ended::Unknown => {
                let why = format!("received an exit signal from an unknown child process[pid={}]", news.pid);
                log::write(log::WARNING, format!("ProcessPool::wait_detached_worker(): {why}").as_bytes());
            }
        }
        Ok(())
    }

    /// Those who were detached go their own way.
    fn left(&mut self) -> Vec<Pid> {
        self.crew.workers.pids().collect()
    }
}
