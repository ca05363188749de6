//! Several buffers in one call.

use crate::io::Interest;
use crate::net::socket::Partial;
use crate::net::socket::Patience;
use crate::net::socket::Side;
use crate::net::socket::Socket;
use crate::net::socket::Try;
use crate::net::tls;
use crate::sys::socket;
use std::io::IoSlice;
use std::io::IoSliceMut;
use std::os::fd::RawFd;
use std::time::Duration;

/// The most that one record of TLS holds.
const RECORD: usize = 16 << 10;

impl Socket {
    /// Receives into several buffers, in order. With `all`, until they are full.
    pub fn receive_vector(&self, buffers: &mut [Vec<u8>], all: bool, timeout: Option<Duration>) -> Partial {
        let wanted: usize = buffers.iter().map(Vec::len).sum();
        let mut done = 0;
        let why = self.need(Side::Read).and_then(|()| {
            let mut patience = Patience::new(timeout);
            while done < wanted {
                let mut rest: Vec<IoSliceMut<'_>> = beyond(buffers, done);
                let received =
                    self.attempt_in(Side::Read, &mut patience, &mut |fd| self.try_receive_vector(fd, &mut rest))?;
                done += received;
                if received == 0 || !all {
                    break;
                }
            }
            Ok(())
        });
        Partial { done, why }
    }

    /// Sends several buffers, in order. With `all`, until they are sent.
    pub fn send_vector(&self, buffers: &[&[u8]], all: bool, timeout: Option<Duration>) -> Partial {
        let wanted: usize = buffers.iter().map(|buffer| buffer.len()).sum();
        let mut done = 0;
        let why = self.need(Side::Write).and_then(|()| {
            let mut patience = Patience::new(timeout);
            while done < wanted {
                let rest = rest_of(buffers, done);
                done += self.attempt_in(Side::Write, &mut patience, &mut |fd| self.try_send_vector(fd, &rest))?;
                if !all {
                    break;
                }
            }
            Ok(())
        });
        Partial { done, why }
    }

    fn try_receive_vector(&self, fd: RawFd, buffers: &mut [IoSliceMut<'_>]) -> Try<usize> {
        let received = self.session(|session| {
            let mut done = 0;
            // What is decrypted already, and what one look at the wire brings.
            for buffer in buffers.iter_mut() {
                match session.read(buffer) {
                    Ok(tls::Attempt::Done(received)) => {
                        done += received;
                        if received < buffer.len() {
                            break;
                        }
                    }
                    other if done == 0 => return other,
                    _ => break,
                }
            }
            Ok(tls::Attempt::Done(done))
        });
        match received {
            Some(result) => Try::of_session(result),
            None => Try::of(socket::receive_vector(fd, buffers), Interest::READ),
        }
    }

    fn try_send_vector(&self, fd: RawFd, buffers: &[IoSlice<'_>]) -> Try<usize> {
        // One record for all, as far as they fit: the other end is likely to read them at once, too.
        let sent = self.session(|session| {
            let mut record = Vec::new();
            for buffer in buffers {
                let room = RECORD - record.len();
                record.extend_from_slice(&buffer[..room.min(buffer.len())]);
            }
            session.write(&record)
        });
        match sent {
            Some(result) => Try::of_session(result),
            None => Try::of(socket::send_vector(fd, buffers), Interest::WRITE),
        }
    }
}

/// What the first `done` bytes have left free.
fn beyond(buffers: &mut [Vec<u8>], mut done: usize) -> Vec<IoSliceMut<'_>> {
    let mut rest = Vec::with_capacity(buffers.len());
    for buffer in buffers {
        let skipped = done.min(buffer.len());
        done -= skipped;
        if skipped < buffer.len() {
            rest.push(IoSliceMut::new(&mut buffer[skipped..]));
        }
    }
    rest
}

/// What comes after the first `done` bytes.
fn rest_of<'a>(buffers: &[&'a [u8]], mut done: usize) -> Vec<IoSlice<'a>> {
    let mut rest = Vec::with_capacity(buffers.len());
    for buffer in buffers {
        let skipped = done.min(buffer.len());
        done -= skipped;
        if skipped < buffer.len() {
            rest.push(IoSlice::new(&buffer[skipped..]));
        }
    }
    rest
}
