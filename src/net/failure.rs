//! Why a connection could not be made, or is no more.

use std::fmt;
use std::io;

use crate::coroutine::Wake;
use crate::io::Conflict;

/// Why a connection could not be made, or is no more.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Failure {
    /// A system call's error number.
    System(i32),
    /// The host has no address.
    Unknown(String),
    /// The deadline came first.
    TimedOut,
    /// The wait was cancelled.
    Cancelled,
    /// The server has closed the connection.
    Eof,
    /// This side has closed the connection, or it was never open.
    Closed,
    /// There is no connection, and none could be made: why.
    Unavailable(Box<Failure>),
    /// The other side does not speak the protocol: what is wrong.
    Protocol(String),
    /// The connection cannot be used in this way now: why.
    Refused(String),
    /// Another coroutine uses the connection already.
    Conflict(Conflict),
}

impl Failure {
    /// The error number that says the same.
    pub fn errno(&self) -> i32 {
        match self {
            Self::System(errno) => *errno,
            Self::Unknown(_) => libc::EHOSTUNREACH,
            Self::TimedOut => libc::ETIMEDOUT,
            Self::Cancelled => libc::ECANCELED,
            Self::Eof => libc::ECONNRESET,
            Self::Closed => libc::ENOTCONN,
            Self::Unavailable(why) => why.errno(),
            Self::Protocol(_) => libc::EPROTO,
            Self::Refused(_) => libc::EINVAL,
            Self::Conflict(_) => libc::EBUSY,
        }
    }

    /// A wait that ended without what was waited for.
    pub fn of_wake(wake: Wake) -> Option<Self> {
        match wake {
            Wake::Ready => None,
            Wake::TimedOut => Some(Self::TimedOut),
            Wake::Cancelled => Some(Self::Cancelled),
        }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unknown(host) => write!(f, "the host {host} has no address"),
            Self::Eof => write!(f, "Server closed the connection"),
            Self::Closed | Self::Unavailable(_) => write!(f, "connection is not available"),
            Self::Protocol(what) => write!(f, "Protocol error, {what}"),
            Self::Refused(why) => write!(f, "{why}"),
            Self::Conflict(conflict) => write!(f, "{conflict}"),
            Self::System(_) | Self::TimedOut | Self::Cancelled => {
                write!(f, "{}", crate::sys::errno::describe(self.errno()))
            }
        }
    }
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        match Conflict::of(&error) {
            Some(conflict) => Self::Conflict(conflict),
            None => Self::System(error.raw_os_error().unwrap_or(libc::EIO)),
        }
    }
}
