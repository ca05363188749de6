//! Signals as readiness.
//!
//! Invariants: the handler is async-signal-safe: it reads and writes atomics, writes to descriptors, and leaves errno
//! alone. A signal has our handler exactly while somebody listens for it; afterwards what was there before is back.

use std::io;
use std::mem::MaybeUninit;
use std::os::fd::AsRawFd;
use std::os::fd::FromRawFd;
use std::os::fd::OwnedFd;
use std::os::fd::RawFd;
use std::sync::atomic::AtomicI32;
use std::sync::atomic::AtomicU64;
use std::sync::atomic::Ordering::SeqCst;

use libc::c_int;
use parking_lot::Mutex;

use crate::sys::errno;

/// The highest signal number.
const LAST: c_int = 64;

/// How many may listen at once.
const SLOTS: usize = 256;

/// What the handler sees of a listener.
struct Slot {
    /// The signals, a bit each; zero when nobody is here.
    wanted: AtomicU64,
    /// Those that came.
    came: AtomicU64,
    /// Becomes readable then.
    event: AtomicI32,
}

static LISTENERS: [Slot; SLOTS] =
    [const { Slot { wanted: AtomicU64::new(0), came: AtomicU64::new(0), event: AtomicI32::new(-1) } }; SLOTS];

/// Signals that have our handler: what they had before, and how many listen.
static TAKEN: Mutex<Vec<Taken>> = Mutex::new(Vec::new());

struct Taken {
    signal: c_int,
    before: libc::sigaction,
    listeners: usize,
}

/// Listens for signals as long as it lives. Its descriptor is readable when one has come.
pub struct Listener {
    slot: &'static Slot,
    event: OwnedFd,
    signals: Vec<c_int>,
}

impl Listener {
    /// EINVAL for a number that is no signal, or one that cannot be caught; EAGAIN when too many listen.
    pub fn new(signals: &[c_int]) -> io::Result<Self> {
        // SAFETY: a new descriptor that nobody else owns, if it is not negative.
        let event = unsafe {
            let event = libc::eventfd(0, libc::EFD_CLOEXEC | libc::EFD_NONBLOCK);
            if event < 0 {
                return Err(io::Error::last_os_error());
            }
            OwnedFd::from_raw_fd(event)
        };
        let mut taken = TAKEN.lock();
        let free = LISTENERS.iter().find(|slot| slot.event.load(SeqCst) < 0);
        let slot = free.ok_or_else(|| io::Error::from_raw_os_error(libc::EAGAIN))?;
        slot.event.store(event.as_raw_fd(), SeqCst);
        slot.came.store(0, SeqCst);
        let mut listener = Self { slot, event, signals: Vec::new() };
        for &signal in signals {
            if let Err(error) = take(&mut taken, signal) {
                drop(taken);
                return Err(error);
            }
            listener.signals.push(signal);
            slot.wanted.fetch_or(bit(signal), SeqCst);
        }
        Ok(listener)
    }

    /// A signal that has come, each once.
    pub fn take(&self) -> Option<c_int> {
        let mut count = 0_u64;
        // SAFETY: eight bytes of ours. The counter may be empty: that is no error.
        unsafe { libc::read(self.event.as_raw_fd(), (&raw mut count).cast(), size_of::<u64>()) };
        let came = self.slot.came.load(SeqCst);
        if came == 0 {
            return None;
        }
        let signal = came.trailing_zeros() as c_int + 1;
        self.slot.came.fetch_and(!bit(signal), SeqCst);
        Some(signal)
    }
}

impl AsRawFd for Listener {
    fn as_raw_fd(&self) -> RawFd {
        self.event.as_raw_fd()
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        let mut taken = TAKEN.lock();
        self.slot.wanted.store(0, SeqCst);
        self.slot.event.store(-1, SeqCst);
        for &signal in &self.signals {
            give_back(&mut taken, signal);
        }
    }
}

