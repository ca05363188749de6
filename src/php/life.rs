//! A coroutine's life as PHP sees it: from the callable to the last destructor.

use super::args::Borrowed;
use super::call::Callable;
use super::class::time_limit;
use super::conflict;
use super::ending;
use super::entry;
use super::error;
use super::event_loop;
use super::ffi;
use super::options;
use super::state;
use super::state::Local;
use super::value::Owned;
use super::value::Val;
use crate::coroutine;
use crate::coroutine::HOST_AREA;
use crate::coroutine::Seat;

/// Starts a coroutine that calls `callable`, and returns its id when it has parked or ended. `None` after a warning.
pub fn start(callable: &Borrowed, argc: u32, argv: *mut Val) -> Option<i64> {
    start_raw(callable.value, callable.fcc, argc, argv)
}

/// The same for a callable that is kept elsewhere.
pub fn start_kept(callable: &Callable, args: &mut [Val]) -> Option<i64> {
    start_raw(callable.value(), callable.fcc(), args.len() as u32, args.as_mut_ptr())
}

/// Starts a coroutine that runs `body`, which calls `callable` now and then by [`call_here`] and returns the outcome of the
/// last call. `None` after a warning.
pub fn start_native(callable: &Callable, body: impl FnOnce() -> std::ffi::c_int + 'static) -> Option<i64> {
    let (seat, local) = prepare(callable.value(), callable.fcc(), 0, std::ptr::null_mut())?;
    let id = seat.id();
    coroutine::start(seat, local.cast(), move || {
        let outcome = entry::guard(body);
        leave(local, outcome, Val::UNDEF);
    });
    Some(id)
}

/// Calls a callable in a coroutine that [`start_native`] started, which must end unless the outcome is `DONE`.
pub fn call_here(callable: &Callable, args: &mut [Val]) -> std::ffi::c_int {
    let mut fcc = callable.fcc();
    // SAFETY: the C half's contract; the callable and the arguments live through the call.
    let outcome = unsafe {
        let argc = args.len() as u32;
        ffi::swirl_call_with(&callable.value(), &mut fcc, argc, args.as_mut_ptr(), std::ptr::null_mut())
    };
    settle(outcome);
    outcome
}

fn start_raw(callable: Val, fcc: ffi::FcallCache, argc: u32, argv: *mut Val) -> Option<i64> {
    let (seat, local) = prepare(callable, fcc, argc, argv)?;
    let id = seat.id();
    coroutine::start(seat, local.cast(), move || run(local));
    Some(id)
}

/// A seat, and PHP's half of it.
fn prepare(callable: Val, fcc: ffi::FcallCache, argc: u32, argv: *mut Val) -> Option<(Seat, *mut Local)> {
    let live = coroutine::count();
    if live >= options::max_coroutine() {
        error::warning(&format!("exceed max number of coroutine {live}"));
        return None;
    }
    // SAFETY: the C half's contract.
    if unsafe { ffi::swirl_in_late_destructor() } {
        error::fatal("can not use coroutine in __destruct after php_request_shutdown");
        return None;
    }
    options::activate();
    let seat = match coroutine::reserve() {
        Ok(seat) => seat,
        Err(why) => {
            error::warning(&format!("no memory for the stack of a coroutine: {why}"));
            return None;
        }
    };
    let local = state::take();
    // SAFETY: a fresh block; the stack is the seat's, which the coroutine keeps until its end.
    unsafe {
        (*local).callable = callable.share().into_val();
        (*local).fcc = fcc;
        (*local).args = (argc, argv);
        let area = seat.stack().host_area();
        ffi::swirl_vm_init(
            Local::vm(local),
            fcc.function_handler.cast(),
            area,
            HOST_AREA,
            area as usize,
            seat.stack().low(),
        );
    }
    Some((seat, local))
}

/// The whole life, on the coroutine's own stack.
fn run(local: *mut Local) {
    // SAFETY: the block is this coroutine's until its end. The arguments are good until the first park, and the call
    // copies them before.
    let (callable, mut fcc, (argc, argv)) = unsafe { ((*local).callable, (*local).fcc, (*local).args) };
    let mut result = Val::UNDEF;
    // SAFETY: the C half's contract; the block keeps the callable alive.
    let outcome = unsafe { ffi::swirl_call_with(&callable, &mut fcc, argc, argv, &mut result) };
    settle(outcome);
    leave(local, outcome, result);
}

