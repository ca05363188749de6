//! `Swoole\Timer`, and the time limits of coroutines.
//!
//! Always true:
//! - a timer is in the table exactly as long as the wheel has its number or its callback runs; a number that the wheel
//!   brings and the table does not know belongs to a timer that was cleared a moment ago, in the same batch;
//! - no borrow of the table lives across a callback: callbacks make, clear and list timers.
//!
//! The owner of the loop has one space of numbers for its timers; the lowest bit tells the two kinds apart ([`Due`]).

use std::cell::Cell;
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

use crate::coroutine;
use crate::coroutine::Nanos;
use crate::php::args::Args;
use crate::php::args::Outcome;
use crate::php::call::Callable;
use crate::php::class::coroutine::cancel_throwing;
use crate::php::class::server;
use crate::php::class::time_limit;
use crate::php::entry::handlers;
use crate::php::error;
use crate::php::event_loop;
use crate::php::ffi;
use crate::php::options;
use crate::php::state::Throw;
use crate::php::value::Array;
use crate::php::value::Owned;
use crate::php::value::Val;
use crate::sys::clock;
use crate::timer::TimerKey;

const MILLISECOND: Nanos = 1_000_000;

/// What a number of the owner's timers stands for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Due {
    /// A timer of PHP's, by id.
    Timer(i64),
    /// The time limit of a coroutine, by id.
    Limit(i64),
    /// The heartbeat of a server.
    Beat,
}

impl Due {
    /// The number for the wheel.
    pub fn number(self) -> u64 {
        match self {
            Self::Timer(id) => (id as u64) << 1,
            Self::Limit(id) => (id as u64) << 1 | 1,
            Self::Beat => u64::MAX,
        }
    }

    /// What the wheel brings back.
    pub fn of(number: u64) -> Self {
        let id = (number >> 1) as i64;
        if number == u64::MAX {
            return Self::Beat;
        }
        if number & 1 == 0 { Self::Timer(id) } else { Self::Limit(id) }
    }
}

struct Timer {
    callback: Callable,
    /// What the callback is given; a ticking one is given its id first.
    params: Vec<Owned>,
    /// 0: fires once.
    interval_ms: i64,
    /// The round of the loop in which it was made.
    round: i64,
    deadline: Cell<Nanos>,
    /// The deadline as PHP is told of it: milliseconds since the first timer.
    exec_ms: Cell<i64>,
    exec_count: Cell<i64>,
    /// Cleared by its own callback, which still runs.
    removed: Cell<bool>,
    /// `None` while its callback runs.
    key: Cell<Option<TimerKey>>,
}

struct Timers {
    /// Ascending ids are the order in which they were made.
    all: RefCell<BTreeMap<i64, Rc<Timer>>>,
    last_id: Cell<i64>,
    /// When this loop's first timer was made.
    base: Cell<Option<Nanos>>,
    /// Turns of the loop since then.
    round: Cell<i64>,
    /// The timer whose callback runs; 0 for none.
    firing: Cell<i64>,
}

thread_local! {
    static TIMERS: Timers = const { Timers {
        all: RefCell::new(BTreeMap::new()),
        last_id: Cell::new(0),
        base: Cell::new(None),
        round: Cell::new(0),
        firing: Cell::new(0),
    } };
}

handlers! {
    fn swirl_Timer_tick(args, mut ret) {
        let id = create(&args, true)?;
        ret.set(id.map_or(Val::bool(false), Val::long));
        Ok(())
    }

    fn swirl_Timer_after(args, mut ret) {
        let id = create(&args, false)?;
        ret.set(id.map_or(Val::bool(false), Val::long));
        Ok(())
    }

    fn swirl_Timer_exists(args, mut ret) {
        args.expect(1, 1)?;
        ret.bool(find(args.long(0)?).is_some_and(|timer| !timer.removed.get()));
        Ok(())
    }

    fn swirl_Timer_info(args, mut ret) {
        args.expect(1, 1)?;
        if let Some(timer) = find(args.long(0)?) {
            let info = Array::new()
                .long("exec_msec", timer.exec_ms.get())
                .long("exec_count", timer.exec_count.get())
                .long("interval", timer.interval_ms)
                .long("round", timer.round)
                .bool("removed", timer.removed.get());
            ret.give(info.build());
        }
        Ok(())
    }

    fn swirl_Timer_stats(args, mut ret) {
        args.expect(0, 0)?;
        let (initialized, round, firing) =
            TIMERS.with(|timers| (timers.base.get().is_some(), timers.round.get(), timers.firing.get() != 0));
        let waiting = coroutine::timers();
        let stats = Array::new()
            .bool("initialized", initialized || waiting > 0)
            .long("num", waiting as i64 + i64::from(firing))
            .long("round", round);
        ret.give(stats.build());
        Ok(())
    }

    fn swirl_Timer_list(args, mut ret) {
        args.expect(0, 0)?;
        let ids: Vec<i64> = TIMERS.with(|timers| timers.all.borrow().keys().copied().collect());
        let mut list = Array::new();
        for id in ids {
            list.push(Owned::take(Val::long(id)));
        }
        let mut list = list.build();
        // SAFETY: the C half's contract; class entries are set at startup.
        let iterator = unsafe { ffi::swirl_new_object_with(ffi::ce::swirl_ce_Timer_Iterator, list.as_mut_ptr()) };
        if !iterator.is_null() {
            ret.set(Val::object(iterator));
        }
        Ok(())
    }

    fn swirl_Timer_clear(args, mut ret) {
        args.expect(1, 1)?;
        ret.bool(clear(args.long(0)?));
        Ok(())
    }

    fn swirl_Timer_clearAll(args, mut ret) {
        args.expect(0, 0)?;
        ret.bool(clear_all());
        Ok(())
    }
}

