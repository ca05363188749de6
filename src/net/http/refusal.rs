//! Why a request is not taken.

/// A request that this server does not answer by its handler.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Refusal {
    /// It is not HTTP, or could be read in two ways.
    Malformed,
    /// The head is longer than a head may be, or has more fields.
    HeadTooLarge,
    /// The body is longer than the limit.
    BodyTooLarge,
    /// The body comes in a coding that is not known.
    UnknownCoding,
}

impl Refusal {
    /// The status that says so.
    pub fn status(self) -> u16 {
        match self {
            Self::Malformed => 400,
            Self::HeadTooLarge => 431,
            Self::BodyTooLarge => 413,
            Self::UnknownCoding => 501,
        }
    }
}
