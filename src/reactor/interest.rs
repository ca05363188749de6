//! What a waiter wants to hear of a descriptor.
//!
//! Invariant: a set that says nothing else still hears of errors and hang-ups, which the kernel always tells.

use std::ops::BitOr;

/// A set of wishes.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Interest(u8);

impl Interest {
    /// Nothing but errors and hang-ups.
    pub const ERROR: Self = Self(0);
    /// Bytes or a connection to take, or the end of the stream.
    pub const READ: Self = Self(1);
    /// Room for bytes, or a connection made.
    pub const WRITE: Self = Self(2);
    /// Urgent bytes.
    pub const PRIORITY: Self = Self(4);

    /// Whether all of `other` is in this set.
    pub fn contains(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }

    /// Whether this set waits in the writing direction.
    pub fn writes(self) -> bool {
        self.contains(Self::WRITE)
    }

    /// Whether this set waits in the reading direction; a wait for errors alone counts as reading.
    pub fn reads(self) -> bool {
        self != Self::WRITE
    }

    /// mio knows no empty set; urgent bytes are the closest to one, for almost nobody sends them.
    pub(super) fn to_mio(self) -> mio::Interest {
        let mut wanted = None;
        let mut want = |interest: mio::Interest| {
            wanted = Some(wanted.map_or(interest, |others: mio::Interest| others | interest));
        };
        if self.contains(Self::READ) {
            want(mio::Interest::READABLE);
        }
        if self.contains(Self::WRITE) {
            want(mio::Interest::WRITABLE);
        }
        #[cfg(target_os = "linux")]
        if self.contains(Self::PRIORITY) || self == Self::ERROR {
            want(mio::Interest::PRIORITY);
        }
        wanted.unwrap_or(mio::Interest::READABLE)
    }
}

impl BitOr for Interest {
    type Output = Self;

    fn bitor(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}
