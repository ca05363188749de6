//! The descriptors that `Swoole\Event` watches.
//!
//! Always true:
//! - the table knows every watched descriptor; it may know one more whose close was seen, until that is removed or its
//!   number is watched anew;
//! - the loop's keys are serial numbers, so that news of a descriptor that was removed and added again in one batch does
//!   not reach its successor;
//! - the loop tells of room to write while the user asked for it or while something is unsent;
//! - no borrow lives across a callback, which may add, change and remove descriptors, its own among them.

use std::cell::Cell;
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::collections::VecDeque;
use std::io;
use std::os::fd::RawFd;
use std::rc::Rc;

use crate::coroutine;
use crate::io::LoopEvent;
use crate::io::watch;
use crate::php::call::Callable;
use crate::php::error;
use crate::php::event_loop;
use crate::php::log;
use crate::php::options;
use crate::php::value::Owned;
use crate::php::value::Val;
use crate::sys::fd as descriptor;

/// `SWOOLE_EVENT_READ`
pub const READ: i64 = 512;
/// `SWOOLE_EVENT_WRITE`
pub const WRITE: i64 = 1024;

/// `SWOOLE_ERROR_*`
const OUTPUT_BUFFER_OVERFLOW: i32 = 1009;
const PACKAGE_LENGTH_TOO_LARGE: i32 = 1201;

type Callback = RefCell<Option<Rc<Callable>>>;

/// One of them.
pub struct Watched {
    /// What the callbacks are given.
    value: Owned,
    read: Callback,
    write: Callback,
    /// What the user asked for.
    events: Cell<i64>,
    /// What the kernel had no room for yet, as it was handed in: each may be a message.
    unsent: RefCell<VecDeque<Vec<u8>>>,
    serial: u32,
}

struct Table {
    all: RefCell<BTreeMap<RawFd, Rc<Watched>>>,
    last_serial: Cell<u32>,
}

thread_local! {
    static TABLE: Table = const { Table { all: RefCell::new(BTreeMap::new()), last_serial: Cell::new(0) } };
}

impl Watched {
    /// Not watched yet. `value` is what the callbacks are given.
    pub fn new(value: Owned, read: Option<Callable>, write: Option<Callable>) -> Self {
        let serial = TABLE.with(|table| {
            table.last_serial.set(table.last_serial.get().wrapping_add(1));
            table.last_serial.get()
        });
        let (read, write) = (RefCell::new(read.map(Rc::new)), RefCell::new(write.map(Rc::new)));
        Self { value, read, write, events: Cell::new(0), unsent: RefCell::default(), serial }
    }

    /// What the user asked for.
    pub fn events(&self) -> i64 {
        self.events.get()
    }

    /// The direction in `events` that has no callback.
    pub fn missing(&self, events: i64) -> Option<&'static str> {
        if events & READ != 0 && self.read.borrow().is_none() {
            return Some("readable");
        }
        (events & WRITE != 0 && self.write.borrow().is_none()).then_some("writable")
    }

    /// Puts new callbacks in place; `None` leaves the old one.
    pub fn replace(&self, read: Option<Callable>, write: Option<Callable>) {
        for (place, new) in [(&self.read, read), (&self.write, write)] {
            if let Some(new) = new {
                drop(place.replace(Some(Rc::new(new))));
            }
        }
    }

    fn keys(&self) -> (Option<u32>, Option<u32>) {
        let unsent = !self.unsent.borrow().is_empty();
        let wants = |event| (self.events.get() & event != 0).then_some(self.serial);
        (wants(READ), wants(WRITE).or_else(|| unsent.then_some(self.serial)))
    }

    /// Watched by nobody's wish: only until all is written.
    fn is_only_written(&self) -> bool {
        self.events.get() == 0 && self.read.borrow().is_none() && self.write.borrow().is_none()
    }

    fn call(&self, callback: &Callback) {
        let callback = callback.borrow().clone();
        if let Some(callback) = callback {
            event_loop::call_back(&callback, &mut [self.value.get()]);
        }
    }
}

/// The descriptor, if it is in the table.
pub fn find(fd: RawFd) -> Option<Rc<Watched>> {
    TABLE.with(|table| table.all.borrow().get(&fd).cloned())
}

/// Whether it is in the table and its close was not seen.
pub fn is_watched(fd: RawFd) -> bool {
    find(fd).is_some() && watch::contains(fd)
}

/// Watches a descriptor, which is made non-blocking.
pub fn add(fd: RawFd, one: Watched, events: i64) -> io::Result<()> {
    descriptor::set_status(fd, descriptor::status(fd)? | libc::O_NONBLOCK)?;
    one.events.set(events);
    let (read, write) = one.keys();
    watch::add(fd, read, write)?;
    let before = TABLE.with(|table| table.all.borrow_mut().insert(fd, Rc::new(one)));
    drop(before);
    Ok(())
}

