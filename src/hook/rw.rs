//! `read` and `write` on whatever the descriptor is.
//!
//! A socket is tried with `MSG_DONTWAIT`, which also finds out whether it is one. Of pipes, terminals and
//! the like the kernel is asked first, and a pipe is given at most what it promises to take at once.
//! Regular files are `regular`'s. Each function has the contract of its C namesake.

use crate::hook::abort;
use crate::hook::attempt;
use crate::hook::attempt::fail;
use crate::hook::attempt::retry;
use crate::hook::conflict;
use crate::hook::decide;
use crate::hook::lull;
use crate::hook::regular;
use crate::hook::socket;
use crate::io::Interest;
use crate::sys::errno;
use crate::sys::fd;
use crate::sys::fd::Kind;
use crate::sys::real::real;
use libc::MSG_DONTWAIT;
use libc::c_int;
use libc::c_void;
use libc::iovec;
use libc::msghdr;
use libc::size_t;
use libc::ssize_t;

/// A pipe that polls as writable has room for this much.
const PIPE_ROOM: usize = libc::PIPE_BUF;

pub unsafe extern "C" fn read<const CALLER: u32>(fd: c_int, buffer: *mut c_void, length: size_t) -> ssize_t {
    if length == 0 || !decide::acts_on::<CALLER>(fd) {
        // SAFETY: the caller's own arguments.
        return unsafe { (real().read)(fd, buffer, length) };
    }
    // A TLS connection does not block while somebody waits for it: a second one would take what is there, or hear of nothing.
    if CALLER == decide::CRYPTO && conflict::check(fd) {
        return fail(libc::EAGAIN);
    }
    // SAFETY: the caller's own arguments.
    if let Some(got) = unsafe { read_at_once::<CALLER>(fd, buffer, length) } {
        return got;
    }
    let before = errno::get();
    let received = retry(fd, Interest::READ, || {
        // SAFETY: the caller's own arguments.
        unsafe { (real().recv)(fd, buffer, length, MSG_DONTWAIT) }
    });
    if !was_no_socket(received, before) {
        return received;
    }
    match errno::kept(|| fd::kind(fd)) {
        // SAFETY: the caller's own arguments.
        Ok(Kind::Regular) if regular::acts::<CALLER>(fd) => return unsafe { regular::read(fd, buffer, length) },
        Ok(kind) if waits_by_poll::<CALLER>(fd, kind) => {
            if let Err(error) = until_ready(fd, Interest::READ) {
                return fail(error);
            }
        }
        _ => {}
    }
    // SAFETY: the caller's own arguments.
    unsafe { (real().read)(fd, buffer, length) }
}

/// What the kernel gives without a wait, whatever the descriptor is: mostly a file, of which all is cached. `None`, with errno
/// as before, where more must be known.
///
/// # Safety
///
/// As for `read`.
unsafe fn read_at_once<const CALLER: u32>(fd: c_int, buffer: *mut c_void, length: size_t) -> Option<ssize_t> {
    if CALLER != decide::PHP || !regular::acts::<CALLER>(fd) || abort::is_broken(fd) {
        return None;
    }
    let before = errno::get();
    // SAFETY: the caller's own arguments.
    match unsafe { regular::read_cached(fd, buffer, length) } {
        Ok(got) if got == 0 || got == length => {
            attempt::spend();
            Some(got as ssize_t)
        }
        // The end of the file, or of what is cached of it.
        // SAFETY: the rest of the caller's buffer.
        Ok(got) if fd::kind(fd).is_ok_and(|kind| kind == Kind::Regular) => unsafe {
            Some(got as ssize_t + regular::read(fd, buffer.byte_add(got), length - got).max(0))
        },
        Ok(got) => {
            attempt::spend();
            Some(got as ssize_t)
        }
        Err(_) => {
            errno::set(before);
            None
        }
    }
}

pub unsafe extern "C" fn read_chk<const CALLER: u32>(
    fd: c_int,
    buffer: *mut c_void,
    length: size_t,
    room: size_t,
) -> ssize_t {
    if length > room {
        // SAFETY: the caller's own arguments; libc ends the process.
        return unsafe { (real().__read_chk)(fd, buffer, length, room) };
    }
    // SAFETY: the caller's own arguments.
    unsafe { read::<CALLER>(fd, buffer, length) }
}

pub unsafe extern "C" fn readv<const CALLER: u32>(fd: c_int, pieces: *const iovec, count: c_int) -> ssize_t {
    if count <= 0 || !decide::acts_on::<CALLER>(fd) {
        // SAFETY: the caller's own arguments.
        return unsafe { (real().readv)(fd, pieces, count) };
    }
    let mut message = message(pieces, count);
    let before = errno::get();
    let received = retry(fd, Interest::READ, || {
        // SAFETY: the caller's pieces; the kernel checks them as it does for readv.
        unsafe { (real().recvmsg)(fd, &mut message, MSG_DONTWAIT) }
    });
    if !was_no_socket(received, before) {
        return received;
    }
    if is_waited_for_by_poll::<CALLER>(fd)
        && let Err(error) = until_ready(fd, Interest::READ)
    {
        return fail(error);
    }
    // SAFETY: the caller's own arguments.
    unsafe { (real().readv)(fd, pieces, count) }
}

