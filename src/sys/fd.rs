//! What a descriptor is and how it behaves.
//!
//! Invariant: nothing is remembered. Descriptors are closed in places that no hook sees, so the kernel
//! is asked each time, and only on paths that are about to wait anyway.

use crate::sys::clock;
use crate::sys::errno;
use std::io;
use std::os::fd::AsRawFd;
use std::os::fd::FromRawFd;
use std::os::fd::OwnedFd;
use std::os::fd::RawFd;
use std::time::Duration;

/// The kinds of descriptor that block in different ways.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    /// Any socket: `MSG_DONTWAIT` works.
    Socket,
    /// A pipe or a named pipe: readiness works, a non-blocking try does not.
    Fifo,
    /// A terminal or another character device: as a pipe.
    Character,
    /// Regular files, directories, block devices: never "not ready".
    Regular,
    /// eventfd, timerfd, epoll, pidfd …: readiness works.
    Anonymous,
}

/// The two directions of a socket timeout.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Direction {
    /// `SO_RCVTIMEO`
    Receive,
    /// `SO_SNDTIMEO`
    Send,
}

/// Asks the kernel what `fd` is.
pub fn kind(fd: RawFd) -> io::Result<Kind> {
    let mut stat = std::mem::MaybeUninit::<libc::stat>::uninit();
    // SAFETY: fstat fills `stat` when it returns 0, and only then is it read.
    let mode = unsafe {
        check(libc::fstat(fd, stat.as_mut_ptr()))?;
        stat.assume_init().st_mode
    };
    Ok(match mode & libc::S_IFMT {
        libc::S_IFSOCK => Kind::Socket,
        libc::S_IFIFO => Kind::Fifo,
        libc::S_IFCHR => Kind::Character,
        libc::S_IFREG | libc::S_IFDIR | libc::S_IFBLK => Kind::Regular,
        _ => Kind::Anonymous,
    })
}

/// Another descriptor of the same open file.
pub fn duplicate(fd: RawFd) -> io::Result<OwnedFd> {
    // SAFETY: takes no pointer; the descriptor is new and ours.
    unsafe {
        let new = libc::fcntl(fd, libc::F_DUPFD_CLOEXEC, 3);
        check(new)?;
        Ok(OwnedFd::from_raw_fd(new))
    }
}

/// What is in the page cache of a regular file at its position, which moves on; EAGAIN when nothing of it is.
///
/// # Safety
///
/// `room` bytes at `buffer` are the caller's.
pub unsafe fn read_cached(fd: RawFd, buffer: *mut libc::c_void, room: usize) -> Result<usize, errno::Errno> {
    const AT_ITS_POSITION: libc::off_t = -1;
    let piece = libc::iovec { iov_base: buffer, iov_len: room };
    // SAFETY: the caller's promise.
    let got = unsafe { libc::preadv2(fd, &piece, 1, AT_ITS_POSITION, libc::RWF_NOWAIT) };
    usize::try_from(got).map_err(|_| errno::get())
}

/// Where the next read of a file begins.
pub fn position(fd: RawFd) -> io::Result<u64> {
    seek(fd, 0, libc::SEEK_CUR)
}

/// Moves the position of a file on.
pub fn advance(fd: RawFd, by: usize) -> io::Result<()> {
    seek(fd, by as libc::off_t, libc::SEEK_CUR).map(drop)
}

fn seek(fd: RawFd, by: libc::off_t, whence: libc::c_int) -> io::Result<u64> {
    // SAFETY: takes no pointer.
    let position = unsafe { libc::lseek(fd, by, whence) };
    u64::try_from(position).map_err(|_| io::Error::last_os_error())
}

/// Whether `O_NONBLOCK` is set: then the caller does its own waiting.
pub fn is_nonblocking(fd: RawFd) -> io::Result<bool> {
    Ok(status(fd)? & libc::O_NONBLOCK != 0)
}

