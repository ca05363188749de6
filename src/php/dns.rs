//! The settings about names: `dns_server`, `dns_cache_expire` and the like.

use std::cell::Cell;
use std::net::IpAddr;
use std::net::SocketAddr;
use std::time::Duration;

use super::error;
use super::value::Val;
use super::value::find;
use crate::io::dns;

/// As Swoole's: how long an answer is believed at most, and how long a lookup may take, in seconds.
const DEFAULT_AGE: Duration = Duration::from_secs(60);
const DEFAULT_TIMEOUT: f64 = 60.0;

/// As Swoole's: how many answers are remembered.
const DEFAULT_CAPACITY: usize = 1000;

struct Settings {
    /// `dns_cache_expire`, for `gethostbyname`.
    expire: Cell<Duration>,
    /// `dns_cache_refresh_time`, for `dnsLookup`.
    refresh: Cell<Duration>,
    /// `socket_dns_timeout`, in seconds.
    timeout: Cell<f64>,
}

thread_local! {
    static SETTINGS: Settings = const { Settings {
        expire: Cell::new(DEFAULT_AGE),
        refresh: Cell::new(DEFAULT_AGE),
        timeout: Cell::new(DEFAULT_TIMEOUT),
    } };
}

/// Takes what concerns names out of settings.
pub fn configure(settings: &Val) {
    SETTINGS.with(|mine| {
        if let Some(seconds) = find(settings, "dns_cache_expire") {
            mine.expire.set(age(seconds));
        }
        if let Some(seconds) = find(settings, "dns_cache_refresh_time") {
            mine.refresh.set(age(seconds));
        }
        // An option of older versions, about `dnsLookup` alone.
        if find(settings, "disable_dns_cache").is_some_and(|off| off.to_bool()) {
            mine.refresh.set(Duration::ZERO);
        }
        if let Some(seconds) = find(settings, "socket_dns_timeout") {
            mine.timeout.set(seconds.to_double());
        }
        if let Some(on) = find(settings, "dns_lookup_random") {
            dns::set_random(on.to_bool());
        }
    });
    if let Some(capacity) = find(settings, "dns_cache_capacity") {
        dns::set_cache_capacity(usize::try_from(capacity.to_long()).unwrap_or(0));
    }
    if let Some(server) = find(settings, "dns_server") {
        set_server(server);
    }
}

/// Zero and less: as long as the answer itself says.
fn age(seconds: Val) -> Duration {
    let seconds = seconds.to_double();
    if seconds > 0.0 { Duration::try_from_secs_f64(seconds).unwrap_or(Duration::MAX) } else { Duration::MAX }
}

fn set_server(server: Val) {
    const PORT: u16 = 53;
    let text = server.as_bytes().map(String::from_utf8_lossy).unwrap_or_default();
    let text = text.trim();
    let address = text.parse::<SocketAddr>().or_else(|_| text.parse::<IpAddr>().map(|ip| (ip, PORT).into())).ok();
    if address.is_none() && !text.is_empty() {
        error::warning(&format!("dns_server must be an address, with or without a port, '{text}' given"));
        return;
    }
    dns::set_server(address);
}

/// How old an answer may be that `gethostbyname` gives.
pub fn expire() -> Duration {
    SETTINGS.with(|mine| mine.expire.get())
}

/// How old an answer may be that `dnsLookup` gives.
pub fn refresh() -> Duration {
    SETTINGS.with(|mine| mine.refresh.get())
}

/// How long `dnsLookup` waits, in seconds, if it is not told.
pub fn timeout() -> f64 {
    SETTINGS.with(|mine| mine.timeout.get())
}

/// Everything as in the beginning.
pub fn request_startup() {
    SETTINGS.with(|mine| {
        mine.expire.set(DEFAULT_AGE);
        mine.refresh.set(DEFAULT_AGE);
        mine.timeout.set(DEFAULT_TIMEOUT);
    });
    dns::set_server(None);
    dns::set_random(false);
    dns::set_cache_capacity(DEFAULT_CAPACITY);
}
