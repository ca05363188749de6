//! What went wrong, in mysqlnd's numbers.

use crate::net::failure::Failure;
use crate::net::mysql::Error;
use crate::sys::errno;

/// mysqlnd's numbers, which are `SWOOLE_MYSQLND_CR_*`.
pub mod number {
    pub const CONNECTION_ERROR: i64 = 2002;
    pub const SERVER_GONE: i64 = 2006;
    pub const MALFORMED_PACKET: i64 = 2027;
    pub const NO_STATEMENT: i64 = 2030;
    pub const INVALID_PARAMETER_COUNT: i64 = 2034;
}

/// What went wrong.
#[derive(Debug)]
pub struct Problem {
    /// `$errno`
    pub number: i64,
    /// `$error`
    pub text: String,
    /// Whether the connection is no more.
    pub is_fatal: bool,
}

impl Problem {
    /// Nothing that the server said.
    pub fn new(number: i64, what: &str) -> Self {
        Self { number, text: format!("SQLSTATE[HY000] [{number}] {what}"), is_fatal: false }
    }

    /// Words alone.
    pub fn plain(number: i32, what: &str) -> Self {
        Self { number: number.into(), text: what.to_owned(), is_fatal: false }
    }

    /// There is no connection.
    pub fn not_connected() -> Self {
        let (reset, none) = (errno::describe(libc::ECONNRESET), errno::describe(libc::ENOTCONN));
        Self { is_fatal: true, ..Self::new(number::CONNECTION_ERROR, &format!("{reset} or {none}")) }
    }

    /// The server has closed the connection.
    pub fn gone() -> Self {
        Self { is_fatal: true, ..Self::new(number::SERVER_GONE, "MySQL server has gone away") }
    }

    /// Something else is going on.
    pub fn busy() -> Self {
        let what = "MySQL client is busy now, please use recv/fetchAll/nextResult to get all unread data and wait for \
                    response then try again";
        Self::new(libc::EINPROGRESS.into(), what)
    }

    /// Connecting failed.
    pub fn of_connecting(error: Error) -> Self {
        match error {
            Error::Failed(why @ Failure::Protocol(_)) | Error::Failed(why @ Failure::Eof) => {
                Self::new(number::MALFORMED_PACKET, &why.to_string())
            }
            Error::Failed(why) => Self::new(number::CONNECTION_ERROR, &why.to_string()),
            other => other.into(),
        }
    }
}

impl From<Error> for Problem {
    fn from(error: Error) -> Self {
        match error {
            Error::Server(error) => {
                let text = format!("SQLSTATE[{}] [{}] {}", error.state, error.code, error.message);
                Self { number: error.code.into(), text, is_fatal: false }
            }
            Error::Failed(why @ Failure::Protocol(_)) => {
                Self { is_fatal: true, ..Self::new(number::MALFORMED_PACKET, &why.to_string()) }
            }
            Error::Failed(why) => {
                let what = format!("MySQL server has gone away due to {}", errno::describe(why.errno()));
                Self { is_fatal: true, ..Self::new(number::SERVER_GONE, &what) }
            }
        }
    }
}
