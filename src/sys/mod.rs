//! The only layer that makes system and libc calls, and therefore the home of most `unsafe`.
//!
//! What a platform owes the layers above, as a list of promises:
//!
//! - `clock`: a monotonic instant in nanoseconds, the same for every thread of the process;
//! - `errno`: read and write the thread's errno without disturbing it otherwise;
//! - `fd`: what a descriptor is and how it behaves, asked of the kernel each time, never cached;
//! - `fork`: a number that differs between a parent and its forked child;
//! - `real`: the blocking functions of libc as they were before anything was hooked;
//! - `elf`: the import slots of the loaded objects, and a way to write them;
//! - `machine`: processors and network interfaces;
//! - `process`, `signal`: children, signal masks, signals as readiness;
//! - `names`, `volume`: libc's resolver, file systems;
//! - `shared`: memory that a process shares with those it forks.
//!
//! Nothing here knows coroutines: every call does what its name says and returns.

pub mod clock;
#[cfg(target_os = "linux")]
pub mod elf;
#[cfg(not(target_os = "linux"))]
#[path = "elf_unsupported.rs"]
pub mod elf;
pub mod errno;
pub mod fd;
pub mod fork;
pub mod machine;
#[cfg(target_os = "linux")]
pub mod names;
#[cfg(target_os = "linux")]
pub mod process;
#[cfg(target_os = "linux")]
pub mod real;
pub mod shared;
pub mod signal;
#[cfg(target_os = "linux")]
pub mod volume;
