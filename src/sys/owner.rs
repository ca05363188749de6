//! Locks in shared memory whose word names the process that holds them, so that others can tell when it is no more.
//!
//! Invariants:
//! - a word is 0 when nobody holds the lock, and else the name of a process: its number and the moment of its birth, so
//!   that a later process with the same number is another one;
//! - only the process that a word names, or one that knows that one to be dead, writes anything else into it.

use std::sync::atomic::AtomicU32;
use std::sync::atomic::AtomicU64;
use std::sync::atomic::Ordering::Acquire;
use std::sync::atomic::Ordering::Relaxed;
use std::sync::atomic::Ordering::Release;
use std::time::Duration;

use super::clock;
use super::fork;
use super::real::real;

/// A process, for as long as the machine runs; never 0.
pub type Name = u64;

/// How a lock was got.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Taken {
    /// Nobody held it.
    Free,
    /// Its holder has died and may have left something half done.
    Inherited,
}

static MINE: AtomicU64 = AtomicU64::new(0);
static MINE_SINCE: AtomicU32 = AtomicU32::new(u32::MAX);

/// Two processes on two processors meet for some dozen nanoseconds; one that was preempted comes back after some
/// milliseconds.
const SPINS: u32 = 200;
const YIELDS: u32 = 50;
const PAUSE: Duration = Duration::from_micros(50);
/// A holder that has not let go for so long is asked after.
const DOUBT: Duration = Duration::from_millis(2);

/// This process.
#[inline]
pub fn me() -> Name {
    if MINE_SINCE.load(Acquire) == fork::generation() { MINE.load(Relaxed) } else { name_myself() }
}

/// Whether the process is still there. One that has ended but was not yet waited for is not.
pub fn is_alive(name: Name) -> bool {
    if name == me() {
        return true;
    }
    let pid = name as u32;
    match std::fs::read(format!("/proc/{pid}/stat")) {
        Ok(stat) => birth(&stat).is_some_and(|birth| named(pid, birth) == name),
        // SAFETY: signal 0 asks whether the process exists.
        Err(_) => !std::path::Path::new("/proc/self/stat").exists() && unsafe { libc::kill(pid as i32, 0) } == 0,
    }
}

/// Takes a lock if it is free; else tells who holds it.
#[inline]
pub fn try_take(word: &AtomicU64) -> Result<(), Name> {
    word.compare_exchange(0, me(), Acquire, Relaxed).map(drop)
}

/// Takes a lock if it is free or its holder is dead.
pub fn try_take_over(word: &AtomicU64) -> Option<Taken> {
    match try_take(word) {
        Ok(()) => Some(Taken::Free),
        Err(holder) if is_alive(holder) => None,
        Err(holder) => word.compare_exchange(holder, me(), Acquire, Relaxed).ok().map(|_| Taken::Inherited),
    }
}

/// Takes a lock that is never held for long, and never while anything of PHP's runs.
#[inline]
pub fn take(word: &AtomicU64) -> Taken {
    match try_take(word) {
        Ok(()) => Taken::Free,
        Err(_) => take_slowly(word),
    }
}

/// Gives a lock back.
#[inline]
pub fn give_back(word: &AtomicU64) {
    word.store(0, Release);
}

#[cold]
fn take_slowly(word: &AtomicU64) -> Taken {
    let mut doubt = clock::after(DOUBT);
    for round in 0_u32.. {
        if word.load(Relaxed) == 0 && try_take(word).is_ok() {
            return Taken::Free;
        }
        match round {
            0..SPINS => std::hint::spin_loop(),
            SPINS..YIELDS_END => std::thread::yield_now(),
            _ => nap(),
        }
        if round >= SPINS && clock::now() > doubt {
            if let Some(taken) = try_take_over(word) {
                return taken;
            }
            doubt = clock::after(DOUBT);
        }
    }
    unreachable!("nobody waits for four billion rounds")
}

const YIELDS_END: u32 = SPINS + YIELDS;

/// The thread's own sleep: the hooked one would park.
fn nap() {
    let pause = libc::timespec { tv_sec: 0, tv_nsec: PAUSE.subsec_nanos().into() };
    // SAFETY: the pause is live; what is left of it is not asked for.
    unsafe { (real().nanosleep)(&pause, std::ptr::null_mut()) };
}

#[cold]
fn name_myself() -> Name {
    let pid = std::process::id();
    let birth = std::fs::read("/proc/self/stat").ok().and_then(|stat| birth(&stat)).unwrap_or(0);
    let name = named(pid, birth);
    MINE.store(name, Relaxed);
    MINE_SINCE.store(fork::generation(), Release);
    name
}

fn named(pid: u32, birth: u64) -> Name {
    birth << 32 | u64::from(pid)
}

/// When a process was born, out of its line in /proc; nothing when it has ended.
fn birth(stat: &[u8]) -> Option<u64> {
    // The name before it is in parentheses and may hold anything.
    let end = stat.iter().rposition(|&byte| byte == b')')?;
    let mut fields = std::str::from_utf8(&stat[end + 1..]).ok()?.split_ascii_whitespace();
    let state = fields.next()?;
    // The 22nd field of all.
    let birth = fields.nth(18)?.parse().ok()?;
    (!matches!(state, "Z" | "X" | "x")).then_some(birth)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sys::shared::Shared;

    /// Forks a child that ends at once, or takes the lock before.
    fn child(word: &AtomicU64, takes: bool) -> i32 {
        // SAFETY: the child only writes an atomic and leaves by _exit.
        let child = unsafe { libc::fork() };
        if child == 0 {
            if takes {
                take(word);
            }
            // SAFETY: ends the child without running the harness's exit handlers.
            unsafe { libc::_exit(0) };
        }
        child
    }

    fn wait_for(child: i32) {
        // SAFETY: waits for our own child; the status may be null.
        unsafe { libc::waitpid(child, std::ptr::null_mut(), 0) };
    }

    #[test]
    fn the_line_in_proc_is_read_whatever_the_name() {
        let line = b"7 (a) Z b) R 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 4242 20";
        assert_eq!(birth(line), Some(4242));
        assert_eq!(birth(b"7 (a) Z 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 4242 20"), None);
        assert_eq!(birth(b""), None);
    }

    #[test]
    fn the_name_is_lasting_and_alive() {
        assert_eq!(me(), me());
        assert!(me() != 0 && is_alive(me()));
        assert!(!is_alive(me() ^ 1 << 40));
    }

    #[test]
    fn a_lock_is_inherited_from_the_dead_even_before_they_are_buried() {
        let word = Shared::<AtomicU64>::new().expect("memory is left");
        let holder = child(&word, true);
        while word.load(Acquire) == 0 {
            std::thread::yield_now();
        }
        assert_eq!(take(&word), Taken::Inherited);
        wait_for(holder);
        give_back(&word);
        assert_eq!(try_take_over(&word), Some(Taken::Free));
    }

    #[test]
    fn a_lock_is_not_taken_from_the_living() {
        let word = AtomicU64::new(0);
        assert_eq!(take(&word), Taken::Free);
        assert_eq!(try_take(&word), Err(me()));
        assert_eq!(try_take_over(&word), None);
    }
}
