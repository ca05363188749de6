//! Making connections: `connect`, `accept`, `accept4`.
//!
//! Neither has a non-blocking form of its own, so `O_NONBLOCK` is set for the length of one real call and
//! cleared before anything parks. Asking `poll` first and then calling a blocking `accept` would not do:
//! where processes share a listener, another one may take the connection in between.
//! Each function has the contract of its C namesake.

use crate::coroutine::WaitReason;
use crate::coroutine::Wake;
use crate::hook::abort;
use crate::hook::attempt;
use crate::hook::attempt::Deadline;
use crate::hook::attempt::fail;
use crate::hook::decide;
use crate::hook::lull;
use crate::io;
use crate::io::Backoff;
use crate::io::Interest;
use crate::sys::clock;
use crate::sys::errno;
use crate::sys::errno::Errno;
use crate::sys::fd;
use crate::sys::fd::Direction;
use crate::sys::real::real;
use libc::c_int;
use libc::sockaddr;
use libc::socklen_t;

pub unsafe extern "C" fn connect<const CALLER: u32>(fd: c_int, address: *const sockaddr, length: socklen_t) -> c_int {
    lull::disturb();
    let real_connect = || {
        // SAFETY: the caller's own arguments.
        unsafe { (real().connect)(fd, address, length) }
    };
    if !decide::acts_on_socket::<CALLER>(fd) {
        return real_connect();
    }
    // Whoever connects has a fresh socket, whatever had its number before.
    abort::forget(fd);
    io::fresh(fd);
    let Some(status) = blocking_status(fd) else {
        return attempt::once(fd, || real_connect() as isize) as c_int;
    };
    match errno::kept(|| connect_until(fd, status, real_connect)) {
        Ok(()) => 0,
        Err(error) => fail(error) as c_int,
    }
}

pub unsafe extern "C" fn accept<const CALLER: u32>(fd: c_int, address: *mut sockaddr, length: *mut socklen_t) -> c_int {
    accept_with::<CALLER>(fd, || {
        // SAFETY: the caller's own arguments; a try that finds nothing leaves them as they were.
        unsafe { (real().accept)(fd, address, length) }
    })
}

pub unsafe extern "C" fn accept4<const CALLER: u32>(
    fd: c_int,
    address: *mut sockaddr,
    length: *mut socklen_t,
    flags: c_int,
) -> c_int {
    accept_with::<CALLER>(fd, || {
        // SAFETY: the caller's own arguments; a try that finds nothing leaves them as they were.
        unsafe { (real().accept4)(fd, address, length, flags) }
    })
}

fn accept_with<const CALLER: u32>(fd: c_int, real_accept: impl Fn() -> c_int) -> c_int {
    if !decide::acts_on_socket::<CALLER>(fd) {
        return real_accept();
    }
    let accepted = match blocking_status(fd) {
        Some(status) => attempt::retry(fd, Interest::READ, || without_blocking(fd, status, &real_accept) as isize),
        None => attempt::once(fd, || real_accept() as isize),
    };
    if accepted >= 0 {
        io::fresh(accepted as c_int);
    }
    accepted as c_int
}

fn connect_until(fd: c_int, status: c_int, real_connect: impl Fn() -> c_int) -> Result<(), Errno> {
    let deadline = fd::timeout(fd, Direction::Send).unwrap_or_default().map(clock::after);
    let mut backoff = Backoff::default();
    while without_blocking(fd, status, &real_connect) != 0 {
        match errno::get() {
            libc::EINPROGRESS => return until_connected(fd, deadline),
            // A Unix listener whose queue is full: no readiness tells when there is room again.
            libc::EAGAIN => match backoff.pause(WaitReason::Writable(fd), deadline) {
                Wake::Ready => {}
                Wake::TimedOut => return Err(libc::EAGAIN),
                Wake::Cancelled => return Err(aborted(fd)),
            },
            error => return Err(error),
        }
    }
    Ok(())
}

fn until_connected(fd: c_int, deadline: Deadline) -> Result<(), Errno> {
    while !fd::is_ready(fd, libc::POLLOUT).unwrap_or(true) {
        match attempt::wait(fd, Interest::WRITE, deadline) {
            // What the real call says when SO_SNDTIMEO ends it.
            Err(libc::EAGAIN) => return Err(libc::EINPROGRESS),
            other => other?,
        }
    }
    match fd::take_error(fd) {
        Ok(0) => Ok(()),
        Ok(error) => Err(error),
        Err(error) => Err(error.raw_os_error().unwrap_or(libc::EIO)),
    }
}

fn aborted(fd: c_int) -> Errno {
    abort::note([fd]);
    libc::ECONNABORTED
}

/// The status flags of a descriptor that blocks; `None` if it does not, or is none. Leaves errno alone.
fn blocking_status(fd: c_int) -> Option<c_int> {
    let status = errno::kept(|| fd::status(fd));
    status.ok().filter(|status| status & libc::O_NONBLOCK == 0)
}

/// Makes one call with `O_NONBLOCK` set on a descriptor that blocks; errno is the call's.
fn without_blocking(fd: c_int, status: c_int, call: &impl Fn() -> c_int) -> c_int {
    if fd::set_status(fd, status | libc::O_NONBLOCK).is_err() {
        return -1;
    }
    let result = call();
    errno::kept(|| {
        // It worked a moment ago, and nobody else runs on this thread in between.
        let _ = fd::set_status(fd, status);
    });
    result
}
