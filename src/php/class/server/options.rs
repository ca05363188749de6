//! The settings of servers and ports: one table.
//!
//! Always true: what is kept was checked, and is of the kind that the table says; a setting that was not given has the
//! table's value.

use std::collections::BTreeMap;
use std::rc::Rc;

use crate::php::args;
use crate::php::call::Callable;
use crate::php::error;
use crate::php::options;
use crate::php::value::Key;
use crate::php::value::Owned;
use crate::php::value::Val;
use crate::php::value::each;
use crate::php::value::find;
use crate::php::value::tag;

/// What a setting holds, and what it is when it was not given.
#[derive(Clone, Copy)]
enum Kind {
    Bool(bool),
    /// A number between two others, both included.
    Number(i64, i64, i64),
    /// Bytes; "2M" and the like are understood.
    Size(i64),
    Seconds(f64),
    Text,
    Callable,
    /// Read where it is used.
    Any,
    /// Another name of a setting.
    Alias(&'static str),
}

use Kind::Alias;
use Kind::Any;
use Kind::Bool;
use Kind::Number;
use Kind::Seconds;
use Kind::Size;
use Kind::Text;

const U8: i64 = u8::MAX as i64;
const U16: i64 = u16::MAX as i64;
const U32: i64 = u32::MAX as i64;
const I32: i64 = i32::MAX as i64;

/// The settings of a server.
const SERVER: &[(&str, Kind)] = &[
    ("chroot", Text),
    ("user", Text),
    ("group", Text),
    ("daemonize", Bool(false)),
    ("pid_file", Text),
    ("reactor_num", Number(0, U16, 0)),
    ("single_thread", Bool(false)),
    ("worker_num", Number(0, U32, -1)),
    ("max_wait_time", Number(0, U32, 3)),
    ("max_queued_bytes", Size(0)),
    ("max_concurrency", Number(1, U32, U32)),
    ("worker_max_concurrency", Number(1, U32, U32)),
    ("enable_coroutine", Bool(true)),
    ("send_timeout", Seconds(0.0)),
    ("dispatch_mode", Number(0, U8, 2)),
    ("send_yield", Bool(true)),
    ("dispatch_func", Kind::Callable),
    ("discard_timeout_request", Bool(false)),
    ("enable_unsafe_event", Bool(false)),
    ("enable_delay_receive", Bool(false)),
    ("enable_reuse_port", Bool(false)),
    ("task_use_object", Bool(false)),
    ("task_object", Alias("task_use_object")),
    ("event_object", Bool(false)),
    ("task_enable_coroutine", Bool(false)),
    ("task_worker_num", Number(0, U32, 0)),
    ("task_ipc_mode", Number(0, U8, 1)),
    ("task_tmpdir", Text),
    ("task_max_request", Number(0, U32, 0)),
    ("task_max_request_grace", Number(0, U32, -1)),
    ("max_connection", Number(0, U32, 0)),
    ("max_conn", Alias("max_connection")),
    ("start_session_id", Number(0, i64::MAX, 0)),
    ("heartbeat_check_interval", Number(0, U16, 0)),
    ("max_request", Number(0, U32, 0)),
    ("max_request_grace", Number(0, U32, -1)),
    ("reload_async", Bool(true)),
    ("open_cpu_affinity", Bool(false)),
    ("cpu_affinity_ignore", Any),
    ("http_parse_cookie", Bool(true)),
    ("http_parse_post", Bool(true)),
    ("http_parse_files", Bool(true)),
    ("http_compression", Bool(true)),
    ("http_compression_level", Number(0, U8, 1)),
    ("compression_level", Alias("http_compression_level")),
    ("http_gzip_level", Alias("http_compression_level")),
    ("http_compression_min_length", Size(20)),
    ("compression_min_length", Alias("http_compression_min_length")),
    ("websocket_compression", Bool(false)),
    ("upload_tmp_dir", Text),
    ("upload_max_filesize", Size(0)),
    ("http_stream_body", Bool(false)),
    ("http_superglobals", Bool(false)),
    ("http_header_timeout", Seconds(60.0)),
    ("http_body_timeout", Seconds(60.0)),
    ("access_log", Text),
    ("enable_static_handler", Bool(false)),
    ("document_root", Text),
    ("http_autoindex", Bool(false)),
    ("http_index_files", Any),
    ("http_compression_types", Any),
    ("compression_types", Alias("http_compression_types")),
    ("static_handler_locations", Any),
    ("url_rewrite_rules", Any),
    ("input_buffer_size", Size(2 << 20)),
    ("buffer_input_size", Alias("input_buffer_size")),
    ("output_buffer_size", Size(U32)),
    ("buffer_output_size", Alias("output_buffer_size")),
    ("message_queue_key", Number(0, i64::MAX, 0)),
    ("bootstrap", Any),
    ("init_arguments", Any),
    ("stats_file", Text),
    ("stats_timer_interval", Number(0, I32, 1000)),
    ("admin_server", Any),
];

/// The settings of a port.
const PORT: &[(&str, Kind)] = &[
    ("backlog", Number(0, U16, 512)),
    ("socket_buffer_size", Size(8 << 20)),
    ("kernel_socket_recv_buffer_size", Size(0)),
    ("kernel_socket_send_buffer_size", Size(0)),
    ("heartbeat_idle_time", Number(0, U16, 0)),
    ("buffer_high_watermark", Size(0)),
    ("buffer_low_watermark", Size(0)),
    ("open_tcp_nodelay", Bool(true)),
    ("tcp_defer_accept", Number(0, I32, 0)),
    ("open_tcp_keepalive", Bool(false)),
    ("tcp_keepidle", Number(0, I32, 3600)),
    ("tcp_keepinterval", Number(0, I32, 60)),
    ("tcp_keepcount", Number(0, I32, 5)),
    ("tcp_user_timeout", Number(0, I32, 0)),
    ("tcp_fastopen", Bool(false)),
    ("open_eof_check", Bool(false)),
    ("open_eof_split", Bool(false)),
    ("package_eof", Text),
    ("open_http_protocol", Bool(false)),
    ("open_http2_protocol", Bool(false)),
    ("open_websocket_protocol", Bool(false)),
    ("websocket_subprotocol", Text),
    ("open_websocket_close_frame", Bool(false)),
    ("open_websocket_ping_frame", Bool(false)),
    ("open_websocket_pong_frame", Bool(false)),
    ("open_mqtt_protocol", Bool(false)),
    ("open_redis_protocol", Bool(false)),
    ("max_idle_time", Seconds(0.0)),
    ("open_length_check", Bool(false)),
    ("package_length_type", Text),
    ("package_length_offset", Number(0, U16, 0)),
    ("package_body_offset", Number(0, U16, 0)),
    ("package_body_start", Alias("package_body_offset")),
    ("package_length_func", Kind::Callable),
    ("package_max_length", Size(2 << 20)),
    ("ssl_cert_file", Text),
    ("ssl_key_file", Text),
    ("ssl_passphrase", Text),
    // TLS is never compressed: the sizes would give secrets away.
    ("ssl_compress", Bool(false)),
    ("ssl_protocols", Number(0, U32, 0)),
    ("ssl_verify_peer", Bool(false)),
    ("ssl_allow_self_signed", Bool(false)),
    ("ssl_client_cert_file", Text),
    ("ssl_cafile", Text),
    ("ssl_capath", Text),
    ("ssl_verify_depth", Number(0, I32, 0)),
    ("ssl_prefer_server_ciphers", Bool(true)),
    // OpenSSL's list; without, forward-secret ones with AES.
    ("ssl_ciphers", Text),
    ("ssl_ecdh_curve", Text),
    ("ssl_dhparam", Text),
    ("ssl_sni_certs", Any),
];

/// Settings that others read: of the process, of coroutines, of the clients.
const ELSEWHERE: &[&str] = &[
    "debug_mode",
    "trace_flags",
    "log_file",
    "log_level",
    "log_date_format",
    "log_date_with_microseconds",
    "log_rotation",
    "display_errors",
    "dns_server",
    "socket_dns_timeout",
    "socket_connect_timeout",
    "socket_write_timeout",
    "socket_send_timeout",
    "socket_read_timeout",
    "socket_recv_timeout",
    "socket_timeout",
    "http2_header_table_size",
    "http2_enable_push",
    "http2_max_concurrent_streams",
    "http2_init_window_size",
    "http2_max_frame_size",
    "http2_max_header_list_size",
    "aio_core_worker_num",
    "aio_worker_num",
    "aio_max_wait_time",
    "aio_max_idle_time",
    "iouring_entries",
    "iouring_workers",
    "iouring_flag",
    "enable_signalfd",
    "wait_signal",
    "dns_cache_refresh_time",
    "thread_num",
    "min_thread_num",
    "max_thread_num",
    "socket_dontwait",
    "dns_lookup_random",
    "use_async_resolver",
    "max_coro_num",
    "max_coroutine",
    "enable_deadlock_check",
    "hook_flags",
    "enable_preemptive_scheduler",
    "c_stack_size",
    "stack_size",
    "name_resolver",
    "dns_cache_expire",
    "dns_cache_capacity",
];

/// A setting that was given.
enum Setting {
    Bool(bool),
    Number(i64),
    Seconds(f64),
    Text(String),
    Callable(Rc<Callable>),
    Any(Owned),
}

/// The settings that were given.
pub struct Options {
    table: &'static [(&'static str, Kind)],
    given: BTreeMap<&'static str, Setting>,
}

