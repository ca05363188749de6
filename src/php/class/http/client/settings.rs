//! What `set()` sets.

use std::time::Duration;

use crate::net::socket::Timeouts;
use crate::php::class::coroutine::deadline;
use crate::php::class::http::options::Options;
use crate::php::class::socket::patience;
use crate::php::value::Val;
use crate::php::value::find;
use crate::sys::clock;
use crate::sys::clock::Nanos;

/// How requests are made.
#[derive(Clone)]
pub struct Settings {
    /// Seconds until a connection stands.
    pub connect_timeout: f64,
    /// Seconds until an answer is there.
    pub timeout: f64,
    /// How often an answer of 502 or 503 makes it try again.
    pub max_retries: i64,
    /// Whether `execute()` and the like leave the answer to `recv()`.
    pub defer: bool,
    /// Whether names of fields come in small letters.
    pub lowercase_header: bool,
    /// Whether the connection is kept.
    pub keep_alive: bool,
    /// Whether compressed answers are asked for.
    pub http_compression: bool,
    /// Whether they are unpacked.
    pub body_decompression: bool,
    /// Whether frames are masked.
    pub mask: bool,
    /// What concerns a WebSocket.
    pub websocket: Options,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            connect_timeout: 0.0,
            timeout: 0.0,
            max_retries: 0,
            defer: false,
            lowercase_header: true,
            keep_alive: true,
            http_compression: true,
            body_decompression: true,
            mask: true,
            websocket: Options::default(),
        }
    }
}

type Setter = fn(&mut Settings, &Val);

const SETTERS: &[(&str, Setter)] = &[
    ("connect_timeout", |settings, value| settings.connect_timeout = value.to_double()),
    ("timeout", |settings, value| settings.timeout = value.to_double()),
    ("max_retries", |settings, value| settings.max_retries = value.to_long().clamp(0, 255)),
    ("defer", |settings, value| settings.defer = value.to_bool()),
    ("lowercase_header", |settings, value| settings.lowercase_header = value.to_bool()),
    ("keep_alive", |settings, value| settings.keep_alive = value.to_bool()),
    ("http_compression", |settings, value| settings.http_compression = value.to_bool()),
    ("body_decompression", |settings, value| settings.body_decompression = value.to_bool()),
    ("websocket_mask", |settings, value| settings.mask = value.to_bool()),
];

impl Settings {
    /// Takes what an array sets.
    pub fn apply(&mut self, given: &Val) {
        for (name, set) in SETTERS {
            if let Some(value) = find(given, name) {
                set(self, &value);
            }
        }
        self.websocket.apply(given);
    }

    /// How long connecting may take.
    pub fn connect_patience(&self, usual: Option<Duration>) -> Option<Duration> {
        patience(if self.connect_timeout == 0.0 { self.timeout } else { self.connect_timeout }, usual)
    }

    /// When waiting is given up; `timeout` is what a call says, in seconds: 0 leaves it to the settings.
    pub fn read_deadline(&self, timeout: f64) -> Option<Nanos> {
        match if timeout == 0.0 { self.timeout } else { timeout } {
            0.0 => Timeouts::defaults().read.map(clock::after),
            seconds => deadline(seconds),
        }
    }
}
