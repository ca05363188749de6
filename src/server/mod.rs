//! Many processes that serve together: who they are, and what they tell each other.
//!
//! Nothing here forks, waits or sends: it says what is to be done, and the layer above does it.

#![forbid(unsafe_code)]

pub mod bus;
pub mod workers;