/// Changes what a descriptor is watched for.
pub fn set(fd: RawFd, one: &Watched, events: i64) -> io::Result<()> {
    one.events.set(events);
    let (read, write) = one.keys();
    watch::set(fd, read, write)
}

/// Stops watching. False when it is not watched.
pub fn remove(fd: RawFd) -> bool {
    let one = TABLE.with(|table| table.all.borrow_mut().remove(&fd));
    if one.is_some() {
        watch::remove(fd);
    }
    one.is_some()
}

/// Stops watching all.
pub fn remove_all() {
    let all = TABLE.with(|table| table.all.take());
    for &fd in all.keys() {
        watch::remove(fd);
    }
}

/// In a forked child: the watches are the parent's, as is the poll object that has them. Callbacks are not let go of, for
/// destructors may run then.
pub fn forget() {
    std::mem::forget(TABLE.with(|table| table.all.take()));
}

/// A watched descriptor has news.
pub fn news(event: LoopEvent) {
    let LoopEvent::Watch { fd, readable, writable, error } = event else { return };
    let Some(one) = find(fd) else { return };
    let concerns = |key: Option<u32>| key == Some(one.serial);
    if concerns(readable) {
        one.call(&one.read);
    }
    if concerns(writable) && is_current(fd, &one) && flush(fd, &one) && one.events.get() & WRITE != 0 {
        one.call(&one.write);
    }
    if error && readable.is_none() && writable.is_none() {
        failed(fd, &one);
    }
}

fn is_current(fd: RawFd, one: &Rc<Watched>) -> bool {
    !coroutine::is_halted() && find(fd).is_some_and(|current| Rc::ptr_eq(&current, one))
}

/// Hung up, and in no direction that is watched: who reads will see it.
fn failed(fd: RawFd, one: &Watched) {
    match one.events.get() {
        events if events & READ != 0 => one.call(&one.read),
        events if events & WRITE != 0 => one.call(&one.write),
        _ => drop(watch::remove(fd)),
    }
}

/// As [`send`], for a descriptor that may not be watched: then it is until all is written.
pub fn write(fd: RawFd, data: &[u8]) -> bool {
    if let Some(one) = find(fd) {
        return send(fd, &one, data);
    }
    match descriptor::write_now(fd, data) {
        Ok(sent) if sent == data.len() => true,
        Ok(sent) => {
            let one = Watched::new(Owned::take(Val::long(fd.into())), None, None);
            one.unsent.borrow_mut().push_back(data[sent..].to_vec());
            add(fd, one, 0).is_ok()
        }
        Err(why) => {
            error::set_last(why.raw_os_error().unwrap_or_default());
            false
        }
    }
}

/// Writes, or keeps what the kernel has no room for. False after an error.
pub fn send(fd: RawFd, one: &Watched, data: &[u8]) -> bool {
    let limit = options::socket_buffer_size();
    if data.len() > limit {
        return refuse(PACKAGE_LENGTH_TOO_LARGE, "data packet is too large, cannot exceed the socket buffer size");
    }
    let waiting = one.unsent.borrow().iter().map(Vec::len).sum::<usize>();
    if waiting + data.len() > limit {
        return refuse(OUTPUT_BUFFER_OVERFLOW, &format!("socket#{fd} output buffer overflow: ({waiting}/{limit})"));
    }
    let sent = if waiting > 0 { Ok(0) } else { descriptor::write_now(fd, data) };
    match sent {
        Ok(sent) => keep(fd, one, &data[sent..]),
        Err(why) => {
            error::set_last(why.raw_os_error().unwrap_or_default());
            false
        }
    }
}

fn refuse(number: i32, why: &str) -> bool {
    log::error(log::WARNING, number, "Reactor::write_func", why.as_bytes());
    false
}

fn keep(fd: RawFd, one: &Watched, rest: &[u8]) -> bool {
    if rest.is_empty() {
        return true;
    }
    one.unsent.borrow_mut().push_back(rest.to_vec());
    rearm(fd, one)
}

fn rearm(fd: RawFd, one: &Watched) -> bool {
    let (read, write) = one.keys();
    watch::set(fd, read, write).is_ok()
}

/// Writes what was kept. True when nothing is left: then room is the user's.
fn flush(fd: RawFd, one: &Watched) -> bool {
    if one.unsent.borrow().is_empty() {
        return true;
    }
    let done = write_unsent(fd, &mut one.unsent.borrow_mut());
    if done && one.is_only_written() {
        remove(fd);
    } else if done {
        rearm(fd, one);
    }
    done
}

/// Whether nothing is left.
fn write_unsent(fd: RawFd, unsent: &mut VecDeque<Vec<u8>>) -> bool {
    while let Some(first) = unsent.front_mut() {
        match descriptor::write_now(fd, first) {
            Ok(sent) if sent == first.len() => drop(unsent.pop_front()),
            Ok(sent) => {
                first.drain(..sent);
                return false;
            }
            // What cannot be written any more is dropped; reading tells the user why.
            Err(_) => unsent.clear(),
        }
    }
    true
}
