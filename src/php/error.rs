//! Warnings, exceptions and Swoole's error numbers.

use std::any::Any;
use std::cell::Cell;

use super::args::Outcome;
use super::args::Thrown;
use super::ending;
use super::ffi;
use super::object;
use super::options;
use super::value::Owned;
use super::value::Val;
use super::value::c_text;
use crate::coroutine;
use crate::coroutine::Current;

/// Swoole's numbers for what went wrong; `swoole_last_error()` tells the last one.
#[allow(missing_docs)]
pub mod code {
    pub const PHP_FATAL_ERROR: i32 = 503;
    pub const INVALID_PARAMS: i32 = 505;
    pub const QUEUE_FULL: i32 = 506;
    pub const OPERATION_NOT_SUPPORT: i32 = 507;
    pub const WRONG_OPERATION: i32 = 509;
    pub const SOCKET_POLL_TIMEOUT: i32 = 6002;
    pub const PROTOCOL_ERROR: i32 = 508;
    pub const NO_PAYLOAD: i32 = 550;
    pub const DNSLOOKUP_RESOLVE_FAILED: i32 = 711;
    pub const SESSION_CLOSED: i32 = 1004;
    pub const SSL_HANDSHAKE_FAILED: i32 = 1018;
    pub const CLIENT_NO_CONNECTION: i32 = 5001;
    pub const HTTP_INVALID_PROTOCOL: i32 = 7102;
    pub const HTTP_CONTEXT_UNAVAILABLE: i32 = 7106;
    pub const WEBSOCKET_UNCONNECTED: i32 = 8503;
    pub const WEBSOCKET_HANDSHAKE_FAILED: i32 = 8504;
    pub const WEBSOCKET_PACK_FAILED: i32 = 8505;
    pub const SERVER_IS_NOT_REGULAR_FILE: i32 = 9013;
    pub const CO_OUT_OF_COROUTINE: i32 = 10001;
    pub const CO_HAS_BEEN_BOUND: i32 = 10002;
    pub const CO_CANNOT_CANCEL: i32 = 10015;
    pub const CO_NOT_EXISTS: i32 = 10016;
    pub const CO_CANCELED: i32 = 10017;
    pub const CO_TIMEDOUT: i32 = 10018;
}

const E_WARNING: i32 = 2;
const E_ERROR: i32 = 1;
const E_DEPRECATED: i32 = 8192;

thread_local! {
    static LAST: Cell<i32> = const { Cell::new(0) };
}

/// The last error.
pub fn last() -> i32 {
    LAST.get()
}

/// Remembers an error.
pub fn set_last(code: i32) {
    LAST.set(code);
}

/// What PHP has said of the error that ends the script, if it is one.
pub fn fatal_error() -> Option<Vec<u8>> {
    let (mut length, mut file, mut file_length, mut line) = (0, std::ptr::null(), 0, 0);
    // SAFETY: the C half's contract; the texts are PHP's as long as no other error comes, and are copied here.
    let (message, file) = unsafe {
        let message = ffi::swirl_fatal_error(&mut length, &mut file, &mut file_length, &mut line);
        if message.is_null() {
            return None;
        }
        (
            std::slice::from_raw_parts(message.cast::<u8>(), length),
            std::slice::from_raw_parts(file.cast::<u8>(), file_length),
        )
    };
    Some([b"Fatal error: ", message, b" in ", file, format!(" on line {line}").as_bytes()].concat())
}

/// A PHP warning, with the function's name before it.
pub fn warning(message: &str) {
    report(E_WARNING, message);
}

/// A warning about a wrong use of the API; `swoole_last_error()` tells of it, too.
pub fn misuse(message: &str) {
    set_last(code::PHP_FATAL_ERROR);
    warning(message);
}

/// A warning about a system call that failed; `swoole_last_error()` tells its error.
pub fn system_warning(call: &str, why: &std::io::Error) {
    let errno = why.raw_os_error().unwrap_or_default();
    set_last(errno);
    warning(&format!("{call}, Error: {}[{errno}]", crate::sys::errno::describe(errno)));
}

