//! The monotonic clock.

/// Nanoseconds of the monotonic clock.
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

fn read(clock: libc::clockid_t) -> Nanos {
    let mut time = libc::timespec { tv_sec: 0, tv_nsec: 0 };
    // SAFETY: `time` is ours to write; the clocks named here exist everywhere, so that the call cannot fail.
    unsafe { libc::clock_gettime(clock, &mut time) };
    time.tv_sec as Nanos * 1_000_000_000 + time.tv_nsec as Nanos
}
