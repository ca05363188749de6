//! PHP's side of the event loop: deferred callbacks, cycles, timers and watched descriptors.

use std::cell::Cell;
use std::cell::RefCell;
use std::collections::VecDeque;
use std::rc::Rc;

use super::args::Outcome;
use super::call::Callable;
use super::class::server;
use super::class::timer;
use super::class::watched;
use super::deadlock;
use super::ending;
use super::error;
use super::ffi;
use super::inner_watch;
use super::life;
use super::options;
use crate::coroutine;
use crate::coroutine::Wake;
use crate::coroutine::Waker;
use crate::io::LoopEvent;
use crate::io::event_loop;
use crate::io::event_loop::Owner;

/// What the end of a turn brings.
enum Deferred {
    /// A callback of the user's.
    Call(Callable),
    /// Something of the extension's own.
    Native(Box<dyn FnOnce()>),
    /// The last coroutine of a `join` has ended.
    Joined(Waker),
}

struct Loop {
    /// To be called at the end of this turn.
    deferred: RefCell<VecDeque<Deferred>>,
    /// Called in every turn, before the wait and after everything.
    cycle_before: RefCell<Option<Callable>>,
    cycle_after: RefCell<Option<Callable>>,
    /// Called after every turn by the wish of the extension itself.
    turn_ended: RefCell<Option<Rc<dyn Fn()>>>,
    running: Cell<bool>,
    exit: Cell<bool>,
    /// Whether something has needed the loop since it last ended.
    used: Cell<bool>,
    /// Whether its first turn is over.
    turned: Cell<bool>,
    /// `swoole_async_set(['enable_coroutine' => false])`
    plain_callbacks: Cell<bool>,
}

thread_local! {
    static LOOP: Loop = const { Loop {
        deferred: RefCell::new(VecDeque::new()),
        cycle_before: RefCell::new(None),
        cycle_after: RefCell::new(None),
        turn_ended: RefCell::new(None),
        running: Cell::new(false),
        exit: Cell::new(false),
        used: Cell::new(false),
        turned: Cell::new(false),
        plain_callbacks: Cell::new(false),
    } };
}

struct Php;

impl Owner for Php {
    fn before_wait(&mut self) {
        // A signal that came before the wait does not interrupt it.
        self.interrupted();
        run_cycle(|state| &state.cycle_before);
    }

    fn watched(&mut self, event: LoopEvent) {
        match event {
            LoopEvent::Edge { fd, readable, writable, ended } => server::news(fd, readable, writable, ended),
            LoopEvent::Watch { fd, .. } if !inner_watch::news(fd) => watched::news(event),
            LoopEvent::Watch { .. } => {}
        }
    }

    fn is_first_turn(&mut self) -> bool {
        !LOOP.with(|state| state.turned.replace(true))
    }

    fn timer(&mut self, id: u64) {
        timer::fire(id);
    }

    fn interrupted(&mut self) {
        // SAFETY: the C half's contract; a bailout in a signal handler ends there.
        ending::note(unsafe { ffi::swirl_dispatch_signals() });
    }

    fn end_of_turn(&mut self) {
        timer::end_turn();
        run_deferred();
        run_cycle(|state| &state.cycle_after);
        let turn_ended = LOOP.with(|state| state.turn_ended.borrow().clone());
        if let Some(turn_ended) = turn_ended {
            turn_ended();
        }
    }

    fn has_deferred(&self) -> bool {
        LOOP.with(|state| !state.deferred.borrow().is_empty())
    }

    fn may_exit(&mut self) -> bool {
        options::may_exit()
    }

    fn must_exit(&self) -> bool {
        LOOP.with(|state| state.exit.get())
    }
}

