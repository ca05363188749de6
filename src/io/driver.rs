//! The state of this layer on one thread, and the step in which it hears from the kernel.
//!
//! Invariants: the state is borrowed only inside [`with`], whose closures neither park nor wake; it is
//! made at the first need and made anew in a forked child.

use crate::coroutine;
use crate::coroutine::WaitReason;
use crate::coroutine::Wake;
use crate::coroutine::Waker;
use crate::io::conflict::Conflict;
use crate::io::inbox::Remote;
use crate::io::pool::Pool;
use crate::io::readiness::Begun;
use crate::io::readiness::Readiness;
use crate::io::readiness::Waiter;
use crate::io::readiness::Watch;
use crate::io::trust::Trust;
use crate::reactor::Interest;
use crate::reactor::Reactor;
use crate::reactor::Ready;
use crate::sys::clock;
use crate::sys::clock::Nanos;
use crate::sys::fork;
use std::cell::Cell;
use std::cell::RefCell;
use std::collections::BTreeSet;
use std::io;
use std::os::fd::RawFd;
use std::sync::Arc;
use std::time::Duration;

/// What the loop must tell others.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum LoopEvent {
    /// A watched descriptor has news. It will be told again in the next step if it is still true then.
    Watch {
        /// The descriptor.
        fd: RawFd,
        /// The reading handler's key, if there is something to read.
        readable: Option<u32>,
        /// The writing handler's key, if there is room to write.
        writable: Option<u32>,
        /// Whether the kernel reports an error or a hang-up.
        error: bool,
    },
    /// A descriptor of [`edge`](crate::io::edge) has changed.
    Edge {
        /// The descriptor.
        fd: RawFd,
        /// Whether there may be something to read.
        readable: bool,
        /// Whether there may be room to write.
        writable: bool,
        /// Whether the other end writes no more, or there is an error: reading comes to an end that no news will tell.
        ended: bool,
    },
}

/// What a step did.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Polled {
    /// How many coroutines it made ready.
    pub woken: usize,
    /// A signal came first: dispatch it, then poll again.
    pub interrupted: bool,
}

/// How a wait began.
pub(super) enum Claim {
    /// Park now; the number tells a close that comes meanwhile.
    Wait(u32),
    /// The kernel does not poll such a descriptor, for it is always ready.
    AlwaysReady,
}

pub(super) struct Driver {
    reactor: Reactor,
    trust: Trust,
    /// When the kernel was last heard.
    heard_at: Nanos,
    pub(super) readiness: Readiness,
    pub(super) remote: Remote,
    pub(super) pool: Arc<Pool>,
    /// Watched descriptors that do not keep the loop.
    pub(super) quiet: BTreeSet<RawFd>,
    /// Watched descriptors that were told of and must be armed anew before the next wait.
    told: Vec<RawFd>,
    /// Scratch: what the kernel said.
    ready: Vec<Ready>,
    /// Scratch: whom to wake.
    wakers: Vec<Waker>,
    /// The fork generation that made all of the above.
    generation: u32,
}

thread_local! {
    /// Made at the first need; leaked at the thread's end on purpose: PHP shuts down after thread-locals are gone.
    static DRIVER: Cell<Option<&'static RefCell<Driver>>> = const { Cell::new(None) };
}

/// Hears from the kernel once: waits at most `timeout` (`None`: forever), makes the coroutines ready whose
/// descriptors are, and those whom other threads woke, and appends news of watched descriptors to `events`,
/// all in the kernel's order. Resumes nobody.
pub fn poll_once(timeout: Option<Duration>, events: &mut Vec<LoopEvent>) -> io::Result<Polled> {
    let (result, mut wakers) = with(|driver| {
        let result = driver.hear(timeout, events);
        (result, std::mem::take(&mut driver.wakers))
    })?;
    let mut polled = Polled::default();
    match result {
        Err(error) if error.kind() == io::ErrorKind::Interrupted => polled.interrupted = true,
        other => other?,
    }
    polled.woken = wake_all(&mut wakers);
    with(|driver| driver.wakers = wakers)?;
    Ok(polled)
}

