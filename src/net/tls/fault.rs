//! What goes wrong, for those who look at the kind and for those who read.

use openssl::error::ErrorStack;
use std::fmt;
use std::io;

/// Why a context could not be made.
#[derive(Debug)]
pub struct SetUpError {
    /// What was tried, with its argument.
    pub what: String,
    /// Why it did not work.
    pub reason: String,
    /// OpenSSL's code; 0 when the file system said no.
    pub code: u64,
}

/// Why a session cannot go on. None of these can be tried again.
#[derive(Debug)]
pub enum Fault {
    /// The transport failed.
    Io(io::Error),
    /// The transport ended in the middle.
    Cut,
    /// The peer broke the protocol, refused what we offer, or the bytes were changed on their way.
    Protocol {
        /// OpenSSL's number of the reason.
        reason: i32,
        /// The reason in English.
        text: String,
    },
    /// The peer is not who it should be.
    Unverified {
        /// OpenSSL's number (`X509_V_ERR_…`); 0 when there is no certificate at all.
        reason: i32,
        /// The reason in English.
        text: String,
    },
}

impl SetUpError {
    pub(super) fn io(what: impl Into<String>, error: &io::Error) -> Self {
        Self { what: what.into(), reason: error.to_string(), code: 0 }
    }

    pub(super) fn ssl(what: impl Into<String>) -> impl FnOnce(ErrorStack) -> Self {
        let what = what.into();
        move |errors| {
            let first = errors.errors().first();
            let reason = first.and_then(|error| error.reason()).unwrap_or("unknown").to_string();
            Self { what, reason, code: first.map_or(0, |error| error.code()) }
        }
    }
}

impl Fault {
    /// Out of what a call of OpenSSL returned; those that only mean "not yet" are handled before.
    pub(super) fn of(error: openssl::ssl::Error) -> Self {
        /// `SSL_R_UNEXPECTED_EOF_WHILE_READING`.
        const UNEXPECTED_END: i32 = 294;
        let first = error.ssl_error().and_then(|errors| errors.errors().first().cloned());
        match first {
            Some(first) if first.reason_code() == UNEXPECTED_END => Fault::Cut,
            Some(first) => {
                Fault::Protocol { reason: first.reason_code(), text: first.reason().unwrap_or("unknown").to_string() }
            }
            None => error.into_io_error().map_or(Fault::Cut, Fault::Io),
        }
    }
}

impl fmt::Display for SetUpError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} failed, Error: {}[{}]", self.what, self.reason, self.code)
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Fault::Io(error) => error.fmt(f),
            Fault::Cut => f.write_str("the connection ended unexpectedly"),
            Fault::Protocol { reason, text } => write!(f, "{text}[{reason}]"),
            Fault::Unverified { reason, text } => write!(f, "can not verify peer with error#{reason}: {text}"),
        }
    }
}

impl std::error::Error for SetUpError {}

impl std::error::Error for Fault {}

impl From<Fault> for io::Error {
    fn from(fault: Fault) -> Self {
        match fault {
            Fault::Io(error) => error,
            Fault::Cut => io::Error::from(io::ErrorKind::UnexpectedEof),
            other => io::Error::other(other),
        }
    }
}
