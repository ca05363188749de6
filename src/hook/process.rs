//! Waiting for children: `wait`, `wait3`, `wait4`, `waitpid`, `pclose`.
//!
//! One child that shall end is a pidfd, which the reactor understands. Any child, or other changes than the
//! end, are asked for again and again with growing pauses. `pclose` goes to the pool: it waits inside libc.
//! A cancelled wait says ECONNABORTED: on EINTR `proc_close` would ask again, for ever.
//! Each function has the contract of its C namesake.

use crate::coroutine::WaitReason;
use crate::coroutine::Wake;
use crate::hook::attempt;
use crate::hook::attempt::fail;
use crate::hook::backoff::Backoff;
use crate::hook::close;
use crate::hook::decide;
use crate::hook::flags;
use crate::io;
use crate::io::Interest;
use crate::io::Outcome;
use crate::io::blocking;
use crate::sys::errno;
use crate::sys::process;
use crate::sys::real::real;
use libc::FILE;
use libc::WNOHANG;
use libc::c_int;
use libc::pid_t;
use libc::rusage;
use std::os::fd::AsRawFd;
use std::os::fd::OwnedFd;

pub unsafe extern "C" fn wait<const CALLER: u32>(status: *mut c_int) -> pid_t {
    // SAFETY: the caller's own argument.
    unsafe { wait4::<CALLER>(-1, status, 0, std::ptr::null_mut()) }
}

pub unsafe extern "C" fn wait3<const CALLER: u32>(status: *mut c_int, options: c_int, usage: *mut rusage) -> pid_t {
    // SAFETY: the caller's own arguments.
    unsafe { wait4::<CALLER>(-1, status, options, usage) }
}

pub unsafe extern "C" fn waitpid<const CALLER: u32>(pid: pid_t, status: *mut c_int, options: c_int) -> pid_t {
    // SAFETY: the caller's own arguments.
    unsafe { wait4::<CALLER>(pid, status, options, std::ptr::null_mut()) }
}

pub unsafe extern "C" fn wait4<const CALLER: u32>(
    pid: pid_t,
    status: *mut c_int,
    options: c_int,
    usage: *mut rusage,
) -> pid_t {
    if options & WNOHANG != 0 || !decide::acts::<CALLER>(flags::PROC) {
        // SAFETY: the caller's own arguments.
        return unsafe { (real().wait4)(pid, status, options, usage) };
    }
    ask(pid, options, || {
        // SAFETY: the caller's own arguments.
        unsafe { (real().wait4)(pid, status, options | WNOHANG, usage) }
    })
}

pub unsafe extern "C" fn pclose<const CALLER: u32>(file: *mut FILE) -> c_int {
    /// A stream that the caller has given up.
    struct GivenUp(*mut FILE);
    // SAFETY: nobody else may use the stream once pclose was called, so it may move to another thread.
    unsafe impl Send for GivenUp {}

    if file.is_null() || !decide::acts::<CALLER>(flags::PROC) {
        // SAFETY: the caller's own argument.
        return unsafe { (real().pclose)(file) };
    }
    // SAFETY: the caller's own stream, still open.
    close::ends(errno::kept(|| unsafe { libc::fileno(file) }));
    let stream = GivenUp(file);
    let before = errno::get();
    let outcome = attempt::parked(|| {
        blocking::run("pclose", None, move || {
            let stream = stream;
            // SAFETY: the caller's own argument, given up to this job.
            let status = unsafe { (real().pclose)(stream.0) };
            (status, errno::get())
        })
    });
    match outcome {
        Outcome::Done((status, error)) => {
            errno::set(if status < 0 { error } else { before });
            status
        }
        Outcome::TimedOut | Outcome::Cancelled => fail(libc::ECONNABORTED) as c_int,
    }
}

/// Asks without waiting until there is an answer.
fn ask(pid: pid_t, options: c_int, attempt: impl Fn() -> pid_t) -> pid_t {
    let before = errno::get();
    let mut pauses = Pauses::new(pid, options);
    loop {
        errno::set(before);
        let result = attempt();
        if result != 0 {
            return result;
        }
        if pauses.pause(pid) == Wake::Cancelled {
            return fail(libc::ECONNABORTED) as pid_t;
        }
    }
}

/// How to spend the time between two questions.
enum Pauses {
    /// Until the child's descriptor says that it has ended; made at the first pause.
    Pidfd(Option<OwnedFd>),
    /// For a while.
    Backoff(Backoff),
}

impl Pauses {
    fn new(pid: pid_t, options: c_int) -> Self {
        if pid > 0 && options == 0 { Self::Pidfd(None) } else { Self::Backoff(Backoff::new()) }
    }

    fn pause(&mut self, pid: pid_t) -> Wake {
        if let Self::Pidfd(fd @ None) = self {
            match process::pidfd(pid) {
                Ok(made) => *fd = Some(made),
                // An old kernel, or no descriptor left.
                Err(_) => *self = Self::Backoff(Backoff::new()),
            }
        }
        match self {
            Self::Pidfd(Some(fd)) => {
                let one = std::iter::once((fd.as_raw_fd(), Interest::READ));
                // The descriptor is ours alone, so the only error is a reactor that cannot be made.
                let wake = attempt::parked(|| io::wait_fds(WaitReason::Child(pid), one, None));
                wake.unwrap_or(Wake::Cancelled)
            }
            Self::Pidfd(None) => Wake::Ready,
            Self::Backoff(backoff) => backoff.pause(WaitReason::Child(pid), None),
        }
    }
}
