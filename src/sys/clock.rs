//! Time that only goes forward.
//!
//! Invariant: two calls of `now`, in any threads of the process, never go back; zero is in the past.

/// Nanoseconds of the monotonic clock; a deadline is such an instant, a timeout never is.
pub type Nanos = u64;

/// The time now.
pub fn now() -> Nanos {
    read(libc::CLOCK_MONOTONIC)
}

/// The time at the kernel's last tick: cheaper, and up to 4 ms old.
#[cfg(target_os = "linux")]
pub fn coarse() -> Nanos {
    read(libc::CLOCK_MONOTONIC_COARSE)
}

/// The time now.
#[cfg(not(target_os = "linux"))]
pub fn coarse() -> Nanos {
    now()
}

/// The deadline that lies `timeout` ahead of now; saturates, so that "forever" stays in the future.
pub fn after(timeout: std::time::Duration) -> Nanos {
    let nanos = Nanos::try_from(timeout.as_nanos()).unwrap_or(Nanos::MAX);
    now().saturating_add(nanos)
}

/// The wall clock for people: `2026-11-22 22:14:41`, in the local time zone.
pub fn local_time() -> String {
    let seconds = read(libc::CLOCK_REALTIME) / 1_000_000_000;
    // SAFETY: a plain C structure, for which zero bytes are a value.
    let mut parts: libc::tm = unsafe { std::mem::zeroed() };
    // SAFETY: both pointers are to variables of ours.
    unsafe { libc::localtime_r(&(seconds as libc::time_t), &mut parts) };
    format!(
        "{:04}-{:02}-{:02} {:02}:{:02}:{:02}",
        parts.tm_year + 1900,
        parts.tm_mon + 1,
        parts.tm_mday,
        parts.tm_hour,
        parts.tm_min,
        parts.tm_sec
    )
}

fn read(clock: libc::clockid_t) -> Nanos {
    let mut time = libc::timespec { tv_sec: 0, tv_nsec: 0 };
    // SAFETY: `time` is ours to write; the clocks named here exist everywhere, so that the call cannot fail.
    unsafe { libc::clock_gettime(clock, &mut time) };
    time.tv_sec as Nanos * 1_000_000_000 + time.tv_nsec as Nanos
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    #[test]
    fn time_never_goes_back() {
        let first = now();
        assert!(now() >= first);
    }

    #[test]
    fn a_deadline_saturates_instead_of_wrapping_into_the_past() {
        assert_eq!(after(Duration::MAX), Nanos::MAX);
    }
}
