//! Functions that the event loop calls when a signal comes.
//!
//! Always true:
//! - each signal that has a function has a listener, which is watched; those that cannot be caught have none, and their
//!   functions are never called, as in Swoole;
//! - the watches do not keep the loop, unless the user asked for that;
//! - no borrow lives across a call.

use std::cell::Cell;
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::os::fd::AsRawFd;
use std::os::fd::RawFd;
use std::rc::Rc;

use crate::io::watch;
use crate::php::call::Callable;
use crate::php::event_loop;
use crate::php::inner_watch;
use crate::php::value::Val;
use crate::sys::signal::Listener;

struct Entry {
    callback: Rc<Callable>,
    listener: Option<Listener>,
}

struct Table {
    all: RefCell<BTreeMap<i32, Entry>>,
    /// `swoole_async_set(['wait_signal' => true])`
    keeps_loop: Cell<bool>,
}

thread_local! {
    static TABLE: Table = const { Table { all: RefCell::new(BTreeMap::new()), keeps_loop: Cell::new(false) } };
}

/// Calls `callback` from now on when `signal` comes.
pub fn set(signal: i32, callback: Callable) {
    let callback = Rc::new(callback);
    let before = TABLE.with(|table| {
        let mut all = table.all.borrow_mut();
        if let Some(entry) = all.get_mut(&signal) {
            return Some(std::mem::replace(&mut entry.callback, callback));
        }
        all.insert(signal, Entry { callback, listener: listen(signal) });
        None
    });
    drop(before);
}

/// Puts back what was before. False when nothing was set.
pub fn remove(signal: i32) -> bool {
    let entry = TABLE.with(|table| table.all.borrow_mut().remove(&signal));
    let known = entry.is_some();
    entry.into_iter().for_each(end);
    known
}

/// Puts back what was before, for all.
pub fn remove_all() {
    let all = TABLE.with(|table| table.all.take());
    all.into_values().for_each(end);
}

/// Whether a signal has a function.
pub fn is_set(signal: i32) -> bool {
    TABLE.with(|table| table.all.borrow().contains_key(&signal))
}

/// Whether any signal has a function.
pub fn is_any() -> bool {
    TABLE.with(|table| !table.all.borrow().is_empty())
}

/// How many signals have a function.
pub fn count() -> usize {
    TABLE.with(|table| table.all.borrow().len())
}

/// What becomes readable when a signal that has a function has come: for those who wait without the loop.
pub fn descriptors() -> Vec<RawFd> {
    let of = |entry: &Entry| entry.listener.as_ref().map(AsRawFd::as_raw_fd);
    TABLE.with(|table| table.all.borrow().values().filter_map(of).collect())
}

/// Calls the functions of the signals that have come: for those who wait without the loop.
pub fn call_due() {
    let all: Vec<i32> = TABLE.with(|table| table.all.borrow().keys().copied().collect());
    all.into_iter().for_each(came);
}

/// The listener of a signal may have news.
fn came(signal: i32) {
    let callback = TABLE.with(|table| {
        let all = table.all.borrow();
        let entry = all.get(&signal)?;
        entry.listener.as_ref().and_then(Listener::take)?;
        Some(Rc::clone(&entry.callback))
    });
    if let Some(callback) = callback {
        event_loop::call_back(&callback, &mut [Val::long(signal.into())]);
    }
}

/// Whether signals that have functions keep the loop.
pub fn set_keeps_loop(on: bool) {
    TABLE.with(|table| {
        table.keeps_loop.set(on);
        for listener in table.all.borrow().values().filter_map(|entry| entry.listener.as_ref()) {
            watch::set_quiet(listener.as_raw_fd(), !on);
        }
    });
}

/// The script ends. The signals still do nothing: one that comes late must not kill what was to outlive it.
pub fn request_shutdown() {
    let all = TABLE.with(|table| table.all.take());
    for entry in all.into_values() {
        std::mem::forget(entry.listener);
    }
    set_keeps_loop(false);
}

fn listen(signal: i32) -> Option<Listener> {
    let listener = Listener::new(&[signal]).ok()?;
    let quiet = !TABLE.with(|table| table.keeps_loop.get());
    inner_watch::add(listener.as_raw_fd(), quiet, move || came(signal)).ok()?;
    Some(listener)
}

fn end(entry: Entry) {
    if let Some(listener) = entry.listener {
        inner_watch::remove(listener.as_raw_fd());
    }
}
