//! Signal masks, and signals as readiness.
//!
//! PHP's handlers must run on PHP's thread: every other thread of ours starts with all signals blocked.

#[cfg(target_os = "linux")]
pub mod interrupt;
#[cfg(target_os = "linux")]
mod listener;

#[cfg(target_os = "linux")]
pub use crate::sys::signal::listener::Listener;
#[cfg(target_os = "linux")]
pub use crate::sys::signal::listener::forget_all as forget_listeners;

use std::mem::MaybeUninit;

/// Runs `work` with all signals blocked on this thread; threads that it starts inherit the mask.
pub fn with_all_blocked<T>(work: impl FnOnce() -> T) -> T {
    let held = hold();
    let result = work();
    drop(held);
    result
}

/// No signal is delivered on this thread, nor in a child that it forks, until this is let go of: those that come meanwhile
/// are delivered then, so that none is lost between a fork and the moment at which the child begins to listen.
#[must_use]
pub fn hold() -> Held {
    Held(block_all())
}

/// See [`hold`].
pub struct Held(libc::sigset_t);

impl Drop for Held {
    fn drop(&mut self) {
        // SAFETY: the set was filled by pthread_sigmask in `block_all`.
        unsafe { libc::pthread_sigmask(libc::SIG_SETMASK, &self.0, std::ptr::null_mut()) };
    }
}

/// Ignores a signal. EINVAL for one that cannot be ignored.
pub fn ignore(signal: libc::c_int) -> std::io::Result<()> {
    // SAFETY: no handler is called, the signal is just dropped.
    if unsafe { libc::signal(signal, libc::SIG_IGN) } == libc::SIG_ERR {
        return Err(std::io::Error::last_os_error());
    }
    Ok(())
}

/// Blocks all signals on this thread; returns the mask that was there.
pub fn block_all() -> libc::sigset_t {
    let mut all = MaybeUninit::uninit();
    let mut previous = MaybeUninit::uninit();
    // SAFETY: sigfillset initializes `all`; pthread_sigmask reads it and, with a valid `how`,
    // cannot fail and so initializes `previous`.
    unsafe {
        libc::sigfillset(all.as_mut_ptr());
        libc::pthread_sigmask(libc::SIG_SETMASK, all.as_ptr(), previous.as_mut_ptr());
        previous.assume_init()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn blocked(signal: i32) -> bool {
        let mut now = MaybeUninit::uninit();
        // SAFETY: with a null new set the call only fills `now`.
        unsafe {
            libc::pthread_sigmask(libc::SIG_SETMASK, std::ptr::null(), now.as_mut_ptr());
            libc::sigismember(now.as_ptr(), signal) == 1
        }
    }

    #[test]
    fn a_signal_that_is_held_comes_afterwards_in_the_child_too() {
        let held = hold();
        // SAFETY: the child only sends itself a signal, listens, looks, and leaves by _exit.
        let child = unsafe { libc::fork() };
        if child == 0 {
            // SAFETY: as above. Without the hold this would end the child.
            unsafe { libc::raise(libc::SIGTERM) };
            let heard = Listener::new(&[libc::SIGTERM]).ok().and_then(|listener| {
                drop(held);
                listener.take()
            });
            // SAFETY: ends the child without running the harness's exit handlers.
            unsafe { libc::_exit(i32::from(heard == Some(libc::SIGTERM))) };
        }
        drop(held);
        let mut status = 0;
        // SAFETY: `status` is a valid int; `child` is our own child.
        unsafe { libc::waitpid(child, &mut status, 0) };
        assert!(libc::WIFEXITED(status) && libc::WEXITSTATUS(status) == 1, "{status}");
    }

    #[test]
    fn signals_are_blocked_inside_and_as_before_outside() {
        let before = blocked(libc::SIGUSR2);
        assert!(with_all_blocked(|| blocked(libc::SIGUSR2)));
        assert_eq!(blocked(libc::SIGUSR2), before);
    }
}
