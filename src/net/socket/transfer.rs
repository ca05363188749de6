//! Bytes in and out.

use crate::io;
use crate::io::Interest;
use crate::net::socket::Failure;
use crate::net::socket::Patience;
use crate::net::socket::Result;
use crate::net::socket::Side;
use crate::net::socket::Socket;
use crate::net::socket::Try;
use crate::sys::clock::Nanos;
use crate::sys::socket;
use crate::sys::socket::Address;
use std::cell::Cell;
use std::os::fd::AsRawFd;
use std::os::fd::RawFd;
use std::time::Duration;

/// How far a call came that does not stop at the first try, and why no further.
#[derive(Debug)]
pub struct Partial {
    /// How many bytes.
    pub done: usize,
    /// What ended it, if something did.
    pub why: Result<()>,
}

impl Partial {
    /// Of a call that does all or nothing.
    pub fn of(result: Result<usize>) -> Self {
        match result {
            Ok(done) => Self { done, why: Ok(()) },
            Err(why) => Self { done: 0, why: Err(why) },
        }
    }

    /// The count, unless nothing was done because something failed.
    pub fn count(self) -> Result<usize> {
        match self.why {
            Err(why) if self.done == 0 => Err(why),
            _ => Ok(self.done),
        }
    }
}

/// Buffers up to this size are kept for the next call.
const KEPT: usize = 256 << 10;

thread_local! {
    static SCRATCH: Cell<Vec<u8>> = const { Cell::new(Vec::new()) };
}

/// Lends a buffer for the time of one try; its contents are what the last one left.
fn with_scratch<T>(length: usize, work: impl FnOnce(&mut [u8]) -> T) -> T {
    let mut scratch = SCRATCH.take();
    if scratch.len() < length {
        scratch = vec![0; length];
    }
    let done = work(&mut scratch[..length]);
    if scratch.len() <= KEPT {
        SCRATCH.set(scratch);
    }
    done
}

impl Socket {
    /// Receives at most `length` bytes and shows them to `take`; none at the end of the stream.
    pub fn receive<T>(&self, length: usize, timeout: Option<Duration>, take: impl FnOnce(&[u8]) -> T) -> Result<T> {
        self.need(Side::Read)?;
        self.receive_in(length, &mut Patience::new(timeout), take)
    }

    pub(super) fn receive_in<T>(
        &self,
        length: usize,
        patience: &mut Patience,
        take: impl FnOnce(&[u8]) -> T,
    ) -> Result<T> {
        let mut take = Some(take);
        self.wait_if_dry(patience)?;
        self.attempt_in(Side::Read, patience, &mut |fd| {
            with_scratch(length, |buffer| match self.try_receive(fd, buffer) {
                Try::Done(received) => Try::Done(take.take().expect("done once")(&buffer[..received])),
                Try::Wait(interest) => Try::Wait(interest),
                Try::Failed(why) => Try::Failed(why),
            })
        })
    }

    /// As [`Socket::receive`], until a moment.
    pub fn receive_until<T>(&self, length: usize, deadline: Option<Nanos>, take: impl FnOnce(&[u8]) -> T) -> Result<T> {
        self.need(Side::Read)?;
        self.receive_in(length, &mut Patience::until(deadline), take)
    }

    /// Receives what arrives until `deadline` into a buffer; 0 at the end of the stream.
    pub fn receive_into(&self, buffer: &mut [u8], deadline: Option<Nanos>) -> Result<usize> {
        self.need(Side::Read)?;
        let mut patience = Patience::until(deadline);
        self.wait_if_dry(&mut patience)?;
        self.attempt_in(Side::Read, &mut patience, &mut |fd| self.try_receive(fd, buffer))
    }

    /// Looks at what has arrived, without waiting and without taking it.
    pub fn peek<T>(&self, length: usize, take: impl FnOnce(&[u8]) -> T) -> Result<T> {
        let fd = self.open_descriptor()?;
        with_scratch(length, |buffer| {
            let peeked = match self.session(|session| session.peek(buffer)) {
                Some(result) => Try::of_session(result),
                None => Try::of(socket::receive(fd.as_raw_fd(), buffer, libc::MSG_PEEK), Interest::READ),
            };
            match peeked {
                Try::Done(count) => Ok(take(&buffer[..count])),
                Try::Wait(_) => Err(Failure::Code(libc::EAGAIN)),
                Try::Failed(why) => Err(why),
            }
        })
    }

