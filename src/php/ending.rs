//! How a script ends when a coroutine ends it.
//!
//! An uncaught exception, `exit` or a fatal error in one coroutine ends the script, not that coroutine alone. It has
//! been reported where it happened; from there each coroutine that (directly or not) resumed the one that failed is
//! ended in turn, down to the thread's own stack, where the parked ones are ended and the script exits.
//!
//! ```text
//! Nothing ──uncaught exception, exit──▶ Exit ──┐ graceful exit thrown into each resumer,
//!    │                                         │ PHP's own exit thrown at the bottom
//!    └─────────fatal error (bailout)──▶ Bail ──┘ bailout into each resumer and at the bottom
//! ```

use std::cell::Cell;
use std::sync::atomic::AtomicBool;
use std::sync::atomic::Ordering;

use super::args::Outcome;
use super::args::Thrown;
use super::autoload;
use super::class;
use super::event_loop;
use super::ffi;
use super::state;
use crate::coroutine;

#[derive(Clone, Copy, PartialEq, Eq)]
enum Ending {
    Nothing,
    Exit,
    Bail,
}

/// Set while any thread is on its way out: one load tells every handler that there is nothing to pass on.
static ANY: AtomicBool = AtomicBool::new(false);

thread_local! {
    static ENDING: Cell<Ending> = const { Cell::new(Ending::Nothing) };
    /// The status to exit with; -1 leaves PHP's.
    static STATUS: Cell<i32> = const { Cell::new(-1) };
}

/// Notes the outcome of a call into PHP from outside any handler that could pass it on by itself.
pub fn note(outcome: std::ffi::c_int) {
    if outcome != ffi::DONE && outcome != ffi::THREW {
        bail();
    }
}

/// The script ends with a bailout.
pub fn bail() {
    ANY.store(true, Ordering::Relaxed);
    ENDING.set(Ending::Bail);
    coroutine::set_halted(true);
}

/// The script ends as by `exit`; `status` of `None` leaves what PHP has set.
pub fn exit(status: Option<i32>) {
    ANY.store(true, Ordering::Relaxed);
    if ENDING.get() == Ending::Nothing {
        ENDING.set(Ending::Exit);
        STATUS.set(status.unwrap_or(-1));
    }
    coroutine::set_halted(true);
}

/// Whether the script is on its way out.
pub fn is_ending() -> bool {
    ENDING.get() != Ending::Nothing
}

/// `Err` when the script is on its way out: then nothing more is to be called.
pub fn go_on() -> Outcome {
    if is_ending() { Err(Thrown) } else { Ok(()) }
}

/// Passes the end on to the running code. Does not return from a bailout: call it with nothing of ours on the stack.
pub fn pass_on() {
    if ANY.load(Ordering::Relaxed) {
        pass_on_now();
    }
}

#[cold]
fn pass_on_now() {
    match (ENDING.get(), coroutine::current_id()) {
        (Ending::Nothing, _) => {}
        // SAFETY: the C half's contract; the caller has nothing on the stack.
        (Ending::Bail, Some(_)) => unsafe { ffi::swirl_bailout() },
        (Ending::Exit, Some(id)) => {
            if state::tell_to_end(id) {
                coroutine::set_ending(id);
                // SAFETY: the C half's contract.
                unsafe { ffi::swirl_throw_graceful_exit() };
            }
        }
        (Ending::Bail, None) => {
            reset();
            state::abandon_all();
            coroutine::set_park_ban(0);
            autoload::reset();
            // A timer or a watch that stayed would keep the loops of shutdown functions from ending.
            event_loop::request_shutdown();
            class::request_shutdown();
            // SAFETY: as above.
            unsafe { ffi::swirl_bailout() };
        }
        (Ending::Exit, None) => {
            let status = STATUS.get();
            reset();
            end_parked();
            if ENDING.get() == Ending::Bail {
                return pass_on_now();
            }
            reset();
            // SAFETY: the C half's contract.
            unsafe {
                if status >= 0 {
                    ffi::swirl_set_exit_status(status);
                }
                ffi::swirl_throw_exit();
            }
        }
    }
}

/// Ends every parked coroutine: `finally` blocks and destructors run, and no wait suspends any more. Newest first.
pub fn end_parked() {
    while let Some(&id) = coroutine::ids().last() {
        state::tell_to_end(id);
        coroutine::set_ending(id);
        state::throw_at_resume(id, state::Throw::GracefulExit);
        if !coroutine::end_waiting(id) || ENDING.get() == Ending::Bail {
            break;
        }
    }
}

fn reset() {
    if !super::ffi::ZTS {
        ANY.store(false, Ordering::Relaxed);
    }
    ENDING.set(Ending::Nothing);
    STATUS.set(-1);
    coroutine::set_halted(false);
}

/// A new request, or a new process.
pub fn request_startup() {
    reset();
}
