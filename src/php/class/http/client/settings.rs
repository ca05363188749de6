//! What `set()` sets.

use std::path::PathBuf;

use crate::net::socket::Timeouts;
use crate::net::tls;
use crate::php::class::coroutine::deadline;
use crate::php::class::http::options::Options;
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
    /// How TLS is spoken.
    pub tls: tls::Options,
    /// A setting that cannot be obeyed.
    pub refused: Option<&'static str>,
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
            tls: tls::Options::default(),
            refused: None,
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
    ("ssl_verify_peer", |settings, value| settings.tls.verify_peer = value.to_bool()),
    ("ssl_allow_self_signed", |settings, value| settings.tls.allow_self_signed = value.to_bool()),
    ("ssl_host_name", |settings, value| settings.tls.host_name = text(value)),
    ("ssl_cafile", |settings, value| settings.tls.cafile = text(value).map(PathBuf::from)),
    ("ssl_capath", |settings, value| settings.tls.capath = text(value).map(PathBuf::from)),
    ("ssl_cert_file", |settings, value| settings.tls.cert_file = text(value).map(PathBuf::from)),
    ("ssl_key_file", |settings, value| settings.tls.key_file = text(value).map(PathBuf::from)),
    ("ssl_passphrase", |settings, value| settings.tls.passphrase = text(value)),
    ("ssl_ciphers", |settings, value| settings.tls.ciphers = text(value)),
    ("ssl_protocols", |settings, value| settings.tls.protocols = tls::Protocols(value.to_long() as u32)),
    ("http_proxy_host", |settings, _| settings.refused = Some("HTTP proxies are not supported yet")),
    ("socks5_host", |settings, _| settings.refused = Some("SOCKS5 proxies are not supported yet")),
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

    /// When connecting is given up.
    pub fn connect_deadline(&self) -> Option<Nanos> {
        match self.connect_timeout {
            0.0 => Timeouts::defaults().connect.map(clock::after),
            seconds => deadline(seconds),
        }
    }

    /// When waiting is given up; `timeout` is what a call says, in seconds: 0 leaves it to the settings.
    pub fn read_deadline(&self, timeout: f64) -> Option<Nanos> {
        match if timeout == 0.0 { self.timeout } else { timeout } {
            0.0 => Timeouts::defaults().read.map(clock::after),
            seconds => deadline(seconds),
        }
    }
}

fn text(value: &Val) -> Option<String> {
    value.as_bytes().filter(|text| !text.is_empty()).map(|text| String::from_utf8_lossy(text).into_owned())
}
