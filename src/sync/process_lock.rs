//! Mutual exclusion between processes: one holds the lock, or with the other kind many may read or one write.
//!
//! Invariants:
//! - the words name who holds the lock, so that it can be taken from a process that has died: only a live one keeps
//!   others out;
//! - whoever shares the lock may unlock it, as with Swoole, whoever holds it;
//! - a coroutine parks while it waits, so that the others of its process go on; a process sleeps on `BELL`, and looks
//!   every now and then whether the holder is still alive;
//! - the words of readers change only under `GUARD`, one at a time: a process that dies in between leaves a state that
//!   is as good as before or after.

use std::sync::atomic::AtomicU32;
use std::sync::atomic::AtomicU64;
use std::sync::atomic::Ordering::SeqCst;
use std::time::Duration;

use super::parked::Parked;
use super::parked::Pauses;
use crate::coroutine;
use crate::coroutine::WaitReason;
use crate::sys::clock;
use crate::sys::clock::Nanos;
use crate::sys::futex;
use crate::sys::owner;
use crate::sys::shared::Shared;

/// Who waits asks after the holder this often.
const DOUBT: Duration = Duration::from_millis(20);

/// Several processes can hold each lock for reading, each several times.
const READERS: usize = 250;

/// Why the lock was not taken.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Refused {
    /// It is held, and the caller would not wait.
    Busy,
    /// The timeout came first.
    TimedOut,
    /// The wait was cancelled.
    Cancelled,
    /// The caller holds it for writing, and would wait for itself for ever.
    Deadlock,
    /// So many processes read that there is no room for another.
    TooManyReaders,
}

/// How long to wait.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Patience {
    /// Not at all.
    None,
    /// For so long.
    For(Duration),
    /// For ever.
    Endless,
}

/// Whether others may hold the lock at the same time.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Access {
    /// Those who only read, too.
    Shared,
    /// Nobody.
    Exclusive,
}

/// A lock that processes share, if it was made before they were forked.
#[derive(Debug)]
pub struct ProcessLock {
    /// Who holds it; for a lock with readers, who writes.
    holder: Shared<AtomicU64>,
    bell: Shared<[AtomicU32; 2]>,
    readers: Option<Shared<Readers>>,
    parked: Parked,
}

/// The guard, how many of the pairs after it were ever in use, and pairs of a process and how often it reads.
type Readers = [AtomicU64; 2 + 2 * READERS];

/// Moves on when somebody unlocks: what sleepers sleep on.
const BELL: usize = 0;
/// How many sleep; a dead sleeper costs a system call at each unlock, no more.
const SLEEPERS: usize = 1;

impl ProcessLock {
    /// A free lock that one holds. Fails when the system has no memory to share.
    pub fn exclusive() -> std::io::Result<Self> {
        Ok(Self { holder: Shared::new()?, bell: Shared::new()?, readers: None, parked: Parked::default() })
    }

    /// A free lock that many may hold for reading.
    pub fn with_readers() -> std::io::Result<Self> {
        Ok(Self { readers: Some(Shared::new()?), ..Self::exclusive()? })
    }

    /// Takes the lock. One without readers is always taken exclusively.
    pub fn lock(&self, access: Access, patience: Patience) -> Result<(), Refused> {
        match self.try_lock(access, patience == Patience::None) {
            Err(Refused::Busy) if patience != Patience::None => {}
            result => return result,
        }
        if self.is_written_by_me() {
            return Err(Refused::Deadlock);
        }
        let deadline = match patience {
            Patience::For(timeout) => Some(clock::after(timeout)),
            _ => None,
        };
        if coroutine::can_park() { self.park(access, deadline) } else { self.sleep(access, deadline) }
    }

    /// Frees the lock, or one of its readers' holds: the caller's own if it has one.
    pub fn unlock(&self) {
        let guard = self.readers.as_ref().map(|readers| Guard::take(readers));
        let was_held = self.holder.swap(0, SeqCst) != 0;
        if let Some(guard) = guard.filter(|_| !was_held) {
            guard.leave();
        }
        self.bell[BELL].fetch_add(1, SeqCst);
        if self.bell[SLEEPERS].load(SeqCst) > 0 {
            // Readers can all go on at once.
            futex::wake(&self.bell[BELL], if self.readers.is_some() { u32::MAX } else { 1 });
        }
        self.parked.wake(if self.readers.is_some() { u32::MAX } else { 1 });
    }

    /// `doubtful`: whether to ask after holders, which costs system calls.
    fn try_lock(&self, access: Access, doubtful: bool) -> Result<(), Refused> {
        let guard = self.readers.as_ref().map(|readers| Guard::take(readers));
        if access == Access::Exclusive && guard.as_ref().is_some_and(|guard| guard.is_read(doubtful)) {
            return Err(Refused::Busy);
        }
        if !take(&self.holder, doubtful) {
            return Err(Refused::Busy);
        }
        match guard {
            Some(guard) if access == Access::Shared => {
                // Held for a moment by who has the guard: nobody sees that.
                self.holder.store(0, SeqCst);
                guard.enter()
            }
            _ => Ok(()),
        }
    }

