//! The array of `connect`.

use std::time::Duration;

use crate::net::mysql::charset;
use crate::net::stream::Address;
use crate::net::tls;
use crate::php::args::Outcome;
use crate::php::args::Thrown;
use crate::php::ffi;
use crate::php::options;
use crate::php::value::Val;
use crate::php::value::c_text;
use crate::php::value::find;
use crate::sys::clock;
use crate::sys::clock::Nanos;

/// Seconds, as Swoole's.
const CONNECT_TIMEOUT: f64 = 2.0;
const TIMEOUT: f64 = 60.0;

/// Where the server is, who logs in, and how results look.
#[derive(Clone)]
pub struct Config {
    pub host: String,
    pub port: i64,
    pub user: Vec<u8>,
    pub password: Vec<u8>,
    pub database: Vec<u8>,
    pub charset: u8,
    /// Seconds.
    pub connect_timeout: f64,
    /// Seconds, for every method that names none.
    pub timeout: f64,
    pub strict_type: bool,
    pub fetch_mode: bool,
    pub tls: Option<tls::Options>,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            host: String::new(),
            port: 3306,
            user: b"root".to_vec(),
            password: b"root".to_vec(),
            database: b"test".to_vec(),
            charset: charset::DEFAULT,
            connect_timeout: CONNECT_TIMEOUT,
            timeout: TIMEOUT,
            strict_type: false,
            fetch_mode: false,
            tls: None,
        }
    }
}

impl Config {
    /// Takes over what an array says.
    pub fn take(&mut self, given: &Val, connected: bool) -> Outcome {
        self.host = String::from_utf8_lossy(&required(given, "host")?).into_owned();
        self.user = required(given, "user")?;
        self.password = required(given, "password")?;
        self.database = required(given, "database")?;
        if let Some(port) = find(given, "port") {
            self.port = port.to_long();
        }
        if let Some(seconds) = find(given, "timeout") {
            self.connect_timeout = seconds.to_double();
        }
        let global = options::given();
        let global = |name| global.as_ref().and_then(|global| find(&global.get(), name));
        if let Some(seconds) = global("socket_read_timeout").or_else(|| global("socket_timeout")) {
            self.timeout = seconds.to_double();
        }
        if let Some(name) = find(given, "charset") {
            let name = name.to_text()?;
            let name = String::from_utf8_lossy(name.as_bytes()).into_owned();
            match charset::number(&name) {
                Some(number) => self.charset = number,
                None => return throw(&format!("Unknown charset [{name}]"), libc::EINVAL),
            }
        }
        if let Some(on) = find(given, "strict_type") {
            self.strict_type = on.to_bool();
        }
        if let Some(on) = find(given, "fetch_mode").map(Val::to_bool) {
            if on && connected {
                let what = "Can not use fetch mode after the connection is established";
                return throw(&format!("SQLSTATE[HY000] [{}] {what}", libc::ENOTSUP), libc::ENOTSUP);
            }
            self.fetch_mode = on;
        }
        self.tls = find(given, "ssl").filter(|on| on.to_bool()).map(|_| tls_options(given));
        Ok(())
    }

    /// Where the server is.
    pub fn address(&self) -> Address {
        match self.host.get(..5) {
            Some(scheme) if scheme.eq_ignore_ascii_case("unix:") => {
                Address::Unix(format!("/{}", self.host[5..].trim_start_matches('/')).into())
            }
            _ => Address::Tcp(self.host.clone(), self.port.clamp(0, 65535) as u16),
        }
    }

    /// Until when connecting may take.
    pub fn connect_deadline(&self) -> Option<Nanos> {
        let seconds = self.connect_timeout;
        let duration = if seconds > 0.0 { Duration::try_from_secs_f64(seconds).ok() } else { None };
        duration.map(clock::after)
    }
}

/// Throws `Swoole\Coroutine\MySQL\Exception`.
pub fn throw<T>(message: &str, code: i32) -> Outcome<T> {
    // SAFETY: the C half's contract; class entries are set at startup.
    unsafe { ffi::swirl_throw(ffi::ce::swirl_ce_Coroutine_MySQL_Exception, c_text(message).as_ptr(), code.into()) };
    Err(Thrown)
}

fn required(given: &Val, name: &str) -> Outcome<Vec<u8>> {
    match find(given, name).filter(|value| !value.is_null()) {
        Some(value) => Ok(value.to_text()?.as_bytes().to_vec()),
        None => throw(&format!("Parameter [{name}] is required"), libc::EINVAL),
    }
}

fn tls_options(given: &Val) -> tls::Options {
    let flag = |name| find(given, name).is_some_and(Val::to_bool);
    let text = |name| find(given, name).and_then(|value| String::from_utf8(value.as_bytes()?.to_vec()).ok());
    tls::Options {
        verify_peer: flag("ssl_verify_peer"),
        allow_self_signed: flag("ssl_allow_self_signed"),
        host_name: text("ssl_host_name"),
        cafile: text("ssl_cafile").map(Into::into),
        capath: text("ssl_capath").map(Into::into),
        cert_file: text("ssl_cert_file").map(Into::into),
        key_file: text("ssl_key_file").map(Into::into),
        ..tls::Options::default()
    }
}
