//! A connection of bytes that may be made secure on the way, with what has come and was not yet looked at.
//!
//! Reads are as large as the kernel allows; codecs look at the bytes in place.

use std::io;
use std::io::Read;
use std::io::Write;
use std::rc::Rc;

use crate::io::LULL;
use crate::net::failure::Failure;
use crate::net::stream::Stream;
use crate::net::tls;
use crate::net::tls::Attempt;
use crate::net::tls::Fault;
use crate::net::tls::Session;
use crate::sys::clock;
use crate::sys::clock::Nanos;

/// How much is read at once.
const CHUNK: usize = 16 * 1024;

/// A connection.
pub struct Channel {
    stream: Rc<Stream>,
    /// Once secure.
    session: Option<Session<Transport>>,
    incoming: Vec<u8>,
    /// Up to here the bytes are used up.
    at: usize,
    /// Where bytes come to first, so that nothing is cleared for each try.
    room: Vec<u8>,
    /// When it was last read empty.
    emptied: Nanos,
}

/// What TLS runs over: tries, and never waits.
struct Transport(Rc<Stream>);

impl Channel {
    /// Over a new connection.
    pub fn new(stream: Stream) -> Self {
        Self { stream: Rc::new(stream), session: None, incoming: Vec::new(), at: 0, room: Vec::new(), emptied: 0 }
    }

    /// The connection below, by which others can close it.
    pub fn stream(&self) -> &Rc<Stream> {
        &self.stream
    }

    /// Goes on by TLS.
    pub fn secure(&mut self, context: &tls::Context, host: &str, deadline: Option<Nanos>) -> Result<(), Failure> {
        // Bytes that came before could have been put there by anybody.
        if self.at != self.incoming.len() {
            return Err(Failure::Protocol("bytes before the TLS handshake".into()));
        }
        let mut session = context.connect(Transport(Rc::clone(&self.stream)), Some(host)).map_err(fault)?;
        loop {
            match session.handshake().map_err(fault)? {
                Attempt::Done(()) => break,
                Attempt::WantRead => self.stream.wait_readable(deadline)?,
                Attempt::WantWrite => self.stream.wait_writable(deadline)?,
            }
        }
        self.session = Some(session);
        Ok(())
    }

    /// Whether the bytes are secret.
    pub fn is_secure(&self) -> bool {
        self.session.is_some()
    }

    /// What has come and was not used up, at least `length` bytes; waits for them.
    pub fn need(&mut self, length: usize, deadline: Option<Nanos>) -> Result<&[u8], Failure> {
        while self.incoming.len() - self.at < length {
            self.fill(deadline)?;
        }
        Ok(&self.incoming[self.at..])
    }

    /// What has come and was not used up.
    pub fn arrived(&self) -> &[u8] {
        &self.incoming[self.at..]
    }

    /// So many bytes are used up.
    pub fn consume(&mut self, count: usize) {
        self.at += count;
        debug_assert!(self.at <= self.incoming.len());
    }

    /// Whether there is nothing to read: an idle connection on which something comes is none.
    pub fn is_quiet(&mut self) -> bool {
        self.at == self.incoming.len() && (self.is_lull() || matches!(self.try_fill(), Ok(Filled::Not { .. })))
    }

    /// Whether it was read empty a moment ago and nobody has told of anything since.
    fn is_lull(&self) -> bool {
        self.stream.is_dry() && clock::now().saturating_sub(self.emptied) <= LULL
    }

    /// Whether the other side has not closed the connection, as far as can be told without waiting.
    pub fn is_open(&mut self) -> bool {
        self.try_fill().is_ok()
    }

    /// Sends all of it.
    pub fn send(&mut self, bytes: &[u8], deadline: Option<Nanos>) -> Result<(), Failure> {
        let Some(session) = &mut self.session else { return self.stream.write_all(bytes, deadline) };
        let mut rest = bytes;
        while !rest.is_empty() {
            match session.write(rest).map_err(fault)? {
                Attempt::Done(count) => rest = &rest[count..],
                Attempt::WantRead => self.stream.wait_readable(deadline)?,
                Attempt::WantWrite => self.stream.wait_writable(deadline)?,
            }
        }
        Ok(())
    }

    /// Waits for more bytes.
    fn fill(&mut self, deadline: Option<Nanos>) -> Result<(), Failure> {
        if self.session.is_none() && self.stream.is_dry() {
            self.stream.wait_readable(deadline)?;
        }
        loop {
            match self.try_fill()? {
                Filled::Some => return Ok(()),
                Filled::Not { writing: true } => self.stream.wait_writable(deadline)?,
                Filled::Not { writing: false } => self.stream.wait_readable(deadline)?,
            }
        }
    }

    fn try_fill(&mut self) -> Result<Filled, Failure> {
        if self.at == self.incoming.len() {
            self.incoming.clear();
            self.at = 0;
        } else if self.at > CHUNK {
            self.incoming.drain(..self.at);
            self.at = 0;
        }
        let mut room = std::mem::take(&mut self.room);
        room.resize(CHUNK, 0);
        let result = match &mut self.session {
            None => self.stream.try_read(&mut room).map(|count| count.map_or(Attempt::WantRead, Attempt::Done)),
            Some(session) => session.read(&mut room).map_err(fault),
        };
        if let Ok(Attempt::Done(count)) = result {
            self.incoming.extend_from_slice(&room[..count]);
            if count < room.len() {
                self.emptied = clock::now();
            }
        }
        self.room = room;
        match result? {
            Attempt::Done(0) => Err(Failure::Eof),
            Attempt::Done(_) => Ok(Filled::Some),
            Attempt::WantRead => Ok(Filled::Not { writing: false }),
            Attempt::WantWrite => Ok(Filled::Not { writing: true }),
        }
    }
}

/// What came of a try to read.
enum Filled {
    Some,
    Not { writing: bool },
}

impl Read for Transport {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match self.0.try_read(buffer) {
            Ok(Some(count)) => Ok(count),
            Ok(None) => Err(io::ErrorKind::WouldBlock.into()),
            Err(Failure::Eof) => Ok(0),
            Err(why) => Err(io::Error::from_raw_os_error(why.errno())),
        }
    }
}

impl Write for Transport {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self.0.try_write(bytes) {
            Ok(Some(count)) => Ok(count),
            Ok(None) => Err(io::ErrorKind::WouldBlock.into()),
            Err(why) => Err(io::Error::from_raw_os_error(why.errno())),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn fault(fault: Fault) -> Failure {
    match fault {
        Fault::Io(why) => Failure::from(why),
        Fault::Cut => Failure::Eof,
        other => Failure::Protocol(other.to_string()),
    }
}
