//! `poll`, `ppoll`, `epoll_wait`.
//!
//! The real call with a timeout of zero comes first, so that argument errors stay libc's own; then the
//! coroutine parks on all descriptors, and the real call says which. A cancelled wait answers "ready,
//! error" for every descriptor: drivers unwind on that, and not on a plain -1.
//! Each function has the contract of its C namesake.

use crate::coroutine::WaitReason;
use crate::coroutine::Wake;
use crate::hook::abort;
use crate::hook::attempt;
use crate::hook::attempt::Deadline;
use crate::hook::attempt::fail;
use crate::hook::conflict;
use crate::hook::decide;
use crate::hook::flags;
use crate::io;
use crate::io::Interest;
use crate::io::Told;
use crate::sys::clock;
use crate::sys::errno;
use crate::sys::errno::Errno;
use crate::sys::real::real;
use libc::c_int;
use libc::c_short;
use libc::epoll_event;
use libc::nfds_t;
use libc::pollfd;
use libc::sigset_t;
use libc::size_t;
use libc::timespec;
use std::os::fd::RawFd;
use std::time::Duration;

pub unsafe extern "C" fn poll<const CALLER: u32>(fds: *mut pollfd, count: nfds_t, timeout: c_int) -> c_int {
    // SAFETY: the caller's own arguments.
    unsafe {
        if !acts::<CALLER>(fds, count) {
            return (real().poll)(fds, count, timeout);
        }
        let timeout = u64::try_from(timeout).ok().map(Duration::from_millis);
        poll_until::<CALLER>(fds, count, timeout)
    }
}

pub unsafe extern "C" fn poll_chk<const CALLER: u32>(
    fds: *mut pollfd,
    count: nfds_t,
    timeout: c_int,
    room: size_t,
) -> c_int {
    if room / size_of::<pollfd>() < count as usize {
        // SAFETY: the caller's own arguments; libc ends the process.
        return unsafe { (real().__poll_chk)(fds, count, timeout, room) };
    }
    // SAFETY: the caller's own arguments.
    unsafe { poll::<CALLER>(fds, count, timeout) }
}

pub unsafe extern "C" fn ppoll<const CALLER: u32>(
    fds: *mut pollfd,
    count: nfds_t,
    timeout: *const timespec,
    mask: *const sigset_t,
) -> c_int {
    // SAFETY: the caller's own arguments; a timeout that is not null is readable.
    unsafe {
        // A mask asks for signals of this very call; only the real one can give them.
        if !mask.is_null() || !acts::<CALLER>(fds, count) {
            return (real().ppoll)(fds, count, timeout, mask);
        }
        match timeout.as_ref().map(duration) {
            Some(None) => fail(libc::EINVAL) as c_int,
            timeout => poll_until::<CALLER>(fds, count, timeout.flatten()),
        }
    }
}

pub unsafe extern "C" fn epoll_wait<const CALLER: u32>(
    fd: c_int,
    events: *mut epoll_event,
    count: c_int,
    timeout: c_int,
) -> c_int {
    if timeout == 0 || !decide::acts::<CALLER>(flags::STREAM_FUNCTION) {
        // SAFETY: the caller's own arguments.
        return unsafe { (real().epoll_wait)(fd, events, count, timeout) };
    }
    let before = errno::get();
    let deadline = u64::try_from(timeout).ok().map(|ms| clock::after(Duration::from_millis(ms)));
    loop {
        // SAFETY: the caller's own arguments.
        let ready = unsafe { (real().epoll_wait)(fd, events, count, 0) };
        if ready != 0 {
            return ready;
        }
        // An epoll instance is itself readable when it has events.
        match attempt::wait(fd, Interest::READ, deadline) {
            Ok(()) => errno::set(before),
            Err(libc::EAGAIN) => {
                errno::set(before);
                return 0;
            }
            Err(error) => return fail(error) as c_int,
        }
    }
}

/// A timespec as a duration; `None` if it is none.
pub fn duration(time: &timespec) -> Option<Duration> {
    let seconds = u64::try_from(time.tv_sec).ok()?;
    let nanos = u32::try_from(time.tv_nsec).ok().filter(|nanos| *nanos < 1_000_000_000)?;
    Some(Duration::new(seconds, nanos))
}

/// Parks until one of `wanted` may be ready: `Ok(false)` at the deadline, or errno.
pub fn wait_for_any<I>(wanted: I, deadline: Deadline) -> Result<bool, Errno>
where
    I: Iterator<Item = (RawFd, Interest)> + Clone,
{
    let count = wanted.clone().count();
    // Most polls name one descriptor; then a backtrace can name it too.
    let one = wanted.clone().next().filter(|_| count == 1);
    let reason = match one {
        Some((fd, interest)) if interest.writes() => WaitReason::Writable(fd),
        Some((fd, _)) => WaitReason::Readable(fd),
        None => WaitReason::Poll { fds: count as u32 },
    };
    match attempt::parked(|| io::wait_known_fds(reason, wanted.clone(), deadline)) {
        Ok(Wake::Ready) => Ok(true),
        Ok(Wake::TimedOut) => Ok(false),
        Ok(Wake::Cancelled) => {
            abort::note(wanted.map(|(fd, _)| fd));
            Err(libc::ECONNABORTED)
        }
        Err(error) => Err(conflict::errno_of(error)),
    }
}

/// # Safety
///
/// As for `poll`.
#[inline(always)]
unsafe fn acts<const CALLER: u32>(fds: *const pollfd, count: nfds_t) -> bool {
    if count == 1 && !fds.is_null() {
        // SAFETY: the caller's promise: there is one.
        decide::acts_on::<CALLER>(unsafe { (*fds).fd })
    } else {
        decide::acts::<CALLER>(flags::STREAM_FUNCTION)
    }
}

