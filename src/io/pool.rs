//! A few threads for what cannot be waited for otherwise.
//!
//! Invariants: a job runs once, on a thread of the pool, in the order of submission; threads start when a
//! job finds none idle, up to [`MOST_THREADS`], and end after a time without work. They block every signal.
//! A pool has no threads in a forked child, so a child makes its own.

use crate::sys::signal;
use parking_lot::Condvar;
use parking_lot::Mutex;
use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Duration;

/// A job owns all that it touches.
pub type Job = Box<dyn FnOnce() + Send>;

/// Name resolution is the main customer: its jobs wait for other machines and cost no processor.
const MOST_THREADS: usize = 16;

/// An idle thread stays this long.
const KEEP_IDLE: Duration = Duration::from_secs(10);

/// The pool of one loop.
#[derive(Default)]
pub struct Pool {
    state: Mutex<State>,
    more: Condvar,
}

/// Counts of a pool.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct PoolStats {
    /// Jobs that threads work on.
    pub running: usize,
    /// Threads.
    pub threads: usize,
    /// Jobs that no thread has begun.
    pub queued: usize,
}

#[derive(Default)]
struct State {
    jobs: VecDeque<Job>,
    threads: usize,
    idle: usize,
}

impl Pool {
    /// A pool without threads.
    pub fn new() -> Arc<Self> {
        Arc::default()
    }

    /// Whether a job handed in now will find a thread; starts one if none is free.
    pub fn is_manned(self: &Arc<Self>) -> bool {
        let mut state = self.state.lock();
        let busy = state.idle <= state.jobs.len();
        if busy && state.threads < MOST_THREADS && self.start_thread().is_ok() {
            state.threads += 1;
        }
        state.threads > 0
    }

    /// Counts of this moment.
    pub fn stats(&self) -> PoolStats {
        let state = self.state.lock();
        let running = state.threads - state.idle.min(state.threads);
        PoolStats { running, threads: state.threads, queued: state.jobs.len() }
    }

    /// Hands a job in. Ask [`Pool::is_manned`] before.
    pub fn submit(&self, job: Job) {
        self.state.lock().jobs.push_back(job);
        self.more.notify_one();
    }

    fn start_thread(self: &Arc<Self>) -> std::io::Result<()> {
        let pool = Arc::clone(self);
        let thread = std::thread::Builder::new().name("swirl-pool".into());
        signal::with_all_blocked(|| thread.spawn(move || pool.work())).map(drop)
    }

    fn work(&self) {
        while let Some(job) = self.next() {
            // The panic's message is printed by now; whoever waits learns that there is no result.
            let _ = std::panic::catch_unwind(std::panic::AssertUnwindSafe(job));
        }
    }

    /// The next job; `None` tells the thread to end.
    fn next(&self) -> Option<Job> {
        let mut state = self.state.lock();
        loop {
            if let Some(job) = state.jobs.pop_front() {
                return Some(job);
            }
            state.idle += 1;
            let late = self.more.wait_for(&mut state, KEEP_IDLE).timed_out();
            state.idle -= 1;
            if late && state.jobs.is_empty() {
                state.threads -= 1;
                return None;
            }
        }
    }
}
