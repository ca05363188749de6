//! `Swoole\Coroutine`.

use std::cell::Cell;
use std::rc::Rc;
use std::time::Duration;

use crate::coroutine;
use crate::coroutine::Current;
use crate::coroutine::Nanos;
use crate::coroutine::Resumed;
use crate::coroutine::State;
use crate::coroutine::WaitReason;
use crate::coroutine::Wake;
use crate::php::class::process::signals;
use crate::php::class::time_limit;
use crate::php::entry::handlers;
use crate::php::error;
use crate::php::error::code;
use crate::php::error::need_coroutine;
use crate::php::error::need_park;
use crate::php::ffi;
use crate::php::life;
use crate::php::options;
use crate::php::preempt;
use crate::php::state;
use crate::php::state::Join;
use crate::php::state::Throw;
use crate::php::value::Array;
use crate::php::value::Owned;
use crate::php::value::Val;
use crate::php::value::each;
use crate::php::value::string_bytes;
use crate::sys::clock;

/// When a wait of `seconds` is over; `None` for a wait without end (zero, negative, not a number, beyond all clocks).
#[inline]
pub fn deadline(seconds: f64) -> Option<Nanos> {
    if seconds > 0.0 { instant_after(seconds) } else { None }
}

fn instant_after(seconds: f64) -> Option<Nanos> {
    let timeout = Duration::try_from_secs_f64(seconds).ok()?;
    clock::now().checked_add(u64::try_from(timeout.as_nanos()).ok()?)
}

/// Parks; false, with Swoole's error number, when the wait was cancelled or timed out.
pub fn park(here: Current, reason: WaitReason, deadline: Option<Nanos>) -> bool {
    match here.park(reason, deadline) {
        Wake::Ready => true,
        Wake::TimedOut => {
            error::set_last(code::CO_TIMEDOUT);
            false
        }
        Wake::Cancelled => {
            error::set_last(code::CO_CANCELED);
            false
        }
    }
}

fn missing() -> Option<i64> {
    error::set_last(code::CO_NOT_EXISTS);
    None
}

/// The coroutine that an optional id names: 0 is the running one.
fn named(id: i64) -> Option<i64> {
    match id {
        0 => coroutine::current_id(),
        id if coroutine::state_of(id).is_some() => Some(id),
        _ => missing(),
    }
}

