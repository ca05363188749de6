//! The time that those have who were told to end, before they are killed.

use crate::php::log;
use crate::server::workers::Pid;
use crate::server::workers::Workers;
use crate::sys::clock;
use crate::sys::clock::Nanos;
use crate::sys::spawn;

const SECOND: Nanos = 1_000_000_000;

/// Until when nobody is killed.
#[derive(Default)]
pub struct Grace(Option<Nanos>);

impl Grace {
    /// From now on. No seconds are for ever.
    pub fn begin(&mut self, seconds: u64) {
        self.0 = (seconds > 0).then(|| clock::now().saturating_add(seconds.saturating_mul(SECOND)));
    }

    /// All have ended.
    pub fn end(&mut self) {
        self.0 = None;
    }

    /// When the time is over, if it ever is.
    pub fn deadline(&self) -> Option<Nanos> {
        self.0
    }

    /// Once, when the time is over.
    pub fn is_over(&mut self) -> bool {
        self.0.take_if(|at| *at <= clock::now()).is_some()
    }
}

/// Sends a signal to each. Who has ended meanwhile is none the worse.
pub fn tell(pids: impl IntoIterator<Item = Pid>, signal: i32) {
    for pid in pids {
        let _ = spawn::kill(pid, signal);
    }
}

/// Ends those who did not heed the reload.
pub fn kill_late(workers: &Workers) {
    for pid in workers.left_of_reload() {
        if spawn::kill(pid, libc::SIGKILL).is_ok() {
            let place = workers.place_of(pid).unwrap_or_default();
            let what = format!("ReloadTask::kill_all(): force kill worker process(pid={pid}, id={place})");
            log::write(log::WARNING, what.as_bytes());
        }
    }
}
