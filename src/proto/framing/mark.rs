//! Packets that end with a mark.

use crate::proto::framing::Step;
use memchr::memmem::Finder;
use std::rc::Rc;

/// The bytes that end a packet: one to [`Mark::LONGEST`].
#[derive(Clone, Debug)]
pub struct Mark(Rc<Finder<'static>>);

impl Mark {
    /// The longest mark that can be chosen.
    pub const LONGEST: usize = 8;

    /// A mark; nothing if it is empty or too long.
    pub fn new(bytes: &[u8]) -> Option<Self> {
        let fits = (1..=Self::LONGEST).contains(&bytes.len());
        fits.then(|| Self(Rc::new(Finder::new(bytes).into_owned())))
    }

    /// Its bytes.
    pub fn bytes(&self) -> &[u8] {
        self.0.needle()
    }

    /// Whether all of `data` is a packet.
    pub fn ending(&self, data: &[u8]) -> Step {
        if data.ends_with(self.bytes()) { Step::Packet(data.len()) } else { Step::More(1) }
    }

    /// The packet up to the first mark; `seen` is how far earlier looks have come, and then how far this one has.
    pub fn first(&self, data: &[u8], seen: &mut usize) -> Step {
        let from = (*seen).min(data.len());
        match self.0.find(&data[from..]) {
            Some(at) => Step::Packet(from + at + self.bytes().len()),
            None => {
                // The last bytes may be the beginning of a mark.
                *seen = data.len().saturating_sub(self.bytes().len() - 1).max(from);
                Step::More(1)
            }
        }
    }
}
