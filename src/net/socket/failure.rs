//! Why a call did not do what it should.

use crate::io::Conflict;
use crate::net::tls::Fault;
use std::io;

/// Swoole's numbers, beside those of the system.
#[allow(missing_docs, reason = "the names are Swoole's, without SWOOLE_ERROR_")]
pub mod code {
    pub const SYSTEM_CALL_FAIL: i32 = 502;
    pub const NAME_TOO_LONG: i32 = 504;
    pub const INVALID_PARAMS: i32 = 505;
    pub const WRONG_OPERATION: i32 = 509;
    pub const DNSLOOKUP_RESOLVE_FAILED: i32 = 711;
    pub const DNSLOOKUP_RESOLVE_TIMEOUT: i32 = 712;
    pub const BAD_HOST_ADDR: i32 = 722;
    pub const BAD_PORT: i32 = 723;
    pub const BAD_SOCKET_TYPE: i32 = 724;
    pub const SSL_NOT_READY: i32 = 1011;
    pub const SSL_EMPTY_PEER_CERTIFICATE: i32 = 1013;
    pub const SSL_VERIFY_FAILED: i32 = 1014;
    pub const SSL_BAD_CLIENT: i32 = 1015;
    pub const SSL_BAD_PROTOCOL: i32 = 1016;
    pub const SSL_RESET: i32 = 1017;
    pub const SSL_HANDSHAKE_FAILED: i32 = 1018;
    pub const SSL_CREATE_CONTEXT_FAILED: i32 = 1019;
    pub const SSL_CREATE_SESSION_FAILED: i32 = 1020;
    pub const PACKAGE_LENGTH_TOO_LARGE: i32 = 1201;
    pub const PACKAGE_LENGTH_NOT_FOUND: i32 = 1202;
    pub const CLIENT_NO_CONNECTION: i32 = 5001;
    pub const SOCKS5_UNSUPPORT_VERSION: i32 = 7001;
    pub const SOCKS5_UNSUPPORT_METHOD: i32 = 7002;
    pub const SOCKS5_AUTH_FAILED: i32 = 7003;
    pub const SOCKS5_SERVER_ERROR: i32 = 7004;
    pub const SOCKS5_HANDSHAKE_FAILED: i32 = 7005;
    pub const SOCKS5_CONNECT_FAILED: i32 = 7006;
    pub const HTTP_PROXY_HANDSHAKE_ERROR: i32 = 7101;
    pub const HTTP_PROXY_HANDSHAKE_FAILED: i32 = 7103;
    pub const HTTP_PROXY_BAD_RESPONSE: i32 = 7104;
    pub const CO_HAS_BEEN_BOUND: i32 = 10002;
    pub const CO_SOCKET_CLOSE_WAIT: i32 = 10019;
}

/// Why a call failed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Failure {
    /// One of the system's or of Swoole's numbers.
    Code(i32),
    /// The same, with words of its own.
    Told(i32, String),
    /// A number, and something for the log.
    Noted(i32, Note),
    /// What had begun could not be finished; callers are given something empty.
    Ended(Box<Failure>),
    /// Another coroutine uses that side of the socket.
    Bound(Conflict),
    /// It would have had to wait, outside of coroutines.
    Outside,
}

/// A line for the log.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Note {
    /// How serious it is.
    pub level: i64,
    /// Which function of Swoole's would have written it.
    pub place: &'static str,
    /// The line.
    pub text: String,
}

impl Note {
    /// `SWOOLE_LOG_NOTICE`
    pub const NOTICE: i64 = 3;
    /// `SWOOLE_LOG_WARNING`
    pub const WARNING: i64 = 4;
}

impl Failure {
    /// The number.
    pub fn code(&self) -> i32 {
        match self {
            Self::Code(code) | Self::Told(code, _) | Self::Noted(code, _) => *code,
            Self::Ended(why) => why.code(),
            Self::Bound(_) => code::CO_HAS_BEEN_BOUND,
            Self::Outside => code::WRONG_OPERATION,
        }
    }

    /// The same with nothing for the log, where it was told of already.
    pub fn without_note(&self) -> Self {
        match self {
            Self::Noted(code, note) => Self::Told(*code, note.text.clone()),
            other => other.clone(),
        }
    }

    /// Whether waiting took too long.
    pub fn is_timeout(&self) -> bool {
        self.code() == libc::ETIMEDOUT
    }
}

impl From<io::Error> for Failure {
    fn from(why: io::Error) -> Self {
        if let Some(conflict) = Conflict::of(&why) {
            return Self::Bound(conflict);
        }
        match why.raw_os_error() {
            Some(errno) => Self::Code(errno),
            None => Self::Told(code::SYSTEM_CALL_FAIL, why.to_string()),
        }
    }
}

impl From<Failure> for io::Error {
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::Bound(conflict) => conflict.into(),
            other => Self::from_raw_os_error(other.code()),
        }
    }
}

impl From<Fault> for Failure {
    fn from(fault: Fault) -> Self {
        match fault {
            Fault::Io(why) => why.into(),
            Fault::Cut => Self::Code(code::SSL_RESET),
            Fault::Protocol { .. } => Self::Code(code::SSL_BAD_CLIENT),
            Fault::Unverified { .. } => Self::Code(code::SSL_VERIFY_FAILED),
        }
    }
}