/// A warning about a value that should be callable.
pub fn not_callable(value: Val) {
    warning(&format!("function '{}' is not callable", callable_name(value)));
}

/// As [`not_callable`], for a method that hands the value on to another one, which is the one that complains.
pub fn not_callable_in(method: &str, value: Val) {
    let what = format!("{method}(): function '{}' is not callable", callable_name(value));
    // SAFETY: the C half's contract.
    ending::note(unsafe { ffi::swirl_error_as(E_WARNING, c_text(&what).as_ptr()) });
}

fn callable_name(mut value: Val) -> String {
    let mut name = Val::UNDEF;
    // SAFETY: the C half's contract.
    unsafe { ffi::swirl_callable_name(&mut value, &mut name) };
    let name = Owned::take(name);
    String::from_utf8_lossy(name.get().as_bytes().unwrap_or_default()).into_owned()
}

/// A PHP warning that `swoole.display_errors`, or the option of that name, can silence.
pub fn advise(message: &str) {
    let name = "swoole.display_errors";
    // SAFETY: the C half's contract.
    let allowed = unsafe { ffi::swirl_ini_bool(name.as_ptr().cast(), name.len()) };
    if allowed && options::display_errors() {
        warning(message);
    }
}

/// A warning as `trigger_error` makes it.
pub fn user_warning(message: &str) {
    const E_USER_WARNING: i32 = 512;
    // SAFETY: the C half's contract.
    ending::note(unsafe { ffi::swirl_error_as(E_USER_WARNING, c_text(message).as_ptr()) });
}

/// A PHP deprecation notice.
pub fn deprecated(message: &str) {
    report(E_DEPRECATED, message);
}

/// A PHP fatal error: the script ends when the handler returns.
pub fn fatal(message: &str) {
    report(E_ERROR, message);
    ending::bail();
}

/// As [`fatal`], where the message names the function by itself.
pub fn fatal_as(message: &str) {
    // SAFETY: the C half's contract.
    ending::note(unsafe { ffi::swirl_error_as(E_ERROR, c_text(message).as_ptr()) });
    ending::bail();
}

/// A user's error handler may throw, which is left pending, or end the script, which is noted.
fn report(level: i32, message: &str) {
    // SAFETY: the C half's contract.
    ending::note(unsafe { ffi::swirl_error(level, c_text(message).as_ptr()) });
}

/// Writes to PHP's output.
pub fn print(text: &[u8]) {
    // SAFETY: the C half's contract.
    ending::note(unsafe { ffi::swirl_write(text.as_ptr().cast(), text.len()) });
}

/// Throws `Swoole\Error`, with one of Swoole's numbers.
pub fn throw_error<T>(message: &str, code: i32) -> Outcome<T> {
    set_last(code);
    // SAFETY: the C half's contract; class entries are set at startup.
    unsafe { ffi::swirl_throw(ffi::ce::swirl_ce_Error, c_text(message).as_ptr(), i64::from(code)) };
    Err(Thrown)
}

/// Exceptions that the API throws besides `Swoole\Error`.
#[derive(Clone, Copy)]
pub enum Exception {
    /// `Swoole\Exception`
    Swoole,
    /// `BadMethodCallException`
    BadMethodCall,
    /// `InvalidArgumentException`
    InvalidArgument,
    /// `ValueError`, about no argument in particular
    Value,
}

/// Throws an exception.
pub fn throw<T>(exception: Exception, message: &str) -> Outcome<T> {
    throw_with_code(exception, message, 0)
}