/// Says that `fd` is about to be closed: those who wait for it wake and find it closed, its watch ends.
///
/// Who waits for nothing else runs at once, with its wait cancelled: whoever closes a descriptor frees next what the
/// waiter still uses, a stream's buffers for one. So the waiter must be out of there before the close goes on.
pub fn closed(fd: RawFd) {
    let waiters = with_existing(|driver| {
        driver.reactor.forget(fd);
        driver.readiness.close(fd)
    });
    for waiter in waiters.into_iter().flatten().flatten() {
        let reason = coroutine::wait_of(waiter.coroutine).map(|(reason, _)| reason);
        let only_here = matches!(reason, Some(WaitReason::Readable(own) | WaitReason::Writable(own)) if own == fd);
        if only_here && coroutine::park_ban() == 0 {
            coroutine::wake_now(waiter.waker, Wake::Cancelled);
        } else {
            coroutine::wake(waiter.waker);
        }
    }
}

/// Says that `fd` has just come into being: what was its number's before is gone, even if nobody told of it.
pub fn fresh(fd: RawFd) {
    with_existing(|driver| driver.readiness.fresh(fd));
}

/// What the running coroutine would hear if it waited to read from `fd` now.
pub fn reading_conflict(fd: RawFd) -> Option<Conflict> {
    let asker = coroutine::current_id()?;
    let waiter = Waiter { waker: coroutine::waker(), coroutine: asker, interest: Interest::READ };
    with_existing(|driver| driver.readiness.join(fd, &waiter).err()).flatten()
}

/// The handle by which other threads wake coroutines of this one.
pub fn remote() -> io::Result<Remote> {
    with(|driver| driver.remote.clone())
}

/// Borrows this thread's state for a moment.
pub(super) fn with<R>(work: impl FnOnce(&mut Driver) -> R) -> io::Result<R> {
    let state = match DRIVER.get() {
        Some(state) => state,
        None => make_driver()?,
    };
    let mut driver = state.borrow_mut();
    if driver.generation != fork::generation() {
        *driver = Driver::new()?;
    }
    Ok(work(&mut driver))
}

/// As [`with`], unless nothing was ever waited for here.
pub(super) fn with_existing<R>(work: impl FnOnce(&mut Driver) -> R) -> Option<R> {
    let mut driver = DRIVER.get()?.borrow_mut();
    (driver.generation == fork::generation()).then(|| work(&mut driver))
}

#[cold]
fn make_driver() -> io::Result<&'static RefCell<Driver>> {
    let made: &'static RefCell<Driver> = Box::leak(Box::new(RefCell::new(Driver::new()?)));
    DRIVER.set(Some(made));
    Ok(made)
}

fn wake_all(wakers: &mut Vec<Waker>) -> usize {
    wakers.drain(..).filter(|waker| coroutine::wake(*waker)).count()
}

impl Driver {
    fn new() -> io::Result<Self> {
        let reactor = Reactor::new()?;
        let remote = Remote::new(reactor.bell());
        Ok(Self {
            reactor,
            trust: Trust::default(),
            heard_at: clock::now(),
            readiness: Readiness::default(),
            remote,
            pool: Pool::new(),
            quiet: BTreeSet::new(),
            told: Vec::new(),
            ready: Vec::new(),
            wakers: Vec::new(),
            generation: fork::generation(),
        })
    }

    /// Begins a wait: asks the kernel, then writes the waiter down.
    pub(super) fn claim(&mut self, fd: RawFd, waiter: Waiter) -> io::Result<Claim> {
        let interest = self.readiness.join(fd, &waiter)?;
        self.arm(fd, interest, waiter, Begun::Asked)
    }

    /// Begins a wait of somebody who has just tried in vain, for a descriptor whose close will be told.
    pub(super) fn claim_known(&mut self, fd: RawFd, waiter: Waiter) -> io::Result<Claim> {
        let interest = self.readiness.join(fd, &waiter)?;
        if !self.readiness.is_known(fd) || !self.reactor.holds(fd, interest) {
            return self.arm(fd, interest, waiter, Begun::Known);
        }
        self.trust.begin(self.heard_at, fd, waiter.waker, self.readiness.is_sound(fd));
        Ok(Claim::Wait(self.readiness.enter(fd, waiter, Begun::Trusted)))
    }

    fn arm(&mut self, fd: RawFd, interest: Interest, waiter: Waiter, begun: Begun) -> io::Result<Claim> {
        match self.reactor.arm(fd, interest) {
            Err(error) if error.kind() == io::ErrorKind::PermissionDenied => Ok(Claim::AlwaysReady),
            Err(error) => Err(error),
            Ok(_) => Ok(Claim::Wait(self.readiness.enter(fd, waiter, begun))),
        }
    }

