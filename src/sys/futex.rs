//! Sleeping on a number in memory that processes share.

use std::io;
use std::sync::atomic::AtomicU32;
use std::time::Duration;

/// Sleeps until somebody wakes who sleeps on `word`; not at all when it is not `expected`. Fails with `EAGAIN` then, with
/// `ETIMEDOUT` after the timeout, and with `EINTR` when a signal comes. May wake for no reason.
pub fn wait(word: &AtomicU32, expected: u32, timeout: Option<Duration>) -> io::Result<()> {
    let timeout = timeout.map(|timeout| libc::timespec {
        tv_sec: timeout.as_secs().try_into().unwrap_or(libc::time_t::MAX),
        tv_nsec: timeout.subsec_nanos().into(),
    });
    let timeout = timeout.as_ref().map_or(std::ptr::null(), std::ptr::from_ref);
    // SAFETY: the word and the timeout are live; the kernel only reads them.
    let result = unsafe { libc::syscall(libc::SYS_futex, word.as_ptr(), libc::FUTEX_WAIT, expected, timeout, 0, 0) };
    if result == 0 { Ok(()) } else { Err(io::Error::last_os_error()) }
}

/// Wakes up to `count` of those who sleep on `word`, in any process; how many there were.
pub fn wake(word: &AtomicU32, count: u32) -> u32 {
    let count = count.min(i32::MAX as u32);
    // SAFETY: the kernel uses the word's address only.
    let result = unsafe { libc::syscall(libc::SYS_futex, word.as_ptr(), libc::FUTEX_WAKE, count, 0, 0, 0) };
    result.max(0) as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_sleeps_on_a_number_that_has_changed() {
        let error = wait(&AtomicU32::new(1), 0, None).expect_err("it is not zero");
        assert_eq!(error.raw_os_error(), Some(libc::EAGAIN));
    }

    #[test]
    fn the_timeout_ends_the_sleep() {
        let error = wait(&AtomicU32::new(0), 0, Some(Duration::from_millis(1))).expect_err("nobody wakes");
        assert_eq!(error.raw_os_error(), Some(libc::ETIMEDOUT));
    }

    #[test]
    fn a_sleeper_is_woken() {
        let word = AtomicU32::new(0);
        std::thread::scope(|scope| {
            scope.spawn(|| while wait(&word, 0, None).is_err() {});
            while wake(&word, 1) == 0 {
                std::thread::yield_now();
            }
        });
    }
}
