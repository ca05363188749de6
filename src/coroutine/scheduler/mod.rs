//! The scheduler of a thread: the only caller of `resume`.
//!
//! Always true:
//! - `current` is the coroutine whose stack this thread runs on; `None` is the thread's own stack.
//! - A coroutine that is `Running` but not `current` has resumed another one and waits for it to park: resumers form a
//!   chain from `current` to the thread's own stack.
//! - A `Ready` coroutine is in the run queue exactly once; a `Waiting` one is not in it.
//! - No `RefCell` of the runtime is borrowed, and no `&mut` is held, across a switch.
//!
//! The host (PHP) is told of each switch through [`Host`], before the stacks change, and swaps its own state there.
//!
//! Rejected: symmetric switching (parking straight into the next ready coroutine saves one switch a wake-up, but the
//! order of events would no longer be Swoole's, in which `park` always returns to the resumer); indexes instead of
//! `&'static` slots (each link would cost a look-up).

mod accounts;
mod parking;
mod queue;
mod timers;

use std::cell::Cell;
use std::cell::RefCell;
use std::ffi::c_void;
use std::sync::atomic::AtomicUsize;
use std::sync::atomic::Ordering;

use corosensei::CoroutineResult;
use corosensei::Yielder;

pub use accounts::Stats;
use timers::Timed;

use crate::coroutine::ids::Ids;
use crate::coroutine::slot::Body;
use crate::coroutine::slot::SlotRef;
use crate::coroutine::slot::Slots;
use crate::coroutine::slot::State;
use crate::coroutine::stack::DEFAULT_STACK_SIZE;
use crate::coroutine::stack::GUARD;
use crate::coroutine::stack::Pool;
use crate::coroutine::stack::Stack;
use crate::coroutine::wait::Wake;
use crate::coroutine::wait::Waker;
use crate::sys::clock;
use crate::timer::Nanos;
use crate::timer::Wheel;

/// What the host does at a switch. `from` and `to` are the `local` pointers of the two coroutines.
#[derive(Clone, Copy)]
pub struct Host {
    /// As `switch`, where `from` is the thread's own stack.
    pub leave_root: fn(from: *mut c_void, to: *mut c_void),
    /// Keep the state of `from`, which will go on later, and put that of `to` in place.
    pub switch: fn(from: *mut c_void, to: *mut c_void),
    /// `from` has ended: put the state of `to` in place.
    pub finish: fn(from: *mut c_void, to: *mut c_void),
}

/// A coroutine that has its slot and its stack but has not started.
pub struct Seat {
    slot: SlotRef,
    stack: Stack,
}

impl Seat {
    /// The id that the coroutine will have.
    pub fn id(&self) -> i64 {
        self.slot.id.get()
    }

    /// The stack it will run on.
    pub fn stack(&self) -> &Stack {
        &self.stack
    }
}

/// Whether a coroutine could be resumed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Resumed {
    /// It ran, and has parked again or ended.
    Yes,
    /// No coroutine has this id, or it does not wait.
    NotWaiting,
}

pub(super) struct Runtime {
    slots: RefCell<Slots>,
    ids: RefCell<Ids>,
    stacks: RefCell<Pool>,
    wheel: RefCell<Wheel<Timed>>,
    expired: RefCell<Vec<(Nanos, Timed)>>,
    current: Cell<Option<SlotRef>>,
    /// The run queue: first in, first out, linked through the slots.
    ready_head: Cell<Option<SlotRef>>,
    ready_tail: Cell<Option<SlotRef>>,
    host: Cell<Host>,
    /// The host's state of the thread's own stack.
    root_local: Cell<*mut c_void>,
    last_id: Cell<i64>,
    peak: Cell<usize>,
    /// Coroutines whose wait the kernel, a process or a thread will end.
    external: Cell<usize>,
    /// The newest time that somebody read: good enough to tell since when a coroutine waits.
    read_at: Cell<Nanos>,
    /// Depth of regions in which nobody may park.
    no_park: Cell<u32>,
    /// The host wants no coroutine to run any more.
    halted: Cell<bool>,
    /// Whether to keep the time that each coroutine runs.
    keep_time: Cell<bool>,
}

/// Coroutines that run in this process, over all threads: what a hook looks at first.
pub static RUNNING: AtomicUsize = AtomicUsize::new(0);

thread_local! {
    /// Made at first use and leaked: `current` and the slots are `'static` all the same.
    static RUNTIME: Cell<Option<&'static Runtime>> = const { Cell::new(None) };
}

pub(super) fn runtime() -> &'static Runtime {
    match RUNTIME.get() {
        Some(runtime) => runtime,
        None => make_runtime(),
    }
}

