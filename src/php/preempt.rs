//! The preemptive scheduler: takes turns among coroutines that compute.
//!
//! A thread raises the VM's interrupt flag every few milliseconds. The VM then calls [`swirl_on_interrupt`] at the next
//! jump or call, and a coroutine that has had its slice gives way to those that are ready.

use std::cell::Cell;
use std::ffi::c_void;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::sync::atomic::AtomicUsize;
use std::sync::atomic::Ordering;
use std::thread::JoinHandle;
use std::time::Duration;

use super::entry;
use super::ffi;
use super::state;
use super::watchdog;
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

/// The interrupt flag of a VM, for another thread.
pub struct Flag {
    interrupt: *mut c_void,
    frame: *const AtomicUsize,
}

// SAFETY: both are read and written in one piece, and live as long as PHP's thread, which joins those others before it
// ends.
unsafe impl Send for Flag {}

impl Flag {
    /// That of the running thread.
    pub fn of_this_thread() -> Self {
        // SAFETY: the C half's contract.
        unsafe { Self { interrupt: ffi::swirl_interrupt_flag(), frame: ffi::swirl_current_frame_address().cast() } }
    }

    /// Has the VM call [`swirl_on_interrupt`] at its next jump or call.
    pub fn raise(&self) {
        // SAFETY: whoever made the flag ends this thread first.
        unsafe { ffi::swirl_raise_interrupt(self.interrupt) };
    }

    /// The frame in which the VM is at this moment: a number to compare.
    pub fn running_frame(&self) -> usize {
        // SAFETY: as above: an aligned pointer that PHP's thread writes in one piece.
        unsafe { (*self.frame).load(Ordering::Relaxed) }
    }
}

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
    let flag = Flag::of_this_thread();
    let thread = std::thread::Builder::new().name("swirl-ticker".into()).spawn(move || {
        crate::sys::signal::block_all();
        while !stopped.load(Ordering::Relaxed) {
            flag.raise();
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
///
/// # Safety
/// The VM's to call, with the frame that runs.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn swirl_on_interrupt(frame: *mut ffi::ExecuteData) {
    entry::guard(|| {
        // SAFETY: the caller's promise.
        unsafe { watchdog::interrupted(frame) };
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