/// Throws an exception that bears a number.
pub fn throw_with_code<T>(exception: Exception, message: &str, code: i64) -> Outcome<T> {
    // SAFETY: the C half's contract; class entries are set at startup, those of SPL before.
    unsafe {
        let ce = match exception {
            Exception::Swoole => ffi::ce::swirl_ce_Exception,
            Exception::BadMethodCall => ffi::ce::spl_ce_BadMethodCallException,
            Exception::InvalidArgument => ffi::ce::spl_ce_InvalidArgumentException,
            Exception::Value => ffi::ce::zend_ce_value_error,
        };
        ffi::swirl_throw(ce, c_text(message).as_ptr(), code);
    }
    Err(Thrown)
}

/// Throws an exception of any class.
pub(crate) fn throw_as<T>(ce: *mut ffi::ClassEntry, message: &str, code: i64) -> Outcome<T> {
    // SAFETY: the C half's contract; class entries are set at startup.
    unsafe { ffi::swirl_throw(ce, c_text(message).as_ptr(), code) };
    Err(Thrown)
}

/// Throws a plain `Error`.
pub fn throw_plain<T>(message: &str) -> Outcome<T> {
    // SAFETY: the C half's contract; no class means `Error`.
    unsafe { ffi::swirl_throw_error(std::ptr::null_mut(), c_text(message).as_ptr()) };
    Err(Thrown)
}

/// Throws a `ValueError` about argument `number` (from 1).
pub fn value_error<T>(number: u32, message: &str) -> Outcome<T> {
    // SAFETY: the C half's contract.
    unsafe { ffi::swirl_value_error(number, c_text(message).as_ptr()) };
    Err(Thrown)
}

/// Whether an exception is on its way.
pub fn is_thrown() -> bool {
    // SAFETY: the C half's contract.
    unsafe { ffi::swirl_has_exception() }
}

/// Makes a warning of an exception that has nobody to go to. The end of the script goes on.
pub fn drop_thrown(what: &str) {
    // SAFETY: the C half's contract.
    if !is_thrown() || unsafe { ffi::swirl_is_exit() } {
        return;
    }
    // SAFETY: as above; an exception is pending. The first property of all that can be thrown is the message.
    let message = unsafe { object::property(ffi::swirl_exception(), 0) }.share();
    // SAFETY: as above.
    unsafe { ffi::swirl_clear_exception() };
    let message = message.get().as_bytes().map(|text| String::from_utf8_lossy(text).into_owned());
    warning(&format!("{what}: {}", message.unwrap_or_default()));
}

/// Throws a `TypeError` in one's own words.
pub fn throw_type<T>(message: &str) -> Outcome<T> {
    // SAFETY: PHP's own class is there from the start.
    throw_as(unsafe { ffi::ce::zend_ce_type_error }, message, 0)
}

/// Throws a `TypeError` about argument `number` (from 1).
pub fn type_error<T>(number: u32, message: &str) -> Outcome<T> {
    // SAFETY: the C half's contract.
    unsafe { ffi::swirl_type_error(number, c_text(message).as_ptr()) };
    Err(Thrown)
}

/// The running coroutine, or Swoole's error.
pub fn need_coroutine() -> Outcome<Current> {
    match coroutine::current() {
        Some(here) => Ok(here),
        None => throw_error("API must be called in the coroutine", code::CO_OUT_OF_COROUTINE),
    }
}

/// As [`need_coroutine`], and parking must be possible: a destructor that the cycle collector runs cannot park.
pub fn need_park() -> Outcome<Current> {
    let here = need_coroutine()?;
    if here.can_park() {
        return Ok(here);
    }
    throw_error("Cannot switch coroutines in current execution context", code::WRONG_OPERATION)
}

/// A bug of ours: tell where, and end the script.
#[cold]
pub fn fatal_panic(panic: Box<dyn Any + Send>) {
    let what = panic
        .downcast_ref::<&str>()
        .copied()
        .map(str::to_owned)
        .or_else(|| panic.downcast_ref::<String>().cloned())
        .unwrap_or_else(|| "unknown".into());
    eprintln!("PHP Fatal error:  Swirl: internal error: {what} (please report it)");
    ending::bail();
}
