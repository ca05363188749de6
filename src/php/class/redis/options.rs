//! What a client does by itself: the array of `setOptions`.

use std::time::Duration;

use super::Redis;
use super::SETTING;
use crate::net::redis::client::Options;
use crate::php::ffi;
use crate::php::object;
use crate::php::options;
use crate::php::value::Array;
use crate::php::value::Owned;
use crate::php::value::Val;
use crate::php::value::find;

/// Seconds, as Swoole's.
const CONNECT_TIMEOUT: f64 = 2.0;
const TIMEOUT: f64 = 60.0;
/// Swoole counts attempts in a byte.
const MOST_ATTEMPTS: i64 = 255;

/// What holds until something else is said.
pub fn defaults() -> Options {
    Options {
        connect_timeout: duration(global(&["socket_connect_timeout"], CONNECT_TIMEOUT)),
        timeout: duration(global(&["socket_read_timeout", "socket_timeout"], TIMEOUT)),
        reconnect: 1,
        password: Vec::new(),
        database: 0,
    }
}

/// The same as an array.
pub fn shown_defaults(redis: &Redis) -> Owned {
    let options = redis.client.options.borrow();
    let seconds = |timeout: Option<Duration>| Owned::take(Val::double(timeout.map_or(-1.0, |t| t.as_secs_f64())));
    Array::new()
        .value("connect_timeout", seconds(options.connect_timeout))
        .value("timeout", seconds(options.timeout))
        .bool("serialize", false)
        .long("reconnect", 1)
        .value("password", Owned::take(Val::string("")))
        .long("database", 0)
        .build()
}

/// Takes options; given to the constructor, `timeout` also bounds connecting.
pub fn set(redis: &Redis, object: *mut ffi::Object, given: &Val, at_construction: bool) {
    let mut shown = object::property(object, SETTING).share().duplicate();
    // SAFETY: the C half's contract: both are arrays.
    unsafe { ffi::swirl_array_merge(shown.as_mut_ptr(), &mut given.clone()) };
    object::set_property(object, SETTING, shown);

    let mut options = redis.client.options.borrow_mut();
    let number = |name: &str| find(given, name).map(Val::to_double);
    if let Some(seconds) = number("connect_timeout") {
        options.connect_timeout = duration(seconds);
    }
    if let Some(seconds) = number("timeout") {
        options.timeout = duration(seconds);
        if at_construction {
            options.connect_timeout = options.timeout;
        }
    }
    if let Some(attempts) = find(given, "reconnect") {
        options.reconnect = attempts.to_long().clamp(0, MOST_ATTEMPTS) as u32;
    }
    if let Some(password) = find(given, "password") {
        options.password = password.as_bytes().unwrap_or_default().to_vec();
    }
    if let Some(database) = find(given, "database") {
        options.database = database.to_long();
    }
    if let Some(on) = find(given, "serialize") {
        redis.serialize.set(on.to_bool());
    }
    if let Some(on) = find(given, "compatibility_mode") {
        redis.compatible.set(on.to_bool());
    }
}

/// Remembers in the shown options what a method has changed.
pub fn show(object: *mut ffi::Object, name: &str, value: Owned) {
    let mut shown = object::property(object, SETTING).share().duplicate();
    shown.put(name.as_bytes(), value);
    object::set_property(object, SETTING, shown);
}

/// What `Coroutine::set` says.
fn global(names: &[&str], default: f64) -> f64 {
    let given = options::given();
    let found = given.as_ref().and_then(|given| names.iter().find_map(|name| find(&given.get(), name)));
    found.map_or(default, Val::to_double)
}

/// `None`, for ever, for no time at all.
fn duration(seconds: f64) -> Option<Duration> {
    if seconds > 0.0 { Duration::try_from_secs_f64(seconds).ok() } else { None }
}
