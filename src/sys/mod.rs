//! The only layer that makes system and libc calls, and therefore the home of most `unsafe`.
//!
//! What a platform owes the layers above, as a list of promises:
//!
//! - `cache`: hints, that may do nothing;
//! - `clock`: a monotonic instant in nanoseconds, the same for every thread of the process;
//! - `errno`: read and write the thread's errno without disturbing it otherwise;
//! - `fd`: what a descriptor is and how it behaves, asked of the kernel each time, never cached;
//! - `fifo`: named pipes, before they are open and before somebody writes;
//! - `fork`: a number that differs between a parent and its forked child;
//! - `futex`: sleeping on a number until somebody, in any process, wakes the sleepers;
//! - `real`: the blocking functions of libc as they were before anything was hooked;
//! - `datagrams`: many of them in one call;
//! - `elf`: the import slots of the loaded objects, and a way to write them;
//! - `machine`: processors and network interfaces;
//! - `process`, `signal`: children, signal masks, signals as readiness;
//! - `spawn`, `priority`, `identity`: new processes, how they run, and as whom;
//! - `socket_pair`, `message_queue`: ways to talk to them;
//! - `names`, `resolver`, `volume`: libc's resolver and its state, file systems;
//! - `owner`: locks in shared memory that outlive their holders;
//! - `shared`: memory that a process shares with those it forks.
//!
//! Nothing here knows coroutines: every call does what its name says and returns.

pub mod cache;
pub mod clock;
#[cfg(target_os = "linux")]
pub mod datagrams;
#[cfg(target_os = "linux")]
pub mod elf;
#[cfg(not(target_os = "linux"))]
#[path = "elf_unsupported.rs"]
pub mod elf;
pub mod errno;
pub mod fd;
#[cfg(target_os = "linux")]
pub mod fifo;
pub mod fork;
#[cfg(target_os = "linux")]
pub mod futex;
#[cfg(target_os = "linux")]
pub mod identity;
#[cfg(target_os = "linux")]
pub mod interface;
pub mod machine;
#[cfg(target_os = "linux")]
pub mod message_queue;
#[cfg(target_os = "linux")]
pub mod names;
pub mod owner;
pub mod priority;
#[cfg(target_os = "linux")]
pub mod process;
#[cfg(target_os = "linux")]
pub mod real;
#[cfg(target_os = "linux")]
pub mod resolver;
pub mod shared;
pub mod signal;
#[cfg(target_os = "linux")]
pub mod socket;
#[cfg(target_os = "linux")]
pub mod socket_pair;
#[cfg(target_os = "linux")]
pub mod spawn;
#[cfg(target_os = "linux")]
pub mod volume;