impl Options {
    /// Those of a server, none given.
    pub fn of_server() -> Self {
        Self { table: SERVER, given: BTreeMap::new() }
    }

    /// Those of a port, none given.
    pub fn of_port() -> Self {
        Self { table: PORT, given: BTreeMap::new() }
    }

    /// Takes those of this table out of an array. Null means not given.
    pub fn take(&mut self, settings: &Val) {
        for &(name, kind) in self.table {
            let Some(value) = find(settings, name).filter(|value| !value.is_null()) else { continue };
            let (name, kind) = match kind {
                Alias(name) => (name, self.kind(name)),
                kind => (name, kind),
            };
            if let Some(setting) = read(kind, value) {
                self.given.insert(name, setting);
            }
        }
    }

    /// Whether it was given.
    pub fn has(&self, name: &str) -> bool {
        self.given.contains_key(name)
    }

    /// A setting that is yes or no.
    pub fn bool(&self, name: &str) -> bool {
        match (self.given.get(name), self.kind(name)) {
            (Some(&Setting::Bool(value)), _) | (None, Bool(value)) => value,
            _ => unreachable!("{name} is not a bool"),
        }
    }

    /// A number, or a size in bytes.
    pub fn number(&self, name: &str) -> i64 {
        match (self.given.get(name), self.kind(name)) {
            (Some(&Setting::Number(value)), _) | (None, Number(_, _, value) | Size(value)) => value,
            _ => unreachable!("{name} is not a number"),
        }
    }