/// The status flags (`O_NONBLOCK` …).
pub fn status(fd: RawFd) -> io::Result<libc::c_int> {
    // SAFETY: F_GETFL takes no argument.
    let flags = unsafe { libc::fcntl(fd, libc::F_GETFL) };
    check(flags)?;
    Ok(flags)
}

/// Sets the status flags.
pub fn set_status(fd: RawFd, flags: libc::c_int) -> io::Result<()> {
    // SAFETY: F_SETFL takes an int.
    check(unsafe { libc::fcntl(fd, libc::F_SETFL, flags) })
}

/// Makes `fd` close at exec.
pub fn set_cloexec(fd: RawFd) -> io::Result<()> {
    // SAFETY: F_SETFD takes an int.
    check(unsafe { libc::fcntl(fd, libc::F_SETFD, libc::FD_CLOEXEC) })
}

/// Writes as much as there is room for now, without waiting; 0 when there is none. A broken pipe raises no signal.
pub fn write_now(fd: RawFd, data: &[u8]) -> io::Result<usize> {
    loop {
        // SAFETY: pointer and length are those of a live slice.
        let mut sent =
            unsafe { libc::send(fd, data.as_ptr().cast(), data.len(), libc::MSG_DONTWAIT | libc::MSG_NOSIGNAL) };
        if sent < 0 && errno::get() == libc::ENOTSOCK {
            // SAFETY: as above.
            sent = unsafe { libc::write(fd, data.as_ptr().cast(), data.len()) };
        }
        match usize::try_from(sent) {
            Ok(sent) => return Ok(sent),
            Err(_) if errno::would_block(errno::get()) => return Ok(0),
            Err(_) if errno::get() == libc::EINTR => {}
            Err(_) => return Err(io::Error::last_os_error()),
        }
    }
}

/// Reads what is there now from a socket; EAGAIN when that is nothing.
pub fn receive_now(fd: RawFd, buffer: &mut [u8]) -> io::Result<usize> {
    loop {
        // SAFETY: pointer and length are those of a live slice.
        let read = unsafe { libc::recv(fd, buffer.as_mut_ptr().cast(), buffer.len(), libc::MSG_DONTWAIT) };
        match usize::try_from(read) {
            Ok(read) => return Ok(read),
            Err(_) if errno::get() == libc::EINTR => {}
            Err(_) => return Err(io::Error::last_os_error()),
        }
    }
}

/// Waits on this thread until `fd` has any of `events` (or an error), at most as long as `timeout`. Whether it has.
#[cfg(target_os = "linux")]
pub fn wait(fd: RawFd, events: libc::c_short, timeout: Option<Duration>) -> io::Result<bool> {
    let deadline = timeout.map(|timeout| clock::now().saturating_add(timeout.as_nanos() as u64));
    loop {
        let left = deadline.map(|deadline| Duration::from_nanos(deadline.saturating_sub(clock::now())));
        // Rounded up: a wait must not end early.
        let milliseconds = left.map_or(-1, |left| left.as_nanos().div_ceil(1_000_000).min(i32::MAX as u128) as i32);
        let mut one = libc::pollfd { fd, events, revents: 0 };
        // SAFETY: one structure of ours.
        match unsafe { (crate::sys::real::real().poll)(&mut one, 1, milliseconds) } {
            -1 if errno::get() == libc::EINTR => {}
            -1 => return Err(io::Error::last_os_error()),
            0 if milliseconds != 0 => {}
            ready => return Ok(ready != 0),
        }
    }
}

