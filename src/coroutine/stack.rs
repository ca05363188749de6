//! Stacks for coroutines, from a pool.
//!
//! ```text
//! top    ┌──────────────┐  aligned to 4 KiB
//!        │ host area    │  HOST_AREA bytes for the host's own use (PHP: the first page of the VM stack)
//! base   ├──────────────┤  where the C stack begins
//!        │      ↓       │
//!        │              │  touched pages only are resident
//! limit  ├──────────────┤
//!        │ guard        │  one page; touching it faults
//! bottom └──────────────┘
//! ```
//!
//! Stacks are cut from large slabs that are never unmapped while the pool lives: a slab is one mapping, so a million
//! stacks cost a few hundred of the kernel's 65,530 mappings. Guards are `MADV_GUARD_INSTALL` marks where the kernel has
//! them (Linux 6.13), which need no mapping of their own; elsewhere `PROT_NONE` pages, up to a budget.
//!
//! Free stacks are handed out last in, first out, while they are warm. Their memory is given back by [`Pool::trim`],
//! which the loop calls when it has nothing to do: giving back at every return would cost more than the switch itself.

use std::num::NonZeroUsize;

use corosensei::stack::StackPointer;
use corosensei::stack::valgrind::ValgrindStackRegistration;

/// Bytes above a stack's base that belong to the host.
pub const HOST_AREA: usize = 2048;
/// The smallest stack, in bytes.
pub const MIN_STACK_SIZE: usize = 64 * 1024;
/// The largest stack, in bytes.
pub const MAX_STACK_SIZE: usize = 16 * 1024 * 1024;
/// Size of a stack unless the user asks otherwise, in bytes.
pub const DEFAULT_STACK_SIZE: usize = 2 * 1024 * 1024;

/// Bytes of the guard below each stack.
pub const GUARD: usize = PAGE;

const PAGE: usize = 4096;
const SLAB_BYTES: usize = 128 * 1024 * 1024;
/// Slabs begin at a multiple of what one page table covers, so that a stack's guard and top share a page table.
const SLAB_ALIGN: usize = 2 * 1024 * 1024;
/// Left free above each stack. Were stacks a power of two apart, the pages that they all use would fall into one set of
/// the TLB and of the page-walk caches: with 1,000 coroutines alive a switch took three times as long.
const STAGGER: usize = PAGE;
/// `PROT_NONE` guards split a mapping in two; this many leave half of the kernel's default limit to others.
const PROT_NONE_BUDGET: usize = 12_000;
/// Free stacks that stay warm through a trim.
const KEEP_WARM: usize = 64;
const MADV_GUARD_INSTALL: libc::c_int = 102;

/// One stack. The pool that cut it takes it back.
pub struct Stack {
    bottom: usize,
    size: usize,
    /// Lets valgrind follow the switches; nothing without valgrind.
    _valgrind: ValgrindStackRegistration,
}

impl Stack {
    /// The host's bytes above the base: [`HOST_AREA`] of them, aligned to 2 KiB.
    pub fn host_area(&self) -> *mut u8 {
        (self.bottom + self.size - HOST_AREA) as *mut u8
    }

    /// The lowest address that may be used.
    pub fn low(&self) -> usize {
        self.bottom + GUARD
    }

    /// Size in bytes, the guard and the host area included.
    pub fn size(&self) -> usize {
        self.size
    }

    fn top(&self) -> usize {
        self.bottom + self.size - HOST_AREA
    }
}

// SAFETY: `bottom..bottom + size` is mapped memory that nobody else uses until the stack goes back to the pool; base and
// limit are aligned to at least 2 KiB and the limit includes the guard page, as the trait asks.
unsafe impl corosensei::stack::Stack for Stack {
    fn base(&self) -> StackPointer {
        NonZeroUsize::new(self.top()).expect("a mapping is never at address 0")
    }

    fn limit(&self) -> StackPointer {
        NonZeroUsize::new(self.bottom).expect("a mapping is never at address 0")
    }
}

/// How overflow is caught.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Guard {
    /// A mark in the page table; costs no mapping.
    Mark,
    /// A `PROT_NONE` page; costs two mappings.
    Page,
    /// Not at all: neither was to be had.
    None,
}

/// Cuts, keeps and reuses stacks of one size.
pub struct Pool {
    size: usize,
    free: Vec<Stack>,
    /// The slab that stacks are cut from, and where the next one begins.
    slab: std::ops::Range<usize>,
    guard: Guard,
    guard_pages: usize,
    /// So many of the free stacks, from the bottom, have no memory.
    trimmed: usize,
}

impl Pool {
    /// A pool of stacks of `size` bytes, rounded to pages and to the limits.
    pub fn new(size: usize) -> Self {
        Self { size: rounded(size), free: Vec::new(), slab: 0..0, guard: Guard::Mark, guard_pages: 0, trimmed: 0 }
    }

    /// Size of the stacks handed out from now on, in bytes.
    pub fn size(&self) -> usize {
        self.size
    }

    /// How the newest stacks are guarded.
    pub fn guard(&self) -> Guard {
        self.guard
    }

    /// Hands out stacks of another size from now on.
    pub fn resize(&mut self, size: usize) {
        let size = rounded(size);
        if size == self.size {
            return;
        }
        for stack in self.free.drain(..) {
            release(&stack);
        }
        self.trimmed = 0;
        self.slab = 0..0;
        self.size = size;
    }

