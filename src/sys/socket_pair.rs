//! Pairs of connected sockets, for talking to a child.

use std::io;
use std::os::fd::AsRawFd;
use std::os::fd::FromRawFd;
use std::os::fd::OwnedFd;
use std::os::fd::RawFd;
use std::time::Duration;

use libc::c_int;

/// What goes through: a stream of bytes or messages.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    /// Bytes.
    Stream,
    /// Messages, each whole.
    Datagram,
}

/// Two sockets, connected with each other, that a program inherits. Each buffers up to `buffer` bytes, if the system
/// allows that much.
pub fn pair(kind: Kind, buffer: usize) -> io::Result<[OwnedFd; 2]> {
    let kind = match kind {
        Kind::Stream => libc::SOCK_STREAM,
        Kind::Datagram => libc::SOCK_DGRAM,
    };
    let mut fds = [-1; 2];
    // SAFETY: room for two descriptors.
    if unsafe { libc::socketpair(libc::AF_UNIX, kind, 0, fds.as_mut_ptr()) } < 0 {
        return Err(io::Error::last_os_error());
    }
    // SAFETY: both are new and nobody else owns them.
    let pair = fds.map(|fd| unsafe { OwnedFd::from_raw_fd(fd) });
    let buffer = c_int::try_from(buffer).unwrap_or(c_int::MAX);
    for end in &pair {
        set_option(end.as_raw_fd(), libc::SO_SNDBUF, buffer)?;
        set_option(end.as_raw_fd(), libc::SO_RCVBUF, buffer)?;
    }
    Ok(pair)
}

/// How long a blocking call on the socket may take, both ways; zero is for ever.
pub fn set_timeout(fd: RawFd, timeout: Duration) -> io::Result<()> {
    let time = libc::timeval { tv_sec: timeout.as_secs() as _, tv_usec: timeout.subsec_micros() as _ };
    set_option(fd, libc::SO_SNDTIMEO, time)?;
    set_option(fd, libc::SO_RCVTIMEO, time)
}

/// How many clients may wait at a socket that listens.
pub fn set_backlog(fd: RawFd, backlog: c_int) -> io::Result<()> {
    // SAFETY: two ints; a socket that listens already only changes its limit.
    if unsafe { libc::listen(fd, backlog) } < 0 {
        return Err(io::Error::last_os_error());
    }
    Ok(())
}

/// Ends one direction: `SHUT_RD` or `SHUT_WR`.
pub fn shutdown(fd: RawFd, how: c_int) -> io::Result<()> {
    // SAFETY: two ints.
    if unsafe { libc::shutdown(fd, how) } < 0 {
        return Err(io::Error::last_os_error());
    }
    Ok(())
}

fn set_option<T: Copy>(fd: RawFd, option: c_int, value: T) -> io::Result<()> {
    let length = size_of::<T>() as libc::socklen_t;
    // SAFETY: pointer and length are those of a value that the option takes.
    if unsafe { libc::setsockopt(fd, libc::SOL_SOCKET, option, (&raw const value).cast(), length) } < 0 {
        return Err(io::Error::last_os_error());
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sys::fd;

    #[test]
    fn messages_stay_apart_and_bytes_do_not() -> io::Result<()> {
        for (kind, first) in [(Kind::Datagram, 2), (Kind::Stream, 4)] {
            let [one, other] = pair(kind, 65536)?;
            fd::write_now(one.as_raw_fd(), b"ab")?;
            fd::write_now(one.as_raw_fd(), b"cd")?;
            let mut buffer = [0; 16];
            assert_eq!(fd::receive_now(other.as_raw_fd(), &mut buffer)?, first);
        }
        Ok(())
    }

    #[test]
    fn an_end_that_was_shut_down_reads_as_ended() -> io::Result<()> {
        let [one, other] = pair(Kind::Stream, 65536)?;
        shutdown(one.as_raw_fd(), libc::SHUT_WR)?;
        assert_eq!(fd::receive_now(other.as_raw_fd(), &mut [0; 4])?, 0);
        Ok(())
    }
}
