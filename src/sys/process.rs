//! Children.
//!
//! A pidfd turns "has this child ended?" into readiness, which the reactor understands.

use std::io;
use std::os::fd::FromRawFd;
use std::os::fd::OwnedFd;

use crate::sys::real::real;

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

/// News of a child.
#[derive(Clone, Copy)]
pub struct News {
    /// Whose.
    pub pid: libc::pid_t,
    /// What has happened, for `WIFEXITED` and its kin.
    pub status: libc::c_int,
    /// What it has used, if it has ended.
    pub usage: libc::rusage,
}

impl News {
    /// Whether this child is no more.
    pub fn has_ended(&self) -> bool {
        libc::WIFEXITED(self.status) || libc::WIFSIGNALED(self.status)
    }
}

/// `wait4` that does not wait: `None` when there is no news.
pub fn news(pid: libc::pid_t, options: libc::c_int) -> io::Result<Option<News>> {
    let news = next_news(pid, options | libc::WNOHANG)?;
    Ok((news.pid != 0).then_some(news))
}

/// `wait4`, on this thread.
pub fn next_news(pid: libc::pid_t, options: libc::c_int) -> io::Result<News> {
    // SAFETY: a plain C structure, for which zero bytes are a value.
    let mut news = News { pid: 0, status: 0, usage: unsafe { std::mem::zeroed() } };
    // SAFETY: both places are ours.
    news.pid = unsafe { (real().wait4)(pid, &mut news.status, options, &mut news.usage) };
    if news.pid < 0 { Err(io::Error::last_os_error()) } else { Ok(news) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_is_no_news_of_nobody() {
        assert!(news(libc::pid_t::MAX, 0).is_err());
    }

    #[test]
    fn a_pidfd_of_nobody_is_an_error() {
        assert!(pidfd(-1).is_err());
    }
}
