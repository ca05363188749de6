//! The thread's errno.
//!
//! A hook must leave errno exactly as the real call left it, so errno is only ever written on purpose,
//! here, and never as a side effect of looking something up.

/// A value of errno.
pub type Errno = libc::c_int;

#[cfg(target_os = "linux")]
use libc::__errno_location as location;
#[cfg(any(target_os = "macos", target_os = "ios", target_os = "freebsd"))]
use libc::__error as location;

/// What the last failed call left.
pub fn get() -> Errno {
    // SAFETY: libc returns a pointer to this thread's own errno, valid as long as the thread lives.
    unsafe { *location() }
}

/// Makes `value` what the caller of a hook will read.
pub fn set(value: Errno) {
    // SAFETY: as in `get`; only this thread writes its errno.
    unsafe { *location() = value }
}

/// Runs `work` and puts errno back to what it was before.
pub fn kept<T>(work: impl FnOnce() -> T) -> T {
    let before = get();
    let result = work();
    set(before);
    result
}

#[cfg(target_os = "linux")]
unsafe extern "C" {
    fn __h_errno_location() -> *mut libc::c_int;
}

/// What the resolver's last failed call left.
#[cfg(target_os = "linux")]
pub fn get_resolver() -> Errno {
    // SAFETY: as in `get`, for the resolver's own error number.
    unsafe { *__h_errno_location() }
}

/// Makes `value` what the caller of a resolver function will read.
#[cfg(target_os = "linux")]
pub fn set_resolver(value: Errno) {
    // SAFETY: as in `set`.
    unsafe { *__h_errno_location() = value }
}

/// Whether `value` says "not now"; EWOULDBLOCK is the same number wherever this builds.
pub fn would_block(value: Errno) -> bool {
    value == libc::EAGAIN
}

/// What an errno means, in English.
pub fn describe(value: Errno) -> String {
    // SAFETY: the text lives until the next call in this thread, and is copied at once.
    unsafe { text(libc::strerror(value)) }
}

/// What a result of `getaddrinfo` means.
pub fn describe_gai(value: Errno) -> String {
    // SAFETY: static text.
    unsafe { text(libc::gai_strerror(value)) }
}

/// What a value of `h_errno` means.
pub fn describe_host(value: Errno) -> String {
    unsafe extern "C" {
        fn hstrerror(value: Errno) -> *const libc::c_char;
    }
    // SAFETY: static text.
    unsafe { text(hstrerror(value)) }
}

/// # Safety
/// `text` must be a live C string.
unsafe fn text(text: *const libc::c_char) -> String {
    // SAFETY: the caller's promise.
    unsafe { std::ffi::CStr::from_ptr(text) }.to_string_lossy().into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kept_puts_errno_back() {
        set(libc::EBADF);
        kept(|| set(libc::EINVAL));
        assert_eq!(get(), libc::EBADF);
    }
}
