//! Time that only goes forward.
//!
//! Invariant: two calls of `now`, in any threads of the process, never go back; zero is in the past.

/// Nanoseconds of the monotonic clock; a deadline is such an instant, a timeout never is.
pub type Nanos = u64;

/// The present instant.
pub fn now() -> Nanos {
    let mut time = libc::timespec {
        tv_sec: 0,
        tv_nsec: 0,
    };
    // SAFETY: `time` is a valid timespec for the kernel to fill.
    // CLOCK_MONOTONIC exists everywhere, so the call cannot fail.
    unsafe { libc::clock_gettime(libc::CLOCK_MONOTONIC, &mut time) };
    time.tv_sec as Nanos * 1_000_000_000 + time.tv_nsec as Nanos
}

/// The deadline that lies `timeout` ahead of now; saturates, so that "forever" stays in the future.
pub fn after(timeout: std::time::Duration) -> Nanos {
    let nanos = Nanos::try_from(timeout.as_nanos()).unwrap_or(Nanos::MAX);
    now().saturating_add(nanos)
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
