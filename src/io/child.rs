//! Waiting for children.
//!
//! One child that shall end is a pidfd, which the reactor understands. Any child, or other changes than the end, are
//! asked for again and again with growing pauses.
//!
//! Invariant: who waits for one child by its number gets it, even when another coroutine, which takes any, was told of
//! its end first.

use std::cell::Cell;
use std::cell::RefCell;
use std::io;
use std::os::fd::AsRawFd;
use std::os::fd::OwnedFd;
use std::rc::Rc;

use libc::c_int;
use libc::pid_t;

use crate::coroutine;
use crate::coroutine::WaitReason;
use crate::coroutine::Wake;
use crate::io::Backoff;
use crate::io::Interest;
use crate::io::Outcome;
use crate::io::wait_fds;
use crate::sys::clock::Nanos;
use crate::sys::process;
use crate::sys::process::News;

/// A wait for one child, and its news if somebody else was told.
struct Claim {
    pid: pid_t,
    /// Who waits; one that was abandoned has left its claim here.
    coroutine: Option<i64>,
    news: Cell<Option<News>>,
}

thread_local! {
    static CLAIMS: RefCell<Vec<Rc<Claim>>> = const { RefCell::new(Vec::new()) };
    /// Children of ours that nobody waits for any more.
    static ORPHANS: RefCell<Vec<pid_t>> = const { RefCell::new(Vec::new()) };
}

/// Waits as `wait4` does; call it where `coroutine::can_park` holds.
pub fn wait(pid: pid_t, options: c_int, deadline: Option<Nanos>) -> io::Result<Outcome<News>> {
    bury_orphans();
    let claim = Claimed::new(pid);
    let mut pauses = Pauses::new(pid, options);
    loop {
        if let Some(news) = claim.0.news.take() {
            return Ok(Outcome::Done(news));
        }
        match process::news(pid, options)? {
            Some(news) if pid <= 0 && is_for_another(news) => continue,
            Some(news) => return Ok(Outcome::Done(news)),
            None => {}
        }
        match pauses.pause(pid, deadline)? {
            Wake::Ready => {}
            Wake::TimedOut => return Ok(Outcome::TimedOut),
            Wake::Cancelled => return Ok(Outcome::Cancelled),
        }
    }
}

/// News of any child, without waiting; those that others wait for are left to them.
pub fn any_now() -> io::Result<Option<News>> {
    loop {
        match process::news(-1, 0)? {
            Some(news) if is_for_another(news) => {}
            other => return Ok(other),
        }
    }
}

/// Waits on this thread for any child, where nobody may park. EINTR when a signal came first.
pub fn any_blocking() -> io::Result<News> {
    loop {
        let news = process::next_news(-1, 0)?;
        if !is_for_another(news) {
            return Ok(news);
        }
    }
}

/// In a forked child: its parent's children are none of its.
pub fn forget_all() {
    CLAIMS.with_borrow_mut(Vec::clear);
    ORPHANS.with_borrow_mut(Vec::clear);
}

/// Gives up a child: its end will be seen to whenever somebody waits for any child.
pub fn orphan(pid: pid_t) {
    ORPHANS.with_borrow_mut(|orphans| orphans.push(pid));
    bury_orphans();
}

fn bury_orphans() {
    ORPHANS.with_borrow_mut(|orphans| orphans.retain(|&pid| matches!(process::news(pid, 0), Ok(None))));
}

/// Hands the news of a child's end to the one who waits for just that child.
fn is_for_another(news: News) -> bool {
    if !news.has_ended() {
        return false;
    }
    let claim = CLAIMS.with_borrow(|claims| {
        let wants =
            |claim: &&Rc<Claim>| claim.pid == news.pid && claim.coroutine.and_then(coroutine::state_of).is_some();
        claims.iter().find(wants).cloned()
    });
    if let Some(claim) = claim {
        claim.news.set(Some(news));
        return true;
    }
    ORPHANS.with_borrow_mut(|orphans| {
        let at = orphans.iter().position(|&pid| pid == news.pid);
        at.map(|at| orphans.swap_remove(at)).is_some()
    })
}

