//! Answers to datagrams that came together go out together, in one call of the system.
//!
//! Always true:
//! - only what is held back that cannot well fail, for whoever sends is told at once that it is on its way: short answers
//!   to the client whose datagram is being served;
//! - all datagrams of a port go out in the order in which they were sent;
//! - what is held back goes out when the last of those that came together was served, at the latest. Where that takes
//!   long, because handlers compute or block, nothing is held back.

use std::cell::Cell;
use std::cell::RefCell;
use std::net::SocketAddr;
use std::os::fd::AsFd;
use std::os::fd::AsRawFd;
use std::os::fd::OwnedFd;
use std::rc::Rc;
use std::time::Duration;

use crate::php::log;
use crate::sys::clock;
use crate::sys::clock::Nanos;
use crate::sys::datagrams::Outgoing;
use crate::sys::fd;
use crate::sys::fork;

/// A longer answer may be too long for the way to the client: whoever sends it shall hear of that.
const SHORT: usize = 1200;

/// So many go out at once.
const TOGETHER: usize = 16;

/// Handlers that take longer than this, on average, have their answers sent at once.
const QUICK: Nanos = 50_000;

/// So long it may take until the system has room.
const PATIENCE: Duration = Duration::from_secs(1);

/// What is held back, and for whom it may be.
#[derive(Default)]
pub struct Answers {
    out: RefCell<Outgoing>,
    /// Whose datagrams are being served.
    socket: RefCell<Option<Rc<OwnedFd>>>,
    /// Whose datagram is.
    peer: Cell<Option<SocketAddr>>,
    began_at: Cell<Nanos>,
    /// Whether the last handlers were quick.
    is_quick: Cell<bool>,
    /// In which process: a child that a handler forks must not send its parent's.
    generation: Cell<u32>,
}

impl Answers {
    /// So many datagrams have come together.
    pub fn begin(&self, socket: &Rc<OwnedFd>, count: usize) {
        // Those of another port, whose handler has the loop turn.
        self.flush();
        self.began_at.set(clock::now());
        self.generation.set(fork::generation());
        let holds = count > 1 && self.is_quick.get();
        self.socket.replace(holds.then(|| Rc::clone(socket)));
    }

    /// The next one is served, which came from there.
    pub fn serve(&self, peer: Option<SocketAddr>) {
        self.peer.set(peer);
    }

    /// All were served.
    pub fn end(&self, count: usize) {
        self.flush();
        self.socket.take();
        self.peer.set(None);
        let took = clock::now().saturating_sub(self.began_at.get());
        self.is_quick.set(took < QUICK * count as Nanos);
    }

    /// Holds a datagram back. False when it is not to be; then all that was held back has gone out.
    pub fn hold(&self, socket: &OwnedFd, to: SocketAddr, data: &[u8]) -> bool {
        let is_its = self.socket.borrow().as_ref().is_some_and(|its| its.as_raw_fd() == socket.as_raw_fd());
        let is_here = self.generation.get() == fork::generation();
        if !is_its || !is_here || self.peer.get() != Some(to) || data.len() > SHORT {
            self.flush();
            return false;
        }
        let mut out = self.out.borrow_mut();
        out.push(to, data);
        let is_enough = out.len() >= TOGETHER;
        drop(out);
        if is_enough {
            self.flush();
        }
        true
    }

    fn flush(&self) {
        let (mut out, socket) = (self.out.borrow_mut(), self.socket.borrow());
        let Some(socket) = socket.as_ref().filter(|_| !out.is_empty()) else { return };
        if self.generation.get() != fork::generation() {
            return out.clear();
        }
        while let Err(why) = out.send(socket.as_fd()) {
            if why.kind() != std::io::ErrorKind::WouldBlock {
                log::system_warning("Server::sendto", "sendmmsg() failed", &why);
            } else if !fd::wait(socket.as_raw_fd(), libc::POLLOUT, Some(PATIENCE)).unwrap_or(false) {
                // Datagrams may be lost.
                return out.clear();
            }
        }
    }
}
