//! Waits for which the kernel was not asked anew, because it should still know the descriptor from last time.
//!
//! A registration tells of each edge, and whoever waits has tried in vain just before; so the next edge ends the wait
//! and no system call is needed to begin it. Two things can spoil that: the descriptor was closed where no hook sees it,
//! and its number is another file's now; or what the wait is for came together with bytes that were taken long ago.
//!
//! Invariant: therefore a wait is trusted for [`PATIENCE`] only. Then the kernel is asked after all, and it tells what is
//! there already. A wait that is over sooner, as most are under load, has saved the call; one that was trusted in
//! vain is late by that much, and no more.
//!
//! The kernel may have shown before that it knows the descriptor: by news that ended a trusted wait, or when it was asked
//! in the middle of one. Then it is trusted for [`LONG_PATIENCE`]: a server that is busy takes longer to answer than a
//! wait should be late, and asking about each of its clients costs as much as a receive. What is found to be a new
//! descriptor (`connect` and `accept` tell) starts from nothing.
//!
//! Time alone says little where this process is the slow one: while it sees to a thousand others, the news lies in the kernel.
//! So nobody is doubted before the kernel was heard [`TURNS`] times.

use crate::coroutine;
use crate::coroutine::Waker;
use crate::sys::clock::Nanos;
use std::collections::VecDeque;
use std::os::fd::RawFd;

/// How long the kernel is trusted to know a descriptor.
pub const PATIENCE: Nanos = 2_000_000;

/// How long it is trusted to know one that it has shown to know.
pub const LONG_PATIENCE: Nanos = 50_000_000;

/// How long after a read that found the end of what there was another look need not be taken. What the other side does takes
/// longer than that to arrive, at times even through loopback.
pub const LULL: Nanos = 50_000;

/// How often the kernel is heard before it is doubted.
const TURNS: u64 = 3;

/// A wait that is trusted.
#[derive(Clone, Copy, Debug)]
struct Trusted {
    until: Nanos,
    /// How often the kernel must have been heard by then.
    turn: u64,
    fd: RawFd,
    waker: Waker,
}

/// Waits with one patience, the oldest first.
#[derive(Debug, Default)]
struct Queue(VecDeque<Trusted>);

/// All of them.
#[derive(Debug, Default)]
pub struct Trust {
    short: Queue,
    long: Queue,
    /// How often the kernel was heard.
    turn: u64,
}

impl Trust {
    /// A trusted wait begins, at `now` or a little later. `sound`: the kernel has shown that it knows the descriptor.
    pub fn begin(&mut self, now: Nanos, fd: RawFd, waker: Waker, sound: bool) {
        let (queue, patience) = if sound { (&mut self.long, LONG_PATIENCE) } else { (&mut self.short, PATIENCE) };
        queue.0.push_back(Trusted { until: now + patience, turn: self.turn + TURNS, fd, waker });
    }

    /// The kernel was heard.
    pub fn heard(&mut self) {
        self.turn += 1;
    }

    /// When the kernel must be heard because of the first of them: as often as it takes, if that is over.
    pub fn until(&mut self) -> Option<Nanos> {
        [self.short.until(), self.long.until()].into_iter().flatten().min()
    }

    /// Takes out one that has been trusted for long enough at `now`.
    pub fn end(&mut self, now: Nanos) -> Option<(RawFd, Waker)> {
        self.short.end(now, self.turn).or_else(|| self.long.end(now, self.turn))
    }
}

impl Queue {
    fn until(&mut self) -> Option<Nanos> {
        while let Some(oldest) = self.0.front() {
            if coroutine::is_waiting(oldest.waker) {
                return Some(oldest.until);
            }
            self.0.pop_front();
        }
        None
    }

