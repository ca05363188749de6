//! Connections and handles of extensions, and which coroutine is in a call with each.
//!
//! Invariants: a connection is known by the address of its object, which the call keeps alive; it stands here as long as a call
//! of its user is going on, and who has ended uses nothing.

use std::cell::RefCell;
use std::collections::HashMap;
use std::collections::HashSet;
use std::ffi::c_int;

use super::conflict;
use super::entry;
use super::error;
use super::error::code;
use super::ffi;
use crate::coroutine;
use crate::coroutine::Waker;

/// What a function does with a connection; the numbers are those of `in_use.c`.
#[derive(Clone, Copy, PartialEq, Eq)]
enum How {
    /// Not while another coroutine is in; and stands here itself.
    Waits,
    /// Stands here; who else is in shows elsewhere.
    Notes,
    /// Not while another coroutine is in.
    Disturbs,
    /// As `Waits`, with a cURL handle.
    ExecutesCurl,
    /// As `Waits`, with a cURL handle; the transfers survive a cancel.
    SelectsCurl,
    /// As `Disturbs`, with a cURL handle.
    TouchesCurl,
}

impl How {
    fn of(number: c_int) -> Self {
        match number {
            1 => Self::Waits,
            2 => Self::Notes,
            4 => Self::ExecutesCurl,
            5 => Self::SelectsCurl,
            6 => Self::TouchesCurl,
            _ => Self::Disturbs,
        }
    }

    fn stands_here(self) -> bool {
        !matches!(self, Self::Disturbs | Self::TouchesCurl)
    }

    fn is_curl(self) -> bool {
        matches!(self, Self::ExecutesCurl | Self::SelectsCurl | Self::TouchesCurl)
    }
}

/// Who is in, and by how many calls inside each other.
struct User {
    coroutine: i64,
    depth: u32,
    /// Its next wait when the outermost call began.
    since: Waker,
}

impl User {
    fn new(coroutine: i64) -> Self {
        Self { coroutine, depth: 0, since: coroutine::waker() }
    }
}

thread_local! {
    static IN_USE: RefCell<HashMap<usize, User>> = RefCell::default();
    /// cURL handles whose last execution was cancelled.
    static ABORTED: RefCell<HashSet<usize>> = RefCell::default();
}

/// Nothing is in use when a request begins.
pub fn request_startup() {
    IN_USE.take();
    ABORTED.take();
}

/// A call begins in a coroutine. False: another coroutine is in, and an exception (of the given class, if there is one) says so.
#[unsafe(no_mangle)]
extern "C" fn swirl_connection_enter(connection: *const (), how: c_int, exception: *mut ffi::ClassEntry) -> bool {
    entry::guard(|| {
        let Some(me) = coroutine::current_id() else { return true };
        let (connection, how) = (connection as usize, How::of(how));
        let other = if how.stands_here() { enter(connection, me) } else { user(connection, me) };
        match other {
            Some(holder) if how != How::Notes => {
                refuse(how, holder, me, exception);
                return false;
            }
            _ => {}
        }
        match how {
            How::ExecutesCurl => forget(connection),
            How::SelectsCurl => crate::hook::spare_descriptors(true),
            _ => {}
        }
        true
    })
}

#[unsafe(no_mangle)]
extern "C" fn swirl_connection_leave(connection: *const (), how: c_int) {
    entry::guard(|| {
        let Some(me) = coroutine::current_id() else { return };
        let (connection, how) = (connection as usize, How::of(how));
        if how == How::SelectsCurl {
            crate::hook::spare_descriptors(false);
        }
        if how.is_curl() && how.stands_here() && was_cancelled(connection) {
            error::set_last(code::CO_CANCELED);
            ABORTED.with_borrow_mut(|list| list.insert(connection));
        }
        if how.stands_here() {
            leave(connection, me);
        }
    });
}

/// Another coroutine that is in; otherwise `me` is in from now on.
fn enter(connection: usize, me: i64) -> Option<i64> {
    IN_USE.with_borrow_mut(|all| {
        let user = all.entry(connection).or_insert_with(|| User::new(me));
        if user.coroutine != me {
            if coroutine::state_of(user.coroutine).is_some() {
                return Some(user.coroutine);
            }
            *user = User::new(me);
        }
        user.depth += 1;
        None
    })
}

/// Whether the caller, who is in, was cancelled in a wait of this call.
fn was_cancelled(connection: usize) -> bool {
    let since = IN_USE.with_borrow(|all| all.get(&connection).map(|user| user.since));
    coroutine::last_wait_was_cancelled() && since.is_some_and(|since| since != coroutine::waker())
}

/// Another coroutine that is in.
fn user(connection: usize, me: i64) -> Option<i64> {
    let user = IN_USE.with_borrow(|all| all.get(&connection).map(|user| user.coroutine));
    user.filter(|user| *user != me && coroutine::state_of(*user).is_some())
}

fn leave(connection: usize, me: i64) {
    IN_USE.with_borrow_mut(|all| {
        if let Some(user) = all.get_mut(&connection).filter(|user| user.coroutine == me) {
            user.depth -= 1;
            if user.depth == 0 {
                all.remove(&connection);
            }
        }
    });
}

#[cold]
fn refuse(how: How, holder: i64, me: i64, exception: *mut ffi::ClassEntry) {
    if how.is_curl() {
        let what = format!("This cURL handle is currently executing in coroutine#{holder}, cannot be operated");
        return conflict::refuse_in_these_words(&what, holder);
    }
    let what = format!(
        "This connection has already been bound to another coroutine#{holder}, use of the same connection in coroutine#{me} \
         at the same time is not allowed"
    );
    conflict::refuse(&what, holder, exception);
}

fn forget(handle: usize) {
    ABORTED.with_borrow_mut(|list| list.remove(&handle));
}

/// There is a handle at this address that nobody has executed yet.
#[unsafe(no_mangle)]
extern "C" fn swirl_curl_handle_is_new(handle: *const ()) {
    entry::guard(|| forget(handle as usize));
}

/// Whether the last execution of a handle was cancelled.
#[unsafe(no_mangle)]
extern "C" fn swirl_curl_handle_was_aborted(handle: *const ()) -> bool {
    entry::guard(|| ABORTED.with_borrow(|list| list.contains(&(handle as usize))))
}