    /// A time in seconds.
    pub fn seconds(&self, name: &str) -> f64 {
        match (self.given.get(name), self.kind(name)) {
            (Some(&Setting::Seconds(value)), _) | (None, Seconds(value)) => value,
            _ => unreachable!("{name} is not a time"),
        }
    }

    /// Text that was given.
    pub fn text(&self, name: &str) -> Option<&str> {
        match self.given.get(name)? {
            Setting::Text(text) => Some(text),
            _ => unreachable!("{name} is not text"),
        }
    }

    /// A function that was given.
    pub fn callable(&self, name: &str) -> Option<Rc<Callable>> {
        match self.given.get(name)? {
            Setting::Callable(callable) => Some(Rc::clone(callable)),
            _ => unreachable!("{name} is not callable"),
        }
    }

    /// A value as it was given.
    pub fn any(&self, name: &str) -> Option<Val> {
        match self.given.get(name)? {
            Setting::Any(value) => Some(value.get()),
            _ => unreachable!("{name} has a kind"),
        }
    }

    fn kind(&self, name: &str) -> Kind {
        let row = self.table.iter().find(|row| row.0 == name);
        row.map(|row| row.1).unwrap_or_else(|| unreachable!("{name} is not in the table"))
    }
}

fn read(kind: Kind, value: Val) -> Option<Setting> {
    Some(match kind {
        Bool(_) => Setting::Bool(value.to_bool()),
        Number(low, high, _) => Setting::Number(value.to_long().clamp(low, high)),
        Size(_) if is_no_size(value) => return None,
        Size(_) => Setting::Number(i64::try_from(options::to_size(value)).unwrap_or(I32).clamp(0, U32)),
        Seconds(_) => Setting::Seconds(value.to_double()),
        Text => Setting::Text(String::from_utf8_lossy(value.to_text().ok()?.as_bytes()).into_owned()),
        Kind::Callable => match args::resolve(value) {
            Some(callable) => Setting::Callable(Rc::new(callable)),
            None => {
                error::not_callable(value);
                return None;
            }
        },
        Any | Alias(_) => Setting::Any(value.share()),
    })
}

