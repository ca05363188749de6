//! A number that a process shares with those it forks.
//!
//! Invariant: the page is mapped as long as the value lives; a forked child has a mapping of its own of the same page, so
//! that one process letting go takes nothing from the other.

use std::io;
use std::ops::Deref;
use std::ptr::NonNull;
use std::sync::atomic::AtomicU32;

/// An atomic number in a page of its own, zero at first.
#[derive(Debug)]
pub struct SharedWord(NonNull<AtomicU32>);

impl SharedWord {
    /// Maps the page.
    pub fn new() -> io::Result<Self> {
        let access = libc::PROT_READ | libc::PROT_WRITE;
        let flags = libc::MAP_SHARED | libc::MAP_ANONYMOUS;
        // SAFETY: a new anonymous mapping at a place of the kernel's choice touches no memory of ours.
        let page = unsafe { libc::mmap(std::ptr::null_mut(), size_of::<AtomicU32>(), access, flags, -1, 0) };
        match NonNull::new(page.cast()) {
            Some(word) if page != libc::MAP_FAILED => Ok(Self(word)),
            _ => Err(io::Error::last_os_error()),
        }
    }
}

impl Deref for SharedWord {
    type Target = AtomicU32;

    fn deref(&self) -> &AtomicU32 {
        // SAFETY: mapped as long as `self` lives, aligned to a page, and only ever used as an atomic.
        unsafe { self.0.as_ref() }
    }
}

impl Drop for SharedWord {
    fn drop(&mut self) {
        // SAFETY: the mapping is ours, and nobody has a reference to it any more.
        unsafe { libc::munmap(self.0.as_ptr().cast(), size_of::<AtomicU32>()) };
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::Ordering::SeqCst;

    #[test]
    fn a_forked_child_writes_what_its_parent_reads() {
        let word = SharedWord::new().expect("memory is left");
        // SAFETY: the child only writes an atomic and leaves by _exit.
        let child = unsafe { libc::fork() };
        if child == 0 {
            word.store(7, SeqCst);
            // SAFETY: ends the child without running the harness's exit handlers.
            unsafe { libc::_exit(0) };
        }
        // SAFETY: waits for our own child; the status may be null.
        unsafe { libc::waitpid(child, std::ptr::null_mut(), 0) };
        assert_eq!(word.load(SeqCst), 7);
    }
}
