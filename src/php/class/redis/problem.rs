//! `$errType`, `$errCode` and `$errMsg`.

use super::CONNECTED;
use super::ERR_CODE;
use super::ERR_MSG;
use super::ERR_TYPE;
use super::Redis;
use super::SOCK;
use crate::net::failure::Failure;
use crate::php::ffi;
use crate::php::object;
use crate::php::value::Owned;
use crate::php::value::Val;

/// `SWOOLE_REDIS_ERR_*`
mod kind {
    pub const IO: i64 = 1;
    pub const OTHER: i64 = 2;
    pub const EOF: i64 = 3;
    pub const PROTOCOL: i64 = 4;
    pub const CLOSED: i64 = 6;
    pub const NO_AUTH: i64 = 7;
}

/// No problem.
pub fn none(redis: &Redis, object: *mut ffi::Object) {
    if redis.has_problem.replace(false) {
        object::set_long(object, ERR_TYPE, 0);
        object::set_long(object, ERR_CODE, 0);
        object::set_property(object, ERR_MSG, Owned::take(Val::string("")));
    }
}

/// The server's answer is an error.
pub fn answer(redis: &Redis, object: *mut ffi::Object, text: &[u8]) {
    let no_auth = text.starts_with(b"NOAUTH");
    let (kind, code) = if no_auth { (kind::NO_AUTH, libc::EACCES) } else { (kind::OTHER, libc::EINVAL) };
    set(redis, object, kind, Some(code), text);
}

/// The method was called in a wrong way.
pub fn misuse(redis: &Redis, object: *mut ffi::Object, text: &str) {
    set(redis, object, kind::OTHER, Some(libc::EINVAL), text.as_bytes());
}

/// The connection failed.
pub fn failure(redis: &Redis, object: *mut ffi::Object, why: &Failure) {
    let (kind, code) = match why {
        Failure::Eof => (kind::EOF, Some(why.errno())),
        Failure::Protocol(_) => (kind::PROTOCOL, Some(why.errno())),
        Failure::Closed => (kind::CLOSED, None),
        Failure::Unavailable(_) => (kind::CLOSED, Some(why.errno())),
        Failure::Refused(text) => return answer(redis, object, text.as_bytes()),
        Failure::Unknown(_) => (kind::OTHER, Some(why.errno())),
        _ => (kind::IO, Some(why.errno())),
    };
    set(redis, object, kind, code, why.to_string().as_bytes());
}

/// Shows whether there is a connection, and which.
pub fn show_connection(redis: &Redis, object: *mut ffi::Object) {
    let fd = redis.client.fd().unwrap_or(-1);
    if redis.shown_fd.replace(fd) == fd {
        return;
    }
    object::set_property(object, CONNECTED, Owned::take(Val::bool(fd >= 0)));
    if fd >= 0 {
        object::set_long(object, SOCK, fd.into());
    }
    super::show_address(redis, object);
}

fn set(redis: &Redis, object: *mut ffi::Object, kind: i64, code: Option<i32>, text: &[u8]) {
    redis.has_problem.set(true);
    object::set_long(object, ERR_TYPE, kind);
    if let Some(code) = code {
        object::set_long(object, ERR_CODE, code.into());
    }
    object::set_property(object, ERR_MSG, Owned::take(Val::bytes(text)));
}
