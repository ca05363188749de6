//! Coroutines of a thread: stacks, switching, parking and waking.
//!
//! A coroutine runs until it parks; [`park`] goes back to whoever resumed it and returns when the wait is over, with one
//! of three outcomes. The thread's own stack runs the loop (see `io`), which resumes those that are ready.

mod ids;
mod scheduler;
mod slot;
mod stack;
#[cfg(test)]
mod tests;
mod wait;

use std::ffi::c_void;

pub use crate::timer::Nanos;
pub use scheduler::Host;
pub use scheduler::RUNNING;
pub use scheduler::Resumed;
pub use scheduler::Seat;
pub use scheduler::Stats;
pub use scheduler::running_flag;
use scheduler::runtime;
pub use slot::State;
pub use stack::DEFAULT_STACK_SIZE;
pub use stack::Guard;
pub use stack::HOST_AREA;
pub use stack::Stack;
pub use wait::WaitReason;
pub use wait::Wake;
pub use wait::Waker;

use crate::sys::clock;
use crate::timer::TimerKey;

// ---- life ----

/// A slot and a stack for a new coroutine. Fails when the system has no memory for a stack.
pub fn reserve() -> std::io::Result<Seat> {
    runtime().reserve()
}

/// Starts a coroutine: `body` runs at once, until it parks or ends. `local` is the host's state of it. `body` must not
/// unwind.
pub fn start<F: FnOnce() + 'static>(seat: Seat, local: *mut c_void, body: F) {
    runtime().start(seat, local, body);
}

/// Starts a coroutine without a host, and returns its id. Fails when there is no memory for a stack.
pub fn spawn<F: FnOnce() + 'static>(body: F) -> std::io::Result<i64> {
    let seat = reserve()?;
    let id = seat.id();
    start(seat, std::ptr::null_mut(), body);
    Ok(id)
}

/// Drops every coroutine where it stands. Call it on the thread's own stack.
pub fn abandon_all() {
    runtime().abandon_all();
}

/// Forgets all coroutines but the running one and those that wait for it to return: in a forked child, where the others
/// are the parent's.
pub fn forget_others() {
    runtime().forget_others();
}

// ---- who is there ----

/// Id of the running coroutine.
pub fn current_id() -> Option<i64> {
    scheduler::current().map(|slot| slot.id.get())
}

/// The host's state of the running coroutine.
pub fn current_local() -> Option<*mut c_void> {
    scheduler::current().map(|slot| slot.local.get())
}

/// The host's state of a coroutine.
pub fn local_of(id: i64) -> Option<*mut c_void> {
    runtime().find(id).map(|slot| slot.local.get())
}

/// Ids of all live coroutines, ascending.
pub fn ids() -> Vec<i64> {
    runtime().live().into_iter().map(|slot| slot.id.get()).collect()
}

/// Calls `visit` with the id of each live coroutine, in no order, without allocating: for a crash report.
pub fn each(visit: &mut dyn FnMut(i64)) {
    runtime().each(&mut |slot| visit(slot.id.get()));
}

/// How many coroutines are alive.
pub fn count() -> usize {
    runtime().live_count()
}

/// Where a coroutine is in its life.
pub fn state_of(id: i64) -> Option<State> {
    runtime().find(id).map(|slot| slot.state.get())
}

/// Id of the coroutine that created this one, -1 when it was created outside any.
pub fn parent_of(id: i64) -> Option<i64> {
    runtime().find(id).map(|slot| slot.parent.get())
}

/// What a parked coroutine waits for, and since when, or a little before.
pub fn wait_of(id: i64) -> Option<(WaitReason, Nanos)> {
    let slot = runtime().find(id)?;
    matches!(slot.state.get(), State::Waiting | State::Ready).then(|| (slot.reason.get(), slot.since.get()))
}

/// Nanoseconds since a coroutine was created, by the coarse clock: up to 4 ms too many, never too few.
pub fn elapsed_of(id: i64) -> Option<Nanos> {
    runtime().find(id).map(|slot| clock::now().saturating_sub(slot.created.get()))
}

