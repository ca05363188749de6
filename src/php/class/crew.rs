//! What a server's manager and a pool's master do alike: they start workers, start others in the places of those that end,
//! and in the end wait for all.
//!
//! ```text
//! rest ─ signals ─ messages ─ who has ended ─ who is late ─ the user's signals and timers ─▶ rest
//! ```

use std::convert::Infallible;
use std::io;
use std::os::fd::AsRawFd;
use std::os::fd::RawFd;
use std::time::Duration;

use crate::coroutine;
use crate::php::args::Outcome;
use crate::php::class::process::signals;
use crate::php::ending;
use crate::php::event_loop;
use crate::php::fork;
use crate::php::log;
use crate::server::workers::Pid;
use crate::server::workers::Workers;
use crate::sys::clock;
use crate::sys::clock::Nanos;
use crate::sys::fd as descriptor;
use crate::sys::process;
use crate::sys::process::News;
use crate::sys::signal;
use crate::sys::signal::Held;
use crate::sys::signal::Listener;
use crate::sys::spawn;
use crate::sys::spawn::Forked;

const SECOND: Nanos = 1_000_000_000;

/// The workers, what their chief is told by signals, and how long it waits.
pub struct Crew {
    pub workers: Workers,
    signals: Listener,
    /// Until when nobody is killed who was told to end.
    patience: Option<Nanos>,
}

impl Crew {
    /// So many places, and the signals that the chief heeds. Fails when no descriptors are left.
    pub fn new(places: usize, wanted: &[i32]) -> io::Result<Self> {
        Ok(Self { workers: Workers::new(places), signals: Listener::new(wanted)?, patience: None })
    }

    /// Forks. The worker, who has `live` to do, returns from here only to end.
    pub fn start(
        &mut self,
        place: usize,
        caller: &str,
        note: impl Fn(Pid),
        live: impl FnOnce(Held) -> Outcome<Infallible>,
    ) -> Outcome {
        loop {
            let held = signal::hold();
            match fork::fork()? {
                Ok(Forked::Child) => {
                    note(std::process::id() as Pid);
                    return live(held).map(|never| match never {});
                }
                Ok(Forked::Parent(pid)) => {
                    note(pid);
                    self.workers.started(place, pid);
                    return Ok(());
                }
                Err(why) => {
                    drop(held);
                    log::system_warning(caller, "fork() failed", &why);
                    std::thread::sleep(Duration::from_secs(1));
                }
            }
        }
    }

    /// In a reload: tells the next worker to end. False when that was the last.
    pub fn stop_next(&mut self) -> bool {
        while let Some(pid) = self.workers.next_to_stop() {
            if spawn::kill(pid, libc::SIGTERM).is_ok() {
                return true;
            }
        }
        false
    }

    /// From now on nobody is killed for so many seconds. None are for ever.
    pub fn be_patient(&mut self, seconds: u64) {
        self.patience = (seconds > 0).then(|| clock::now().saturating_add(seconds.saturating_mul(SECOND)));
    }

    /// All have ended for whom there was to be patience.
    pub fn end_patience(&mut self) {
        self.patience = None;
    }

    /// Once, when patience has come to its end.
    fn has_waited(&mut self) -> bool {
        self.patience.take_if(|at| *at <= clock::now()).is_some()
    }

    /// Ends those who have not heeded a reload.
    fn kill_late(&mut self) {
        if !self.has_waited() {
            return;
        }
        for pid in self.workers.left_of_reload() {
            if spawn::kill(pid, libc::SIGKILL).is_ok() {
                let place = self.workers.place_of(pid).unwrap_or_default();
                let what = format!("ReloadTask::kill_all(): force kill worker process(pid={pid}, id={place})");
                log::write(log::WARNING, what.as_bytes());
            }
        }
    }
}

/// Sends a signal to each. Who has ended meanwhile is none the worse.
pub fn tell(pids: impl IntoIterator<Item = Pid>, signal: i32) {
    for pid in pids {
        let _ = spawn::kill(pid, signal);
    }
}

