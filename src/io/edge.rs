//! Descriptors that are registered once, in both directions, and told of when something changes: connections of servers.
//!
//! Invariants: no system call between registering and closing; a change is told once, so whoever is told reads until there
//! is less than they asked for, and, when the other end has ended, until the end. Such descriptors do not keep the loop.

use crate::io::driver::with;
use crate::io::driver::with_existing;
use std::io;
use std::os::fd::RawFd;

/// Begins to tell of a descriptor. What is true already is told, too.
pub fn add(fd: RawFd) -> io::Result<()> {
    with(|driver| driver.set_edge(fd, true))?
}

/// Ends it: to be called before the descriptor is closed.
pub fn remove(fd: RawFd) {
    // Forgetting does not fail.
    with_existing(|driver| drop(driver.set_edge(fd, false)));
}