/// In a forked child: nobody listens any more, for those who did are the parent's.
pub fn forget_all() {
    let mut taken = TAKEN.lock();
    for slot in &LISTENERS {
        slot.wanted.store(0, SeqCst);
        slot.event.store(-1, SeqCst);
    }
    for one in taken.drain(..) {
        // SAFETY: what the system itself gave us.
        unsafe { libc::sigaction(one.signal, &one.before, std::ptr::null_mut()) };
    }
}

fn bit(signal: c_int) -> u64 {
    1 << (signal - 1)
}

/// Puts our handler in, unless it is there.
fn take(taken: &mut Vec<Taken>, signal: c_int) -> io::Result<()> {
    if !(1..=LAST).contains(&signal) {
        return Err(io::Error::from_raw_os_error(libc::EINVAL));
    }
    if let Some(one) = taken.iter_mut().find(|one| one.signal == signal) {
        one.listeners += 1;
        return Ok(());
    }
    let mut before = MaybeUninit::<libc::sigaction>::uninit();
    // SAFETY: `ours` is a whole structure, with a handler that is async-signal-safe; `before` is read only when the call
    // has filled it.
    let before = unsafe {
        let mut ours: libc::sigaction = std::mem::zeroed();
        ours.sa_sigaction = on_signal as *const () as libc::sighandler_t;
        ours.sa_flags = libc::SA_RESTART | libc::SA_ONSTACK;
        if libc::sigaction(signal, &ours, before.as_mut_ptr()) != 0 {
            return Err(io::Error::last_os_error());
        }
        before.assume_init()
    };
    taken.push(Taken { signal, before, listeners: 1 });
    Ok(())
}

/// Puts back what was there before us, if nobody listens any more.
fn give_back(taken: &mut Vec<Taken>, signal: c_int) {
    let Some(at) = taken.iter().position(|one| one.signal == signal) else { return };
    taken[at].listeners -= 1;
    if taken[at].listeners == 0 {
        let one = taken.swap_remove(at);
        // SAFETY: what the system itself gave us.
        unsafe { libc::sigaction(signal, &one.before, std::ptr::null_mut()) };
    }
}

extern "C" fn on_signal(signal: c_int) {
    let before = errno::get();
    for slot in &LISTENERS {
        if slot.wanted.load(SeqCst) & bit(signal) == 0 {
            continue;
        }
        slot.came.fetch_or(bit(signal), SeqCst);
        let one = 1_u64;
        // SAFETY: eight bytes of ours. It fails only when the counter is full: then the descriptor is readable anyway.
        unsafe { libc::write(slot.event.load(SeqCst), (&raw const one).cast(), size_of::<u64>()) };
    }
    errno::set(before);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn raise(signal: c_int) {
        // SAFETY: a signal for which we listen.
        unsafe { libc::raise(signal) };
    }

    #[test]
    fn all_who_listen_hear_and_the_old_handler_comes_back() -> io::Result<()> {
        let outer = Listener::new(&[libc::SIGUSR2, libc::SIGWINCH])?;
        let inner = Listener::new(&[libc::SIGUSR2])?;
        raise(libc::SIGUSR2);
        assert_eq!((inner.take(), inner.take()), (Some(libc::SIGUSR2), None));
        drop(inner);
        raise(libc::SIGUSR2);
        raise(libc::SIGWINCH);
        assert_eq!([outer.take(), outer.take(), outer.take()], [Some(libc::SIGUSR2), Some(libc::SIGWINCH), None]);
        drop(outer);
        assert!(!TAKEN.lock().iter().any(|one| one.signal == libc::SIGWINCH));
        Ok(())
    }

    #[test]
    fn what_cannot_be_caught_is_refused() {
        for signal in [0, -1, 65, libc::SIGKILL] {
            let error = Listener::new(&[libc::SIGURG, signal]).err().and_then(|error| error.raw_os_error());
            assert_eq!(error, Some(libc::EINVAL), "{signal}");
        }
        assert!(!TAKEN.lock().iter().any(|one| one.signal == libc::SIGURG));
    }
}
