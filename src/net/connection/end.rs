//! The end of a connection whose peer may still be sending.

use crate::io::Interest;
use crate::net::connection::Connection;
use crate::sys::clock;
use crate::sys::clock::Nanos;
use std::io::ErrorKind;
use std::io::Read;
use std::net::Shutdown;

/// How long a peer that was sent away may take to go.
const LINGER_TIME: Nanos = 5_000_000_000;
/// How much is thrown away at once.
const WASTE: usize = 65536;

impl Connection {
    /// Before a close: tells the peer that nothing follows, and throws away what it still sends until it ends, too, or
    /// its time is up. A close with unread bytes is a reset, by which the peer may lose what was sent to it last.
    pub fn linger(&self) {
        // Who does not take what is left does not hear the end, either.
        let _ = self.release();
        let Ok(open) = self.open() else { return };
        let deadline = clock::now() + LINGER_TIME;
        if let Some(session) = open.tls.borrow_mut().as_mut() {
            session.shut_down();
        }
        if open.socket.shutdown(Shutdown::Write).is_err() {
            return;
        }
        let mut waste = vec![0; WASTE];
        loop {
            match (&*open.socket).read(&mut waste) {
                Ok(0) => return,
                Ok(_) if clock::now() < deadline => {}
                Err(why) if why.kind() == ErrorKind::Interrupted => {}
                Err(why) if why.kind() == ErrorKind::WouldBlock => {
                    open.stream.drained(Interest::READ);
                    if open.wait(Interest::READ, Some(deadline)).is_err() {
                        return;
                    }
                }
                _ => return,
            }
        }
    }
}