/// A claim that stands as long as the wait.
struct Claimed(Rc<Claim>);

impl Claimed {
    fn new(pid: pid_t) -> Self {
        let claim = Rc::new(Claim { pid, coroutine: coroutine::current_id(), news: Cell::new(None) });
        if pid > 0 {
            CLAIMS.with_borrow_mut(|claims| claims.push(Rc::clone(&claim)));
        }
        Self(claim)
    }
}

impl Drop for Claimed {
    fn drop(&mut self) {
        CLAIMS.with_borrow_mut(|claims| claims.retain(|claim| !Rc::ptr_eq(claim, &self.0)));
    }
}

/// How to spend the time between two questions.
enum Pauses {
    /// Until the child's descriptor says that it has ended; made at the first pause.
    Pidfd(Option<OwnedFd>),
    /// For a while.
    Backoff(Backoff),
}

impl Pauses {
    fn new(pid: pid_t, options: c_int) -> Self {
        if pid > 0 && options == 0 { Self::Pidfd(None) } else { Self::Backoff(Backoff::default()) }
    }

    fn pause(&mut self, pid: pid_t, deadline: Option<Nanos>) -> io::Result<Wake> {
        if let Self::Pidfd(fd @ None) = self {
            match process::pidfd(pid) {
                Ok(made) => *fd = Some(made),
                // An old kernel, or no descriptor left.
                Err(_) => *self = Self::Backoff(Backoff::default()),
            }
        }
        match self {
            Self::Pidfd(Some(fd)) => {
                let one = std::iter::once((fd.as_raw_fd(), Interest::READ));
                wait_fds(WaitReason::Child(pid), one, deadline)
            }
            Self::Pidfd(None) => Ok(Wake::Ready),
            Self::Backoff(backoff) => Ok(backoff.pause(WaitReason::Child(pid), deadline)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::io::testing::go;
    use crate::io::testing::logged;
    use crate::io::testing::run;
    use crate::sys::clock;
    use std::process::Child;
    use std::process::Command;
    use std::process::Stdio;
    use std::time::Duration;

    /// Ends with 3 when its input ends.
    fn start() -> Child {
        let mut shell = Command::new("/bin/sh");
        shell.args(["-c", "read x; exit 3"]).stdin(Stdio::piped()).spawn().expect("a shell is there")
    }

    fn status(outcome: io::Result<Outcome<News>>) -> Option<(pid_t, c_int)> {
        match outcome {
            Ok(Outcome::Done(news)) => Some((news.pid, libc::WEXITSTATUS(news.status))),
            _ => None,
        }
    }

    #[test]
    fn a_childs_end_ends_the_wait() {
        let (log, say) = logged();
        let mut child = start();
        let pid = child.id() as pid_t;
        let first = say.clone();
        go(move || first(status(wait(pid, 0, None))));
        go(move || {
            drop(child.stdin.take());
            say(None);
            coroutine::park(WaitReason::Sleep, Some(clock::after(Duration::from_millis(100))));
            assert!(child.wait().is_err(), "somebody else has waited");
        });
        run();
        assert_eq!(*log.borrow(), [None, Some((pid, 3))]);
    }

    #[test]
    fn a_wait_ends_at_its_deadline() {
        let (log, say) = logged();
        let mut child = start();
        go(move || {
            let pid = child.id() as pid_t;
            say(matches!(wait(pid, 0, Some(clock::after(Duration::from_millis(5)))), Ok(Outcome::TimedOut)));
            drop(child.stdin.take());
            say(matches!(wait(pid, 0, None), Ok(Outcome::Done(_))));
            say(child.wait().is_err());
        });
        run();
        assert_eq!(*log.borrow(), [true, true, true]);
    }

    #[test]
    fn nobody_to_wait_for_is_an_error() {
        let (log, say) = logged();
        go(move || say(wait(pid_t::MAX, 0, None).err().and_then(|error| error.raw_os_error())));
        run();
        assert_eq!(*log.borrow(), [Some(libc::ECHILD)]);
    }
}