pub unsafe extern "C" fn write<const CALLER: u32>(fd: c_int, buffer: *const c_void, length: size_t) -> ssize_t {
    lull::disturb_others(fd);
    if length == 0 || is_output(fd) || !decide::acts_on::<CALLER>(fd) {
        // SAFETY: the caller's own arguments.
        return unsafe { (real().write)(fd, buffer, length) };
    }
    let before = errno::get();
    // SAFETY: the caller's own arguments; send without flags raises SIGPIPE as write does.
    let sent = unsafe { socket::send_all(fd, buffer, length, 0) };
    if !was_no_socket(sent, before) {
        return sent;
    }
    if !is_waited_for_by_poll::<CALLER>(fd) {
        // SAFETY: the caller's own arguments.
        return unsafe { (real().write)(fd, buffer, length) };
    }
    // SAFETY: the caller's own arguments.
    unsafe { write_by_poll(fd, buffer, length) }
}

pub unsafe extern "C" fn writev<const CALLER: u32>(fd: c_int, pieces: *const iovec, count: c_int) -> ssize_t {
    lull::disturb_others(fd);
    if count <= 0 || is_output(fd) || !decide::acts_on::<CALLER>(fd) {
        // SAFETY: the caller's own arguments.
        return unsafe { (real().writev)(fd, pieces, count) };
    }
    let before = errno::get();
    // SAFETY: the caller's pieces; the kernel checks them as it does for writev.
    let sent = unsafe { socket::sendmsg_all(fd, &message(pieces, count), 0) };
    if !was_no_socket(sent, before) {
        return sent;
    }
    if !is_waited_for_by_poll::<CALLER>(fd) {
        // SAFETY: the caller's own arguments.
        return unsafe { (real().writev)(fd, pieces, count) };
    }
    // A short write is allowed, and the first piece is one.
    // SAFETY: the caller's pieces, at least one.
    unsafe {
        let first = &*pieces;
        write::<CALLER>(fd, first.iov_base, first.iov_len)
    }
}

/// Standard output and error: `echo` goes there, from any coroutine at any time, and two that waited for it
/// would be in each other's way.
fn is_output(fd: c_int) -> bool {
    fd == libc::STDOUT_FILENO || fd == libc::STDERR_FILENO
}

/// Whether a try as a socket failed because it is none; then errno is as `before` it.
fn was_no_socket(result: ssize_t, before: errno::Errno) -> bool {
    let no_socket = result < 0 && errno::get() == libc::ENOTSOCK;
    if no_socket {
        errno::set(before);
    }
    no_socket
}

/// Whether `fd`, which is no socket, can keep a blocking caller waiting.
fn is_waited_for_by_poll<const CALLER: u32>(fd: c_int) -> bool {
    errno::kept(|| fd::kind(fd)).is_ok_and(|kind| waits_by_poll::<CALLER>(fd, kind))
}

/// As above, of a descriptor of this kind. libcrypto's files are left alone.
fn waits_by_poll<const CALLER: u32>(fd: c_int, kind: Kind) -> bool {
    let pollable = matches!(kind, Kind::Fifo | Kind::Character | Kind::Anonymous);
    CALLER != decide::CRYPTO && pollable && !fd::is_nonblocking(fd).unwrap_or(true)
}

/// Parks until the kernel says that `fd` is ready; an error of the descriptor counts as ready.
fn until_ready(fd: c_int, interest: Interest) -> Result<(), errno::Errno> {
    let events = if interest.writes() { libc::POLLOUT } else { libc::POLLIN };
    attempt::spend();
    errno::kept(|| {
        while !fd::is_ready(fd, events).unwrap_or(true) {
            attempt::wait(fd, interest, None)?;
        }
        Ok(())
    })
}

/// # Safety
///
/// As for `write`.
unsafe fn write_by_poll(fd: c_int, buffer: *const c_void, length: size_t) -> ssize_t {
    let mut done = 0;
    while done < length {
        let result = match until_ready(fd, Interest::WRITE) {
            // SAFETY: the rest of the caller's buffer.
            Ok(()) => unsafe { (real().write)(fd, buffer.byte_add(done), PIPE_ROOM.min(length - done)) },
            Err(error) => fail(error),
        };
        if result < 0 && done == 0 {
            return result;
        }
        if result <= 0 {
            break;
        }
        done += result as usize;
    }
    done as ssize_t
}

/// A message of these pieces and nothing else.
fn message(pieces: *const iovec, count: c_int) -> msghdr {
    // SAFETY: a msghdr of zeroes is valid: no name, no pieces, no control data.
    let mut message: msghdr = unsafe { std::mem::zeroed() };
    message.msg_iov = pieces.cast_mut();
    message.msg_iovlen = count as _;
    message
}