/// The id of the new timer; `None` after a warning.
fn create(args: &Args, ticks: bool) -> Outcome<Option<i64>> {
    args.expect(2, u32::MAX)?;
    let (ms, callback) = (args.long(0)?, args.owned_callable(1)?);
    if ms < 1 {
        drop(callback);
        error::misuse("Timer must be greater than or equal to 1");
        return Ok(None);
    }
    if !server::is_prepared() {
        options::activate();
    }
    let id = TIMERS.with(|timers| {
        timers.last_id.set(timers.last_id.get() + 1);
        timers.last_id.get()
    });
    let id_first = ticks.then(|| Owned::take(Val::long(id)));
    let params = id_first.into_iter().chain((2..args.count()).map(|index| args.value(index).share())).collect();
    insert(id, ms, ticks, callback, params);
    Ok(Some(id))
}

fn insert(id: i64, ms: i64, ticks: bool, callback: Callable, params: Vec<Owned>) {
    let now = clock::now();
    let deadline = now.saturating_add((ms as Nanos).saturating_mul(MILLISECOND));
    TIMERS.with(|timers| {
        let base = timers.base.get().unwrap_or(now);
        timers.base.set(Some(base));
        let timer = Timer {
            callback,
            params,
            interval_ms: if ticks { ms } else { 0 },
            round: timers.round.get(),
            deadline: Cell::new(deadline),
            exec_ms: Cell::new((((now - base) / MILLISECOND) as i64).saturating_add(ms)),
            exec_count: Cell::new(0),
            removed: Cell::new(false),
            key: Cell::new(Some(coroutine::add_timer(deadline, Due::Timer(id).number()))),
        };
        timers.all.borrow_mut().insert(id, Rc::new(timer));
    });
}

fn find(id: i64) -> Option<Rc<Timer>> {
    TIMERS.with(|timers| timers.all.borrow().get(&id).cloned())
}

fn take(id: i64) -> Option<Rc<Timer>> {
    TIMERS.with(|timers| timers.all.borrow_mut().remove(&id))
}

/// Clears a timer. False when there is none.
pub fn clear(id: i64) -> bool {
    let Some(timer) = find(id) else { return false };
    // Its own callback has it still; then it goes when that returns.
    if TIMERS.with(|timers| timers.firing.get()) == id {
        return !timer.removed.replace(true);
    }
    timer.key.take().map(coroutine::cancel_timer);
    take(id).is_some()
}

/// Removes all timers. False when there has never been one.
pub fn clear_all() -> bool {
    let ids: Vec<i64> = TIMERS.with(|timers| timers.all.borrow().keys().copied().collect());
    for id in ids {
        clear(id);
    }
    TIMERS.with(|timers| timers.base.get().is_some())
}

/// A timer of the loop's owner is due.
pub fn fire(number: u64) {
    match Due::of(number) {
        Due::Timer(id) => fire_timer(id),
        Due::Beat => crate::php::class::server::heartbeat::beat(),
        Due::Limit(id) => {
            time_limit::forget(id);
            if coroutine::state_of(id).is_some() {
                cancel_throwing(id, Throw::TimedOut);
            }
        }
    }
}

fn fire_timer(id: i64) {
    let Some(timer) = find(id) else { return };
    timer.key.set(None);
    let now = clock::now();
    let outer = TIMERS.with(|timers| timers.firing.replace(id));
    let mut args: Vec<Val> = timer.params.iter().map(Owned::get).collect();
    event_loop::call_back(&timer.callback, &mut args);
    TIMERS.with(|timers| timers.firing.set(outer));
    if timer.interval_ms == 0 || timer.removed.get() {
        take(id);
    } else {
        schedule_again(&timer, id, now);
    }
}

/// The next deadline is the first one of the row that lies after `now`: what was missed is not made up for.
fn schedule_again(timer: &Timer, id: i64, now: Nanos) {
    let interval = (timer.interval_ms as Nanos).saturating_mul(MILLISECOND);
    let missed = now.saturating_sub(timer.deadline.get()) / interval + 1;
    let deadline = timer.deadline.get().saturating_add(interval.saturating_mul(missed));
    timer.deadline.set(deadline);
    timer.exec_ms.set(timer.exec_ms.get().saturating_add(timer.interval_ms.saturating_mul(missed as i64)));
    timer.exec_count.set(timer.exec_count.get() + 1);
    timer.key.set(Some(coroutine::add_timer(deadline, Due::Timer(id).number())));
}

/// Whether a timer has needed the loop since it last ended.
pub fn is_initialized() -> bool {
    TIMERS.with(|timers| timers.base.get().is_some()) || coroutine::timers() > 0
}

/// The timers have had their turn.
pub fn end_turn() {
    TIMERS.with(|timers| {
        if timers.base.get().is_some() {
            timers.round.set(timers.round.get() + 1);
        }
    });
}

/// In a forked child: the timers are the parent's. Their callbacks are not let go of, for destructors may run then.
pub fn forget() {
    for timer in TIMERS.with(|timers| timers.all.take()).into_values() {
        timer.removed.set(true);
        timer.key.take().map(coroutine::cancel_timer);
        std::mem::forget(timer);
    }
    time_limit::forget_others();
}

/// The loop is over: what is left is removed, and ids begin at 1 again.
pub fn loop_ended() {
    TIMERS.with(|timers| timers.firing.set(0));
    clear_all();
    TIMERS.with(|timers| {
        timers.last_id.set(0);
        timers.base.set(None);
        timers.round.set(0);
    });
}
