//! Swirl: coroutines for PHP.
//!
//! Layers, top to bottom; imports run downwards only (`tests/layers.rs` holds that):
//!
//! ```text
//! php        Zend types only here
//! server     workers of a master, and their messages
//! hook net   replacements for blocking libc calls (C ABI) | sockets, TLS, HTTP, clients
//! io         try, EAGAIN, park, try again; the event loop
//! sync       channel, wait group, lock
//! coroutine  stacks, scheduler, park and wake: the only caller of resume
//! reactor    mio: who is ready
//! sys timer  system calls, ELF, clock | the timer wheel
//! proto      framing of byte streams, knows no socket
//! ```

pub mod coroutine;
#[cfg(target_os = "linux")]
pub mod hook;
pub mod io;
#[cfg(target_os = "linux")]
pub mod net;
#[cfg(feature = "php")]
pub mod php;
pub mod proto;
pub mod reactor;
#[cfg(target_os = "linux")]
pub mod server;
pub mod sync;
pub mod sys;
pub mod timer;
