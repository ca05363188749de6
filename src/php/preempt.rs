//! The preemptive scheduler: takes turns among coroutines that compute.
//!
//! A thread raises the VM's interrupt flag every few milliseconds. The VM then calls [`swirl_on_interrupt`] at the next
//! jump or call, and a coroutine that has had its slice gives way to those that are ready.

use std::cell::Cell;
use std::ffi::c_void;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::sync::atomic::Ordering;
use std::thread::JoinHandle;
use std::time::Duration;

use super::entry;
use super::ffi;
use super::state;
use crate::coroutine;

/// What a coroutine may compute at a stretch.
const SLICE: Duration = Duration::from_millis(10);

struct Ticker {
    stop: Arc<AtomicBool>,
    thread: JoinHandle<()>,
}

thread_local! {
    static ENABLED: Cell<bool> = const { Cell::new(false) };
    static TICKER: Cell<Option<Ticker>> = const { Cell::new(None) };
}

/// The interrupt flag of a VM, for the ticker's thread.
struct Flag(*mut c_void);

// SAFETY: the flag is an atomic that lives as long as PHP's thread, which joins the ticker before it ends.
unsafe impl Send for Flag {}

/// Switches preemption on or off for this script.
pub fn set_enabled(on: bool) {
    ENABLED.set(on);
    if !on {
        stop();
    } else if coroutine::count() > 0 {
        activate();
    }
}

/// Starts the ticker with the first coroutine, if preemption is on.
pub fn activate() {
    if !ENABLED.get() {
        return;
    }
    coroutine::keep_time();
    let ticker = TICKER.take().or_else(start);
    TICKER.set(ticker);
}

fn start() -> Option<Ticker> {
    let stop = Arc::new(AtomicBool::new(false));
    let stopped = stop.clone();
    // SAFETY: the C half's contract.
    let flag = Flag(unsafe { ffi::swirl_interrupt_flag() });
    let thread = std::thread::Builder::new().name("swirl-ticker".into()).spawn(move || {
        let flag = flag;
        crate::sys::signal::block_all();
        while !stopped.load(Ordering::Relaxed) {
            // SAFETY: the flag outlives this thread.
            unsafe { ffi::swirl_raise_interrupt(flag.0) };
            std::thread::sleep(SLICE / 2);
        }
    });
    thread.ok().map(|thread| Ticker { stop, thread })
}

/// Stops the ticker.
pub fn stop() {
    if let Some(ticker) = TICKER.take() {
        ticker.stop.store(true, Ordering::Relaxed);
        // A ticker that panicked has stopped, too.
        let _ = ticker.thread.join();
    }
}

/// In a forked child: the ticker's thread is the parent's. Starts another one if there was one.
pub fn after_fork() {
    if let Some(ticker) = TICKER.take() {
        // Neither to be joined nor to be detached here.
        std::mem::forget(ticker);
        activate();
    }
}

/// The VM's interrupt: gives way when the running coroutine has had its slice.
#[unsafe(no_mangle)]
pub extern "C" fn swirl_on_interrupt() {
    entry::guard(|| {
        if slice_is_over() {
            coroutine::give_way();
        }
    });
}

fn slice_is_over() -> bool {
    if !ENABLED.get() || !coroutine::can_park() {
        return false;
    }
    let Some(local) = state::current() else { return false };
    // SAFETY: the block of the running coroutine.
    let preemptible = unsafe { (*local).preemptible };
    preemptible && coroutine::running_for().is_some_and(|time| time >= SLICE.as_nanos() as u64)
}

/// Lets the preemptive scheduler interrupt the running coroutine, or not. False when it was so already.
pub fn set_preemptible(on: bool) -> bool {
    match state::current() {
        // SAFETY: the block of the running coroutine.
        Some(local) => unsafe { std::mem::replace(&mut (*local).preemptible, on) != on },
        None => false,
    }
}

/// Everything as in the beginning.
pub fn request_startup() {
    // SAFETY: the C half's contract.
    let on = unsafe { ffi::swirl_ini_bool(c"swoole.enable_preemptive_scheduler".as_ptr(), 34) };
    ENABLED.set(on);
}