/// What comes after the function.
fn leave(local: *mut Local, outcome: std::ffi::c_int, result: Val) {
    if outcome <= ffi::THREW {
        run_defers(local, result);
        release(local, result);
    }
    notify_join(local);
    time_limit::end();
}

/// After each call: an exception that nobody caught ends the script.
fn settle(outcome: std::ffi::c_int) {
    if outcome == ffi::THREW {
        uncaught();
    } else {
        ending::note(outcome);
    }
}

#[cold]
fn uncaught() {
    // SAFETY: the C half's contract.
    unsafe {
        if ffi::swirl_is_exit() {
            // Told to end, or out of memory, in which case PHP has said so.
            ffi::swirl_clear_exception();
            if !was_told() {
                ending::exit(None);
            }
        } else {
            let status = exit_status();
            let holder = conflict::pending();
            let outcome = ffi::swirl_report_exception();
            ffi::swirl_clear_exception();
            if let Some(holder) = holder {
                conflict::explain(holder);
            }
            ending::exit(Some(status));
            ending::note(outcome);
        }
    }
}

fn was_told() -> bool {
    // SAFETY: the block of the running coroutine.
    state::current().is_some_and(|local| unsafe { (*local).told_to_end })
}

/// `exit(3)` in a coroutine ends with 3, any other exception with 255.
fn exit_status() -> i32 {
    // SAFETY: the C half's contract; an exception is pending.
    unsafe {
        if !ffi::swirl_exception_is(ffi::ce::swirl_ce_ExitException) {
            return 255;
        }
        let status = *ffi::swirl_exit_exception_status(ffi::swirl_exception());
        status.as_long().map_or(0, |status| status as i32)
    }
}

fn run_defers(local: *mut Local, result: Val) {
    // SAFETY: the block is this coroutine's; a callback may push to the list, so it is not borrowed across the call.
    while let Some(callback) = unsafe { (*local).defers.pop() } {
        let mut fcc = callback.fcc();
        let mut argument = [result];
        let argc = if result.is_undef() { 0 } else { 1 };
        // SAFETY: the C half's contract.
        let outcome = unsafe {
            ffi::swirl_call_with(&callback.value(), &mut fcc, argc, argument.as_mut_ptr(), std::ptr::null_mut())
        };
        settle(outcome);
        if outcome != ffi::DONE {
            // SAFETY: as above. What is left is not called, as in Swoole.
            unsafe { (*local).defers.clear() };
            return;
        }
    }
}

/// Lets go of all that the coroutine holds; destructors may run, and park.
fn release(local: *mut Local, result: Val) {
    // SAFETY: the block is this coroutine's.
    unsafe {
        settle(ffi::swirl_end_output());
        let context = std::mem::replace(&mut (*local).context, std::ptr::null_mut());
        if !context.is_null() {
            (*local).context_gone = true;
            drop_value(Val::object(context));
        }
        drop_value(std::mem::replace(&mut (*local).callable, Val::UNDEF));
        drop_value(result);
    }
}

fn drop_value(mut value: Val) {
    if value.is_refcounted() {
        // SAFETY: one reference is ours.
        settle(unsafe { ffi::swirl_release(&mut value) });
    }
}

fn notify_join(local: *mut Local) {
    // SAFETY: the block is this coroutine's.
    let Some(join) = (unsafe { (*local).join.take() }) else { return };
    join.left.set(join.left.get() - 1);
    if join.left.get() == 0 {
        event_loop::defer_joined(join.waker);
    }
}

/// Adds a function to call at the end of the running coroutine.
pub fn defer(callback: Callable) {
    if let Some(local) = state::current() {
        // SAFETY: the block of the running coroutine.
        unsafe { (*local).defers.push(callback) };
    }
}

/// The running coroutine's context, or that of another one. `None` when there is no such coroutine.
pub fn context(id: i64) -> Option<Owned> {
    let local = if id == 0 { state::current() } else { state::of(id) }?;
    // SAFETY: the block of a live coroutine.
    unsafe {
        if (*local).context_gone {
            error::warning("The context of coroutine has been destroyed");
            return None;
        }
        if (*local).context.is_null() {
            (*local).context = ffi::swirl_new_object(ffi::ce::swirl_ce_Coroutine_Context);
        }
        let mut value = Val::UNDEF;
        ffi::swirl_zval_object(&mut value, (*local).context);
        Some(Owned::take(value))
    }
}