#[cold]
fn make_runtime() -> &'static Runtime {
    let runtime: &'static Runtime = Box::leak(Box::new(Runtime {
        slots: RefCell::new(Slots::new()),
        ids: RefCell::new(Ids::new()),
        stacks: RefCell::new(Pool::new(DEFAULT_STACK_SIZE)),
        wheel: RefCell::new(Wheel::new(clock::now())),
        expired: RefCell::new(Vec::new()),
        current: Cell::new(None),
        ready_head: Cell::new(None),
        ready_tail: Cell::new(None),
        host: Cell::new(Host { leave_root: |_, _| {}, switch: |_, _| {}, finish: |_, _| {} }),
        root_local: Cell::new(std::ptr::null_mut()),
        last_id: Cell::new(0),
        peak: Cell::new(0),
        external: Cell::new(0),
        read_at: Cell::new(clock::now()),
        no_park: Cell::new(0),
        halted: Cell::new(false),
        keep_time: Cell::new(false),
    }));
    RUNTIME.set(Some(runtime));
    runtime
}

/// The coroutine of this thread, without making a runtime for a thread that has none.
pub(super) fn current() -> Option<SlotRef> {
    RUNTIME.get().and_then(|runtime| runtime.current.get())
}

/// Nonzero while some coroutine of this process runs.
#[inline(always)]
pub fn running_flag() -> &'static AtomicUsize {
    &RUNNING
}

impl Runtime {
    // ---- life ----

    pub(super) fn reserve(&self) -> std::io::Result<Seat> {
        let stack = self.stacks.borrow_mut().take()?;
        let slot = self.slots.borrow_mut().take();
        let id = self.last_id.get() + 1;
        self.last_id.set(id);
        slot.id.set(id);
        slot.parent.set(self.current.get().map_or(-1, |parent| parent.id.get()));
        slot.state.set(State::Init);
        slot.cancelled.set(false);
        slot.ending.set(false);
        slot.outcome.set(Wake::Ready);
        slot.ran.set(0);
        let now = clock::coarse();
        self.read_at.set(now);
        slot.created.set(now);
        let mut ids = self.ids.borrow_mut();
        ids.insert(slot);
        self.peak.set(self.peak.get().max(ids.len()));
        Ok(Seat { slot, stack })
    }

