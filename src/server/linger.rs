//! Connections that were closed here while their clients may still be sending.
//!
//! A close with unread bytes is a reset, by which a client may lose what was sent to it last: the answer that says why its
//! request was refused. So these are closed for writing only, and what comes is thrown away until the client ends, too, or
//! its time is up. To everybody else they are gone.

use std::cell::RefCell;
use std::os::fd::AsRawFd;
use std::os::fd::OwnedFd;
use std::os::fd::RawFd;

use rustix::net::RecvFlags;
use rustix::net::Shutdown;

use crate::io::edge;
use crate::sys::clock::Nanos;

/// How long a client may take to end.
const TIME: Nanos = 5_000_000_000;
/// So many may linger at a time; further ones are closed at once.
const MOST: usize = 256;
/// How much is read at once, and how often in a row.
const PIECE: usize = 65536;
const READS_IN_A_ROW: usize = 16;

/// Sockets that only their clients keep open, and until when. Each is registered with [`edge`].
#[derive(Debug, Default)]
pub struct Lingering(RefCell<Vec<(Nanos, OwnedFd)>>);

impl Lingering {
    /// Takes a socket over that is registered.
    pub fn begin(&self, socket: OwnedFd, now: Nanos) {
        let is_over =
            self.0.borrow().len() >= MOST || rustix::net::shutdown(&socket, Shutdown::Write).is_err() || drain(&socket);
        if is_over {
            edge::remove(socket.as_raw_fd());
        } else {
            self.0.borrow_mut().push((now.saturating_add(TIME), socket));
        }
    }

    /// Something has come on a socket. Nothing happens when it is none of these.
    pub fn news(&self, descriptor: RawFd) {
        self.0.borrow_mut().retain(|(_, socket)| {
            let stays = socket.as_raw_fd() != descriptor || !drain(socket);
            if !stays {
                edge::remove(descriptor);
            }
            stays
        });
    }

    /// Gives up those whose time is up.
    pub fn end(&self, now: Nanos) {
        self.0.borrow_mut().retain(|(deadline, socket)| {
            if *deadline <= now {
                edge::remove(socket.as_raw_fd());
            }
            *deadline > now
        });
    }
}

/// Throws away what has come. Whether the client has ended.
fn drain(socket: &OwnedFd) -> bool {
    let mut waste = vec![0; PIECE];
    for _ in 0..READS_IN_A_ROW {
        match rustix::net::recv(socket, &mut waste[..], RecvFlags::DONTWAIT) {
            Ok((0, _)) => return true,
            Ok(_) | Err(rustix::io::Errno::INTR) => {}
            Err(rustix::io::Errno::AGAIN) => return false,
            Err(_) => return true,
        }
    }
    // There is more: the loop tells of it anew. Who cannot be told of it is not waited for.
    edge::add(socket.as_raw_fd()).is_err()
}