/// # Safety
///
/// As for `poll`.
unsafe fn poll_until<const CALLER: u32>(fds: *mut pollfd, count: nfds_t, timeout: Option<Duration>) -> c_int {
    let before = errno::get();
    let deadline = timeout.map(clock::after);
    // SAFETY: the caller's promise: there is one.
    let mut dry = count == 1 && timeout != Some(Duration::ZERO) && unsafe { is_dry(&*fds) };
    loop {
        // SAFETY: the caller's promise.
        let ready = if dry { 0 } else { unsafe { (real().poll)(fds, count, 0) } };
        if ready < 0 {
            return ready;
        }
        dry = false;
        // SAFETY: the real call has just read and written the whole array, or it is one that was read.
        let list = unsafe { list(fds, count) };
        if list.iter().any(|one| abort::is_broken(one.fd)) {
            return answer_broken(list, abort::is_broken);
        }
        if ready > 0 || timeout == Some(Duration::ZERO) {
            attempt::spend();
            return ready;
        }
        let told = match park(list, deadline) {
            Err(libc::ECONNABORTED) if abort::is_spared() => {
                errno::set(before);
                list.iter_mut().for_each(|one| one.revents = 0);
                return 0;
            }
            Err(libc::ECONNABORTED) => return cancelled(list, before),
            Err(error) => return fail(error) as c_int,
            Ok(told) => told,
        };
        errno::set(before);
        match told {
            Some(told) if answer_told(list, told) => return 1,
            Some(_) => {}
            // What came at the last moment still counts.
            // SAFETY: the caller's promise.
            None => return unsafe { (real().poll)(fds, count, 0) },
        }
    }
}

/// Whether a wait to read, and nothing else, would begin here.
fn is_dry(one: &pollfd) -> bool {
    one.fd >= 0 && interest(one.events & !libc::POLLPRI) == Interest::READ && io::is_dry(one.fd)
}

/// Parks until one of the list may be ready, and says what the kernel told; `None` at the deadline.
fn park(list: &[pollfd], deadline: Deadline) -> Result<Option<Told>, Errno> {
    if let [one] = list
        && one.fd >= 0
    {
        match attempt::wait_told(one.fd, interest(one.events), deadline) {
            Ok(Some(told)) => return Ok(Some(told)),
            // Always ready, but not for what is asked: only time ends that.
            Ok(None) => {}
            Err(libc::EAGAIN) => return Ok(None),
            // Closed: the kernel has a word for that.
            Err(libc::EBADF) => return Ok(Some(Told::default())),
            Err(error) => return Err(error),
        }
    }
    wait_for_any(wanted(list), deadline).map(|woken| woken.then(Told::default))
}

/// Writes down what the kernel told of a single descriptor, if that is exactly what `poll` would say.
fn answer_told(list: &mut [pollfd], told: Told) -> bool {
    const PLAIN: c_short = libc::POLLIN | libc::POLLOUT | libc::POLLPRI | libc::POLLERR | libc::POLLHUP;
    let [one] = list else { return false };
    let readable = if told.readable { libc::POLLIN } else { 0 };
    let writable = if told.writable { libc::POLLOUT } else { 0 };
    one.revents = one.events & (readable | writable);
    !told.more && one.events & !PLAIN == 0 && one.revents != 0
}

/// # Safety
///
/// The kernel must have accepted the array.
unsafe fn list<'a>(fds: *mut pollfd, count: nfds_t) -> &'a mut [pollfd] {
    if count == 0 {
        return &mut [];
    }
    // SAFETY: the caller's promise.
    unsafe { std::slice::from_raw_parts_mut(fds, count as usize) }
}

/// What the coroutine waits for; negative descriptors are to be ignored.
fn wanted(list: &[pollfd]) -> impl Iterator<Item = (RawFd, Interest)> + Clone {
    list.iter().filter(|one| one.fd >= 0).map(|one| (one.fd, interest(one.events)))
}

fn interest(events: c_short) -> Interest {
    let table = [
        (libc::POLLIN | libc::POLLRDNORM | libc::POLLRDBAND | libc::POLLRDHUP, Interest::READ),
        (libc::POLLOUT | libc::POLLWRNORM | libc::POLLWRBAND, Interest::WRITE),
        (libc::POLLPRI, Interest::PRIORITY),
    ];
    let asked = table.iter().filter(|(bits, _)| events & bits != 0);
    asked.fold(Interest::ERROR, |all, (_, interest)| all | *interest)
}

/// The answer to a wait that was cancelled: all is broken; one that had no descriptors was a sleep.
fn cancelled(list: &mut [pollfd], before: Errno) -> c_int {
    errno::set(before);
    match answer_broken(list, |_| true) {
        0 => fail(libc::EINTR) as c_int,
        broken => broken,
    }
}

/// Says of the broken descriptors what the kernel says of a connection that was reset, and nothing of the others; how many
/// are broken. An error alone will not do: libmemcached asks the socket for it, hears of none, and polls again, for ever.
fn answer_broken(list: &mut [pollfd], is_broken: impl Fn(RawFd) -> bool) -> c_int {
    const READY: c_short = libc::POLLIN | libc::POLLOUT | libc::POLLRDNORM | libc::POLLWRNORM;
    let mut broken = 0;
    for one in list {
        let hit = one.fd >= 0 && is_broken(one.fd);
        one.revents = if hit { one.events & READY | libc::POLLERR | libc::POLLHUP } else { 0 };
        broken += c_int::from(hit);
    }
    broken
}