    pub(super) fn start<F: FnOnce() + 'static>(&self, seat: Seat, local: *mut c_void, body: F) {
        let Seat { slot, stack } = seat;
        slot.local.set(local);
        slot.stack.set((stack.low() - GUARD, stack.size()));
        let body = Body::with_stack(stack, move |yielder: &Yielder<(), ()>, ()| {
            slot.yielder.set(yielder);
            body();
            runtime().leave_for_good(slot);
        });
        // SAFETY: the slot was just taken, so no body is in it and nobody else looks there.
        unsafe { *slot.body.get() = Some(body) };
        self.enter(slot);
    }

    /// Runs a coroutine until it parks or ends.
    ///
    /// Inlined into its callers, as all that lies between a PHP function and the switch: the processor's stack of return
    /// addresses does not follow a switch, so that each frame returned through afterwards costs a misprediction.
    #[inline(always)]
    fn enter(&self, slot: SlotRef) {
        let from = self.current.get();
        slot.resumer.set(from);
        slot.state.set(State::Running);
        self.current.set(Some(slot));
        match from {
            Some(from) => (self.host.get().switch)(from.local.get(), slot.local.get()),
            None => self.leave_root(slot),
        }
        self.note_switch(from, Some(slot));
        // SAFETY: `body` is `Some` while the coroutine lives, and only this function touches it in that time. Nobody
        // enters a coroutine that is `Running`, so the borrow is the only one.
        let body = unsafe { (*slot.body.get()).as_mut().expect("a live coroutine has a body") };
        let result = body.resume(());
        if from.is_none() {
            RUNNING.fetch_sub(1, Ordering::Relaxed);
        }
        if let CoroutineResult::Return(()) = result {
            self.retire(slot);
        }
    }

    fn leave_root(&self, to: SlotRef) {
        RUNNING.fetch_add(1, Ordering::Relaxed);
        (self.host.get().leave_root)(self.root_local.get(), to.local.get());
    }

    #[inline(always)]
    fn suspend(&self, slot: SlotRef) {
        let to = slot.resumer.get();
        slot.parked_at.set(&raw const to as usize);
        (self.host.get().switch)(slot.local.get(), self.local_of(to));
        self.note_switch(Some(slot), to);
        self.current.set(to);
        // SAFETY: set when the body started and valid as long as its stack, on which this very call runs (or on the
        // stack of a fiber which that one is waiting for).
        unsafe { (*slot.yielder.get()).suspend(()) };
    }

    /// On the coroutine's own stack, as the last thing it does.
    fn leave_for_good(&self, slot: SlotRef) {
        let to = slot.resumer.get();
        (self.host.get().finish)(slot.local.get(), self.local_of(to));
        self.note_switch(Some(slot), to);
        self.current.set(to);
    }

    fn retire(&self, slot: SlotRef) {
        // SAFETY: the coroutine has returned, so nothing runs on its stack, and `enter` has let go of its borrow.
        let body = unsafe { (*slot.body.get()).take().expect("a live coroutine has a body") };
        self.stacks.borrow_mut().give_back(body.into_stack());
        self.forget(slot);
    }

    fn forget(&self, slot: SlotRef) {
        self.ids.borrow_mut().remove(slot);
        self.slots.borrow_mut().give_back(slot);
    }

    /// Drops every coroutine where it stands, without unwinding it: for a host that has bailed out. Call it on the
    /// thread's own stack.
    pub(super) fn abandon_all(&self) {
        assert!(self.current.get().is_none(), "coroutines are abandoned from outside");
        while self.next_ready().is_some() {}
        let live = self.ids.borrow().live();
        for slot in live {
            self.drop_timer(slot);
            // SAFETY: no coroutine runs, so the body is borrowed by nobody. What was on its stack is leaked on purpose:
            // the host frees its own memory, and a Rust frame that owns something never parks.
            if let Some(mut body) = unsafe { (*slot.body.get()).take() } {
                // SAFETY: as above; the stack is not used again before it is reset.
                unsafe { body.force_reset() };
                self.stacks.borrow_mut().give_back(body.into_stack());
            }
            self.forget(slot);
        }
        self.external.set(0);
    }

    /// Forgets every parked coroutine where it stands. Their stacks stay as they are: somebody may still look there.
    pub(super) fn forget_others(&self) {
        while self.next_ready().is_some() {}
        for slot in self.live() {
            if !matches!(slot.state.get(), State::Waiting | State::Ready) {
                continue;
            }
            self.drop_timer(slot);
            self.external.set(self.external.get() - usize::from(slot.reason.get().is_external()));
            // SAFETY: the coroutine is parked, so the body is borrowed by nobody.
            std::mem::forget(unsafe { (*slot.body.get()).take() });
            self.forget(slot);
        }
    }

    // ---- who is there ----

    /// The waiting coroutine with this id.
    pub(super) fn waiting(&self, id: i64) -> Option<SlotRef> {
        self.find(id).filter(|slot| slot.state.get() == State::Waiting)
    }

    pub(super) fn find(&self, id: i64) -> Option<SlotRef> {
        self.ids.borrow().find(id)
    }

    pub(super) fn current(&self) -> Option<SlotRef> {
        self.current.get()
    }

    pub(super) fn live(&self) -> Vec<SlotRef> {
        self.ids.borrow().live()
    }

    pub(super) fn each(&self, visit: &mut dyn FnMut(SlotRef)) {
        if let Ok(ids) = self.ids.try_borrow() {
            ids.each(visit);
        }
    }

    pub(super) fn live_count(&self) -> usize {
        self.ids.borrow().len()
    }

    // ---- the rest ----

    pub(super) fn set_host(&self, host: Host, root_local: *mut c_void) {
        self.host.set(host);
        self.root_local.set(root_local);
    }

    pub(super) fn set_halted(&self, halted: bool) {
        self.halted.set(halted);
    }

    pub(super) fn is_halted(&self) -> bool {
        self.halted.get()
    }

    pub(super) fn external(&self) -> usize {
        self.external.get()
    }

    pub(super) fn no_park(&self) -> &Cell<u32> {
        &self.no_park
    }

    pub(super) fn stacks(&self) -> &RefCell<Pool> {
        &self.stacks
    }

    fn local_of(&self, slot: Option<SlotRef>) -> *mut c_void {
        slot.map_or(self.root_local.get(), |slot| slot.local.get())
    }
}

pub(super) fn waker_of(slot: SlotRef) -> Waker {
    Waker { slot: slot.index, generation: slot.generation.get(), wait: slot.wait.get() }
}

/// The coroutine whose guard page holds `address`: its id and the size of its stack. For a signal handler: nothing is
/// allocated or locked.
pub(super) fn overflowed(address: usize) -> Option<(i64, usize)> {
    let mut link = current();
    while let Some(slot) = link {
        let (guard, size) = slot.stack.get();
        if (guard..guard + GUARD).contains(&address) {
            return Some((slot.id.get(), size));
        }
        link = slot.resumer.get();
    }
    None
}
