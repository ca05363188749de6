//! What protocols above need of a connection, whichever kind it is.

use crate::net::connection::Connection;
use crate::net::connection::Deadline;
use crate::net::socket::Socket;
use std::io;

/// A stream of bytes to a peer.
pub trait Link {
    /// Reads what there is, or waits for it; 0 at the end of the stream.
    fn read(&self, buffer: &mut [u8], deadline: Deadline) -> io::Result<usize>;

    /// Writes all of it, and waits as long as that takes.
    fn write_all(&self, bytes: &[u8]) -> io::Result<()>;

    /// Closes it.
    fn close(&self);

    /// Closes it while the peer may still be sending.
    fn dismiss(&self) {
        self.close();
    }
}

impl Link for Connection {
    fn read(&self, buffer: &mut [u8], deadline: Deadline) -> io::Result<usize> {
        Self::read(self, buffer, deadline)
    }

    fn write_all(&self, bytes: &[u8]) -> io::Result<()> {
        Self::write_all(self, &[bytes], None)
    }

    fn close(&self) {
        Self::close(self);
    }

    fn dismiss(&self) {
        self.linger();
        Self::close(self);
    }
}

impl Link for Socket {
    fn read(&self, buffer: &mut [u8], deadline: Deadline) -> io::Result<usize> {
        Ok(self.receive_into(buffer, deadline)?)
    }

    fn write_all(&self, bytes: &[u8]) -> io::Result<()> {
        Ok(self.send_all(bytes, self.timeouts.get().write).why?)
    }

    fn close(&self) {
        // One that was closed before stays closed.
        let _ = Self::close(self);
    }
}
