//! A socket that stays registered with the kernel, for as long as it is open.
//!
//! Invariants:
//!
//! - one registration, in both directions, made at the beginning: waiting costs no system call;
//! - what was heard is kept until a try finds nothing ([`Stream::drained`]); the end of the other side's stream is kept
//!   for ever. So a wait never misses what came between the try and the wait, nor an end that came with data;
//! - the first wait in each direction returns at once: nothing has been tried yet.
//!
//! Other waits re-arm at each use because they do not know whose the descriptor is; here it is ours.

use crate::coroutine;
use crate::coroutine::WaitReason;
use crate::coroutine::Wake;
use crate::io::driver;
use crate::io::driver::with;
use crate::io::readiness::Begun;
use crate::io::readiness::Waiter;
use crate::reactor::Interest;
use crate::sys::clock::Nanos;
use std::cell::Cell;
use std::io;
use std::os::fd::RawFd;

/// A registration. It ends when this is dropped, which must be before the descriptor is closed.
#[derive(Debug)]
pub struct Stream {
    fd: RawFd,
    closed: Cell<bool>,
}

impl Stream {
    /// Registers a non-blocking descriptor.
    pub fn new(fd: RawFd) -> io::Result<Self> {
        with(|driver| driver.stay(fd))??;
        Ok(Self { fd, closed: Cell::new(false) })
    }

    /// The descriptor.
    pub fn fd(&self) -> RawFd {
        self.fd
    }

    /// Waits until a try in one direction, `READ` or `WRITE`, may find something. Call it where a coroutine can park.
    ///
    /// The errors are those of [`wait_fd`](crate::io::wait_fd).
    pub fn wait(&self, direction: Interest, deadline: Option<Nanos>) -> io::Result<Wake> {
        let waiter = Waiter {
            waker: coroutine::waker(),
            coroutine: coroutine::current_id().unwrap_or_default(),
            interest: direction,
        };
        let waits = with(|driver| {
            let Some(edges) = driver.readiness.edges(self.fd) else {
                return Err(io::Error::from_raw_os_error(libc::EBADF));
            };
            let ready = if direction.writes() { edges.writable } else { edges.readable || edges.ended };
            if ready {
                return Ok(None);
            }
            driver.readiness.join(self.fd, &waiter)?;
            Ok(Some(driver.readiness.enter(self.fd, waiter, Begun::Asked)))
        })??;
        let Some(closes) = waits else { return Ok(Wake::Ready) };
        let reason = if direction.writes() { WaitReason::Writable(self.fd) } else { WaitReason::Readable(self.fd) };
        let wake = coroutine::park(reason, deadline);
        if with(|driver| driver.readiness.leave(self.fd, waiter.waker))?.0 != closes {
            return Err(io::Error::from_raw_os_error(libc::EBADF));
        }
        Ok(wake)
    }

    /// Says that a try in this direction found nothing, or less than it asked for: the next wait is a real one.
    pub fn drained(&self, direction: Interest) {
        // Without a driver there was no wait, and nothing to forget.
        let _ = with(|driver| {
            let Some(edges) = driver.readiness.edges(self.fd) else { return };
            if direction.writes() {
                edges.writable = false;
            } else {
                edges.readable = false;
            }
        });
    }

    /// Ends the registration: those who wait wake and find it closed.
    pub fn close(&self) {
        if !self.closed.replace(true) {
            driver::closed(self.fd);
        }
    }
}

impl Drop for Stream {
    fn drop(&mut self) {
        self.close();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::io::testing::run;
    use crate::sys::clock;
    use std::cell::RefCell;
    use std::io::Read;
    use std::io::Write;
    use std::os::fd::AsRawFd;
    use std::os::unix::net::UnixStream;
    use std::rc::Rc;

    fn pair() -> (UnixStream, UnixStream) {
        let (ours, theirs) = UnixStream::pair().expect("a pair");
        ours.set_nonblocking(true).expect("an option");
        (ours, theirs)
    }

    fn spawn(body: impl FnOnce() + 'static) {
        coroutine::spawn(body).expect("a stack");
    }

    #[test]
    fn data_and_an_end_that_come_together_are_both_found() {
        let (mut ours, mut theirs) = pair();
        let seen = Rc::new(RefCell::new(Vec::new()));
        let said = seen.clone();
        spawn(move || {
            let stream = Stream::new(ours.as_raw_fd()).expect("registered");
            stream.drained(Interest::READ);
            loop {
                assert_eq!(stream.wait(Interest::READ, None).expect("waits"), Wake::Ready);
                let mut buffer = [0; 64];
                match ours.read(&mut buffer) {
                    Ok(0) => break,
                    Ok(length) => said.borrow_mut().extend_from_slice(&buffer[..length]),
                    Err(why) => assert_eq!(why.kind(), io::ErrorKind::WouldBlock),
                }
                stream.drained(Interest::READ);
            }
        });
        theirs.write_all(b"last words").expect("room");
        drop(theirs);
        run();
        assert_eq!(*seen.borrow(), b"last words");
    }

    #[test]
    fn a_wait_ends_with_its_deadline_or_with_the_close() {
        let (ours, _theirs) = pair();
        let stream = Rc::new(Stream::new(ours.as_raw_fd()).expect("registered"));
        let other = stream.clone();
        spawn(move || {
            other.drained(Interest::READ);
            let wake = other.wait(Interest::READ, Some(clock::now() + 1_000_000));
            assert_eq!(wake.expect("waits"), Wake::TimedOut);
            let why = other.wait(Interest::READ, None).expect_err("it was closed");
            assert_eq!(why.raw_os_error(), Some(libc::EBADF));
        });
        let other = stream.clone();
        spawn(move || {
            crate::io::sleep(clock::now() + 5_000_000);
            other.close();
        });
        run();
        assert!(stream.closed.get());
    }
}