/// Whether a text does not begin with a number; then the script ends.
fn is_no_size(value: Val) -> bool {
    let Some(text) = value.as_bytes().map(|text| String::from_utf8_lossy(text).into_owned()) else { return false };
    let is_one = text.trim_start().trim_start_matches(['+', '-']).starts_with(|letter: char| letter.is_ascii_digit());
    if !is_one {
        let why = format!(
            "Invalid quantity \"{text}\": no valid leading digits, interpreting as \"0\" for backwards compatibility"
        );
        error::fatal(&format!("failed to parse '{text}' to size, Error: {why}"));
    }
    !is_one
}

/// Warns about each setting of an array that nobody knows.
pub fn check_names(settings: &Val) {
    let known = |name: &str| {
        let in_table = |table: &[(&str, Kind)]| table.iter().any(|row| row.0 == name);
        in_table(SERVER) || in_table(PORT) || ELSEWHERE.contains(&name)
    };
    let mut unknown = Vec::new();
    if settings.tag() == tag::ARRAY {
        each(settings, |key, _| {
            let name = match key {
                Key::Index(index) => index.to_string(),
                Key::Name(name) => String::from_utf8_lossy(name).into_owned(),
            };
            if !known(&name.to_ascii_lowercase()) {
                unknown.push(name);
            }
            true
        });
    }
    for name in unknown {
        warn(&format!("unsupported option [{name}]{}", suggestion(&name)));
    }
}

/// Has the library warn, where one looks for it.
fn warn(text: &str) {
    let name = Owned::take(Val::string("Swoole\\Server\\Helper::warn"));
    match args::resolve(name.get()) {
        Some(helper) => drop(helper.call(&mut [Owned::take(Val::string(text)).get()])),
        // The library may be switched off.
        None => error::user_warning(text),
    }
}

/// The known name that is nearest, if one is near.
fn suggestion(name: &str) -> String {
    let all = SERVER.iter().chain(PORT).map(|row| row.0).chain(ELSEWHERE.iter().copied());
    let nearest = all.map(|known| (distance(known.as_bytes(), name.as_bytes()), known)).min();
    match nearest {
        Some((distance, known)) if distance <= 3 && distance < name.len() => format!(", did you mean [{known}]?"),
        _ => String::new(),
    }
}

/// How many letters must be changed, put in or left out (Levenshtein).
fn distance(one: &[u8], other: &[u8]) -> usize {
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (at, letter) in one.iter().enumerate() {
        let mut diagonal = row[0];
        row[0] = at + 1;
        for (column, other) in other.iter().enumerate() {
            let changed = diagonal + usize::from(letter != other);
            diagonal = row[column + 1];
            row[column + 1] = changed.min(diagonal + 1).min(row[column] + 1);
        }
    }
    row[other.len()]
}
