//! The door from Zend: every handler comes in here.
//!
//! A Rust panic ends as a PHP fatal error that names the place; what a resumed coroutine has left behind (an uncaught
//! exception, a bailout) is passed on when nothing of ours is left on the stack.

use std::panic::AssertUnwindSafe;
use std::panic::catch_unwind;

use super::args::Args;
use super::args::Outcome;
use super::ending;
use super::error;
use super::ffi;
use super::value::Owned;
use super::value::Val;
use crate::hook;

/// Where a handler puts its result.
pub struct Return(*mut Val);

impl Return {
    /// Sets the result; takes over the reference that goes with it.
    pub fn set(&mut self, value: Val) {
        // SAFETY: Zend gives every handler a place for its result, initialised to null.
        unsafe { self.0.write(value) };
    }

    /// What has been set.
    pub fn current(&self) -> Val {
        // SAFETY: as in `set`.
        unsafe { self.0.read() }
    }

    /// Sets the result.
    pub fn give(&mut self, value: Owned) {
        self.set(value.into_val());
    }

    /// Sets a bool.
    pub fn bool(&mut self, value: bool) {
        self.set(Val::bool(value));
    }

    /// Sets an int.
    pub fn long(&mut self, value: i64) {
        self.set(Val::long(value));
    }
}

/// Runs a handler's body.
///
/// # Safety
/// To be called by a function that Zend called as an internal function's handler, with what it was given, as its last
/// act: this may not return.
pub unsafe fn enter(frame: *mut ffi::ExecuteData, result: *mut Val, body: impl FnOnce(Args, Return) -> Outcome) {
    hook::called();
    // SAFETY: the caller's promise.
    let args = unsafe { Args::new(frame) };
    // `Err(Thrown)` needs nothing more: the exception is pending.
    if let Err(panic) = catch_unwind(AssertUnwindSafe(|| body(args, Return(result)))) {
        error::fatal_panic(panic);
    }
    ending::pass_on();
}

/// Runs something that Zend called outside of a handler; a panic there ends the process after a message.
pub fn guard<T>(body: impl FnOnce() -> T) -> T {
    match catch_unwind(AssertUnwindSafe(body)) {
        Ok(value) => value,
        Err(_) => std::process::abort(),
    }
}

/// Defines handlers of PHP functions and methods, under the names that the generated `api.c` expects.
macro_rules! handlers {
    ($($(#[$doc:meta])* fn $name:ident($args:pat_param, $ret:pat_param) $body:block)*) => {
        $(
            $(#[$doc])*
            ///
            /// # Safety
            /// Zend's to call.
            #[unsafe(no_mangle)]
            #[allow(non_snake_case)]
            pub unsafe extern "C" fn $name(
                frame: *mut $crate::php::ffi::ExecuteData,
                result: *mut $crate::php::value::Val,
            ) {
                let body = |$args: $crate::php::args::Args,
                            $ret: $crate::php::entry::Return|
                 -> $crate::php::args::Outcome { $body };
                // SAFETY: this is a handler, and this is its last act.
                unsafe { $crate::php::entry::enter(frame, result, body) }
            }
        )*
    };
}

pub(in crate::php) use handlers;