/// Waits on this thread until there is something to read in one of these, at most as long as `timeout`; a signal ends the
/// wait, too. Which of them.
#[cfg(target_os = "linux")]
pub fn wait_many(fds: &[Option<RawFd>], timeout: Option<Duration>) -> io::Result<Vec<bool>> {
    let wanted = |fd: &Option<RawFd>| libc::pollfd { fd: fd.unwrap_or(-1), events: libc::POLLIN, revents: 0 };
    let mut polled: Vec<_> = fds.iter().map(wanted).collect();
    // Rounded up: a wait must not end early.
    let milliseconds = timeout.map_or(-1, |left| left.as_nanos().div_ceil(1_000_000).min(i32::MAX as u128) as i32);
    // SAFETY: pointer and length are those of a live array.
    let ready =
        unsafe { (crate::sys::real::real().poll)(polled.as_mut_ptr(), polled.len() as libc::nfds_t, milliseconds) };
    if ready < 0 {
        let why = io::Error::last_os_error();
        return if why.kind() == io::ErrorKind::Interrupted { Ok(vec![false; fds.len()]) } else { Err(why) };
    }
    Ok(polled.iter().map(|one| one.revents != 0).collect())
}

/// Waits on this thread until one of these has any of its events, at most as long as `timeout`. What each of them has.
#[cfg(target_os = "linux")]
pub fn wait_any(fds: &[(RawFd, libc::c_short)], timeout: Option<Duration>) -> io::Result<Vec<libc::c_short>> {
    let mut polled: Vec<_> = fds.iter().map(|&(fd, events)| libc::pollfd { fd, events, revents: 0 }).collect();
    let milliseconds = timeout.map_or(-1, |left| left.as_nanos().div_ceil(1_000_000).min(i32::MAX as u128) as i32);
    loop {
        // SAFETY: pointer and length are those of a live array.
        let ready =
            unsafe { (crate::sys::real::real().poll)(polled.as_mut_ptr(), polled.len() as libc::nfds_t, milliseconds) };
        if ready >= 0 {
            return Ok(polled.iter().map(|one| one.revents).collect());
        }
        let why = io::Error::last_os_error();
        if why.kind() != io::ErrorKind::Interrupted {
            return Err(why);
        }
    }
}

/// The socket's own timeout, if it has one.
pub fn timeout(fd: RawFd, direction: Direction) -> io::Result<Option<Duration>> {
    let option = match direction {
        Direction::Receive => libc::SO_RCVTIMEO,
        Direction::Send => libc::SO_SNDTIMEO,
    };
    let none = libc::timeval { tv_sec: 0, tv_usec: 0 };
    let set = socket_option(fd, option, none)?;
    let duration = Duration::new(set.tv_sec as u64, set.tv_usec as u32 * 1000);
    Ok((!duration.is_zero()).then_some(duration))
}

/// Sets an option of level `IPPROTO_TCP`.
pub fn set_tcp_option(fd: &impl AsRawFd, option: libc::c_int, value: libc::c_int) -> io::Result<()> {
    let length = size_of_val(&value) as libc::socklen_t;
    // SAFETY: pointer and length are those of a live int, which such options take.
    check(unsafe { libc::setsockopt(fd.as_raw_fd(), libc::IPPROTO_TCP, option, (&raw const value).cast(), length) })
}

/// Takes the pending error of a socket; zero when there is none.
pub fn take_error(fd: RawFd) -> io::Result<libc::c_int> {
    socket_option(fd, libc::SO_ERROR, 0)
}

/// The type (`SOCK_STREAM` …) of a socket.
pub fn socket_type(fd: RawFd) -> io::Result<libc::c_int> {
    socket_option(fd, libc::SO_TYPE, 0)
}

/// The family (`AF_INET` …) of a socket.
#[cfg(target_os = "linux")]
pub fn socket_family(fd: RawFd) -> io::Result<libc::c_int> {
    socket_option(fd, libc::SO_DOMAIN, 0)
}

/// What is ready at this moment: `poll` with a timeout of zero. Fills `revents`.
#[cfg(target_os = "linux")]
pub fn poll_now(fds: &mut [libc::pollfd]) -> io::Result<usize> {
    // SAFETY: pointer and length are those of a live slice.
    let ready = unsafe { (crate::sys::real::real().poll)(fds.as_mut_ptr(), fds.len() as libc::nfds_t, 0) };
    check(ready)?;
    Ok(ready as usize)
}

