//! The sleep family.
//!
//! A sleep never ends early, and a cancelled one says what an interrupted one says. Sleeping for no time
//! lets the others run. Each function has the contract of its C namesake.

use crate::coroutine;
use crate::coroutine::Wake;
use crate::hook::attempt;
use crate::hook::attempt::fail;
use crate::hook::decide;
use crate::hook::flags;
use crate::hook::mutex;
use crate::hook::poll::duration;
use crate::io;
use crate::sys::clock;
use crate::sys::clock::Nanos;
use crate::sys::errno;
use crate::sys::real::real;
use libc::c_int;
use libc::c_uint;
use libc::clockid_t;
use libc::timespec;
use std::time::Duration;

pub unsafe extern "C" fn sleep<const CALLER: u32>(seconds: c_uint) -> c_uint {
    if !decide::acts::<CALLER>(flags::SLEEP) {
        // SAFETY: takes no pointer.
        return unsafe { (real().sleep)(seconds) };
    }
    match sleep_for::<CALLER>(Duration::from_secs(seconds.into())) {
        Ok(()) => 0,
        Err(left) => left.as_secs_f64().round() as c_uint,
    }
}

pub unsafe extern "C" fn usleep<const CALLER: u32>(micros: c_uint) -> c_int {
    if !decide::acts::<CALLER>(flags::SLEEP) {
        // SAFETY: takes no pointer.
        return unsafe { (real().usleep)(micros) };
    }
    match sleep_for::<CALLER>(Duration::from_micros(micros.into())) {
        Ok(()) => 0,
        Err(_) => fail(libc::EINTR) as c_int,
    }
}

pub unsafe extern "C" fn nanosleep<const CALLER: u32>(time: *const timespec, left: *mut timespec) -> c_int {
    if !decide::acts::<CALLER>(flags::SLEEP) {
        // SAFETY: the caller's own arguments.
        return unsafe { (real().nanosleep)(time, left) };
    }
    // SAFETY: the caller's own arguments.
    match unsafe { nap::<CALLER>(time, left) } {
        0 => 0,
        error => fail(error) as c_int,
    }
}

pub unsafe extern "C" fn clock_nanosleep<const CALLER: u32>(
    clock: clockid_t,
    how: c_int,
    time: *const timespec,
    left: *mut timespec,
) -> c_int {
    // A sleep until an instant of a clock that may be set must notice when it is: only the kernel can.
    let relative = how == 0 && matches!(clock, libc::CLOCK_REALTIME | libc::CLOCK_MONOTONIC);
    let until = how == libc::TIMER_ABSTIME && clock == libc::CLOCK_MONOTONIC;
    if !(relative || until) || !decide::acts::<CALLER>(flags::SLEEP) {
        // SAFETY: the caller's own arguments.
        return unsafe { (real().clock_nanosleep)(clock, how, time, left) };
    }
    // This function returns its error and leaves errno alone.
    // SAFETY: the caller's own arguments.
    unsafe { if until { nap_until(time) } else { nap::<CALLER>(time, left) } }
}

/// Sleeps; gives an error number.
///
/// # Safety
///
/// As for `nanosleep`.
unsafe fn nap<const CALLER: u32>(time: *const timespec, left: *mut timespec) -> c_int {
    // SAFETY: the caller's promise.
    let (time, left) = unsafe { (time.as_ref(), left.as_mut()) };
    let Some(time) = time else { return libc::EFAULT };
    let Some(time) = duration(time) else { return libc::EINVAL };
    match sleep_for::<CALLER>(time) {
        Ok(()) => 0,
        Err(remains) => {
            if let Some(left) = left {
                left.tv_sec = remains.as_secs() as _;
                left.tv_nsec = remains.subsec_nanos().into();
            }
            libc::EINTR
        }
    }
}

/// Sleeps until an instant of the monotonic clock; gives an error number.
///
/// # Safety
///
/// As for `clock_nanosleep`.
unsafe fn nap_until(time: *const timespec) -> c_int {
    // SAFETY: the caller's promise.
    let Some(time) = (unsafe { time.as_ref() }) else { return libc::EFAULT };
    let Some(time) = duration(time) else { return libc::EINVAL };
    let deadline = Nanos::try_from(time.as_nanos()).unwrap_or(Nanos::MAX);
    match sleep_until(deadline) {
        Wake::Cancelled => libc::EINTR,
        Wake::Ready | Wake::TimedOut => 0,
    }
}

/// Sleeps; a cancelled sleep says what remains.
fn sleep_for<const CALLER: u32>(time: Duration) -> Result<(), Duration> {
    if CALLER == decide::SQLITE && mutex::has_given_up() {
        return Err(time);
    }
    if time.is_zero() {
        errno::kept(coroutine::give_way);
        return Ok(());
    }
    let deadline = clock::after(time);
    match sleep_until(deadline) {
        Wake::Cancelled => {
            if CALLER == decide::SQLITE {
                mutex::give_up();
            }
            Err(Duration::from_nanos(deadline.saturating_sub(clock::now())))
        }
        Wake::Ready | Wake::TimedOut => Ok(()),
    }
}

fn sleep_until(deadline: Nanos) -> Wake {
    errno::kept(|| attempt::parked(|| io::sleep(deadline)))
}
