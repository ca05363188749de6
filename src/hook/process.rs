//! Waiting for children: `wait`, `wait3`, `wait4`, `waitpid`, `waitid`, `pclose`.
//!
//! `io::child` waits; `waitid`, which tells more than it can, is asked again and again with growing pauses.
//! `pclose` goes to the pool: it waits inside libc.
//! A cancelled wait says ECONNABORTED: on EINTR `proc_close` would ask again, for ever.
//! Each function has the contract of its C namesake.

use crate::coroutine::WaitReason;
use crate::coroutine::Wake;
use crate::hook::attempt;
use crate::hook::attempt::fail;
use crate::hook::close;
use crate::hook::decide;
use crate::hook::flags;
use crate::io::Backoff;
use crate::io::Outcome;
use crate::io::blocking;
use crate::io::child;
use crate::sys::errno;
use crate::sys::real::real;
use libc::FILE;
use libc::WNOHANG;
use libc::c_int;
use libc::id_t;
use libc::idtype_t;
use libc::pid_t;
use libc::rusage;
use libc::siginfo_t;

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
    // SAFETY: the caller's own arguments.
    unsafe { ask(pid, status, options, usage) }
}

pub unsafe extern "C" fn waitid<const CALLER: u32>(
    kind: idtype_t,
    id: id_t,
    found: *mut siginfo_t,
    options: c_int,
) -> c_int {
    // Without a place to tell, "nothing yet" and "ended" cannot be told apart.
    if options & WNOHANG != 0 || found.is_null() || !decide::acts::<CALLER>(flags::PROC) {
        // SAFETY: the caller's own arguments.
        return unsafe { (real().waitid)(kind, id, found, options) };
    }
    let before = errno::get();
    let mut backoff = Backoff::default();
    loop {
        // SAFETY: the caller's own arguments; the place is theirs to lose: zero is "nothing yet".
        let (result, pid) = unsafe {
            *found = std::mem::zeroed();
            let result = (real().waitid)(kind, id, found, options | WNOHANG);
            (result, (*found).si_pid())
        };
        if result != 0 || pid != 0 {
            return result;
        }
        if backoff.pause(WaitReason::Child(id as pid_t), None) == Wake::Cancelled {
            return fail(libc::ECONNABORTED) as c_int;
        }
        errno::set(before);
    }
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

/// Waits, and answers as `wait4` does.
///
/// # Safety
///
/// As for `wait4`.
unsafe fn ask(pid: pid_t, status: *mut c_int, options: c_int, usage: *mut rusage) -> pid_t {
    let before = errno::get();
    match attempt::parked(|| child::wait(pid, options, None)) {
        Ok(Outcome::Done(news)) => {
            errno::set(before);
            // SAFETY: the caller's promise: each place is null or theirs.
            unsafe {
                if let Some(status) = status.as_mut() {
                    *status = news.status;
                }
                if let Some(usage) = usage.as_mut() {
                    *usage = news.usage;
                }
            }
            news.pid
        }
        Ok(Outcome::TimedOut | Outcome::Cancelled) => fail(libc::ECONNABORTED) as pid_t,
        Err(error) => fail(error.raw_os_error().unwrap_or(libc::ECHILD)) as pid_t,
    }
}
