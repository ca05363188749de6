//! `Swoole\Coroutine\System`, one family of calls a file. (`sleep` is with `Swoole\Coroutine`.)

mod children;
mod files;
mod names;
mod waits;

use std::ffi::CString;

use crate::php::args::Args;
use crate::php::args::Outcome;
use crate::php::error;
use crate::php::error::code;

/// A parameter that C must take: without a zero byte.
fn c_string(args: &Args, index: u32) -> Outcome<CString> {
    match CString::new(args.bytes(index)?) {
        Ok(text) => Ok(text),
        Err(_) => error::value_error(index + 1, "must not contain any null bytes"),
    }
}

/// Remembers that the wait was cancelled.
fn cancelled() {
    error::set_last(code::CO_CANCELED);
}

/// Remembers what the system said.
fn failed(why: &std::io::Error) {
    let errno = why.raw_os_error().unwrap_or(libc::EIO);
    error::set_last(errno);
    crate::sys::errno::set(errno);
}