handlers! {
    fn swirl_Coroutine_create(args, mut ret) {
        args.expect(1, u32::MAX)?;
        let function = args.callable(0)?;
        let (argc, argv) = args.rest(1);
        match life::start(&function, argc, argv) {
            Some(id) => ret.long(id),
            None => ret.bool(false),
        }
        Ok(())
    }

    fn swirl_Coroutine_defer(args, _ret) {
        args.expect(1, 1)?;
        let callback = args.owned_callable(0)?;
        need_coroutine()?;
        life::defer(callback);
        Ok(())
    }

    fn swirl_Coroutine_set(args, _ret) {
        args.expect(1, 1)?;
        options::set(&args.array(0)?)
    }

    fn swirl_Coroutine_getOptions(args, mut ret) {
        args.expect(0, 0)?;
        if let Some(options) = options::given() {
            ret.give(options);
        }
        Ok(())
    }

    fn swirl_Coroutine_exists(args, mut ret) {
        args.expect(1, 1)?;
        ret.bool(coroutine::state_of(args.long(0)?).is_some());
        Ok(())
    }

    fn swirl_Coroutine_yield(args, mut ret) {
        args.expect(0, 0)?;
        let here = need_park()?;
        ret.bool(park(here, WaitReason::Yield, None));
        Ok(())
    }

    fn swirl_Coroutine_resume(args, mut ret) {
        args.expect(1, 1)?;
        match coroutine::resume(args.long(0)?) {
            Resumed::Yes => ret.bool(true),
            Resumed::NotWaiting => {
                error::warning("can not resume the coroutine which is in IO operation or non-existent");
                ret.bool(false);
            }
        }
        Ok(())
    }

    fn swirl_Coroutine_cancel(args, mut ret) {
        args.expect(1, 2)?;
        let (id, throw) = (args.long(0)?, args.bool_or(1, false)?);
        ret.bool(if throw { cancel_throwing(id, Throw::Cancelled) } else { cancel(id) });
        Ok(())
    }

    fn swirl_Coroutine_join(args, mut ret) {
        args.expect(1, 2)?;
        let here = need_park()?;
        let (ids, timeout) = (args.array(0)?, args.double_or(1, -1.0)?);
        let joined = join(here, &ids, timeout);
        ret.bool(joined);
        Ok(())
    }

    fn swirl_Coroutine_isCanceled(args, mut ret) {
        args.expect(0, 0)?;
        need_coroutine()?;
        ret.bool(coroutine::last_wait_was_cancelled());
        Ok(())
    }

    fn swirl_Coroutine_setTimeLimit(args, mut ret) {
        args.expect(1, 1)?;
        let seconds = args.double(0)?;
        let id = need_coroutine()?.id();
        let limit = deadline(seconds);
        if let Some(limit) = limit {
            time_limit::set(id, limit);
        }
        ret.bool(limit.is_some());
        Ok(())
    }

    fn swirl_Coroutine_stats(args, mut ret) {
        args.expect(0, 0)?;
        let stats = coroutine::stats();
        let pool = crate::io::blocking::stats();
        let array = Array::new()
            .long("event_num", crate::io::event_count() as i64)
            .long("signal_listener_num", signals::count() as i64)
            .long("aio_task_num", pool.running as i64)
            .long("aio_worker_num", pool.threads as i64)
            .long("aio_queue_size", pool.queued as i64)
            .long("c_stack_size", stats.stack_size as i64)
            .long("coroutine_num", stats.live as i64)
            .long("coroutine_peak_num", stats.peak as i64)
            .long("coroutine_last_cid", stats.last_id);
        ret.give(array.build());
        Ok(())
    }

    fn swirl_Coroutine_getCid(args, mut ret) {
        args.expect(0, 0)?;
        ret.long(coroutine::current_id().unwrap_or(-1));
        Ok(())
    }

    fn swirl_Coroutine_getPcid(args, mut ret) {
        args.expect(0, 1)?;
        let id = args.long_or(0, 0)?;
        match named(id).and_then(coroutine::parent_of) {
            Some(parent) => ret.long(parent),
            None => ret.bool(false),
        }
        Ok(())
    }

    fn swirl_Coroutine_getContext(args, mut ret) {
        args.expect(0, 1)?;
        if let Some(context) = named(args.long_or(0, 0)?).and_then(life::context) {
            ret.give(context);
        }
        Ok(())
    }

    fn swirl_Coroutine_getBackTrace(args, mut ret) {
        args.expect(0, 3)?;
        const PROVIDE_OBJECT: i64 = 1;
        let (id, flags, limit) = (args.long_or(0, 0)?, args.long_or(1, PROVIDE_OBJECT)?, args.long_or(2, 0)?);
        let Some(frame) = frame_of(id) else {
            ret.bool(false);
            return Ok(());
        };
        let mut trace = Val::NULL;
        // SAFETY: the C half's contract; a parked coroutine's frame stays while we look.
        unsafe { ffi::swirl_backtrace(frame, 0, flags as i32, limit as i32, &mut trace) };
        ret.set(trace);
        Ok(())
    }

    fn swirl_Coroutine_printBackTrace(args, mut ret) {
        args.expect(0, 3)?;
        let (id, flags, limit) = (args.long_or(0, 0)?, args.long_or(1, 0)?, args.long_or(2, 0)?);
        let Some(frame) = frame_of(id) else {
            ret.bool(false);
            return Ok(());
        };
        let skip = i32::from(frame.is_null());
        // SAFETY: as above.
        unsafe {
            let text = ffi::swirl_backtrace_text(frame, skip, flags as i32, limit as i32, false);
            error::print(string_bytes(text));
            ffi::swirl_string_release(text);
        }
        Ok(())
    }

    fn swirl_Coroutine_getElapsed(args, mut ret) {
        args.expect(0, 1)?;
        let elapsed = named(args.long_or(0, 0)?).and_then(coroutine::elapsed_of);
        ret.long(elapsed.map_or(-1, |elapsed| (elapsed / 1_000_000) as i64));
        Ok(())
    }

    fn swirl_Coroutine_getStackUsage(args, mut ret) {
        args.expect(0, 1)?;
        let usage = named(args.long_or(0, 0)?).and_then(state::of).map(|local| {
            let running = state::current() == Some(local);
            // SAFETY: the C half's contract; the block is a live coroutine's.
            unsafe { ffi::swirl_vm_stack_usage(state::Local::vm(local), running) }
        });
        match usage {
            Some(bytes) => ret.long(bytes as i64),
            None => ret.bool(false),
        }
        Ok(())
    }

    fn swirl_Coroutine_listCoroutines(args, mut ret) {
        args.expect(0, 0)?;
        ret.give(list());
        Ok(())
    }

    fn swirl_Coroutine_enableScheduler(args, mut ret) {
        args.expect(0, 0)?;
        ret.bool(preempt::set_preemptible(true));
        Ok(())
    }

    fn swirl_Coroutine_disableScheduler(args, mut ret) {
        args.expect(0, 0)?;
        ret.bool(preempt::set_preemptible(false));
        Ok(())
    }

    fn swirl_Coroutine_getExecuteTime(args, mut ret) {
        args.expect(0, 0)?;
        ret.long(coroutine::ran().map_or(-1, |ran| (ran / 1_000) as i64));
        Ok(())
    }

    fn swirl_Coroutine_System_sleep(args, mut ret) {
        args.expect(1, 1)?;
        let seconds = args.double(0)?;
        let here = need_coroutine()?;
        if seconds.is_nan() || seconds < 0.001 {
            error::warning("Timer must be greater than or equal to 0.001");
            ret.bool(false);
            return Ok(());
        }
        ret.bool(sleep(here, deadline(seconds).unwrap_or(Nanos::MAX)));
        Ok(())
    }
}