/// Nanoseconds that the running coroutine has run. Counting begins with the first call in a process: earlier time of
/// coroutines that were alive then is not known.
pub fn ran() -> Option<Nanos> {
    let slot = scheduler::current()?;
    runtime().keep_time();
    Some(slot.ran.get() + (clock::now() - slot.resumed_at.get()))
}

/// Nanoseconds since the running coroutine was last resumed, while time is kept.
pub fn running_for() -> Option<Nanos> {
    scheduler::current().map(|slot| clock::now() - slot.resumed_at.get())
}

/// Keeps from now on how long each coroutine runs: see [`ran`].
pub fn keep_time() {
    runtime().keep_time();
}

/// Counts.
pub fn stats() -> Stats {
    runtime().stats()
}

// ---- park and wake ----

/// The running coroutine. Looked up once, it answers several questions: the look-up goes through the thread's locals,
/// which costs more than most of the answers.
#[derive(Clone, Copy)]
pub struct Current {
    slot: slot::SlotRef,
    runtime: &'static scheduler::Runtime,
}

/// The running coroutine.
pub fn current() -> Option<Current> {
    let runtime = runtime();
    runtime.current().map(|slot| Current { slot, runtime })
}

impl Current {
    /// Its id.
    pub fn id(self) -> i64 {
        self.slot.id.get()
    }

    /// Whether it may park here.
    pub fn can_park(self) -> bool {
        self.runtime.no_park().get() == 0
    }

    /// Names its next wait.
    pub fn waker(self) -> Waker {
        scheduler::waker_of(self.slot)
    }

    /// Parks it until it is woken, cancelled, or `deadline` has come.
    #[inline(always)]
    pub fn park(self, reason: WaitReason, deadline: Option<Nanos>) -> Wake {
        self.runtime.park(self.slot, reason, deadline)
    }

    /// Ends another one's wait and runs that one at once, on top of this one. False when the wait is over already.
    #[inline(always)]
    pub fn wake_now(self, waker: Waker, outcome: Wake) -> bool {
        self.runtime.wake_now(waker, outcome)
    }
}

/// Whether the caller is in a coroutine and may park there.
pub fn can_park() -> bool {
    scheduler::current().is_some() && runtime().no_park().get() == 0
}

/// Forbids parking until the matching [`allow_park`]. Regions nest.
pub fn forbid_park() {
    let depth = runtime().no_park();
    depth.set(depth.get() + 1);
}

/// Ends the innermost region of [`forbid_park`].
pub fn allow_park() {
    let depth = runtime().no_park();
    depth.set(depth.get().saturating_sub(1));
}

/// How deep the regions of [`forbid_park`] nest; a host that leaves some by `longjmp` puts the depth back.
pub fn park_ban() -> u32 {
    runtime().no_park().get()
}

/// Puts the depth of [`forbid_park`] back to what [`park_ban`] told.
pub fn set_park_ban(depth: u32) {
    runtime().no_park().set(depth);
}

/// Names the next wait of the running coroutine. Call it in a coroutine.
pub fn waker() -> Waker {
    scheduler::waker_of(scheduler::current().expect("wakers are made in a coroutine"))
}

/// Parks the running coroutine until it is woken, cancelled, or `deadline` has come. Call it where [`can_park`] holds.
pub fn park(reason: WaitReason, deadline: Option<Nanos>) -> Wake {
    let slot = scheduler::current().expect("only a coroutine parks");
    runtime().park(slot, reason, deadline)
}

/// Lets the others that are ready run first.
pub fn give_way() {
    if let Some(slot) = scheduler::current() {
        runtime().give_way(slot);
    }
}

/// Makes a waiting coroutine ready; it runs when the loop comes to it. False when the wait is over already.
pub fn wake(waker: Waker) -> bool {
    runtime().wake(waker)
}

/// Ends a wait and runs the coroutine at once, on top of the caller. False when the wait is over already.
pub fn wake_now(waker: Waker, outcome: Wake) -> bool {
    runtime().wake_now(waker, outcome)
}

