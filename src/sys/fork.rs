//! Telling a forked child from its parent.
//!
//! Invariant: the generation changes in the child of every fork(2) made through libc, and nowhere else, unless the parent
//! ends with the fork.
//! A child shares its parent's epoll instance and has none of its threads, so whoever owns such a thing
//! remembers the generation it was made in and makes a new one when the number differs.

use std::sync::Once;
use std::sync::atomic::AtomicU32;
use std::sync::atomic::Ordering::Relaxed;

static GENERATION: AtomicU32 = AtomicU32::new(0);
static WATCHED: Once = Once::new();

/// The generation of this process, counted from the process that first asked.
#[inline]
pub fn generation() -> u32 {
    if !WATCHED.is_completed() {
        watch();
    }
    GENERATION.load(Relaxed)
}

#[cold]
fn watch() {
    // SAFETY: `in_child` is async-signal-safe (one atomic add), which is all that a fork handler may be.
    WATCHED.call_once(|| unsafe {
        libc::pthread_atfork(None, None, Some(in_child));
    });
}

extern "C" fn in_child() {
    GENERATION.fetch_add(1, Relaxed);
}

/// Says that this child's parent is gone and has used nothing since the fork: then it is as if there had been none. To be
/// called once, right after the fork.
pub fn is_only_one() {
    GENERATION.fetch_sub(1, Relaxed);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_generation_differs_in_a_child_and_stays_in_the_parent() {
        let before = generation();
        // SAFETY: the child only reads an atomic and leaves by _exit.
        let child = unsafe { libc::fork() };
        if child == 0 {
            let changed = generation() != before;
            // SAFETY: ends the child without running the harness's exit handlers.
            unsafe { libc::_exit(changed as i32) };
        }
        let mut status = 0;
        // SAFETY: `status` is a valid int; `child` is our own child.
        unsafe { libc::waitpid(child, &mut status, 0) };
        assert_eq!(libc::WEXITSTATUS(status), 1);
        assert_eq!(generation(), before);
    }
}