    fn is_written_by_me(&self) -> bool {
        let Some(readers) = &self.readers else { return false };
        let _guard = Guard::take(readers);
        self.holder.load(SeqCst) == owner::me()
    }

    fn park(&self, access: Access, deadline: Option<Nanos>) -> Result<(), Refused> {
        let mut pauses = Pauses::until(deadline);
        let mut doubt = clock::after(DOUBT);
        loop {
            if !self.parked.park(WaitReason::Lock, &mut pauses) {
                return Err(Refused::Cancelled);
            }
            let doubtful = doubt <= clock::now();
            if doubtful {
                doubt = clock::after(DOUBT);
            }
            match self.try_lock(access, doubtful) {
                Err(Refused::Busy) if pauses.are_over() => return Err(Refused::TimedOut),
                Err(Refused::Busy) => {}
                result => return result,
            }
        }
    }

    fn sleep(&self, access: Access, deadline: Option<Nanos>) -> Result<(), Refused> {
        let mut doubtful = false;
        loop {
            let bell = self.bell[BELL].load(SeqCst);
            self.bell[SLEEPERS].fetch_add(1, SeqCst);
            let result = self.try_lock(access, doubtful);
            let left = deadline.map(|deadline| Duration::from_nanos(deadline.saturating_sub(clock::now())));
            if result == Err(Refused::Busy) && left != Some(Duration::ZERO) {
                let until_doubt = left.map_or(DOUBT, |left| left.min(DOUBT));
                let slept = futex::wait(&self.bell[BELL], bell, Some(until_doubt));
                doubtful = slept.is_err_and(|why| why.raw_os_error() == Some(libc::ETIMEDOUT));
            }
            self.bell[SLEEPERS].fetch_sub(1, SeqCst);
            match result {
                Err(Refused::Busy) if left == Some(Duration::ZERO) => return Err(Refused::TimedOut),
                Err(Refused::Busy) => {}
                result => return result,
            }
        }
    }
}

fn take(word: &AtomicU64, doubtful: bool) -> bool {
    if doubtful { owner::try_take_over(word).is_some() } else { owner::try_take(word).is_ok() }
}

/// The words of readers while nobody else changes them.
struct Guard<'a>(&'a Readers);

const GUARD: usize = 0;
const USED: usize = 1;

impl<'a> Guard<'a> {
    fn take(readers: &'a Readers) -> Self {
        owner::take(&readers[GUARD]);
        Self(readers)
    }

    /// A process and how often it reads.
    fn pairs(&self) -> impl Iterator<Item = &'a [AtomicU64]> + use<'a> {
        let used = self.0[USED].load(SeqCst) as usize;
        self.0[2..].chunks(2).take(used)
    }

    /// Whether anybody reads. The dead do not; `doubtful` says whether to look.
    fn is_read(&self, doubtful: bool) -> bool {
        self.pairs().any(|pair| {
            let reads = pair[1].load(SeqCst) > 0;
            let dead = reads && doubtful && !owner::is_alive(pair[0].load(SeqCst));
            if dead {
                pair[1].store(0, SeqCst);
            }
            reads && !dead
        })
    }

    fn enter(&self) -> Result<(), Refused> {
        let me = owner::me();
        if let Some(pair) = self.pairs().find(|pair| pair[0].load(SeqCst) == me) {
            pair[1].fetch_add(1, SeqCst);
            return Ok(());
        }
        let free = self.free_pair().ok_or(Refused::TooManyReaders)?;
        free[0].store(me, SeqCst);
        free[1].store(1, SeqCst);
        Ok(())
    }

    /// One that nobody reads with, or a fresh one, or in need one of the dead.
    fn free_pair(&self) -> Option<&'a [AtomicU64]> {
        if let Some(pair) = self.pairs().find(|pair| pair[1].load(SeqCst) == 0) {
            return Some(pair);
        }
        let used = self.0[USED].load(SeqCst) as usize;
        if used < READERS {
            self.0[USED].store(used as u64 + 1, SeqCst);
            return self.0[2..].chunks(2).nth(used);
        }
        self.pairs().find(|pair| !owner::is_alive(pair[0].load(SeqCst)))
    }

    fn leave(&self) {
        let me = owner::me();
        let reads = |pair: &&[AtomicU64]| pair[1].load(SeqCst) > 0;
        let mine = self.pairs().filter(reads).find(|pair| pair[0].load(SeqCst) == me);
        if let Some(pair) = mine.or_else(|| self.pairs().find(reads)) {
            pair[1].fetch_sub(1, SeqCst);
        }
    }
}

impl Drop for Guard<'_> {
    fn drop(&mut self) {
        owner::give_back(&self.0[GUARD]);
    }
}
