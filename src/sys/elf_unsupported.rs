//! Where import slots cannot be rewritten: no object is ever found, so nothing is ever hooked and every
//! call blocks as it always did.

use std::ffi::CStr;
use std::io;

/// A loaded object; there is none here.
pub enum Object {}

/// One import slot; there is none here.
pub enum Slot {}

impl Object {
    /// The path it was loaded from.
    pub fn path(&self) -> &str {
        match *self {}
    }

    /// Whether `address` lies in one of its segments.
    pub fn contains(&self, _address: usize) -> bool {
        match *self {}
    }

    /// Whether it defines `symbol`.
    pub fn exports(&self, _symbol: &CStr) -> bool {
        match *self {}
    }

    /// The slots that `choose` has a value for.
    pub fn slots(&self, _choose: impl FnMut(&CStr) -> Option<usize>) -> Vec<Slot> {
        match *self {}
    }

    /// Writes the slots that do not hold their value.
    pub fn write(&self, _slots: &[Slot]) -> io::Result<usize> {
        match *self {}
    }
}

/// How often an object was loaded or unloaded.
pub fn changes() -> u64 {
    0
}

/// All objects in memory: none that this platform lets us read.
pub fn objects() -> Vec<Object> {
    Vec::new()
}

/// Whether objects have import slots that can be written.
pub fn has_slots() -> bool {
    false
}

/// Nothing is hooked, so nothing must stay.
pub fn keep_resident() -> bool {
    false
}
