//! Two coroutines that want the same thing at the same time: a descriptor in one direction, or a cURL handle.
//!
//! The second one gets a `Swoole\Error`. If nobody catches it, the report of it goes on with where the first one is.

use std::cell::Cell;
use std::cell::RefCell;

use super::deadlock;
use super::entry;
use super::error;
use super::error::code;
use super::ffi;
use super::state;
use super::value::from_c;
use crate::coroutine;
use crate::io::Conflict;

const RULE: &str = " -------------------------------------------------------------------";

thread_local! {
    /// The exception of the last conflict, by its address, and who had what it is about.
    static LAST: Cell<(usize, i64)> = const { Cell::new((0, 0)) };
    /// cURL handles in use, by address, and the coroutine that each is used by.
    static HANDLES: RefCell<Vec<(usize, i64)>> = const { RefCell::new(Vec::new()) };
}

/// Nothing is held when a request begins.
pub fn request_startup() {
    LAST.set((0, 0));
    HANDLES.take();
}

/// Two coroutines want the same descriptor in the same direction: the second one gets an exception that names both, and
/// tells where the first one waits. The call that it made fails.
pub fn of_descriptor(conflict: Conflict) {
    let (mut line, mut function) = (0, std::ptr::null());
    let frame = state::frame_of(conflict.holder).unwrap_or(std::ptr::null_mut());
    // SAFETY: the C half's contract; a parked coroutine's frames stay while it is parked.
    let (file, function) = unsafe {
        let file = ffi::swirl_frame_place(frame, &mut line, &mut function);
        (from_c(file), from_c(function))
    };
    let place = format!("coroutine#{} waits in {function}(), {file} line {line}", conflict.holder);
    throw(&format!("{conflict} ({place})"), conflict.holder);
}

/// The exception is pending in the caller's coroutine; the call that it made fails.
fn throw(message: &str, holder: i64) {
    let _ = error::throw_error::<()>(message, code::CO_HAS_BEEN_BOUND);
    // SAFETY: the C half's contract.
    LAST.set((unsafe { ffi::swirl_exception() } as usize, holder));
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

/// A cURL function begins in a coroutine. False: another coroutine uses the handle, and an exception says so.
#[unsafe(no_mangle)]
extern "C" fn swirl_curl_enter(handle: *const ffi::Object, executes: bool) -> bool {
    entry::guard(|| {
        let Some(me) = coroutine::current_id() else { return true };
        let handle = handle as usize;
        let holder =
            HANDLES.with_borrow(|list| list.iter().find(|(used, _)| *used == handle).map(|(_, holder)| *holder));
        match holder {
            // Its own callbacks: PHP has rules for those.
            Some(holder) if holder == me => {}
            Some(holder) => {
                let what = "This cURL handle is currently executing in";
                throw(&format!("{what} coroutine#{holder}, cannot be operated"), holder);
                return false;
            }
            None => {}
        }
        if executes {
            HANDLES.with_borrow_mut(|list| list.push((handle, me)));
        }
        true
    })
}

#[unsafe(no_mangle)]
extern "C" fn swirl_curl_leave(handle: *const ffi::Object) {
    entry::guard(|| {
        if coroutine::last_wait_was_cancelled() {
            error::set_last(code::CO_CANCELED);
        }
        HANDLES.with_borrow_mut(|list| {
            if let Some(at) = list.iter().rposition(|(used, _)| *used == handle as usize) {
                list.swap_remove(at);
            }
        });
    });
}
