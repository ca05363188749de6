//! Two coroutines that want the same thing at the same time: a descriptor in one direction, or a connection (`in_use`).
//!
//! The second one gets a `Swoole\Error`. If nobody catches it, the report of it goes on with where the first one is.

use std::cell::Cell;

use super::deadlock;
use super::error;
use super::error::code;
use super::ffi;
use super::state;
use super::value::from_c;
use crate::io::Conflict;

const RULE: &str = " -------------------------------------------------------------------";

thread_local! {
    /// The exception of the last conflict, by its address, and who had what it is about.
    static LAST: Cell<(usize, i64)> = const { Cell::new((0, 0)) };
}

/// Nothing is held when a request begins.
pub fn request_startup() {
    LAST.set((0, 0));
}

/// Two coroutines want the same descriptor in the same direction: the second one gets an exception that names both, and
/// tells where the first one waits. The call that it made fails.
pub fn of_descriptor(conflict: Conflict) {
    refuse(&conflict.to_string(), conflict.holder, std::ptr::null_mut());
}

/// The exception, a `Swoole\Error` unless a class (of PDO) is given, is pending in the caller's coroutine; the call that it made
/// fails. It also tells where the holder waits.
pub fn refuse(message: &str, holder: i64, class: *mut ffi::ClassEntry) {
    let message = format!("{message} ({})", place_of(holder));
    if class.is_null() {
        return refuse_in_these_words(&message, holder);
    }
    error::set_last(code::CO_HAS_BEEN_BOUND);
    let _ = error::throw_as::<()>(class, &format!("SQLSTATE[HY000]: General error: {message}"), 0);
    remember(holder);
}

/// As [`refuse`], where Swoole has words that programs know; the place stands in the report, if nobody catches the exception.
pub fn refuse_in_these_words(message: &str, holder: i64) {
    let _ = error::throw_error::<()>(message, code::CO_HAS_BEEN_BOUND);
    remember(holder);
}

fn remember(holder: i64) {
    // SAFETY: the C half's contract.
    LAST.set((unsafe { ffi::swirl_exception() } as usize, holder));
}

fn place_of(holder: i64) -> String {
    let (mut line, mut function) = (0, std::ptr::null());
    let frame = state::frame_of(holder).unwrap_or(std::ptr::null_mut());
    // SAFETY: the C half's contract; a parked coroutine's frames stay while it is parked.
    let (file, function) = unsafe {
        let file = ffi::swirl_frame_place(frame, &mut line, &mut function);
        (from_c(file), from_c(function))
    };
    format!("coroutine#{holder} waits in {function}(), {file} line {line}")
}

/// Who holds what the pending exception is about, if it tells of a conflict.
pub fn pending() -> Option<i64> {
    let (exception, holder) = LAST.get();
    // SAFETY: the C half's contract.
    (holder > 0 && exception == unsafe { ffi::swirl_exception() } as usize).then_some(holder)
}

/// After an uncaught exception was printed: shows where the holder is.
pub fn explain(holder: i64) {
    let trace = deadlock::backtrace(holder, 0, 0);
    error::print(format!("\n [Coroutine-{holder}] Stack trace:\n{RULE}\n{trace}").as_bytes());
}