    fn end(&mut self, now: Nanos, turn: u64) -> Option<(RawFd, Waker)> {
        if self.until()? > now {
            return None;
        }
        let oldest = *self.0.front().filter(|oldest| oldest.turn <= turn)?;
        self.0.pop_front();
        Some((oldest.fd, oldest.waker))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::coroutine::WaitReason;
    use crate::coroutine::Wake;
    use crate::io::Interest;
    use crate::io::closed;
    use crate::io::driver::with_existing;
    use crate::io::fresh;
    use crate::io::is_dry;
    use crate::io::testing::go;
    use crate::io::testing::logged;
    use crate::io::testing::run;
    use crate::io::took_less;
    use crate::io::wait_known_fd;
    use crate::sys::clock;
    use std::cell::Cell;
    use std::io::Read;
    use std::io::Write;
    use std::os::fd::AsRawFd;
    use std::os::unix::net::UnixStream;
    use std::rc::Rc;
    use std::time::Duration;

    fn pair() -> (UnixStream, UnixStream) {
        let (here, there) = UnixStream::pair().expect("socketpair works");
        here.set_nonblocking(true).expect("a socket");
        (here, there)
    }

    /// Long enough for a busy machine; no test comes to its end.
    fn wait(fd: RawFd) -> Option<Wake> {
        wait_known_fd(fd, Interest::READ, Some(clock::after(Duration::from_secs(20)))).ok().map(|(wake, _)| wake)
    }

    /// Waits until a byte is there and takes it, with room for more.
    fn take(mut stream: &UnixStream) -> Option<u8> {
        let mut room = [0; 8];
        assert_eq!(wait(stream.as_raw_fd()), Some(Wake::Ready));
        let count = stream.read(&mut room).ok()?;
        took_less(stream.as_raw_fd());
        (count > 0).then_some(room[0])
    }

    #[test]
    fn many_waits_hear_all_bytes_and_the_end() {
        let (log, say) = logged();
        let (here, mut there) = pair();
        go(move || {
            let fd = here.as_raw_fd();
            while let Some(byte) = take(&here) {
                say(byte);
            }
            closed(fd);
        });
        go(move || {
            for byte in 0..100 {
                there.write_all(&[byte]).expect("room for a byte");
                crate::io::sleep(clock::after(Duration::from_micros(50)));
            }
        });
        run();
        // Bytes that came together were taken together.
        let log = log.take();
        assert_eq!(log.first(), Some(&0));
        assert!(log.is_sorted() && log.len() > 10);
    }

    #[test]
    fn what_was_told_before_the_wait_ends_it_all_the_same() {
        let (log, say) = logged();
        let (here, mut there) = pair();
        go(move || {
            there.write_all(b"a").expect("room for a byte");
            assert_eq!(take(&here), Some(b'a'));
            there.write_all(b"b").expect("room for a byte");
            // The loop hears of it while nobody waits.
            crate::io::sleep(clock::after(Duration::from_millis(5)));
            say(wait(here.as_raw_fd()));
        });
        run();
        assert_eq!(*log.borrow(), [Some(Wake::Ready)]);
    }

    #[test]
    fn a_number_that_lives_on_unseen_is_asked_about_again() {
        let (log, say) = logged();
        go(move || {
            let (here, mut there) = pair();
            there.write_all(b"a").expect("room for a byte");
            let fd = here.as_raw_fd();
            assert_eq!(take(&here), Some(b'a'));
            // Nobody tells of the close.
            drop((here, there));
            let (here, mut there) = pair();
            assert_eq!(here.as_raw_fd(), fd);
            there.write_all(b"b").expect("room for a byte");
            say(take(&here));
            closed(fd);
        });
        run();
        assert_eq!(*log.borrow(), [Some(b'b')]);
    }

    #[test]
    fn a_sound_registration_is_trusted_longer_and_none_is_doubted_before_the_kernel_was_heard() {
        let waiter = Rc::new(Cell::new(None));
        let own = waiter.clone();
        go(move || {
            own.set(Some(coroutine::waker()));
            coroutine::park(WaitReason::Yield, None);
        });
        let waker = waiter.get().expect("it has run");
        let mut trust = Trust::default();
        trust.begin(1_000, 5, waker, true);
        assert_eq!(trust.until(), Some(1_000 + LONG_PATIENCE));
        trust.begin(2_000, 6, waker, false);
        assert_eq!(trust.until(), Some(2_000 + PATIENCE));
        assert_eq!(trust.end(2_000 + PATIENCE), None);
        (0..TURNS).for_each(|_| trust.heard());
        let fds = [1_999 + PATIENCE, 2_000 + PATIENCE, 2_000 + PATIENCE, 1_000 + LONG_PATIENCE]
            .map(|now| trust.end(now).map(|(fd, _)| fd));
        assert_eq!(fds, [None, Some(6), None, Some(5)]);
        coroutine::wake(waker);
        run();
        trust.begin(3_000, 5, waker, true);
        assert_eq!(trust.until(), None);
    }

    #[test]
    fn news_shows_that_a_registration_is_sound_until_the_number_is_given_anew() {
        let (log, say) = logged();
        let (here, mut there) = pair();
        let fd = here.as_raw_fd();
        let sound = move || with_existing(|driver| driver.readiness.is_sound(fd)).unwrap_or(false);
        go(move || {
            // The first wait asks the kernel, the second trusts it.
            for _ in 0..2 {
                say(sound());
                take(&here);
            }
            say(sound());
            fresh(fd);
            say(sound());
            closed(fd);
        });
        go(move || {
            for _ in 0..2 {
                there.write_all(b"a").expect("room for a byte");
                crate::io::sleep(clock::after(Duration::from_micros(500)));
            }
        });
        run();
        assert_eq!(*log.borrow(), [false, false, true, false]);
    }

    #[test]
    fn a_stream_is_dry_until_news_and_never_after_its_end() {
        let (log, say) = logged();
        let (here, mut there) = pair();
        let fd = here.as_raw_fd();
        go(move || {
            there.write_all(b"a").expect("room for a byte");
            take(&here);
            say(is_dry(fd));
            there.write_all(b"b").expect("room for a byte");
            crate::io::sleep(clock::after(Duration::from_millis(5)));
            say(is_dry(fd));
            take(&here);
            say(is_dry(fd));
            drop(there);
            take(&here);
            say(is_dry(fd));
            closed(fd);
        });
        run();
        assert_eq!(*log.borrow(), [true, false, true, false]);
    }
}
