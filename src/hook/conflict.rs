//! What happens when two coroutines want the same bytes.
//!
//! The host says it to the user (an error that names both coroutines); the caller sees EBUSY.

use crate::io;
use crate::io::Conflict;
use crate::sys::errno::Errno;
use std::os::fd::RawFd;
use std::sync::OnceLock;

static REPORT: OnceLock<fn(Conflict)> = OnceLock::new();

/// Says who tells the user. It runs in the coroutine that asked, inside its libc call; it must return, and
/// must not park. The first one stays.
pub fn set_report(report: fn(Conflict)) {
    let _ = REPORT.set(report);
}

/// For those who know a connection by its descriptor and would fail before they touch it: reports it when another
/// coroutine waits to read from it, and says so.
pub fn check(fd: RawFd) -> bool {
    let conflict = io::reading_conflict(fd);
    if let (Some(conflict), Some(report)) = (conflict, REPORT.get()) {
        report(conflict);
    }
    conflict.is_some()
}

/// The errno for an error of a wait; reports a conflict.
#[cold]
pub fn errno_of(error: std::io::Error) -> Errno {
    if let Some(conflict) = Conflict::of(&error) {
        drop(error);
        if let Some(report) = REPORT.get() {
            report(conflict);
        }
        return libc::EBUSY;
    }
    error.raw_os_error().unwrap_or(libc::EIO)
}
