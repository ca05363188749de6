//! Whether a call acts or goes straight to libc.
//!
//! Invariants: the first test is one relaxed load of a static, and while no coroutine runs it is the only
//! one; nothing here changes errno; a call that does not act goes to the original with its arguments
//! untouched.
//!
//! A hook is compiled once a *caller* (the kind of object whose import slot leads to it), so it knows
//! without looking who called. The engine and its extensions are judged by the descriptor, a library by
//! its own flag.

use crate::coroutine;
use crate::hook::flags;
use crate::sys::errno;
use crate::sys::fd;
use crate::sys::fd::Kind;
use crate::sys::fork;
use std::os::fd::RawFd;
use std::sync::atomic::AtomicU32;
use std::sync::atomic::Ordering::Relaxed;

/// The engine and extensions without a flag of their own: judged by the descriptor.
pub const PHP: u32 = 0;
/// libcurl and ext/curl.
pub const CURL: u32 = flags::NATIVE_CURL | flags::CURL;
/// ext/sockets.
pub const SOCKETS: u32 = flags::SOCKETS;
/// libpq and its extensions.
pub const PGSQL: u32 = flags::PDO_PGSQL;
/// libcrypto.
pub const CRYPTO: u32 = flags::SSL | flags::TLS;
/// libsqlite3.
pub const SQLITE: u32 = flags::PDO_SQLITE;

/// The fork generation in which hooks act; a child acts only when it installs them itself.
static ACTS_IN: AtomicU32 = AtomicU32::new(OFF);

/// Not a generation that a process reaches.
const OFF: u32 = u32::MAX;

/// Lets hooks act in this process.
pub fn turn_on() {
    ACTS_IN.store(fork::generation(), Relaxed);
}

/// Makes every hook go straight to libc.
pub fn turn_off() {
    ACTS_IN.store(OFF, Relaxed);
}

/// Whether a call of `family` (flags, any of which is enough) acts.
#[inline(always)]
pub fn acts<const CALLER: u32>(family: u32) -> bool {
    coroutine::running_flag().load(Relaxed) != 0 && acts_here(if CALLER == PHP { family } else { CALLER })
}

/// Whether a call on a socket acts.
#[inline(always)]
pub fn acts_on_socket<const CALLER: u32>(fd: RawFd) -> bool {
    acts::<CALLER>(flags::ANY_SOCKET) && (CALLER != PHP || allows(fd, flags::ANY_SOCKET))
}

/// Whether a call on a descriptor of any kind acts.
#[inline(always)]
pub fn acts_on<const CALLER: u32>(fd: RawFd) -> bool {
    acts::<CALLER>(flags::ANY_DESCRIPTOR) && (CALLER != PHP || allows(fd, flags::ANY_DESCRIPTOR))
}

/// Whether the engine's calls of `family` act.
pub fn acts_on_family(family: u32) -> bool {
    acts::<PHP>(family)
}

/// Whether the calls of ext/sockets act.
pub fn acts_on_sockets() -> bool {
    acts::<SOCKETS>(flags::SOCKETS)
}

#[inline(never)]
fn acts_here(any_of: u32) -> bool {
    flags::flags() & any_of != 0 && ACTS_IN.load(Relaxed) == fork::generation() && coroutine::can_park()
}

/// Looks at the descriptor only where the flags tell kinds apart.
#[inline]
fn allows(fd: RawFd, kinds: u32) -> bool {
    let flags = flags::flags();
    flags & kinds == kinds || flags & errno::kept(|| family_of(fd)) != 0
}

fn family_of(fd: RawFd) -> u32 {
    match fd::kind(fd) {
        Ok(Kind::Socket) => socket_family_of(fd),
        Ok(Kind::Fifo | Kind::Anonymous) => flags::PROC,
        Ok(Kind::Character) => flags::STDIO,
        Ok(Kind::Regular) | Err(_) => 0,
    }
}

fn socket_family_of(fd: RawFd) -> u32 {
    let local = fd::socket_family(fd).is_ok_and(|family| family == libc::AF_UNIX);
    let stream = fd::socket_type(fd).is_ok_and(|kind| kind != libc::SOCK_DGRAM);
    match (local, stream) {
        (false, true) => flags::TCP,
        (false, false) => flags::UDP,
        (true, true) => flags::UNIX,
        (true, false) => flags::UDG,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::fd::AsRawFd;

    #[test]
    fn nothing_acts_outside_coroutines() {
        turn_on();
        assert!(!acts_here(flags::ALL));
    }

    #[test]
    fn the_family_of_a_descriptor_is_its_kind() -> std::io::Result<()> {
        let (unix, _peer) = std::os::unix::net::UnixStream::pair()?;
        let udp = std::net::UdpSocket::bind("127.0.0.1:0")?;
        let (pipe, _writer) = std::io::pipe()?;
        let null = std::fs::File::open("/dev/null")?;
        let families = [unix.as_raw_fd(), udp.as_raw_fd(), pipe.as_raw_fd(), null.as_raw_fd(), -1].map(family_of);
        assert_eq!(families, [flags::UNIX, flags::UDP, flags::PROC, flags::STDIO, 0]);
        Ok(())
    }
}
