//! The replacements, called as a PHP extension would, by coroutines.

use super::*;
use crate::coroutine;
use crate::hook::decide::PHP;
use crate::io;
use crate::io::testing::go;
use crate::io::testing::logged;
use crate::io::testing::run;
use crate::sys::clock;
use crate::sys::errno;
use libc::c_int;
use std::io::Read;
use std::io::Write;
use std::net::TcpListener;
use std::net::TcpStream;
use std::os::fd::AsRawFd;
use std::os::fd::RawFd;
use std::os::unix::net::UnixStream;
use std::ptr;
use std::time::Duration;

mod descriptors;
mod looks;
mod others;
mod sockets;
mod waits;

/// What a call gave, with errno where it failed.
type Answer = Result<isize, c_int>;

fn answer(result: isize) -> Answer {
    if result < 0 { Err(errno::get()) } else { Ok(result) }
}

fn pair() -> (UnixStream, UnixStream) {
    decide::turn_on();
    UnixStream::pair().expect("socketpair works")
}

fn recv(fd: RawFd, buffer: &mut [u8], flags: c_int) -> Answer {
    // SAFETY: pointer and length are the slice's.
    answer(unsafe { socket::recv::<PHP>(fd, buffer.as_mut_ptr().cast(), buffer.len(), flags) })
}

fn send(fd: RawFd, bytes: &[u8]) -> Answer {
    // SAFETY: pointer and length are the slice's.
    answer(unsafe { socket::send::<PHP>(fd, bytes.as_ptr().cast(), bytes.len(), libc::MSG_NOSIGNAL) })
}

fn read(fd: RawFd, buffer: &mut [u8]) -> Answer {
    // SAFETY: pointer and length are the slice's.
    answer(unsafe { rw::read::<PHP>(fd, buffer.as_mut_ptr().cast(), buffer.len()) })
}

fn write(fd: RawFd, bytes: &[u8]) -> Answer {
    // SAFETY: pointer and length are the slice's.
    answer(unsafe { rw::write::<PHP>(fd, bytes.as_ptr().cast(), bytes.len()) })
}

fn poll(list: &mut [libc::pollfd], timeout: c_int) -> Answer {
    // SAFETY: pointer and length are the slice's.
    answer(unsafe { poll::poll::<PHP>(list.as_mut_ptr(), list.len() as _, timeout) } as isize)
}

fn nap(millis: u64) {
    // SAFETY: takes no pointer.
    unsafe { sleep::usleep::<PHP>(millis as u32 * 1000) };
}

fn readable(fd: RawFd) -> libc::pollfd {
    libc::pollfd { fd, events: libc::POLLIN, revents: 0 }
}

#[test]
fn of_a_test_binary_only_libcrypto_is_hooked() {
    // OpenSSL's library of primitives, which is on the list for the sake of PHP's streams: its `read` and `write`.
    let installed = install();
    assert!(installed.objects <= 1 && installed.slots <= 2, "{installed:?}");
    assert_eq!(install(), install());
}
