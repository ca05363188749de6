//! Memory that a process shares with those it forks.
//!
//! Invariants:
//! - a chunk is mapped as long as a value in it lives; a forked child has a mapping of its own of the same pages, so that
//!   one process letting go takes nothing from the other;
//! - a place is handed out once: its former user may live on in another process, so it never gets a second one;
//! - a child cuts its values from a chunk of its own, for the parent goes on cutting from the old one.

use std::cell::RefCell;
use std::io;
use std::marker::PhantomData;
use std::ops::Deref;
use std::ptr::NonNull;
use std::sync::Arc;
use std::sync::atomic::AtomicU32;
use std::sync::atomic::AtomicU64;

use super::fork;

/// What may lie in shared memory.
///
/// # Safety
/// Zero bytes are a value; every use from any process or thread is an atomic one; nothing in it points anywhere.
pub unsafe trait Shareable: Sync {}

// SAFETY: atomics, of which zero is a value.
unsafe impl Shareable for AtomicU32 {}
// SAFETY: as above.
unsafe impl Shareable for AtomicU64 {}
// SAFETY: many of what may be shared.
unsafe impl<T: Shareable, const N: usize> Shareable for [T; N] {}

/// A value that processes share if it was made before they were forked; zero at first.
#[derive(Debug)]
pub struct Shared<T> {
    chunk: Arc<Mapping>,
    /// In words from the chunk's start.
    place: usize,
    _value: PhantomData<T>,
}

/// An atomic number that processes share.
pub type SharedWord = Shared<AtomicU32>;

/// Values of different locks on one cache line would slow each other down.
const LINE_WORDS: usize = 8;
const CHUNK_WORDS: usize = 8192;

/// Where the next value will lie.
struct Cut {
    chunk: Arc<Mapping>,
    used: usize,
    generation: u32,
}

thread_local! {
    static CUT: RefCell<Option<Cut>> = const { RefCell::new(None) };
}

impl<T: Shareable> Shared<T> {
    const WORDS: usize = size_of::<T>().div_ceil(8).next_multiple_of(LINE_WORDS);

    /// Takes memory. Fails when the system has none to share.
    pub fn new() -> io::Result<Self> {
        const { assert!(align_of::<T>() <= 8 * LINE_WORDS) };
        let generation = fork::generation();
        CUT.with_borrow_mut(|cut| {
            let fits = |cut: &&mut Cut| cut.generation == generation && cut.used + Self::WORDS <= cut.chunk.len();
            let cut = match cut.as_mut().filter(fits) {
                Some(_) => cut.as_mut().expect("it was there"),
                None => {
                    let chunk = Arc::new(Mapping::new(CHUNK_WORDS.max(Self::WORDS))?);
                    cut.insert(Cut { chunk, used: 0, generation })
                }
            };
            let place = cut.used;
            cut.used += Self::WORDS;
            Ok(Self { chunk: Arc::clone(&cut.chunk), place, _value: PhantomData })
        })
    }
}

impl<T: Shareable> Deref for Shared<T> {
    type Target = T;

    fn deref(&self) -> &T {
        // SAFETY: the place lies in the chunk, which lives as long as `self`; it was zero, which is a value, at a cache
        // line's start, and is used by nothing else.
        unsafe { self.chunk.start.add(self.place).cast().as_ref() }
    }
}

/// Numbers that processes share, in pages of their own: zero at first, and no page is used before it is written.
#[derive(Debug)]
pub struct Mapping {
    start: NonNull<AtomicU64>,
    count: usize,
}

// SAFETY: atomics, in memory that is no thread's own.
unsafe impl Send for Mapping {}
// SAFETY: as above.
unsafe impl Sync for Mapping {}

impl Mapping {
    /// Maps `count` numbers, at least one. Fails when the system has no memory to share.
    pub fn new(count: usize) -> io::Result<Self> {
        let bytes = count.max(1).checked_mul(8).ok_or(io::ErrorKind::OutOfMemory)?;
        let access = libc::PROT_READ | libc::PROT_WRITE;
        let flags = libc::MAP_SHARED | libc::MAP_ANONYMOUS;
        // SAFETY: a new anonymous mapping at a place of the kernel's choice touches no memory of ours.
        let pages = unsafe { libc::mmap(std::ptr::null_mut(), bytes, access, flags, -1, 0) };
        match NonNull::new(pages.cast()) {
            Some(start) if pages != libc::MAP_FAILED => Ok(Self { start, count: bytes / 8 }),
            _ => Err(io::Error::last_os_error()),
        }
    }
}

impl Deref for Mapping {
    type Target = [AtomicU64];

    fn deref(&self) -> &[AtomicU64] {
        // SAFETY: mapped as long as `self` lives, aligned to a page, and only ever used as atomics.
        unsafe { std::slice::from_raw_parts(self.start.as_ptr(), self.count) }
    }
}

impl Drop for Mapping {
    fn drop(&mut self) {
        // SAFETY: the mapping is ours, and nobody has a reference to it any more.
        unsafe { libc::munmap(self.start.as_ptr().cast(), self.count * 8) };
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::Ordering::SeqCst;

    /// Runs `work` in a forked child and waits for its end.
    fn in_child(work: impl FnOnce()) {
        // SAFETY: the child only does what the test says and leaves by _exit.
        let child = unsafe { libc::fork() };
        if child == 0 {
            work();
            // SAFETY: ends the child without running the harness's exit handlers.
            unsafe { libc::_exit(0) };
        }
        // SAFETY: waits for our own child; the status may be null.
        unsafe { libc::waitpid(child, std::ptr::null_mut(), 0) };
    }

    #[test]
    fn a_forked_child_writes_what_its_parent_reads() {
        let word = SharedWord::new().expect("memory is left");
        in_child(|| word.store(7, SeqCst));
        assert_eq!(word.load(SeqCst), 7);
    }

    #[test]
    fn values_made_after_a_fork_are_the_makers_own() {
        let _before = SharedWord::new().expect("memory is left");
        in_child(|| SharedWord::new().expect("memory is left").store(7, SeqCst));
        assert_eq!(SharedWord::new().expect("memory is left").load(SeqCst), 0);
    }

    #[test]
    fn values_do_not_overlap_and_start_at_zero() {
        let words: Vec<_> = (0..3000).map(|_| Shared::<[AtomicU32; 20]>::new().expect("memory is left")).collect();
        for (number, word) in words.iter().enumerate() {
            for part in &**word {
                assert_eq!(part.swap(number as u32 + 1, SeqCst), 0);
            }
        }
        assert!(words.iter().enumerate().all(|(number, word)| word[19].load(SeqCst) == number as u32 + 1));
    }

    #[test]
    fn memory_that_there_is_not_is_an_error() {
        assert!(Mapping::new(usize::MAX / 2).is_err());
        assert!(Mapping::new(1 << 56).is_err());
    }
}
