//! Sending files.

use crate::io::Interest;
use crate::net::socket::Failure;
use crate::net::socket::Patience;
use crate::net::socket::Result;
use crate::net::socket::Side;
use crate::net::socket::Socket;
use crate::net::socket::Try;
use crate::net::socket::code;
use crate::sys::errno;
use crate::sys::socket;
use std::fs::File;
use std::io;
use std::os::fd::AsRawFd;
use std::os::unix::fs::FileExt;
use std::time::Duration;

/// How much goes at once.
const CHUNK: usize = 256 << 10;
/// How much is read at once when TLS has to see it.
const READ: usize = 64 << 10;

impl Socket {
    /// Sends a file, or `length` bytes of it (0: all that is left), from `offset` on.
    pub fn send_file(&self, path: &str, offset: u64, length: u64, timeout: Option<Duration>) -> Result<()> {
        self.need(Side::Write)?;
        let told = |call: &str, why: io::Error| {
            let number = why.raw_os_error().unwrap_or(libc::EIO);
            Failure::Told(number, format!("{call}({path}) failed, {}", errno::describe(number)))
        };
        let file = File::open(path).map_err(|why| told("open", why))?;
        let end = match length {
            0 => file.metadata().map_err(|why| told("fstat", why))?.len(),
            some => offset.saturating_add(some),
        };
        let mut patience = Patience::new(timeout);
        let mut at = offset;
        while at < end {
            let left = usize::try_from(end - at).unwrap_or(usize::MAX);
            let sent = match self.session(|_| ()) {
                Some(()) => self.send_chunk(&file, at, left.min(READ), &mut patience)?,
                None => self.attempt_in(Side::Write, &mut patience, &mut |fd| {
                    Try::of(socket::send_file(fd, file.as_raw_fd(), at, left.min(CHUNK)), Interest::WRITE)
                })?,
            };
            if sent == 0 {
                return Err(Failure::Told(code::SYSTEM_CALL_FAIL, "sendfile return zero".into()));
            }
            at += sent as u64;
        }
        Ok(())
    }

    fn send_chunk(&self, file: &File, at: u64, length: usize, patience: &mut Patience) -> Result<usize> {
        let mut chunk = vec![0; length];
        let read = file.read_at(&mut chunk, at)?;
        let mut sent = 0;
        while sent < read {
            sent += self.send_in(&chunk[sent..read], patience)?;
        }
        Ok(sent)
    }
}
