//! Blocking work on another thread, while the coroutine waits.
//!
//! Invariants: a job owns its memory and never points into the coroutine's stack, for it cannot be called
//! back and may outlive the wait; a result that nobody waits for any more is dropped by the thread.

use crate::coroutine;
use crate::coroutine::WaitReason;
use crate::coroutine::Wake;
use crate::io::driver::with;
use crate::io::driver::with_existing;
use crate::io::inbox::Remote;
use crate::io::pool::Pool;
use crate::io::pool::PoolStats;
use crate::sys::clock::Nanos;
use parking_lot::Mutex;
use std::sync::Arc;

/// After a fork that only the child goes on from: the old threads are gone.
pub fn renew_pool() {
    with_existing(|driver| driver.pool = Pool::new());
}

/// How a job ended for the one who asked for it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Outcome<T> {
    /// It ran.
    Done(T),
    /// The deadline came first; the job goes on.
    TimedOut,
    /// The wait was cancelled; the job goes on.
    Cancelled,
}

/// Runs `job` on the pool and parks until it has ended; where nobody may park, runs it here.
///
/// # Panics
///
/// If the job does.
pub fn run<T: Send + 'static>(
    name: &'static str,
    deadline: Option<Nanos>,
    job: impl FnOnce() -> T + Send + 'static,
) -> Outcome<T> {
    let Some((pool, remote)) = manned_pool() else {
        return Outcome::Done(job());
    };
    let result = Arc::new(Mutex::new(None));
    let place = Arc::clone(&result);
    let end = EndOfJob { waker: coroutine::waker(), remote };
    pool.submit(Box::new(move || {
        let _end = end;
        *place.lock() = Some(job());
    }));
    match coroutine::park(WaitReason::Pool(name), deadline) {
        Wake::Ready => {}
        Wake::TimedOut => return Outcome::TimedOut,
        Wake::Cancelled => return Outcome::Cancelled,
    }
    let result = result.lock().take();
    Outcome::Done(result.expect("a job that ended without a result has panicked"))
}

/// Counts of the pool; all zero before the first job.
pub fn stats() -> PoolStats {
    with_existing(|driver| driver.pool.stats()).unwrap_or_default()
}

/// `None` where the caller must block: nobody may park, or there is no thread and no way to make one.
fn manned_pool() -> Option<(Arc<Pool>, Remote)> {
    if !coroutine::can_park() {
        return None;
    }
    let (pool, remote) = with(|driver| (Arc::clone(&driver.pool), driver.remote.clone())).ok()?;
    pool.is_manned().then_some((pool, remote))
}

/// Wakes the coroutine when the job ends, also by a panic.
struct EndOfJob {
    waker: coroutine::Waker,
    remote: Remote,
}

impl Drop for EndOfJob {
    fn drop(&mut self) {
        self.remote.wake(self.waker);
    }
}
