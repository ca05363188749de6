//! The settings of a server that concern requests and responses.

use std::collections::HashSet;

use crate::net::http::Limits;
use crate::net::http2::Intake;
use crate::net::http2::Settings;
use crate::php::args::Outcome;
use crate::php::options::to_size;
use crate::php::value::Val;
use crate::php::value::each;
use crate::php::value::find;
use crate::sys::clock;
use crate::sys::clock::Nanos;

/// How long a head, and a pause in a body, may be, if the settings do not say.
const PATIENCE: Nanos = 60_000_000_000;
/// A client that sends less than so many bytes a second uses up its time.
const SLOWEST: u64 = 500;

/// How requests are read and responses written.
#[derive(Clone, Debug)]
pub struct Options {
    /// `http_parse_cookie`
    pub parse_cookie: bool,
    /// `http_parse_post`
    pub parse_post: bool,
    /// `http_parse_files`: whether names like `a[b]` of files make nested arrays.
    pub parse_files: bool,
    /// `http_compression`
    pub compression: bool,
    /// `http_compression_level`
    pub compression_level: u32,
    /// `http_compression_min_length`, in bytes.
    pub compression_min_length: usize,
    /// `http_compression_types`; all of them when it is not set.
    pub compression_types: Option<HashSet<Vec<u8>>>,
    /// `access_log`, a file
    pub access_log: Option<String>,
    /// `upload_tmp_dir`
    pub upload_tmp_dir: String,
    /// `websocket_compression`
    pub websocket_compression: bool,
    /// `open_websocket_ping_frame`
    pub ping_frames: bool,
    /// `open_websocket_pong_frame`
    pub pong_frames: bool,
    /// `open_websocket_close_frame`
    pub close_frames: bool,
    /// `websocket_subprotocol`
    pub subprotocol: Option<Vec<u8>>,
    /// `open_http2_protocol`
    pub http2: bool,
    /// `http2_*`
    pub http2_settings: Settings,
    /// `package_max_length`, in bytes.
    pub limits: Limits,
    /// `http_stream_body`: whether handlers begin before the body has come.
    pub stream_body: bool,
    /// `http_superglobals`: whether handlers have the request's `$_GET` and so on.
    pub superglobals: bool,
    /// `http_header_timeout`: how long a head may take; 0 for ever.
    pub header_time: Nanos,
    /// `http_body_timeout`: how long the next piece of a body may take; 0 for ever.
    pub body_time: Nanos,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            parse_cookie: true,
            parse_post: true,
            parse_files: false,
            compression: true,
            compression_level: 1,
            compression_min_length: 20,
            compression_types: None,
            access_log: None,
            upload_tmp_dir: "/tmp".into(),
            websocket_compression: false,
            ping_frames: false,
            pong_frames: false,
            close_frames: false,
            subprotocol: None,
            http2: false,
            http2_settings: Settings::current(),
            limits: Limits::default(),
            stream_body: false,
            superglobals: false,
            header_time: PATIENCE,
            body_time: PATIENCE,
        }
    }
}

type Setter = fn(&mut Options, &Val);

/// What each setting sets. Where several names say the same, the last of them that is set counts.
const SETTERS: &[(&str, Setter)] = &[
    ("http_parse_cookie", |options, value| options.parse_cookie = value.to_bool()),
    ("http_parse_post", |options, value| options.parse_post = value.to_bool()),
    ("http_parse_files", |options, value| options.parse_files = value.to_bool()),
    ("http_compression", |options, value| options.compression = value.to_bool()),
    ("http_gzip_level", |options, value| options.compression_level = level(value)),
    ("compression_level", |options, value| options.compression_level = level(value)),
    ("http_compression_level", |options, value| options.compression_level = level(value)),
    ("compression_min_length", |options, value| options.compression_min_length = value.to_long().max(0) as usize),
    ("http_compression_min_length", |options, value| options.compression_min_length = value.to_long().max(0) as usize),
    ("compression_types", |options, value| options.compression_types = types(value)),
    ("http_compression_types", |options, value| options.compression_types = types(value)),
    ("websocket_compression", |options, value| options.websocket_compression = value.to_bool()),
    ("open_websocket_ping_frame", |options, value| options.ping_frames = value.to_bool()),
    ("open_websocket_pong_frame", |options, value| options.pong_frames = value.to_bool()),
    ("open_websocket_close_frame", |options, value| options.close_frames = value.to_bool()),
    ("websocket_subprotocol", |options, value| options.subprotocol = value.as_bytes().map(<[u8]>::to_vec)),
    ("open_http2_protocol", |options, value| options.http2 = value.to_bool()),
    ("package_max_length", |options, value| options.limits.body = to_size(*value) as u64),
    ("http_stream_body", |options, value| options.stream_body = value.to_bool()),
    ("http_superglobals", |options, value| options.superglobals = value.to_bool()),
    ("http_header_timeout", |options, value| options.header_time = nanos(value)),
    ("http_body_timeout", |options, value| options.body_time = nanos(value)),
    ("access_log", |options, value| {
        options.access_log = value.as_bytes().map(|path| String::from_utf8_lossy(path).into_owned());
    }),
    ("upload_max_filesize", |options, value| options.limits.upload = to_size(*value) as u64),
    ("upload_tmp_dir", |options, value| {
        options.upload_tmp_dir = String::from_utf8_lossy(value.as_bytes().unwrap_or(b"/tmp")).into_owned();
    }),
];

impl Options {
    /// From settings: an array.
    pub fn from_settings(settings: &Val) -> Outcome<Self> {
        let mut options = Self::default();
        options.apply(settings);
        Ok(options)
    }

    /// Takes what an array sets.
    pub fn apply(&mut self, settings: &Val) {
        for (name, set) in SETTERS {
            if let Some(value) = find(settings, name) {
                set(self, &value);
            }
        }
    }
}

impl Options {
    /// What a session of HTTP/2 takes.
    pub fn intake(&self) -> Intake {
        Intake { limits: self.limits, folder: self.upload_tmp_dir.as_str().into(), streams: self.stream_body }
    }

    /// When a head that begins now must be complete.
    pub fn header_deadline(&self) -> Option<Nanos> {
        (self.header_time > 0).then(|| clock::now().saturating_add(self.header_time))
    }

    /// When the next piece of a body must have come.
    pub fn body_deadline(&self) -> Option<Nanos> {
        (self.body_time > 0).then(|| clock::now().saturating_add(self.body_time))
    }

    /// When a body that has begun at a time, and of which so much has come, must be complete: whoever sends it in drops
    /// does not gain time by each of them.
    pub fn whole_body_deadline(&self, begun: Nanos, progress: u64) -> Option<Nanos> {
        let earned = progress.saturating_mul(1_000_000_000 / SLOWEST);
        (self.body_time > 0).then(|| begun.saturating_add(self.body_time).saturating_add(earned))
    }
}

fn nanos(value: &Val) -> Nanos {
    (value.to_double().max(0.0) * 1e9) as Nanos
}

fn level(value: &Val) -> u32 {
    value.to_long().clamp(0, 255) as u32
}

fn types(value: &Val) -> Option<HashSet<Vec<u8>>> {
    if value.tag() != crate::php::value::tag::ARRAY {
        return None;
    }
    let mut all = HashSet::new();
    each(value, |_, one| {
        all.extend(one.as_bytes().map(<[u8]>::to_vec));
        true
    });
    Some(all)
}
