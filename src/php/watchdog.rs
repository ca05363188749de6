//! `swoole.blocking_detection`: names the code that keeps the loop from going on.
//!
//! While it is on, each switch notes the time, and a thread looks whether a coroutine has run for longer than
//! `swoole.blocking_threshold`. Then it raises the VM's interrupt flag, and the VM, at its next jump or when the blocking
//! function returns, tells where it is. Each place is told of once. While it is off nothing of this is there: the core is
//! given other functions to call at a switch.

use std::cell::Cell;
use std::cell::RefCell;
use std::collections::HashSet;
use std::ffi::c_void;
use std::sync::atomic::AtomicBool;
use std::sync::atomic::AtomicU64;
use std::sync::atomic::AtomicUsize;
use std::sync::atomic::Ordering::Relaxed;
use std::thread::JoinHandle;
use std::time::Duration;

use super::ffi;
use super::preempt::Flag;
use super::state;
use super::state::Layer;
use super::value::c_text;
use super::value::from_c;
use crate::coroutine;
use crate::coroutine::Host;
use crate::sys::clock;
use crate::sys::clock::Nanos;
use crate::sys::signal;

/// What both threads see.
struct Shared {
    /// When the running coroutine went on; zero while none runs.
    since: AtomicU64,
    /// The interrupt that comes is the watchdog's.
    called: AtomicBool,
    /// The frame that ran then; only to be compared.
    frame: AtomicUsize,
    stop: AtomicBool,
    threshold: Nanos,
}

struct Watchdog {
    shared: &'static Shared,
    thread: JoinHandle<()>,
}

thread_local! {
    static WATCHDOG: RefCell<Option<Watchdog>> = const { RefCell::new(None) };
    /// The shared part again, for the switches.
    static SHARED: Cell<Option<&'static Shared>> = const { Cell::new(None) };
    /// Places that were told of: file, line.
    static TOLD: RefCell<Option<HashSet<(String, u32)>>> = const { RefCell::new(None) };
}

/// Starts the watchdog with the first coroutine, if it is wanted.
pub fn activate() {
    // SAFETY: the C half's contract.
    let wanted = unsafe { ffi::swirl_ini_bool(c"swoole.blocking_detection".as_ptr(), 25) };
    if wanted && WATCHDOG.with_borrow(Option::is_none) {
        let watchdog = start();
        WATCHDOG.set(watchdog);
    }
}

fn start() -> Option<Watchdog> {
    let name = "swoole.blocking_threshold";
    // SAFETY: the C half's contract.
    let threshold = unsafe { ffi::swirl_ini_long(name.as_ptr().cast(), name.len()) };
    let threshold = Duration::from_micros(u64::try_from(threshold).unwrap_or(0).max(1000));
    // Leaked: a thread that is the parent's in a forked child is never joined.
    let shared: &'static Shared = Box::leak(Box::new(Shared {
        since: AtomicU64::new(clock::now()),
        called: AtomicBool::new(false),
        frame: AtomicUsize::new(0),
        stop: AtomicBool::new(false),
        threshold: threshold.as_nanos() as Nanos,
    }));
    let flag = Flag::of_this_thread();
    let thread = std::thread::Builder::new().name("swirl-watchdog".into());
    let thread = signal::with_all_blocked(|| thread.spawn(move || watch(shared, &flag, threshold / 4))).ok()?;
    SHARED.set(Some(shared));
    state::set_layer(Layer::Watchdog, Some(Host { leave_root, switch, finish }));
    Some(Watchdog { shared, thread })
}

/// On its own thread: calls once for each time that a coroutine runs too long.
fn watch(shared: &Shared, flag: &Flag, pause: Duration) {
    let mut called_for = 0;
    while !shared.stop.load(Relaxed) {
        std::thread::sleep(pause);
        let since = shared.since.load(Relaxed);
        let too_long = since != 0 && clock::now().saturating_sub(since) > shared.threshold;
        if too_long && since != called_for {
            called_for = since;
            shared.frame.store(flag.running_frame(), Relaxed);
            shared.called.store(true, Relaxed);
            flag.raise();
        }
    }
}

/// Stops the watchdog.
pub fn stop() {
    if let Some(watchdog) = WATCHDOG.take() {
        state::set_layer(Layer::Watchdog, None);
        SHARED.set(None);
        TOLD.take();
        watchdog.shared.stop.store(true, Relaxed);
        // One that panicked has stopped, too.
        let _ = watchdog.thread.join();
    }
}

/// In a forked child: the thread is the parent's.
pub fn after_fork() {
    if let Some(watchdog) = WATCHDOG.take() {
        std::mem::forget(watchdog);
        activate();
    }
}

/// The VM's interrupt, in `frame`: tells if it is the watchdog's.
///
/// # Safety
/// `frame` must be the frame that runs.
pub unsafe fn interrupted(frame: *mut ffi::ExecuteData) {
    let Some(shared) = SHARED.get() else { return };
    if !shared.called.swap(false, Relaxed) {
        return;
    }
    // From here on the time counts anew, for the next place may be as slow.
    let now = clock::now();
    let held = now.saturating_sub(shared.since.swap(now, Relaxed));
    let Some(id) = coroutine::current_id().filter(|_| held > shared.threshold) else { return };
    let (mut line, mut called_at, mut function) = (0, 0, std::ptr::null());
    let seen = shared.frame.load(Relaxed) as *const c_void;
    // SAFETY: the C half's contract; the caller's promise. What was seen is only compared.
    let (file, function, called) = unsafe {
        let file = ffi::swirl_frame_place(frame, &mut line, &mut function);
        (from_c(file), from_c(function), from_c(ffi::swirl_called_before(frame, seen, &mut called_at)))
    };
    let in_call = !called.is_empty();
    let line = if in_call { called_at } else { line };
    let culprit = if in_call { format!("{called}(), called by {function}(),") } else { format!("{function}()") };
    if TOLD.with_borrow_mut(|told| told.get_or_insert_default().insert((file.to_owned(), line))) {
        let milliseconds = held as f64 / 1e6;
        let text = format!(
            "PHP Warning:  {culprit} held the event loop for {milliseconds:.1} ms in coroutine#{id} in {file} on line {line}"
        );
        // SAFETY: the C half's contract.
        unsafe { ffi::swirl_log(c_text(&text).as_ptr()) };
    }
}

fn leave_root(from: *mut c_void, to: *mut c_void) {
    note(clock::now());
    (state::inner(Layer::Watchdog).leave_root)(from, to);
}

fn switch(from: *mut c_void, to: *mut c_void) {
    note_switch(to);
    (state::inner(Layer::Watchdog).switch)(from, to);
}

fn finish(from: *mut c_void, to: *mut c_void) {
    note_switch(to);
    (state::inner(Layer::Watchdog).finish)(from, to);
}

fn note_switch(to: *mut c_void) {
    note(if state::is_root(to) { 0 } else { clock::now() });
}

fn note(since: Nanos) {
    if let Some(shared) = SHARED.get() {
        shared.since.store(since, Relaxed);
    }
}
