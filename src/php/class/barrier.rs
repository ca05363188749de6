//! `Swoole\Coroutine\Barrier`.
//!
//! The destructor is the signal: it runs when the last reference goes. The state outlives the object, because who waits
//! has given up its own reference.

use std::cell::RefCell;
use std::rc::Rc;

use crate::coroutine;
use crate::coroutine::Wake;
use crate::coroutine::Waker;
use crate::php::args::Args;
use crate::php::args::Outcome;
use crate::php::args::Thrown;
use crate::php::class::coroutine::deadline;
use crate::php::entry::handlers;
use crate::php::error;
use crate::php::error::Exception;
use crate::php::error::code;
use crate::php::ffi;
use crate::php::object;
use crate::php::object::carried;
use crate::php::value::Owned;
use crate::php::value::Val;
use crate::sync::Barrier;
use crate::sync::parking;

type State = Rc<RefCell<Barrier<Waker>>>;

carried! {
    /// The class.
    pub static CLASS: State
}

/// At module startup.
pub fn register() {
    // SAFETY: class entries are registered by now.
    unsafe { CLASS.install(ffi::ce::swirl_ce_Coroutine_Barrier, object::NO_GC) };
}

handlers! {
    fn swirl_Coroutine_Barrier_make(_args, mut ret) {
        // SAFETY: the C half's contract; class entries are set at startup.
        let object = unsafe { ffi::swirl_new_object(ffi::ce::swirl_ce_Coroutine_Barrier) };
        ret.set(Val::object(object));
        Ok(())
    }

    fn swirl_Coroutine_Barrier___destruct(args, _ret) {
        let state = CLASS.shared(args.this()).clone();
        parking::release(&state);
        Ok(())
    }

    fn swirl_Coroutine_Barrier_wait(args, _ret) {
        args.expect(1, u32::MAX)?;
        let barrier = barrier(&args)?;
        let timeout = args.double_or(1, -1.0)?;
        let state = CLASS.shared(barrier.get().as_object().expect("it is an object of the class")).clone();
        if !state.borrow().is_open() {
            return error::throw(Exception::Swoole, "The barrier is waiting, cannot wait again.");
        }
        set_null(&args)?;
        wait(&state, barrier, timeout)
    }
}

/// The barrier in the first argument, which is a reference to a variable.
fn barrier(args: &Args) -> Outcome<Owned> {
    let value = args.value(0).share();
    // SAFETY: the C half's contract; class entries are set at startup.
    unsafe {
        if !ffi::swirl_instance_of(&value.get(), ffi::ce::swirl_ce_Coroutine_Barrier) {
            let given = ffi::swirl_type_name(args.at(0));
            return error::type_error(
                1,
                &format!("must be of type Swoole\\Coroutine\\Barrier, {} given", crate::php::value::from_c(given)),
            );
        }
    }
    Ok(value)
}

/// Sets the caller's variable to null. No destructor runs: `barrier` is a reference, too.
fn set_null(args: &Args) -> Outcome {
    // SAFETY: the C half's contract; the argument was passed.
    unsafe {
        ffi::swirl_set_null(args.at(0));
        if ffi::swirl_has_exception() { Err(Thrown) } else { Ok(()) }
    }
}

/// Gives up the last reference that we know of, and waits for the others.
fn wait(state: &State, barrier: Owned, timeout: f64) -> Outcome {
    if coroutine::can_park() {
        let waited = parking::wait_for_all(state, || drop(barrier), deadline(timeout));
        if waited == Ok(Wake::Cancelled) {
            error::set_last(code::CO_CANCELED);
        }
        return Ok(());
    }
    // Outside of a coroutine nobody can wait; who is the last one has nothing to wait for.
    drop(barrier);
    if state.borrow().is_released() {
        return Ok(());
    }
    error::need_park().map(drop)
}