    /// A stack, warm if there is one.
    pub fn take(&mut self) -> std::io::Result<Stack> {
        match self.free.pop() {
            Some(stack) => {
                self.trimmed = self.trimmed.min(self.free.len());
                Ok(stack)
            }
            None => self.cut(),
        }
    }

    /// Takes back a stack that nobody runs on any more.
    pub fn give_back(&mut self, stack: Stack) {
        if stack.size == self.size {
            self.free.push(stack);
        } else {
            release(&stack);
        }
    }

    /// Gives the memory of free stacks back to the system, but for a few that stay warm.
    pub fn trim(&mut self) {
        let cold = self.free.len().saturating_sub(KEEP_WARM);
        for stack in &self.free[self.trimmed.min(cold)..cold] {
            release(stack);
        }
        self.trimmed = self.trimmed.max(cold);
    }

    fn cut(&mut self) -> std::io::Result<Stack> {
        if self.slab.len() < self.size + STAGGER {
            self.slab = map_slab(self.size.max(SLAB_BYTES))?;
        }
        let bottom = self.slab.start;
        self.slab.start += self.size + STAGGER;
        self.install_guard(bottom);
        let valgrind = ValgrindStackRegistration::new(bottom as *mut u8, self.size);
        Ok(Stack { bottom, size: self.size, _valgrind: valgrind })
    }

    fn install_guard(&mut self, bottom: usize) {
        // SAFETY: `bottom` is the lowest page of a stack that was just cut and that nobody uses yet.
        if self.guard == Guard::Mark && unsafe { libc::madvise(bottom as *mut _, PAGE, MADV_GUARD_INSTALL) } != 0 {
            self.guard = Guard::Page;
        }
        if self.guard == Guard::Page {
            self.guard_pages += 1;
            // SAFETY: as above.
            let failed = unsafe { libc::mprotect(bottom as *mut _, PAGE, libc::PROT_NONE) } != 0;
            if failed || self.guard_pages >= PROT_NONE_BUDGET {
                self.guard = Guard::None;
            }
        }
    }
}

fn rounded(size: usize) -> usize {
    size.clamp(MIN_STACK_SIZE, MAX_STACK_SIZE).next_multiple_of(PAGE)
}

/// Address space only: pages come when they are touched.
fn map_slab(bytes: usize) -> std::io::Result<std::ops::Range<usize>> {
    let length = bytes + SLAB_ALIGN;
    // SAFETY: a fresh anonymous mapping at an address of the kernel's choice.
    let start = unsafe {
        libc::mmap(
            std::ptr::null_mut(),
            length,
            libc::PROT_READ | libc::PROT_WRITE,
            libc::MAP_PRIVATE | libc::MAP_ANONYMOUS | libc::MAP_NORESERVE,
            -1,
            0,
        )
    };
    if start == libc::MAP_FAILED {
        return Err(std::io::Error::last_os_error());
    }
    // A huge page would make every stack resident whole. Where this fails the system has none.
    // SAFETY: the mapping just made.
    unsafe { libc::madvise(start, length, libc::MADV_NOHUGEPAGE) };
    let aligned = (start as usize).next_multiple_of(SLAB_ALIGN);
    Ok(aligned..start as usize + length)
}

/// Gives a free stack's memory back to the system; the guard stays.
fn release(stack: &Stack) {
    // SAFETY: the stack is free, so nothing on it is alive; its range lies in a mapping of our own.
    unsafe { libc::madvise(stack.low() as *mut _, stack.size - PAGE, libc::MADV_DONTNEED) };
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_stack_returned_is_the_first_handed_out() {
        let mut pool = Pool::new(DEFAULT_STACK_SIZE);
        let (a, b) = (pool.take().expect("memory"), pool.take().expect("memory"));
        let last = b.bottom;
        pool.give_back(a);
        pool.give_back(b);
        assert_eq!(pool.take().expect("memory").bottom, last);
    }

    #[test]
    fn trimmed_stacks_read_as_zero_and_warm_ones_keep_their_bytes() {
        let mut pool = Pool::new(MIN_STACK_SIZE);
        let stacks: Vec<Stack> = (0..KEEP_WARM + 2).map(|_| pool.take().expect("memory")).collect();
        for stack in stacks {
            // SAFETY: inside a stack that this test owns.
            unsafe { stack.host_area().write(7) };
            pool.give_back(stack);
        }
        pool.trim();
        // SAFETY: as above.
        let bytes: Vec<u8> = pool.free.iter().map(|stack| unsafe { stack.host_area().read() }).collect();
        assert_eq!(bytes[..2], [0, 0]);
        assert!(bytes[2..].iter().all(|&byte| byte == 7));
    }

    #[test]
    fn a_size_is_rounded_to_pages_and_kept_within_limits() {
        assert_eq!(Pool::new(1).size(), MIN_STACK_SIZE);
        assert_eq!(Pool::new(usize::MAX).size(), MAX_STACK_SIZE);
        assert_eq!(Pool::new(300_001).size() % PAGE, 0);
    }

    #[test]
    fn stacks_of_another_size_do_not_come_back_after_a_resize() {
        let mut pool = Pool::new(MIN_STACK_SIZE);
        let old = pool.take().expect("memory");
        pool.resize(DEFAULT_STACK_SIZE);
        pool.give_back(old);
        assert_eq!(pool.take().expect("memory").size(), DEFAULT_STACK_SIZE);
    }
}