/// Whether this wait is still going on.
pub fn is_waiting(waker: Waker) -> bool {
    runtime().resolve(waker).is_some()
}

/// Resumes a coroutine that parked with [`WaitReason::Yield`], at once.
#[inline(always)]
pub fn resume(id: i64) -> Resumed {
    if runtime().resume(id) { Resumed::Yes } else { Resumed::NotWaiting }
}

/// Cancels a coroutine's wait and runs it at once. False when it does not wait.
pub fn cancel(id: i64) -> bool {
    let runtime = runtime();
    match runtime.waiting(id) {
        Some(slot) => {
            slot.cancelled.set(true);
            runtime.wake_now(scheduler::waker_of(slot), Wake::Cancelled)
        }
        None => false,
    }
}

/// Ends the wait of a parked coroutine as cancelled, even when it is ready already, and runs it at once. False when it
/// is not parked.
pub fn end_waiting(id: i64) -> bool {
    let runtime = runtime();
    runtime.find(id).is_some_and(|slot| runtime.end_wait(slot))
}

/// Whether the last wait of the running coroutine was cancelled.
pub fn last_wait_was_cancelled() -> bool {
    scheduler::current().is_some_and(|slot| slot.outcome.get() == Wake::Cancelled)
}

/// Whether the running coroutine's last wait was cancelled and it has not parked since.
pub fn is_cancelled() -> bool {
    scheduler::current().is_some_and(|slot| slot.cancelled.get())
}

/// From now on no wait suspends this coroutine: each ends at once as cancelled.
pub fn set_ending(id: i64) {
    if let Some(slot) = runtime().find(id) {
        slot.ending.set(true);
    }
}

// ---- for the loop ----

/// Whether some coroutine is ready to run.
pub fn has_ready() -> bool {
    runtime().has_ready()
}

/// Runs those that are ready now.
pub fn run_ready() {
    runtime().run_ready();
}

/// How many coroutines wait for the kernel, another process or another thread.
pub fn external_waits() -> usize {
    runtime().external()
}

/// Sets a timer of the loop's owner.
pub fn add_timer(deadline: Nanos, owner: u64) -> TimerKey {
    runtime().add_timer(deadline, owner)
}

/// Takes a timer back. False when it has fired.
pub fn cancel_timer(key: TimerKey) -> bool {
    runtime().cancel_timer(key)
}

/// When the loop must look at the timers again.
pub fn next_deadline() -> Option<Nanos> {
    runtime().next_deadline()
}

/// How many timers run, deadlines of waits included.
pub fn timers() -> usize {
    runtime().timers()
}

/// Fires what is due; the owner's timers go to `fire`.
pub fn expire(now: Nanos, fire: &mut dyn FnMut(u64)) {
    runtime().expire(now, fire);
}

/// Gives the memory of idle stacks back to the system.
pub fn trim_stacks() {
    runtime().stacks().borrow_mut().trim();
}

// ---- for the host ----

/// Says who swaps the host's state, and what stands for the thread's own stack.
pub fn set_host(host: Host, root_local: *mut c_void) {
    runtime().set_host(host, root_local);
}

/// While halted, the loop starts nobody: the host is on its way out.
pub fn set_halted(halted: bool) {
    runtime().set_halted(halted);
}

/// Whether the host is on its way out.
pub fn is_halted() -> bool {
    runtime().is_halted()
}

/// Size in bytes of stacks made from now on.
pub fn set_stack_size(bytes: usize) {
    runtime().stacks().borrow_mut().resize(bytes);
}

/// How stack overflow is caught.
pub fn stack_guard() -> Guard {
    runtime().stacks().borrow().guard()
}

/// Ids begin at 1 again, if no coroutine is alive.
pub fn reset_ids() {
    runtime().reset_ids();
}

/// A C stack by an address on it: the coroutine that overflowed, for a signal handler. Its id and stack size.
pub fn overflowed(address: usize) -> Option<(i64, usize)> {
    scheduler::overflowed(address)
}
