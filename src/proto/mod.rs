//! Codecs that know no socket: bytes in, packets out.
//!
//! Invariants: nothing here reads, writes, waits or keeps a clock; a codec is given what has arrived and says what that
//! is. Whatever the bytes are, the answer is a packet, "more, please" or a fault, and never more memory than the caller's.

#![forbid(unsafe_code)]

pub mod framing;
pub mod redis;
