//! Sending and receiving on sockets.
//!
//! Each function has the contract of its C namesake. `MSG_DONTWAIT` makes the try non-blocking without
//! touching the descriptor, which other processes may share; a caller that passes it itself waits itself,
//! and only hears from here that its wait was cancelled.

use crate::hook::attempt::fail;
use crate::hook::attempt::once;
use crate::hook::attempt::patience;
use crate::hook::attempt::retry;
use crate::hook::attempt::retry_all;
use crate::hook::decide;
use crate::hook::lull;
use crate::io;
use crate::io::Interest;
use crate::sys::clock;
use crate::sys::real::real;
use libc::MSG_DONTWAIT;
use libc::c_int;
use libc::c_void;
use libc::iovec;
use libc::msghdr;
use libc::size_t;
use libc::sockaddr;
use libc::socklen_t;
use libc::ssize_t;

/// With these the real call does not wait either.
const NEVER_WAITS: c_int = MSG_DONTWAIT | libc::MSG_ERRQUEUE | libc::MSG_OOB;

/// With these a short answer does not say that there is nothing more.
const LEAVES_SOME: c_int = libc::MSG_PEEK | libc::MSG_OOB | libc::MSG_ERRQUEUE;

pub unsafe extern "C" fn recv<const CALLER: u32>(
    fd: c_int,
    buffer: *mut c_void,
    length: size_t,
    flags: c_int,
) -> ssize_t {
    if !decide::acts_on_socket::<CALLER>(fd) {
        // SAFETY: the caller's own arguments.
        return unsafe { (real().recv)(fd, buffer, length, flags) };
    }
    let received = receive(fd, length, flags, |done| {
        if flags == lull::LOOK && lull::holds(fd, clock::now) {
            return fail(libc::EAGAIN);
        }
        // SAFETY: `done` never exceeds `length`, so this is the rest of the caller's buffer.
        unsafe { (real().recv)(fd, buffer.byte_add(done), length - done, flags | MSG_DONTWAIT) }
    });
    if received > 0 && (received as size_t) < length && flags & LEAVES_SOME == 0 && io::took_less(fd) {
        lull::begin(fd, clock::now());
    }
    received
}

pub unsafe extern "C" fn recvfrom<const CALLER: u32>(
    fd: c_int,
    buffer: *mut c_void,
    length: size_t,
    flags: c_int,
    from: *mut sockaddr,
    from_length: *mut socklen_t,
) -> ssize_t {
    if !decide::acts_on_socket::<CALLER>(fd) {
        // SAFETY: the caller's own arguments.
        return unsafe { (real().recvfrom)(fd, buffer, length, flags, from, from_length) };
    }
    receive(fd, length, flags, |done| {
        // SAFETY: `done` never exceeds `length`, so this is the rest of the caller's buffer.
        unsafe {
            let (buffer, length) = (buffer.byte_add(done), length - done);
            (real().recvfrom)(fd, buffer, length, flags | MSG_DONTWAIT, from, from_length)
        }
    })
}

pub unsafe extern "C" fn recvmsg<const CALLER: u32>(fd: c_int, message: *mut msghdr, flags: c_int) -> ssize_t {
    if !decide::acts_on_socket::<CALLER>(fd) {
        // SAFETY: the caller's own arguments.
        return unsafe { (real().recvmsg)(fd, message, flags) };
    }
    receive(fd, 0, flags & !libc::MSG_WAITALL, |_| {
        // SAFETY: the caller's own arguments; a try that finds nothing leaves the message as it was.
        unsafe { (real().recvmsg)(fd, message, flags | MSG_DONTWAIT) }
    })
}

pub unsafe extern "C" fn recv_chk<const CALLER: u32>(
    fd: c_int,
    buffer: *mut c_void,
    length: size_t,
    room: size_t,
    flags: c_int,
) -> ssize_t {
    if length > room {
        // SAFETY: the caller's own arguments; libc ends the process.
        return unsafe { (real().__recv_chk)(fd, buffer, length, room, flags) };
    }
    // SAFETY: the caller's own arguments.
    unsafe { recv::<CALLER>(fd, buffer, length, flags) }
}

pub unsafe extern "C" fn recvfrom_chk<const CALLER: u32>(
    fd: c_int,
    buffer: *mut c_void,
    length: size_t,
    room: size_t,
    flags: c_int,
    from: *mut sockaddr,
    from_length: *mut socklen_t,
) -> ssize_t {
    if length > room {
        // SAFETY: the caller's own arguments; libc ends the process.
        return unsafe { (real().__recvfrom_chk)(fd, buffer, length, room, flags, from, from_length) };
    }
    // SAFETY: the caller's own arguments.
    unsafe { recvfrom::<CALLER>(fd, buffer, length, flags, from, from_length) }
}