/// Runs the loop for `caller`, a PHP function, until nothing is left to do, reports coroutines that wait for ever, and ends them.
pub fn wait(caller: &str) -> Outcome {
    if coroutine::current_id().is_some() || is_running() {
        error::fatal_as(&format!("{caller}(): Unable to call Event::wait() in coroutine"));
        return Ok(());
    }
    serve();
    if !ending::is_ending() && coroutine::count() > 0 {
        deadlock::report();
        ending::end_parked();
    }
    end();
    Ok(())
}

/// The loop is over: what is left of timers and watched descriptors is removed. The script's end does not wait for it.
pub fn end() {
    timer::loop_ended();
    watched::remove_all();
    LOOP.with(|state| {
        state.used.set(false);
        state.turned.set(false);
    });
}

/// Runs the loop until nothing is left to do; what waits for ever is left as it is.
pub fn serve() {
    super::hooks::activate();
    LOOP.with(|state| {
        state.running.set(true);
        state.exit.set(false);
    });
    let result = event_loop::run(&mut Php);
    LOOP.with(|state| state.running.set(false));
    if let Err(why) = result {
        error::fatal(&format!("the event loop failed: {why}"));
    }
}

/// Has the loop call this after every turn.
pub fn after_every_turn(call: impl Fn() + 'static) {
    let before = LOOP.with(|state| state.turn_ended.replace(Some(Rc::new(call))));
    drop(before);
}

/// No longer calls what [`after_every_turn`] has set.
pub fn call_after_turns_no_more() {
    let before = LOOP.with(|state| state.turn_ended.take());
    drop(before);
}

/// Runs one turn. False when the loop has never been used.
pub fn dispatch() -> bool {
    if !LOOP.with(|state| state.used.get()) {
        return false;
    }
    match event_loop::turn(&mut Php) {
        Ok(_) => true,
        Err(why) => {
            error::warning(&format!("the event loop failed: {why}"));
            false
        }
    }
}

/// Whether the loop is running: callbacks and coroutines run on top of it.
pub fn is_running() -> bool {
    LOOP.with(|state| state.running.get())
}

/// Whether something has needed the loop since it last ended.
pub fn is_used() -> bool {
    LOOP.with(|state| state.used.get())
}

/// Ends the loop after this turn.
pub fn exit() {
    LOOP.with(|state| state.exit.set(true));
}

/// Calls back at the end of this turn.
pub fn defer(callback: Callable) {
    options::activate();
    put_off(Deferred::Call(callback));
}

/// Ends the wait of a `join` at the end of this turn, unless it has ended by then.
pub fn defer_joined(waker: Waker) {
    put_off(Deferred::Joined(waker));
}

/// Has the loop come to the end of a turn soon, whatever it waits for.
pub fn turn_soon() {
    at_the_end_of_this_turn(|| ());
}

/// Does something at the end of this turn, outside of coroutines.
pub fn at_the_end_of_this_turn(work: impl FnOnce() + 'static) {
    put_off(Deferred::Native(Box::new(work)));
}

fn put_off(what: Deferred) {
    LOOP.with(|state| state.deferred.borrow_mut().push_back(what));
}

/// Calls back in every turn, before the wait or at the end; `None` stops that. False when there was nothing to stop.
pub fn set_cycle(callback: Option<Callable>, before: bool) -> bool {
    options::activate();
    let stopping = callback.is_none();
    let old = LOOP.with(|state| {
        let place = if before { &state.cycle_before } else { &state.cycle_after };
        place.replace(callback)
    });
    !(stopping && old.is_none())
}

/// Calls a callback as the loop does: in a coroutine of its own, unless that was switched off.
pub fn call_back(callback: &Callable, args: &mut [super::value::Val]) {
    try_call_back(callback, args);
}

/// As [`call_back`]; false when there can be no further coroutine.
pub fn try_call_back(callback: &Callable, args: &mut [super::value::Val]) -> bool {
    if LOOP.with(|state| state.plain_callbacks.get()) {
        callback.call(args);
        report_exception();
        return true;
    }
    life::start_kept(callback, args).is_some()
}

