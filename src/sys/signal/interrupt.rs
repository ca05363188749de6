//! Ending a blocking system call of another thread.
//!
//! Invariant: the signal does nothing but end the call; only threads that allow it are sent it.

use std::os::unix::thread::JoinHandleExt;
use std::sync::Once;
use std::thread::JoinHandle;

/// One that nobody else uses.
fn number() -> libc::c_int {
    libc::SIGRTMAX() - 3
}

/// Lets [`interrupt`] end the calls of this thread, which had all signals blocked.
pub fn allow() {
    static ONCE: Once = Once::new();
    extern "C" fn nothing(_: libc::c_int) {}
    ONCE.call_once(|| {
        // SAFETY: a plain C structure, for which zero bytes are a value; the handler touches nothing. Without SA_RESTART
        // the call ends.
        unsafe {
            let mut action: libc::sigaction = std::mem::zeroed();
            action.sa_sigaction = nothing as extern "C" fn(libc::c_int) as usize;
            libc::sigaction(number(), &action, std::ptr::null_mut());
        }
    });
    let mut only = std::mem::MaybeUninit::uninit();
    // SAFETY: the set is initialised before it is used.
    unsafe {
        libc::sigemptyset(only.as_mut_ptr());
        libc::sigaddset(only.as_mut_ptr(), number());
        libc::pthread_sigmask(libc::SIG_UNBLOCK, only.as_ptr(), std::ptr::null_mut());
    }
}

/// Ends the call that a thread is in, with EINTR. A thread that is just about to begin one must be asked again.
pub fn interrupt<T>(thread: &JoinHandle<T>) {
    if !thread.is_finished() {
        // SAFETY: the thread was not joined, so its number is good even if it has ended meanwhile.
        unsafe { libc::pthread_kill(thread.as_pthread_t(), number()) };
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sys::message_queue::LONGEST;
    use crate::sys::message_queue::MessageQueue;
    use std::sync::atomic::AtomicBool;
    use std::sync::atomic::Ordering::Relaxed;

    #[test]
    fn a_blocked_thread_can_be_called_back() -> std::io::Result<()> {
        static OVER: AtomicBool = AtomicBool::new(false);
        let queue = MessageQueue::open(libc::IPC_PRIVATE)?;
        let body = move || {
            allow();
            while !OVER.load(Relaxed) {
                let popped = queue.pop(0, LONGEST, true);
                assert_eq!(popped.map_err(|why| why.kind()), Err(std::io::ErrorKind::Interrupted));
            }
        };
        let thread = super::super::with_all_blocked(|| std::thread::spawn(body));
        OVER.store(true, Relaxed);
        while !thread.is_finished() {
            interrupt(&thread);
            std::thread::yield_now();
        }
        thread.join().expect("it has not panicked");
        queue.remove()
    }
}
