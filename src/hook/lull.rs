//! A look at a stream that was empty a moment ago.
//!
//! PHP looks at a connection before it uses it (`recv` with `MSG_PEEK | MSG_DONTWAIT`: has the other end closed it?); phpredis
//! looks twice a command, and finds nothing nearly every time, just after it has read an answer to the end. Such a look costs
//! as much as a receive.
//!
//! Invariants: a look is answered with EAGAIN, without the kernel, only
//!
//! - for the stream that the running coroutine has just read empty, if it has not parked since;
//! - if since then no call has been made by which this process itself could change that: it has sent on no other descriptor,
//!   closed or shut down none, and called no function of the extension. So whoever closes one end here and looks at the
//!   other sees it closed;
//! - for [`LULL`] after the read: what others do takes longer than that to arrive, at times even through loopback, so that
//!   nobody can rely on seeing it sooner.
//!
//! Nothing else is answered from here: whoever wants the bytes asks the kernel.

use crate::coroutine;
use crate::coroutine::Waker;
use crate::io::LULL;
use crate::sys::clock::Nanos;
use std::cell::Cell;
use std::os::fd::RawFd;
use std::sync::atomic::AtomicBool;
use std::sync::atomic::Ordering::Relaxed;

/// The look that this is about.
pub const LOOK: libc::c_int = libc::MSG_PEEK | libc::MSG_DONTWAIT;

/// A stream that was read empty.
#[derive(Clone, Copy)]
struct Emptied {
    fd: RawFd,
    at: Nanos,
    /// Names the wait that the reader would begin next: it is another one once the reader has parked.
    reader: Waker,
}

thread_local! {
    static EMPTIED: Cell<Option<Emptied>> = const { Cell::new(None) };
}

/// Whether a function of the extension was called since. Not a thread's own: it is set at each call.
static CALLED: AtomicBool = AtomicBool::new(false);

/// The running coroutine has read `fd` empty, at `now`.
pub fn begin(fd: RawFd, now: Nanos) {
    CALLED.store(false, Relaxed);
    EMPTIED.set(coroutine::current().map(|reader| Emptied { fd, at: now, reader: reader.waker() }));
}

/// Something is sent to a descriptor: that ends the lull of every other one. A stream is not readable for what is sent to it.
#[inline]
pub fn disturb_others(fd: RawFd) {
    if EMPTIED.get().is_some_and(|emptied| emptied.fd != fd) {
        EMPTIED.set(None);
    }
}

/// Something is done to a descriptor.
#[inline]
pub fn disturb() {
    EMPTIED.set(None);
}

/// A function of the extension is called, which may do anything.
#[inline(always)]
pub fn called() {
    CALLED.store(true, Relaxed);
}

/// Whether a look at `fd` would find nothing at `now`.
#[inline]
pub fn holds(fd: RawFd, now: impl FnOnce() -> Nanos) -> bool {
    let Some(emptied) = EMPTIED.get().filter(|emptied| emptied.fd == fd) else { return false };
    !CALLED.load(Relaxed)
        && coroutine::current().is_some_and(|reader| reader.waker() == emptied.reader)
        && now().saturating_sub(emptied.at) <= LULL
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::io::testing::go;
    use crate::io::testing::logged;
    use crate::io::testing::run;

    /// What a look finds in a coroutine that has read stream 5 empty at 1,000 and done `then`.
    fn after(then: impl FnOnce() + 'static) -> bool {
        let (log, say) = logged();
        go(move || {
            begin(5, 1_000);
            then();
            say(holds(5, || 1_000 + LULL));
        });
        run();
        log.take()[0]
    }

    #[test]
    fn it_holds_while_nothing_happens_or_the_stream_itself_is_written_to() {
        assert!(after(|| {}));
        assert!(after(|| disturb_others(5)));
    }

    #[test]
    fn what_this_process_does_ends_it() {
        assert!(!after(|| disturb_others(6)));
        assert!(!after(disturb));
        assert!(!after(|| begin(6, 1_000)));
        assert!(!after(|| {
            crate::io::sleep(0);
        }));
    }

    #[test]
    fn time_ends_it_and_it_is_of_one_stream_and_one_coroutine() {
        let (log, say) = logged();
        let other = say.clone();
        go(move || {
            begin(5, 1_000);
            say(holds(5, || 1_001 + LULL));
            say(holds(6, || 1_000));
            go(move || other(holds(5, || 1_000)));
            say(holds(5, || 1_000));
        });
        run();
        assert_eq!(log.take(), [false, false, false, true]);
    }
}
