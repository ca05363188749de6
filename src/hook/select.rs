//! `select` and `pselect`.
//!
//! As `poll`: the real call with no timeout first, then park, then the real call again on fresh copies of
//! the sets. Sets longer than `FD_SETSIZE` are left to libc. A cancelled wait answers "all ready": there
//! is no other way to say "error" here, and the next call on any of them fails with ECONNABORTED.
//! Each function has the contract of its C namesake.

use crate::hook::abort;
use crate::hook::attempt;
use crate::hook::attempt::Deadline;
use crate::hook::attempt::fail;
use crate::hook::decide;
use crate::hook::flags;
use crate::hook::poll::duration;
use crate::hook::poll::wait_for_any;
use crate::io::Interest;
use crate::sys::clock;
use crate::sys::errno;
use crate::sys::real::real;
use libc::c_int;
use libc::fd_set;
use libc::sigset_t;
use libc::timespec;
use libc::timeval;
use std::os::fd::RawFd;
use std::time::Duration;

/// The caller's three sets: to read, to write, exceptional; null where there is none.
type Sets = [*mut fd_set; 3];

/// What the caller asked for, kept because the real call overwrites its sets.
#[derive(Clone, Copy)]
struct Asked {
    sets: [Option<fd_set>; 3],
    end: c_int,
}

pub unsafe extern "C" fn select<const CALLER: u32>(
    end: c_int,
    read: *mut fd_set,
    write: *mut fd_set,
    except: *mut fd_set,
    timeout: *mut timeval,
) -> c_int {
    // SAFETY: the caller's own arguments; a timeout that is not null is readable and writable.
    unsafe {
        if !fits(end) || !decide::acts::<CALLER>(flags::STREAM_FUNCTION) {
            return (real().select)(end, read, write, except, timeout);
        }
        let limit = match timeout.as_ref().map(from_timeval) {
            Some(None) => return fail(libc::EINVAL) as c_int,
            limit => limit.flatten(),
        };
        let deadline = limit.map(clock::after);
        let ready = select_until(end, [read, write, except], deadline, limit == Some(Duration::ZERO));
        if let (Some(timeout), Some(deadline)) = (timeout.as_mut(), deadline) {
            // Linux tells how much was left.
            *timeout = to_timeval(deadline.saturating_sub(clock::now()));
        }
        ready
    }
}

pub unsafe extern "C" fn pselect<const CALLER: u32>(
    end: c_int,
    read: *mut fd_set,
    write: *mut fd_set,
    except: *mut fd_set,
    timeout: *const timespec,
    mask: *const sigset_t,
) -> c_int {
    // SAFETY: the caller's own arguments; a timeout that is not null is readable.
    unsafe {
        // A mask asks for signals of this very call; only the real one can give them.
        if !mask.is_null() || !fits(end) || !decide::acts::<CALLER>(flags::STREAM_FUNCTION) {
            return (real().pselect)(end, read, write, except, timeout, mask);
        }
        match timeout.as_ref().map(duration) {
            Some(None) => fail(libc::EINVAL) as c_int,
            limit => {
                let limit = limit.flatten();
                select_until(end, [read, write, except], limit.map(clock::after), limit == Some(Duration::ZERO))
            }
        }
    }
}

/// # Safety
///
/// As for `select`; `end` must fit.
unsafe fn select_until(end: c_int, sets: Sets, deadline: Deadline, once: bool) -> c_int {
    let before = errno::get();
    // SAFETY: the caller's promise: each set is null or valid.
    let asked = Asked { sets: sets.map(|set| unsafe { set.as_ref().copied() }), end };
    let mut others_had_a_turn = once || !asked.has_any(0);
    loop {
        // SAFETY: the caller's own sets.
        let ready = unsafe { select_now(end, sets) };
        // Room to write is there nearly always: what others are about to send shall be in the same answer.
        // SAFETY: the caller's own set.
        let early = !others_had_a_turn && ready > 0 && !has_any(unsafe { sets[0].as_ref() }, end);
        others_had_a_turn = true;
        if once || ready != 0 && !early {
            attempt::spend();
            return ready;
        }
        let woken = if asked.wanted().any(|(fd, _)| abort::is_broken(fd)) {
            Err(libc::ECONNABORTED)
        } else {
            wait_for_any(asked.wanted(), deadline)
        };
        // SAFETY: the caller's own sets, which the real call has emptied.
        unsafe { asked.put_back(sets) };
        match woken {
            Ok(true) => errno::set(before),
            Ok(false) => {
                errno::set(before);
                // What came at the last moment still counts.
                // SAFETY: the caller's own sets.
                return unsafe { select_now(end, sets) };
            }
            Err(libc::ECONNABORTED) => return all_ready(&asked),
            Err(error) => return fail(error) as c_int,
        }
    }
}

/// # Safety
///
/// As for `select`.
unsafe fn select_now(end: c_int, [read, write, except]: Sets) -> c_int {
    let mut zero = timeval { tv_sec: 0, tv_usec: 0 };
    // SAFETY: the caller's promise.
    unsafe { (real().select)(end, read, write, except, &mut zero) }
}

/// The sets say what was asked; a wait for nothing was a sleep.
fn all_ready(asked: &Asked) -> c_int {
    match asked.bits() {
        0 => fail(libc::EINTR) as c_int,
        bits => bits,
    }
}

fn has_any(set: Option<&fd_set>, end: c_int) -> bool {
    // SAFETY: each number is below `end`, which fits.
    set.is_some_and(|set| (0..end).any(|fd| unsafe { libc::FD_ISSET(fd, set) }))
}

impl Asked {
    fn has_any(&self, set: usize) -> bool {
        has_any(self.sets[set].as_ref(), self.end)
    }

    fn has(&self, set: usize, fd: RawFd) -> bool {
        // SAFETY: `fd` is below `end`, which fits.
        self.sets[set].as_ref().is_some_and(|set| unsafe { libc::FD_ISSET(fd, set) })
    }

    fn wanted(&self) -> impl Iterator<Item = (RawFd, Interest)> + Clone {
        let kinds = [Interest::READ, Interest::WRITE, Interest::PRIORITY];
        (0..self.end).filter_map(move |fd| {
            let asked = (0..3).filter(|&set| self.has(set, fd)).map(|set| kinds[set]);
            Some((fd, asked.reduce(|all, one| all | one)?))
        })
    }

    fn bits(&self) -> c_int {
        (0..self.end).map(|fd| (0..3).filter(|&set| self.has(set, fd)).count() as c_int).sum()
    }

    /// # Safety
    ///
    /// `sets` must be those that this was read from.
    unsafe fn put_back(&self, sets: Sets) {
        for (set, asked) in sets.into_iter().zip(self.sets) {
            if let Some(asked) = asked {
                // SAFETY: it was readable when it was read; the caller's promise says it still is.
                unsafe { *set = asked };
            }
        }
    }
}

fn fits(end: c_int) -> bool {
    usize::try_from(end).is_ok_and(|end| end <= libc::FD_SETSIZE)
}

fn from_timeval(time: &timeval) -> Option<Duration> {
    let seconds = u64::try_from(time.tv_sec).ok()?;
    let micros = u64::try_from(time.tv_usec).ok()?;
    Duration::from_secs(seconds).checked_add(Duration::from_micros(micros))
}

fn to_timeval(nanos: clock::Nanos) -> timeval {
    let micros = nanos.div_ceil(1000);
    timeval { tv_sec: (micros / 1_000_000) as _, tv_usec: (micros % 1_000_000) as _ }
}
