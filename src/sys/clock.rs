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
