//! `$_GET`, `$_POST`, `$_COOKIE`, `$_FILES`, `$_SERVER` and `$_REQUEST` of the running coroutine.
//!
//! Nothing of this is there until a coroutine gets some of its own; from then on the core is given other functions to call
//! at a switch.
//!
//! Always true:
//! - while a coroutine runs that has its own, the script's are in `BASE`, and its own in PHP's table;
//! - while none of these runs, the script's are in PHP's table;
//! - an exchange runs no code of the user's: values that nobody needs any more wait in `LEFT`.

use std::cell::Cell;
use std::cell::RefCell;
use std::collections::HashMap;
use std::ffi::c_void;

use super::ffi;
use super::state;
use super::state::Layer;
use super::state::Local;
use super::value::Owned;
use super::value::Val;
use crate::coroutine;
use crate::coroutine::Host;

/// How many there are; the order is `$_GET`, `$_POST`, `$_COOKIE`, `$_FILES`, `$_SERVER`, `$_REQUEST`.
pub const COUNT: usize = 6;

/// Where `$_SERVER` is.
pub const SERVER: usize = 4;

/// A value for each.
type Set = [Val; COUNT];

thread_local! {
    static IS_ACTIVE: Cell<bool> = const { Cell::new(false) };
    /// Whose are in PHP's table, if they are not the script's.
    static OWNER: Cell<*mut c_void> = const { Cell::new(std::ptr::null_mut()) };
    static BASE: Cell<Set> = const { Cell::new([Val::UNDEF; COUNT]) };
    /// Those of coroutines that do not run.
    static SETS: RefCell<HashMap<*mut c_void, Set>> = RefCell::default();
    static LEFT: RefCell<Vec<Owned>> = const { RefCell::new(Vec::new()) };
}

/// The running coroutine has these from now on, and so have those that it starts. `make` is given the script's `$_SERVER`.
pub fn enter(make: impl FnOnce(Owned) -> [Owned; COUNT]) {
    activate();
    leave();
    let mut server = Val::UNDEF;
    // SAFETY: the C half's contract.
    unsafe { ffi::swirl_globals_copy(SERVER, &mut server) };
    let made = make(Owned::take(server));
    put_in(running(), made.map(Owned::into_val));
}

/// The running coroutine has the script's again.
pub fn leave() {
    let running = running();
    if OWNER.get() == running {
        take_out();
        drop_set(running);
    }
    // A destructor may start coroutines, which end, and so on.
    let left = LEFT.take();
    drop(left);
}

/// When the script ends. The values are PHP's memory, which goes with it.
pub fn request_shutdown() {
    if IS_ACTIVE.replace(false) {
        state::set_layer(Layer::Globals, None);
        OWNER.set(std::ptr::null_mut());
        BASE.set([Val::UNDEF; COUNT]);
        SETS.take();
        std::mem::forget(LEFT.take());
    }
}

fn activate() {
    if !IS_ACTIVE.replace(true) {
        // SAFETY: the C half's contract; it has as many names as there are here.
        unsafe {
            assert_eq!(ffi::swirl_globals_count(), COUNT);
            ffi::swirl_globals_make();
        }
        state::set_layer(Layer::Globals, Some(Host { leave_root, switch, finish }));
    }
}

/// The block of the running coroutine, or of the thread's own stack.
fn running() -> *mut c_void {
    coroutine::current_local().unwrap_or_else(state::root)
}

fn exchange(set: &mut Set) {
    // SAFETY: the C half's contract; there are as many values as names.
    unsafe { ffi::swirl_globals_swap(set.as_mut_ptr()) };
}

fn put_in(owner: *mut c_void, mut set: Set) {
    exchange(&mut set);
    BASE.set(set);
    OWNER.set(owner);
}

fn take_out() {
    let owner = OWNER.replace(std::ptr::null_mut());
    if !owner.is_null() {
        let mut set = BASE.replace([Val::UNDEF; COUNT]);
        exchange(&mut set);
        SETS.with_borrow_mut(|sets| sets.insert(owner, set));
    }
}

fn drop_set(owner: *mut c_void) {
    if let Some(set) = SETS.with_borrow_mut(|sets| sets.remove(&owner)) {
        LEFT.with_borrow_mut(|left| left.extend(set.map(Owned::take)));
    }
}

/// A new coroutine begins with what the one has that starts it.
fn inherit(from: *mut c_void, to: *mut c_void) {
    // SAFETY: a block whose VM state is initialised.
    if unsafe { ffi::swirl_vm_is_new(Local::vm(to.cast())) } {
        let copy = |set: &Set| set.map(|value| value.share().into_val());
        SETS.with_borrow_mut(|sets| {
            if let Some(copy) = sets.get(&from).map(copy) {
                sets.insert(to, copy);
            }
        });
    }
}

fn switched(to: *mut c_void) {
    if let Some(set) = SETS.with_borrow_mut(|sets| sets.remove(&to)) {
        put_in(to, set);
    }
}

fn inner() -> Host {
    state::inner(Layer::Globals)
}

fn switch(from: *mut c_void, to: *mut c_void) {
    take_out();
    inherit(from, to);
    switched(to);
    (inner().switch)(from, to);
}

fn leave_root(root: *mut c_void, to: *mut c_void) {
    take_out();
    inherit(root, to);
    switched(to);
    (inner().leave_root)(root, to);
}

fn finish(from: *mut c_void, to: *mut c_void) {
    take_out();
    drop_set(from);
    switched(to);
    (inner().finish)(from, to);
}