    /// Receives until `buffer` has grown by `length` bytes, the stream ends, or something fails.
    pub fn receive_all(&self, buffer: &mut Vec<u8>, length: usize, timeout: Option<Duration>) -> Partial {
        let begin = buffer.len();
        let why = self.need(Side::Read).and_then(|()| {
            let mut patience = Patience::new(timeout);
            while buffer.len() - begin < length {
                let missing = length - (buffer.len() - begin);
                let before = buffer.len();
                self.receive_in(missing.min(KEPT), &mut patience, |bytes| buffer.extend_from_slice(bytes))?;
                if buffer.len() == before {
                    break;
                }
            }
            Ok(())
        });
        Partial { done: buffer.len() - begin, why }
    }

    /// Sends some of `data`.
    pub fn send(&self, data: &[u8], timeout: Option<Duration>) -> Result<usize> {
        self.need(Side::Write)?;
        self.send_in(data, &mut Patience::new(timeout))
    }

    pub(super) fn send_in(&self, data: &[u8], patience: &mut Patience) -> Result<usize> {
        self.attempt_in(Side::Write, patience, &mut |fd| self.try_send(fd, data))
    }

    /// Sends what there is room for at this moment; how much.
    pub fn send_now(&self, data: &[u8]) -> Result<usize> {
        self.need(Side::Write)?;
        match self.try_send(self.open_descriptor()?.as_raw_fd(), data) {
            Try::Done(sent) => Ok(sent),
            Try::Wait(_) => Ok(0),
            Try::Failed(why) => Err(why),
        }
    }

    /// Sends all of `data`, unless something fails.
    pub fn send_all(&self, data: &[u8], timeout: Option<Duration>) -> Partial {
        let mut done = 0;
        let why = self.need(Side::Write).and_then(|()| {
            let mut patience = Patience::new(timeout);
            while done < data.len() {
                done += self.send_in(&data[done..], &mut patience)?;
            }
            Ok(())
        });
        Partial { done, why }
    }

    /// Receives a datagram of at most `length` bytes and shows it to `take`, and who sent it.
    pub fn receive_from<T>(
        &self,
        length: usize,
        timeout: Option<Duration>,
        take: impl FnOnce(&[u8]) -> T,
    ) -> Result<(T, Address)> {
        self.need(Side::Read)?;
        let mut take = Some(take);
        // A sender without a path is one all the same.
        let nameless = |from| match from {
            Address::Unknown if self.kind().family == libc::AF_UNIX => Address::Local(Vec::new()),
            other => other,
        };
        self.attempt(Side::Read, timeout, |fd| {
            with_scratch(length, |buffer| match socket::receive_from(fd, buffer) {
                Ok((received, from)) => {
                    Try::Done((take.take().expect("done once")(&buffer[..received]), nameless(from)))
                }
                Err(why) => Try::of(Err(why), Interest::READ),
            })
        })
    }

    /// Sends a datagram to a host, which may be named.
    pub fn send_to(&self, host: &[u8], port: i64, data: &[u8]) -> Result<usize> {
        self.need(Side::Write)?;
        if !self.is_datagram() {
            return Err(Failure::Code(libc::EPROTONOSUPPORT));
        }
        let address = self.find(host, port)?;
        let timeout = self.timeouts.get().write;
        self.attempt(Side::Write, timeout, |fd| Try::of(socket::send_to(fd, data, &address), Interest::WRITE))
    }

    /// Who has taken all that was there need not try before they wait. With TLS nobody knows what was there.
    fn wait_if_dry(&self, patience: &mut Patience) -> Result<()> {
        let fd = self.open_descriptor()?;
        if !patience.waits() || !io::is_dry(fd.as_raw_fd()) {
            return Ok(());
        }
        self.wait_having_tried(&fd, Side::Read, Interest::READ, patience)
    }

    fn try_receive(&self, fd: RawFd, buffer: &mut [u8]) -> Try<usize> {
        if let Some(result) = self.session(|session| session.read(buffer)) {
            return Try::of_session(result);
        }
        let received = socket::receive(fd, buffer, 0);
        if received.as_ref().is_ok_and(|&received| 0 < received && received < buffer.len()) {
            io::took_less(fd);
        }
        Try::of(received, Interest::READ)
    }

    fn try_send(&self, fd: RawFd, data: &[u8]) -> Try<usize> {
        match self.session(|session| session.write(data)) {
            Some(result) => Try::of_session(result),
            None => Try::of(socket::send(fd, data), Interest::WRITE),
        }
    }
}
