//! The door into Zend: all calls of PHP code.
//!
//! A call runs under `zend_try` in the C half, so that a bailout never jumps over a Rust frame. What went wrong is noted
//! in [`super::ending`], which carries it to where the script ends.

use std::ffi::CStr;

use super::ending;
use super::ffi;
use super::value::Owned;
use super::value::Val;

/// Calls a function by its name. `None` when it is not there, or threw or worse, which has been noted.
pub fn function(name: &CStr, args: &mut [Val]) -> Option<Owned> {
    let mut result = Val::UNDEF;
    // SAFETY: the C half's contract; the arguments live through the call.
    let outcome = unsafe { ffi::swirl_call_function(name.as_ptr(), args.len() as u32, args.as_mut_ptr(), &mut result) };
    let result = Owned::take(result);
    if outcome == ffi::DONE {
        return Some(result);
    }
    ending::note(outcome);
    None
}

/// A PHP callable that is kept.
pub struct Callable {
    value: Owned,
    fcc: ffi::FcallCache,
}

impl Callable {
    /// `fcc` is what `value` resolved to.
    pub fn new(value: Owned, fcc: ffi::FcallCache) -> Self {
        Self { value, fcc }
    }

    /// The callable as PHP gave it.
    pub fn value(&self) -> Val {
        self.value.get()
    }

    /// What it resolved to.
    pub fn fcc(&self) -> ffi::FcallCache {
        self.fcc
    }

    /// Calls it on the running stack. `None` when it threw or worse, which has been noted.
    pub fn call(&self, args: &mut [Val]) -> Option<Owned> {
        let mut result = Val::UNDEF;
        let mut fcc = self.fcc;
        // SAFETY: the C half's contract; the callable and the arguments live through the call.
        let outcome = unsafe {
            ffi::swirl_call_with(&self.value.get(), &mut fcc, args.len() as u32, args.as_mut_ptr(), &mut result)
        };
        let result = Owned::take(result);
        if outcome == ffi::DONE {
            return Some(result);
        }
        ending::note(outcome);
        None
    }
}
