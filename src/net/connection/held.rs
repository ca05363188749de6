//! Small writes that go out together.
//!
//! Whoever owns the connection holds writes back and goes on; another coroutine, in [`Connection::send_held`], sends them
//! when the owner waits for something else. Only one of both waits for room: the owner takes over when it needs to.

use crate::coroutine;
use crate::io::Interest;
use crate::net::connection::Connection;
use std::io;
use std::io::ErrorKind;

/// More than this is not held back.
const HELD: usize = 16384;

impl Connection {
    /// Holds small writes back from now on, so that they go out together.
    pub fn hold_back(&self) {
        self.holds.set(!self.is_secure());
    }

    /// Whether small writes are held back.
    pub fn is_holding(&self) -> bool {
        self.holds.get()
    }

    /// Writes what was held back, and waits as long as that takes.
    pub fn release(&self) -> io::Result<()> {
        if !self.holds.get() {
            return Ok(());
        }
        if let Some(sender) = self.sender.take() {
            coroutine::wake(sender);
        }
        while !self.write_held()? {
            let open = self.open()?;
            open.stream.drained(Interest::WRITE);
            open.wait(Interest::WRITE, None)?;
        }
        Ok(())
    }

    /// As [`Connection::release`], for somebody else than the coroutine that writes: ends early when that one takes over,
    /// which hears of errors, too.
    pub fn send_held(&self) {
        while self.holds.get() {
            let (Ok(false), Ok(open)) = (self.write_held(), self.open()) else { return };
            open.stream.drained(Interest::WRITE);
            self.sender.set(Some(coroutine::waker()));
            // It fails at once when the other one is waiting for room already.
            let waited = open.wait(Interest::WRITE, None);
            let is_mine = self.sender.take().is_some();
            if waited.is_err() || !is_mine {
                return;
            }
        }
    }

    /// Writes of what was held back what there is room for. When that is all of it, nothing is held back any more.
    pub(super) fn write_held(&self) -> io::Result<bool> {
        let mut held = self.held.borrow_mut();
        while !held.is_empty() {
            match self.open()?.socket.send_with_flags(&held, libc::MSG_NOSIGNAL) {
                Ok(sent) => drop(held.drain(..sent)),
                Err(why) if why.kind() == ErrorKind::Interrupted => {}
                Err(why) if why.kind() == ErrorKind::WouldBlock => return Ok(false),
                Err(why) => {
                    held.clear();
                    self.holds.set(false);
                    return Err(why);
                }
            }
        }
        self.holds.set(false);
        Ok(true)
    }

    /// Holds pieces back if that is wanted and they are small.
    pub(super) fn hold(&self, pieces: &[&[u8]]) -> bool {
        let mut held = self.held.borrow_mut();
        let length: usize = pieces.iter().map(|piece| piece.len()).sum();
        let fits = self.holds.get() && held.len() + length <= HELD;
        if fits {
            pieces.iter().for_each(|piece| held.extend_from_slice(piece));
        }
        fits
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::io::testing::go;
    use crate::io::testing::run;
    use socket2::Domain;
    use socket2::Socket;
    use socket2::Type;
    use std::io::Read;
    use std::rc::Rc;

    fn pair() -> (Connection, Socket) {
        let (one, other) = Socket::pair(Domain::UNIX, Type::STREAM, None).expect("a pair");
        for socket in [&one, &other] {
            socket.set_nonblocking(true).expect("works");
        }
        (Connection::nonblocking(one).expect("a connection"), other)
    }

    /// What has come at the other end.
    fn come(mut socket: &Socket) -> Vec<u8> {
        let mut all = vec![0; 100_000];
        let length = socket.read(&mut all).unwrap_or(0);
        all.truncate(length);
        all
    }

    #[test]
    fn what_is_held_back_goes_out_in_one_piece() {
        go(|| {
            let (connection, other) = pair();
            connection.hold_back();
            for piece in [&b"one "[..], b"two "] {
                connection.write_all(&[piece, b"and "], None).expect("held back");
            }
            assert_eq!(come(&other), b"");
            connection.release().expect("written");
            assert_eq!(come(&other), b"one and two and ");
            connection.write_all(&[b"three"], None).expect("written");
            assert_eq!(come(&other), b"three");
        });
        run();
    }

    /// Fills the way out. How many bytes that took.
    fn fill(connection: &Connection) -> usize {
        let open = connection.open().expect("open");
        let mut filled = 0;
        for piece in [&[b'x'; 4096][..], b"x"] {
            while let Ok(sent) = open.socket.send(piece) {
                filled += sent;
            }
        }
        filled
    }

    /// Something is held back, the way out is full, and somebody waits for room. How full it is.
    fn held_and_full() -> (Rc<Connection>, Socket, usize) {
        let (connection, other) = pair();
        let connection = Rc::new(connection);
        let filled = fill(&connection);
        connection.hold_back();
        connection.write_all(&[b"held"], None).expect("held back");
        let sender = Rc::clone(&connection);
        go(move || sender.send_held());
        coroutine::give_way();
        (connection, other, filled)
    }

    /// Reads until so many bytes have come.
    fn read(other: &Socket, length: usize) -> Vec<u8> {
        let mut all = Vec::new();
        while all.len() < length {
            all.extend_from_slice(&come(other));
            coroutine::give_way();
        }
        all
    }

    #[test]
    fn what_is_held_back_goes_out_when_there_is_room_whatever_the_writer_waits_for() {
        go(|| {
            let (connection, other, filled) = held_and_full();
            connection.write_all(&[b" more"], None).expect("held back");
            assert!(read(&other, filled + 9).ends_with(b"xheld more"));
            assert!(!connection.is_holding());
        });
        run();
    }

    #[test]
    fn the_writer_takes_over_from_who_waits_for_room() {
        go(|| {
            let (connection, other, filled) = held_and_full();
            let reader = go(move || assert!(read(&other, filled + 4 + HELD).ends_with(&[b'y'; HELD])));
            connection.write_all(&[&[b'y'; HELD]], None).expect("written");
            assert!(reader > 0 && !connection.is_holding());
        });
        run();
    }

    #[test]
    fn much_does_not_wait_and_overtakes_nothing() {
        go(|| {
            let (connection, other) = pair();
            connection.hold_back();
            connection.write_all(&[b"first"], None).expect("held back");
            connection.write_all(&[&[b'x'; HELD]], None).expect("written");
            assert_eq!(come(&other), [&b"first"[..], &[b'x'; HELD]].concat());
            connection.write_all(&[b"not held"], None).expect("written");
            assert_eq!(come(&other), b"not held");
            connection.hold_back();
            connection.write_all(&[b"held again"], None).expect("held back");
            assert_eq!(come(&other), b"");
            connection.close();
            assert_eq!(come(&other), b"held again");
        });
        run();
    }
}
