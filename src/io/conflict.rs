//! Two coroutines that want the same bytes.

use std::error::Error;
use std::fmt;
use std::io;
use std::os::fd::RawFd;

/// A coroutine asked for a descriptor and direction for which another one waits already.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Conflict {
    /// The descriptor.
    pub fd: RawFd,
    /// Whether both want to write; otherwise both want to read.
    pub writing: bool,
    /// The coroutine that waits already.
    pub holder: i64,
    /// The coroutine that asked.
    pub asker: i64,
}

impl Conflict {
    /// The conflict inside an error of this layer, if it is one.
    pub fn of(error: &io::Error) -> Option<Self> {
        error.get_ref()?.downcast_ref().copied()
    }
}

impl fmt::Display for Conflict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let doing = if self.writing { "writing" } else { "reading" };
        write!(
            f,
            "Socket#{} has already been bound to another coroutine#{}, {doing} of the same socket in coroutine#{} \
             at the same time is not allowed",
            self.fd, self.holder, self.asker
        )
    }
}

impl Error for Conflict {}

impl From<Conflict> for io::Error {
    fn from(conflict: Conflict) -> Self {
        Self::other(conflict)
    }
}