/// Whether `fd` has any of `events` (or an error) at this moment.
#[cfg(target_os = "linux")]
pub fn is_ready(fd: RawFd, events: libc::c_short) -> io::Result<bool> {
    let mut one = [libc::pollfd { fd, events, revents: 0 }];
    Ok(poll_now(&mut one)? != 0)
}

/// Waits, by the nanosecond, until there is something to read; false when that takes longer than `timeout`.
#[cfg(target_os = "linux")]
pub fn becomes_readable(fd: RawFd, timeout: Duration) -> io::Result<bool> {
    let mut one = libc::pollfd { fd, events: libc::POLLIN, revents: 0 };
    let timeout = libc::timespec { tv_sec: timeout.as_secs() as _, tv_nsec: timeout.subsec_nanos().into() };
    // SAFETY: one live descriptor and one live time; no signal mask is given.
    let ready = unsafe { (crate::sys::real::real().ppoll)(&mut one, 1, &timeout, std::ptr::null()) };
    check(ready)?;
    Ok(ready != 0)
}

/// Locks the whole file as `flock` does, without waiting; says false when somebody else holds it.
pub fn try_lock(fd: RawFd, exclusive: bool) -> io::Result<bool> {
    let how = if exclusive { libc::LOCK_EX } else { libc::LOCK_SH };
    // SAFETY: takes no pointer.
    match check(unsafe { libc::flock(fd, how | libc::LOCK_NB) }) {
        Err(error) if error.kind() == io::ErrorKind::WouldBlock => Ok(false),
        other => other.map(|()| true),
    }
}

/// Reads one option of level `SOL_SOCKET`; `initial` gives the type, which must be plain data.
fn socket_option<T: Copy>(fd: RawFd, option: libc::c_int, initial: T) -> io::Result<T> {
    let mut value = initial;
    let mut length = size_of::<T>() as libc::socklen_t;
    // SAFETY: the kernel writes at most `length` bytes into `value`, which is plain data of that size.
    check(unsafe { libc::getsockopt(fd, libc::SOL_SOCKET, option, (&raw mut value).cast(), &mut length) })?;
    Ok(value)
}

fn check(result: libc::c_int) -> io::Result<()> {
    if result < 0 {
        return Err(io::Error::last_os_error());
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::net::UnixStream;

    #[test]
    fn kinds_are_told_apart() -> io::Result<()> {
        let (socket, _peer) = UnixStream::pair()?;
        let (pipe, _writer) = io::pipe()?;
        let file = std::fs::File::open("/proc/self/exe")?;
        assert_eq!(kind(socket.as_raw_fd())?, Kind::Socket);
        assert_eq!(kind(pipe.as_raw_fd())?, Kind::Fifo);
        assert_eq!(kind(file.as_raw_fd())?, Kind::Regular);
        assert!(kind(-1).is_err());
        Ok(())
    }

    #[test]
    fn the_timeout_of_a_socket_is_read_back() -> io::Result<()> {
        let (socket, _peer) = UnixStream::pair()?;
        assert_eq!(timeout(socket.as_raw_fd(), Direction::Receive)?, None);
        socket.set_read_timeout(Some(Duration::from_secs(2)))?;
        assert_eq!(timeout(socket.as_raw_fd(), Direction::Receive)?, Some(Duration::from_secs(2)));
        Ok(())
    }

    #[test]
    fn nonblocking_is_told_from_blocking() -> io::Result<()> {
        let (socket, _peer) = UnixStream::pair()?;
        let fd = socket.as_raw_fd();
        let blocking = status(fd)?;
        set_status(fd, blocking | libc::O_NONBLOCK)?;
        assert!(is_nonblocking(fd)?);
        set_status(fd, blocking)?;
        assert!(!is_nonblocking(fd)?);
        Ok(())
    }
}
