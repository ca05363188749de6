//! New processes, and what one process does to another.
//!
//! Invariant: after [`fork`] the child has one thread, the caller's, and shares its parent's descriptors: whoever owns
//! something that cannot be shared asks `fork::generation`. After [`daemon`] the parent is gone, so that the child
//! counts as the same process: only the other threads are lost.

use std::ffi::CStr;
use std::ffi::CString;
use std::io;
use std::os::fd::RawFd;

use libc::c_int;
use libc::pid_t;

use crate::sys::fork as generations;

/// On which side of a fork one is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Forked {
    /// In the new process.
    Child,
    /// In the old one: the new one's number.
    Parent(pid_t),
}

/// Splits the process in two.
pub fn fork() -> io::Result<Forked> {
    // The first question watches for forks from then on.
    generations::generation();
    // SAFETY: the child goes on with the caller's stack and memory of its own; what other threads held is not touched,
    // see the invariant.
    match unsafe { libc::fork() } {
        -1 => Err(io::Error::last_os_error()),
        0 => Ok(Forked::Child),
        pid => Ok(Forked::Parent(pid)),
    }
}

/// Goes on in a child without a terminal, in `/` and without standard streams unless told otherwise; the caller's
/// process ends.
pub fn daemon(keep_directory: bool, keep_streams: bool) -> io::Result<()> {
    if let Forked::Parent(_) = fork()? {
        exit_now(0);
    }
    generations::is_only_one();
    // SAFETY: no arguments.
    if unsafe { libc::setsid() } < 0 {
        return Err(io::Error::last_os_error());
    }
    if !keep_directory {
        std::env::set_current_dir("/")?;
    }
    if keep_streams { Ok(()) } else { close_streams() }
}

fn close_streams() -> io::Result<()> {
    use std::os::fd::AsRawFd;

    let nothing = std::fs::File::options().read(true).write(true).open("/dev/null")?;
    (0..3).try_for_each(|fd| duplicate_to(nothing.as_raw_fd(), fd))
}

/// Makes `to` another name of `from`.
pub fn duplicate_to(from: RawFd, to: RawFd) -> io::Result<()> {
    // SAFETY: dup2 takes two ints.
    check(unsafe { libc::dup2(from, to) })
}

/// Goes on as another program. Returns only when that failed.
pub fn exec(program: &CStr, arguments: &[CString]) -> io::Error {
    let mut list: Vec<*const libc::c_char> = vec![program.as_ptr()];
    list.extend(arguments.iter().map(|one| one.as_ptr()));
    list.push(std::ptr::null());
    // SAFETY: a list of C strings that ends with null; all of them live through the call.
    unsafe { libc::execv(program.as_ptr(), list.as_ptr()) };
    io::Error::last_os_error()
}

/// Ends the process here and now; only what C's streams hold is written.
pub fn exit_now(status: c_int) -> ! {
    // SAFETY: null stands for all streams.
    unsafe {
        libc::fflush(std::ptr::null_mut());
        libc::_exit(status)
    }
}

/// Has the system send this process a signal when its parent ends; 0: none.
#[cfg(target_os = "linux")]
pub fn end_with_parent(signal: c_int) {
    // SAFETY: an option and a number.
    unsafe { libc::prctl(libc::PR_SET_PDEATHSIG, signal as libc::c_ulong) };
}

/// Sends a signal; 0 only asks whether the process is there.
pub fn kill(pid: pid_t, signal: c_int) -> io::Result<()> {
    // SAFETY: kill takes two ints.
    check(unsafe { libc::kill(pid, signal) })
}

/// Whether there is such a process, be it a dead one that nobody has waited for.
pub fn exists(pid: pid_t) -> bool {
    kill(pid, 0).is_ok()
}

/// Lets a timer (`ITIMER_REAL` …) raise its signal every so many microseconds; 0 or less stops it.
pub fn set_interval(timer: c_int, microseconds: i64) -> io::Result<()> {
    let microseconds = microseconds.max(0);
    let time = libc::timeval { tv_sec: microseconds / 1_000_000, tv_usec: (microseconds % 1_000_000) as _ };
    let timer_value = libc::itimerval { it_interval: time, it_value: time };
    // The type of the first parameter differs between C libraries.
    // SAFETY: a whole structure; the old value is not asked for.
    check(unsafe { libc::setitimer(timer as _, &timer_value, std::ptr::null_mut()) })
}

fn check(result: c_int) -> io::Result<()> {
    if result < 0 { Err(io::Error::last_os_error()) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_is_no_process_of_the_greatest_number() {
        assert!(!exists(pid_t::MAX));
        assert!(exists(std::process::id() as pid_t));
    }

    #[test]
    fn a_program_that_does_not_exist_is_an_error() {
        assert_eq!(exec(c"/nowhere/at/all", &[]).raw_os_error(), Some(libc::ENOENT));
    }

    #[test]
    fn a_timer_that_does_not_exist_is_an_error() {
        assert!(set_interval(99, 0).is_err());
    }
}