/// Writes down how a worker has ended that should not have.
pub fn report(news: News, place: usize) {
    let (code, signal) = (libc::WEXITSTATUS(news.status), libc::WTERMSIG(news.status));
    let hint = if signal == libc::SIGSEGV { "\nA bug occurred in the process" } else { "" };
    let what = format!("worker(pid={}, id={place}) abnormal exit, status={code}, signal={signal}{hint}", news.pid);
    log::write(log::WARNING, format!("Worker::report_error(): {what}").as_bytes());
}

/// Whoever looks after a crew.
pub trait Chief {
    fn crew(&mut self) -> &mut Crew;
    /// What becomes readable when a worker has a message.
    fn mailbox(&self) -> Option<RawFd>;
    /// A signal that is not the user's.
    fn obey(&mut self, signal: i32) -> Outcome;
    fn read_messages(&mut self) -> Outcome;
    /// Somebody has ended.
    fn replace(&mut self, news: News) -> Outcome;
    /// Who has to end before the chief does.
    fn left(&mut self) -> Vec<Pid>;
    /// They have not in their time, and are going to be killed.
    fn tell_of_kill(&self) {}

    /// Once round.
    fn turn(&mut self) -> Outcome {
        self.rest();
        while let Some(signal) = self.crew().signals.take() {
            if !signals::is_set(signal) {
                self.obey(signal)?;
            }
        }
        self.read_messages()?;
        while let Ok(Some(news)) = process::news(-1, 0) {
            // Its last message came before its end, and may say that it has a successor.
            self.read_messages()?;
            self.replace(news)?;
        }
        self.crew().kill_late();
        run_due();
        ending::go_on()
    }

    /// Ends all, with so many seconds of patience.
    fn end_all(&mut self, seconds: u64) -> Outcome {
        tell(self.left(), libc::SIGTERM);
        self.crew().be_patient(seconds);
        while !self.left().is_empty() {
            self.rest();
            while let Some(signal) = self.crew().signals.take() {
                if signal == libc::SIGTERM {
                    tell(self.left(), libc::SIGTERM);
                }
            }
            self.read_messages()?;
            while let Ok(Some(news)) = process::news(-1, 0) {
                self.crew().workers.ended(news.pid);
            }
            if self.crew().has_waited() {
                self.tell_of_kill();
                tell(self.left(), libc::SIGKILL);
            }
            run_due();
            ending::go_on()?;
        }
        Ok(())
    }

    fn rest(&mut self) {
        let mailbox = self.mailbox();
        let crew = self.crew();
        rest(&[Some(crew.signals.as_raw_fd()), mailbox], crew.patience);
    }
}

/// Waits, without a loop, until there is something to read in one of these, a timer is due, a signal that has a function
/// has come, or `deadline` has. Another signal may end the wait before.
pub fn rest<const N: usize>(fds: &[Option<RawFd>; N], deadline: Option<Nanos>) -> [bool; N] {
    let deadlines = [deadline, coroutine::next_deadline()];
    let left = deadlines.into_iter().flatten().min();
    let left = left.map(|deadline| Duration::from_nanos(deadline.saturating_sub(clock::now())));
    let mut all = fds.to_vec();
    all.extend(signals::descriptors().into_iter().map(Some));
    // Failing means that a descriptor is gone: then reading tells.
    let ready = descriptor::wait_many(&all, left);
    std::array::from_fn(|place| ready.as_ref().is_ok_and(|ready| ready[place]) || ready.is_err())
}

/// Runs what is due: functions of signals, and timers.
pub fn run_due() {
    signals::call_due();
    let is_due = || coroutine::next_deadline().is_some_and(|deadline| deadline <= clock::now());
    // The first turn of a loop is none of the timers'.
    if is_due() && event_loop::dispatch() && is_due() {
        event_loop::dispatch();
    }
}