    /// As [`Readiness::took_less`], unless nobody would tell when something comes.
    pub(super) fn took_less(&mut self, fd: RawFd) -> bool {
        let told = self.readiness.is_known(fd) && self.reactor.holds(fd, Interest::READ);
        told && self.readiness.took_less(fd)
    }

    /// Registers a descriptor once, in both directions.
    pub(super) fn stay(&mut self, fd: RawFd) -> io::Result<()> {
        self.reactor.arm(fd, Interest::READ | Interest::WRITE)?;
        self.readiness.stay(fd);
        Ok(())
    }

    /// Sets, changes or ends a watch.
    pub(super) fn set_watch(&mut self, fd: RawFd, watch: Option<Watch>) -> io::Result<()> {
        // Ask first: the table must not grow for a descriptor that does not exist.
        match self.readiness.interest(fd, watch) {
            Some(interest) => drop(self.reactor.arm(fd, interest)?),
            None => self.reactor.forget(fd),
        }
        self.readiness.set_watch(fd, watch);
        if watch.is_none() {
            self.quiet.remove(&fd);
        }
        Ok(())
    }

    /// Registers a descriptor once and for all, or ends that.
    pub(super) fn set_edge(&mut self, fd: RawFd, on: bool) -> io::Result<()> {
        if on {
            self.reactor.arm(fd, Interest::READ | Interest::WRITE)?;
        } else {
            self.reactor.forget(fd);
        }
        self.readiness.set_edge(fd, on);
        Ok(())
    }

    fn hear(&mut self, timeout: Option<Duration>, events: &mut Vec<LoopEvent>) -> io::Result<()> {
        // Watches are promises to tell again what is still true.
        while let Some(fd) = self.told.pop() {
            let watch = self.readiness.watch(fd);
            if watch.is_some() && self.set_watch(fd, watch).is_err() {
                // Closed behind our back: nobody will ever tell of it again.
                self.readiness.set_watch(fd, None);
            }
        }
        // Wait, and see after those for whom it takes long.
        self.ready.clear();
        let heard = self.wait(timeout);
        // Collect whom it concerns.
        for &ready in &self.ready {
            if self.readiness.is_edge(ready.fd) {
                events.push(edge_event(ready));
                continue;
            }
            if let Some(watch) = self.readiness.news(ready, &mut self.wakers) {
                self.told.push(ready.fd);
                events.extend(event(ready, watch));
            }
        }
        self.remote.drain(&mut self.wakers);
        heard
    }

    fn wait(&mut self, timeout: Option<Duration>) -> io::Result<()> {
        let deadline = match timeout {
            Some(Duration::ZERO) => Some(self.heard_at),
            timeout => timeout.map(clock::after),
        };
        loop {
            let until = [deadline, self.trust.until()].into_iter().flatten().min();
            let rang = self.reactor.wait(until.map(clock::until), &mut self.ready)?;
            self.heard_at = clock::now();
            self.trust.heard();
            self.doubt();
            let over = deadline.is_some_and(|deadline| deadline <= self.heard_at);
            if rang || over || !self.ready.is_empty() || !self.wakers.is_empty() {
                return Ok(());
            }
        }
    }

    /// Asks the kernel about waits that have been trusted for long enough.
    fn doubt(&mut self) {
        while let Some((fd, waker)) = self.trust.end(self.heard_at) {
            let Some(interest) = self.readiness.interest(fd, self.readiness.watch(fd)) else { continue };
            match self.reactor.arm(fd, interest) {
                Ok(sound) => self.readiness.doubted(fd, sound),
                // Whoever waits will try, and see what is wrong with it.
                Err(_) => self.wakers.push(waker),
            }
        }
    }
}

fn edge_event(ready: Ready) -> LoopEvent {
    let Ready { fd, readable, writable, .. } = ready;
    LoopEvent::Edge { fd, readable, writable, ended: ready.ended || ready.error }
}

/// What a watch is told, if the news concerns it.
fn event(ready: Ready, watch: Watch) -> Option<LoopEvent> {
    let readable = watch.read.filter(|_| ready.readable);
    let writable = watch.write.filter(|_| ready.writable);
    let error = ready.error;
    let concerns = error || readable.is_some() || writable.is_some();
    concerns.then_some(LoopEvent::Watch { fd: ready.fd, readable, writable, error })
}