/// Where parking is forbidden the sleep blocks: a destructor that the cycle collector runs has no other way.
fn sleep(here: Current, deadline: Nanos) -> bool {
    if !here.can_park() {
        std::thread::sleep(Duration::from_nanos(deadline.saturating_sub(clock::now())));
        return true;
    }
    match here.park(WaitReason::Sleep, Some(deadline)) {
        Wake::Ready | Wake::TimedOut => true,
        Wake::Cancelled => {
            error::set_last(code::CO_CANCELED);
            false
        }
    }
}

fn cancel(id: i64) -> bool {
    if coroutine::state_of(id).is_none() {
        error::set_last(code::CO_NOT_EXISTS);
        return false;
    }
    if matches!(coroutine::wait_of(id), Some((WaitReason::GiveWay, _))) || !coroutine::cancel(id) {
        error::set_last(code::CO_CANNOT_CANCEL);
        return false;
    }
    true
}

/// Throws into a coroutine: at once when it waits, else when it is next resumed.
pub fn cancel_throwing(id: i64, throw: Throw) -> bool {
    match coroutine::state_of(id) {
        None => {
            error::set_last(code::CO_NOT_EXISTS);
            false
        }
        Some(state) => {
            state::throw_at_resume(id, throw);
            if state == State::Waiting {
                coroutine::cancel(id);
            }
            true
        }
    }
}

fn join(here: Current, ids: &Val, timeout: f64) -> bool {
    let mut targets = Vec::new();
    let (mut itself, mut twice) = (false, false);
    each(ids, |_, id| {
        let id = id.to_long();
        itself |= id == here.id();
        if coroutine::state_of(id).is_some() {
            twice |= targets.contains(&id);
            targets.push(id);
        }
        !itself && !twice
    });
    if itself {
        error::set_last(code::WRONG_OPERATION);
        error::advise("can not join self");
        return false;
    }
    let locals: Vec<_> = targets.iter().filter_map(|&id| state::of(id)).collect();
    // SAFETY: the blocks of live coroutines.
    if twice || locals.iter().any(|&local| unsafe { (*local).join.is_some() }) {
        error::set_last(code::WRONG_OPERATION);
        return false;
    }
    if locals.is_empty() {
        error::set_last(code::INVALID_PARAMS);
        return false;
    }
    let join = Rc::new(Join { left: Cell::new(locals.len()), waker: here.waker() });
    for local in locals {
        // SAFETY: as above.
        unsafe { (*local).join = Some(join.clone()) };
    }
    let ended = park(here, WaitReason::Join(targets.len() as u32), deadline(timeout));
    if !ended {
        for local in targets.iter().filter_map(|&id| state::of(id)) {
            // SAFETY: as above.
            unsafe { (*local).join = None };
        }
    }
    ended
}

/// The frame to show: null for the running coroutine. `None` when there is no such coroutine.
fn frame_of(id: i64) -> Option<*mut ffi::ExecuteData> {
    if id == 0 || coroutine::current_id().unwrap_or(-1) == id {
        return Some(std::ptr::null_mut());
    }
    named(id).and_then(state::frame_of)
}

fn list() -> Owned {
    let mut ids = Array::new();
    // Newest first, as Swoole's table has them.
    for id in coroutine::ids().into_iter().rev() {
        ids.push(Owned::take(Val::long(id)));
    }
    let mut ids = ids.build();
    // SAFETY: the C half's contract; class entries are set at startup.
    let iterator = unsafe { ffi::swirl_new_object_with(ffi::ce::swirl_ce_Coroutine_Iterator, ids.as_mut_ptr()) };
    Owned::take(if iterator.is_null() { Val::NULL } else { Val::object(iterator) })
}
