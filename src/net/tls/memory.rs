//! A transport in memory, for owners who move the bytes themselves.

use std::collections::VecDeque;
use std::io;
use std::io::Read;
use std::io::Write;

/// Two queues of bytes.
#[derive(Debug, Default)]
pub struct Memory {
    /// What has come from the peer and was not yet read.
    pub incoming: VecDeque<u8>,
    /// What is to go to the peer.
    pub outgoing: Vec<u8>,
    /// Whether nothing more will come.
    pub ended: bool,
}

impl Read for Memory {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.incoming.is_empty() && !self.ended {
            return Err(io::ErrorKind::WouldBlock.into());
        }
        self.incoming.read(buffer)
    }
}

impl Write for Memory {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.outgoing.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