pub unsafe extern "C" fn send<const CALLER: u32>(
    fd: c_int,
    buffer: *const c_void,
    length: size_t,
    flags: c_int,
) -> ssize_t {
    lull::disturb_others(fd);
    if !decide::acts_on_socket::<CALLER>(fd) {
        // SAFETY: the caller's own arguments.
        return unsafe { (real().send)(fd, buffer, length, flags) };
    }
    // SAFETY: the caller's own arguments.
    unsafe { send_all(fd, buffer, length, flags) }
}

pub unsafe extern "C" fn sendto<const CALLER: u32>(
    fd: c_int,
    buffer: *const c_void,
    length: size_t,
    flags: c_int,
    to: *const sockaddr,
    to_length: socklen_t,
) -> ssize_t {
    lull::disturb_others(fd);
    if !decide::acts_on_socket::<CALLER>(fd) {
        // SAFETY: the caller's own arguments.
        return unsafe { (real().sendto)(fd, buffer, length, flags, to, to_length) };
    }
    transmit(fd, length, flags, |done| {
        // SAFETY: `done` never exceeds `length`, so this is the rest of the caller's buffer.
        unsafe {
            let (buffer, length) = (buffer.byte_add(done), length - done);
            (real().sendto)(fd, buffer, length, flags | MSG_DONTWAIT, to, to_length)
        }
    })
}

pub unsafe extern "C" fn sendmsg<const CALLER: u32>(fd: c_int, message: *const msghdr, flags: c_int) -> ssize_t {
    lull::disturb_others(fd);
    if !decide::acts_on_socket::<CALLER>(fd) {
        // SAFETY: the caller's own arguments.
        return unsafe { (real().sendmsg)(fd, message, flags) };
    }
    // SAFETY: the caller's own arguments.
    unsafe { sendmsg_all(fd, message, flags) }
}

/// Sends the whole buffer, parking where the real call would block.
///
/// # Safety
///
/// As for `send`.
pub unsafe fn send_all(fd: c_int, buffer: *const c_void, length: size_t, flags: c_int) -> ssize_t {
    transmit(fd, length, flags, |done| {
        // SAFETY: `done` never exceeds `length`, so this is the rest of the caller's buffer.
        unsafe { (real().send)(fd, buffer.byte_add(done), length - done, flags | MSG_DONTWAIT) }
    })
}

/// Sends the whole message, parking where the real call would block.
///
/// # Safety
///
/// As for `sendmsg`.
pub unsafe fn sendmsg_all(fd: c_int, message: *const msghdr, flags: c_int) -> ssize_t {
    let first = transmit(fd, 0, flags, |_| {
        // SAFETY: the caller's own arguments.
        unsafe { (real().sendmsg)(fd, message, flags | MSG_DONTWAIT) }
    });
    if first <= 0 || flags & MSG_DONTWAIT != 0 {
        return first;
    }
    // What the socket had no room for goes piece by piece; a message that went whole skips them all.
    // SAFETY: the call has succeeded, so the array was readable.
    let pieces = unsafe { pieces(message) };
    let (mut done, mut start) = (first as usize, 0);
    for piece in pieces {
        let end = start + piece.iov_len;
        if done < end {
            if patience(fd, Interest::WRITE).is_none() {
                break;
            }
            let skip = done - start;
            // SAFETY: the rest of one of the caller's pieces.
            let sent = unsafe { send_all(fd, piece.iov_base.byte_add(skip), piece.iov_len - skip, flags) };
            done += sent.max(0) as usize;
        }
        if done < end {
            break;
        }
        start = end;
    }
    done as ssize_t
}

/// # Safety
///
/// `message` must be one that the kernel has accepted.
unsafe fn pieces<'a>(message: *const msghdr) -> &'a [iovec] {
    // SAFETY: the caller's promise.
    unsafe {
        let message = &*message;
        if message.msg_iovlen == 0 {
            return &[];
        }
        std::slice::from_raw_parts(message.msg_iov, message.msg_iovlen as _)
    }
}

/// Until something has come or, with `MSG_WAITALL`, all of it.
#[inline]
fn receive(fd: c_int, length: size_t, flags: c_int, mut attempt: impl FnMut(usize) -> ssize_t) -> ssize_t {
    if flags & NEVER_WAITS != 0 {
        once(fd, || attempt(0))
    } else if flags & libc::MSG_WAITALL != 0 && flags & libc::MSG_PEEK == 0 {
        retry_all(fd, Interest::READ, length, attempt)
    } else {
        retry(fd, Interest::READ, || attempt(0))
    }
}

/// Until all has gone.
#[inline]
fn transmit(fd: c_int, length: size_t, flags: c_int, mut attempt: impl FnMut(usize) -> ssize_t) -> ssize_t {
    if flags & MSG_DONTWAIT != 0 { once(fd, || attempt(0)) } else { retry_all(fd, Interest::WRITE, length, attempt) }
}
