//! Which families of calls act: Swoole's `SWOOLE_HOOK_*` and their meaning here.
//!
//! Invariant: a family whose flag is cleared blocks, whoever calls it; the flags hold for the process.
//! Swoole replaces PHP functions, Swirl libc calls, so a flag names a kind of descriptor or call, or the
//! library that makes it.

use std::sync::atomic::AtomicU32;
use std::sync::atomic::Ordering::Relaxed;

/// TCP sockets.
pub const TCP: u32 = 1 << 1;
/// UDP sockets.
pub const UDP: u32 = 1 << 2;
/// Unix stream sockets.
pub const UNIX: u32 = 1 << 3;
/// Unix datagram sockets.
pub const UDG: u32 = 1 << 4;
/// `ssl://`: a TCP socket to the kernel; names OpenSSL's own reads and writes.
pub const SSL: u32 = 1 << 5;
/// `tls://`: as [`SSL`].
pub const TLS: u32 = 1 << 6;
/// `select`, and `poll` on several descriptors.
pub const STREAM_FUNCTION: u32 = 1 << 7;
/// Locks on files.
pub const FILE: u32 = 1 << 8;
/// The sleep family.
pub const SLEEP: u32 = 1 << 9;
/// Children: waits for them, and pipes to them.
pub const PROC: u32 = 1 << 10;
/// Swoole's own curl: the same here as [`NATIVE_CURL`].
pub const CURL: u32 = 1 << 11;
/// libcurl.
pub const NATIVE_CURL: u32 = 1 << 12;
/// Name resolution, and System V messages and semaphores.
pub const BLOCKING_FUNCTION: u32 = 1 << 13;
/// The sockets extension.
pub const SOCKETS: u32 = 1 << 14;
/// Terminals and other character devices.
pub const STDIO: u32 = 1 << 15;
/// libpq.
pub const PDO_PGSQL: u32 = 1 << 16;
/// SQLite: its waits for a busy database.
pub const PDO_SQLITE: u32 = 1 << 19;
/// Name resolution.
pub const NET_FUNCTION: u32 = 1 << 21;
/// Everything but `CURL` and MongoDB, as in Swoole.
pub const ALL: u32 = 0x7fbf_f7ff;

/// Every kind of socket.
pub const ANY_SOCKET: u32 = TCP | UDP | UNIX | UDG;
/// Every kind of descriptor.
pub const ANY_DESCRIPTOR: u32 = ANY_SOCKET | PROC | STDIO;

static FLAGS: AtomicU32 = AtomicU32::new(ALL);

/// The flags now.
pub fn flags() -> u32 {
    FLAGS.load(Relaxed)
}

/// Sets the flags; waits that are going on are not touched.
pub fn set_flags(flags: u32) {
    FLAGS.store(flags, Relaxed);
}
