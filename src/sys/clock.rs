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

/// How long it is until `deadline`; nothing when it is over.
pub fn until(deadline: Nanos) -> std::time::Duration {
    std::time::Duration::from_nanos(deadline.saturating_sub(now()))
}

/// The next moment, after `now`, of something that has come every so often since `began`.
pub fn next_beat(began: Nanos, every: Nanos, now: Nanos) -> Nanos {
    let every = every.max(1);
    let beats = now.saturating_sub(began) / every + 1;
    began.saturating_add(beats.saturating_mul(every))
}

/// The wall clock for people, as strftime formats it, in the local time zone; at most 127 bytes.
pub fn format_local(format: &std::ffi::CStr) -> String {
    let parts = local_parts();
    let mut text = [0_u8; 128];
    // SAFETY: the length is that of the buffer; format and parts are live.
    let length = unsafe { libc::strftime(text.as_mut_ptr().cast(), text.len(), format.as_ptr(), &parts) };
    String::from_utf8_lossy(&text[..length]).into_owned()
}

/// Microseconds of the wall clock since 1970.
pub fn wall() -> u64 {
    read(libc::CLOCK_REALTIME) / 1_000
}

/// As [`wall`], at the kernel's last tick: cheaper, and up to 4 ms old.
#[cfg(target_os = "linux")]
pub fn coarse_wall() -> u64 {
    read(libc::CLOCK_REALTIME_COARSE) / 1_000
}

/// As [`wall`].
#[cfg(not(target_os = "linux"))]
pub fn coarse_wall() -> u64 {
    wall()
}

/// Microseconds of the wall clock since the last full second.
pub fn wall_microseconds() -> u64 {
    read(libc::CLOCK_REALTIME) / 1_000 % 1_000_000
}

fn local_parts() -> libc::tm {
    let seconds = read(libc::CLOCK_REALTIME) / 1_000_000_000;
    // SAFETY: a plain C structure, for which zero bytes are a value.
    let mut parts: libc::tm = unsafe { std::mem::zeroed() };
    // SAFETY: both pointers are to variables of ours.
    unsafe { libc::localtime_r(&(seconds as libc::time_t), &mut parts) };
    parts
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
    fn beats_keep_their_distance_whenever_one_asks() {
        for (now, next) in [(0, 110), (100, 110), (109, 110), (110, 120), (119, 120), (1234, 1240)] {
            assert_eq!(next_beat(100, 10, now), next, "at {now}");
        }
        assert_eq!(next_beat(100, Nanos::MAX, 200), Nanos::MAX);
        assert_eq!(next_beat(5, 0, 7), 8);
    }

    #[test]
    fn a_deadline_saturates_instead_of_wrapping_into_the_past() {
        assert_eq!(after(Duration::MAX), Nanos::MAX);
    }
}
