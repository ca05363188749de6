//! Descriptors with handlers that stay: `Swoole\Event::add`.
//!
//! Invariants: a watched descriptor is told of in every step of the loop in which it is ready, until the
//! handler has taken what there is (level-triggered, as Swoole's); it stays watched until it is removed or
//! its close is seen. Coroutines may wait for the same descriptor: then both hear.

use crate::io::driver::with;
use crate::io::driver::with_existing;
use crate::io::readiness::Watch;
use std::io;
use std::os::fd::RawFd;

/// Begins to watch; each key is handed back in the events of its direction. EEXIST if it is watched already,
/// EPERM if the kernel does not poll it (a regular file).
pub fn add(fd: RawFd, read: Option<u32>, write: Option<u32>) -> io::Result<()> {
    if contains(fd) {
        return Err(io::Error::from_raw_os_error(libc::EEXIST));
    }
    change(fd, Watch { read, write })
}

/// Changes the keys of a watched descriptor. ENOENT if it is not watched.
pub fn set(fd: RawFd, read: Option<u32>, write: Option<u32>) -> io::Result<()> {
    if !contains(fd) {
        return Err(io::Error::from_raw_os_error(libc::ENOENT));
    }
    change(fd, Watch { read, write })
}

/// Ends a watch; returns its keys (read, write). Says `None` if there was none.
pub fn remove(fd: RawFd) -> Option<(Option<u32>, Option<u32>)> {
    let watch = with_existing(|driver| driver.readiness.watch(fd))??;
    // The descriptor may be closed already: then there is nothing to disarm.
    let _ = with(|driver| driver.set_watch(fd, None));
    Some((watch.read, watch.write))
}

/// The keys (read, write) of a watched descriptor.
pub fn keys(fd: RawFd) -> Option<(Option<u32>, Option<u32>)> {
    let watch = with_existing(|driver| driver.readiness.watch(fd))??;
    Some((watch.read, watch.write))
}

/// Whether the descriptor is watched.
pub fn contains(fd: RawFd) -> bool {
    keys(fd).is_some()
}

/// How many descriptors are watched.
pub fn count() -> usize {
    with_existing(|driver| driver.readiness.watches()).unwrap_or_default()
}

/// How many descriptors are watched without keeping the loop: of those that [`count`] tells.
pub fn quiet() -> usize {
    with_existing(|driver| driver.quiet.len()).unwrap_or_default()
}

/// Whether the watch of a descriptor, while it lasts, does not keep the loop.
pub fn set_quiet(fd: RawFd, quiet: bool) {
    with_existing(|driver| if quiet { driver.quiet.insert(fd) } else { driver.quiet.remove(&fd) });
}

fn change(fd: RawFd, watch: Watch) -> io::Result<()> {
    if fd < 0 {
        return Err(io::Error::from_raw_os_error(libc::EBADF));
    }
    with(|driver| driver.set_watch(fd, Some(watch)))?
}
