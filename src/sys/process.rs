//! Children as descriptors.
//!
//! A pidfd turns "has this child ended?" into readiness, which the reactor understands.

use std::io;
use std::os::fd::FromRawFd;
use std::os::fd::OwnedFd;

/// A descriptor (close-on-exec) that becomes readable when `pid`, a child of ours, ends.
pub fn pidfd(pid: libc::pid_t) -> io::Result<OwnedFd> {
    // SAFETY: pidfd_open takes two integers; a non-negative result is a descriptor that nobody else owns.
    unsafe {
        let fd = libc::syscall(libc::SYS_pidfd_open, pid, 0);
        if fd < 0 {
            return Err(io::Error::last_os_error());
        }
        Ok(OwnedFd::from_raw_fd(fd as libc::c_int))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pidfd_of_nobody_is_an_error() {
        assert!(pidfd(-1).is_err());
    }
}