/// As [`try_call_back`] for work that calls the callback by [`life::call_here`], and returns the outcome.
pub fn try_run(callback: &Callable, work: impl FnOnce() -> std::ffi::c_int + 'static) -> bool {
    if LOOP.with(|state| state.plain_callbacks.get()) {
        work();
        return true;
    }
    life::start_native(callback, work).is_some()
}

/// Whether callbacks run in coroutines, so that one that waits returns at once.
pub fn has_coroutine_callbacks() -> bool {
    !LOOP.with(|state| state.plain_callbacks.get())
}

/// Says whether callbacks run in coroutines.
pub fn set_coroutine_callbacks(on: bool) {
    LOOP.with(|state| state.plain_callbacks.set(!on));
}

/// After a call of the loop's own, which has nobody to throw at: an exception ends the script.
pub fn report_exception() {
    // SAFETY: the C half's contract.
    unsafe {
        if ffi::swirl_is_exit() {
            ffi::swirl_clear_exception();
            ending::exit(None);
        } else if ffi::swirl_has_exception() {
            ending::note(ffi::swirl_report_exception());
            ffi::swirl_clear_exception();
            ending::exit(Some(255));
        }
    }
}

fn run_deferred() {
    let batch = LOOP.with(|state| state.deferred.take());
    for what in batch {
        if ending::is_ending() {
            return;
        }
        match what {
            Deferred::Call(callback) => call_back(&callback, &mut []),
            Deferred::Native(work) => work(),
            Deferred::Joined(waker) => {
                coroutine::wake_now(waker, Wake::Ready);
            }
        }
    }
}

fn run_cycle(place: impl Fn(&Loop) -> &RefCell<Option<Callable>>) {
    let callback = LOOP.with(|state| {
        let callback = place(state).borrow();
        callback.as_ref().map(|callback| Callable::new(callback.value().share(), callback.fcc()))
    });
    if let Some(callback) = callback {
        call_back(&callback, &mut []);
    }
}

/// Something needs the loop, so that the script's end must wait for it. False when that is known.
pub fn begin() -> bool {
    let first = !LOOP.with(|state| state.used.replace(true));
    if first {
        let name = "swoole_event_rshutdown";
        // SAFETY: the C half's contract; the name is copied.
        unsafe { ffi::swirl_register_shutdown(name.as_ptr().cast(), name.len()) };
    }
    first
}

/// What the registered shutdown function does.
pub fn at_script_end() -> Outcome {
    // SAFETY: the C half's contract.
    if unsafe { ffi::swirl_in_fatal_error() } || !LOOP.with(|state| state.used.get()) || is_running() {
        return Ok(());
    }
    error::deprecated("Event::wait() in shutdown function is deprecated");
    wait("Swoole\\Event::rshutdown")
}

/// Everything as in the beginning.
pub fn request_startup() {
    LOOP.with(|state| {
        state.running.set(false);
        state.exit.set(false);
        state.used.set(false);
        state.turned.set(false);
        state.plain_callbacks.set(false);
    });
}

/// In a child forked in a coroutine, which goes on with the loop: what was put off is the parent's. It is not let go of, for destructors may run then.
pub fn forget_deferred() {
    LOOP.with(|state| {
        std::mem::forget((state.deferred.take(), state.cycle_before.take(), state.cycle_after.take()));
    });
}

/// In a forked child: the loop is the parent's, and has never been used here. What was deferred is not even destroyed.
pub fn forget() {
    LOOP.with(|state| {
        state.running.set(false);
        state.exit.set(false);
        state.used.set(false);
        state.turned.set(false);
        std::mem::forget(state.deferred.take());
        std::mem::forget((state.cycle_before.take(), state.cycle_after.take()));
    });
}

/// Lets go of what belongs to the request.
pub fn request_shutdown() {
    let (deferred, before, after) =
        LOOP.with(|state| (state.deferred.take(), state.cycle_before.take(), state.cycle_after.take()));
    drop((deferred, before, after));
}
