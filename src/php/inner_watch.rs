//! Descriptors that the extension itself watches on the loop, besides those of `Swoole\Event`.
//!
//! No borrow lives across a call: what is called may add and remove.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::io;
use std::os::fd::RawFd;
use std::rc::Rc;

use crate::io::watch;

type Heard = Rc<dyn Fn()>;

thread_local! {
    static ALL: RefCell<BTreeMap<RawFd, Heard>> = const { RefCell::new(BTreeMap::new()) };
}

/// Calls `heard` in each turn in which there is something to read. A quiet watch does not keep the loop.
pub fn add(fd: RawFd, quiet: bool, heard: impl Fn() + 'static) -> io::Result<()> {
    watch::add(fd, Some(0), None)?;
    watch::set_quiet(fd, quiet);
    ALL.with_borrow_mut(|all| all.insert(fd, Rc::new(heard)));
    Ok(())
}

/// Stops watching.
pub fn remove(fd: RawFd) {
    if ALL.with_borrow_mut(|all| all.remove(&fd)).is_some() {
        watch::remove(fd);
    }
}

/// Stops watching all.
pub fn remove_all() {
    let all = ALL.take();
    for &fd in all.keys() {
        watch::remove(fd);
    }
}

/// A watched descriptor has news. False when it is none of these.
pub fn news(fd: RawFd) -> bool {
    let heard = ALL.with_borrow(|all| all.get(&fd).cloned());
    if let Some(heard) = &heard {
        heard();
    }
    heard.is_some()
}

/// In a forked child: the watches are the parent's.
pub fn forget() {
    drop(ALL.take());
}
