//! Where one packet of a byte stream ends and the next begins, by the rules that a user can choose.
//!
//! A [`Framer`] is asked with all bytes that arrived and were not yet taken. What it says depends on these bytes alone,
//! not on how they were cut into reads: what it remembers between two questions only saves looking twice.
//!
//! ```text
//! next(bytes) -> Packet(n)   the first n bytes are a packet: take them, ask again with the rest
//!                More(n)     no packet yet, and none before n more bytes have come
//!                fault       the stream cannot be understood any more: close it
//! ```
//!
//! The exception is [`Rule::Ending`]: there a packet is whatever has arrived when the last bytes are the mark, so it
//! does depend on the reads. That is its definition, and why it is cheap.

mod length;
mod mark;
mod mqtt;

pub use crate::proto::framing::length::Field;
pub use crate::proto::framing::length::Header;
pub use crate::proto::framing::length::Measure;
pub use crate::proto::framing::mark::Mark;

use crate::proto::redis;
use std::fmt;
use std::rc::Rc;

/// Reads a packet's head.
pub type LengthFunction = Rc<dyn Fn(&[u8]) -> i64>;

/// How a stream is cut into packets.
#[derive(Clone)]
pub enum Rule {
    /// All that has arrived, once it ends with the mark (`open_eof_check`).
    Ending(Mark),
    /// Up to and with each mark, wherever it stands (`open_eof_split`).
    Split(Mark),
    /// A number in the packet's head says how long it is (`open_length_check`).
    Length(Header),
    /// A function of the user's reads the head (`package_length_func`): less than 0 for nonsense, 0 for "not yet", or
    /// the length of the whole packet.
    Function(LengthFunction),
    /// Control packets of MQTT (`open_mqtt_protocol`).
    Mqtt,
    /// Records of FastCGI (`open_fastcgi_protocol`).
    FastCgi,
    /// Commands of Redis clients (`open_redis_protocol`).
    Redis,
}

/// What the bytes are, so far.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Step {
    /// So many bytes are a packet; at least one.
    Packet(usize),
    /// At least so many bytes are missing; at least one. Whoever reads no more than that never reads beyond a packet.
    More(usize),
}

/// Why a stream cannot be cut.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Fault {
    /// The bytes break the rule.
    Malformed,
    /// The head is complete and says that there is no packet.
    NoLength,
    /// A packet is, or would be, longer than the limit. The length is the promised one, or what has arrived.
    TooLarge(usize),
}

/// Cuts one stream.
#[derive(Clone, Debug)]
pub struct Framer {
    rule: Rule,
    /// No packet is longer.
    limit: usize,
    /// What need not be looked at again; 0 when a packet begins.
    seen: usize,
    /// How long the packet is that has begun, once that is known; 0 before.
    whole: usize,
    /// The state of reading a command of Redis.
    command: redis::Progress,
}

impl Framer {
    /// A stream of which nothing has arrived yet. No packet may be longer than `limit`.
    pub fn new(rule: Rule, limit: usize) -> Self {
        Self { rule, limit, seen: 0, whole: 0, command: redis::Progress::default() }
    }

    /// The rule.
    pub fn rule(&self) -> &Rule {
        &self.rule
    }

    /// How long the packet is that has begun, if its head has said so.
    pub fn length(&self) -> Option<usize> {
        (self.whole > 0).then_some(self.whole)
    }

    /// Forgets the packet that has begun: the bytes were thrown away.
    pub fn reset(&mut self) {
        self.seen = 0;
        self.whole = 0;
        self.command = redis::Progress::default();
    }

    /// Says what `data` is: all that arrived since the last packet was taken.
    pub fn next(&mut self, data: &[u8]) -> Result<Step, Fault> {
        let step = match self.whole {
            0 => self.read(data)?,
            whole => upto(whole, data),
        };
        match step {
            Step::Packet(length) if length > self.limit => Err(Fault::TooLarge(length)),
            Step::Packet(length) => {
                self.reset();
                Ok(Step::Packet(length))
            }
            Step::More(_) if self.whole == 0 && data.len() >= self.limit => Err(Fault::TooLarge(data.len())),
            more => Ok(more),
        }
    }

    fn read(&mut self, data: &[u8]) -> Result<Step, Fault> {
        let length = match &self.rule {
            Rule::Ending(mark) => return Ok(mark.ending(data)),
            Rule::Split(mark) => return Ok(mark.first(data, &mut self.seen)),
            Rule::Redis => return self.command.read(data, self.limit),
            Rule::Length(header) => header.measure(data)?,
            Rule::Function(function) => length::ask(&**function, data)?,
            Rule::Mqtt => mqtt::measure(data)?,
            Rule::FastCgi => length::fast_cgi(data)?,
        };
        match length {
            Measure::More(missing) => Ok(Step::More(missing)),
            Measure::Whole(whole) if whole > self.limit => Err(Fault::TooLarge(whole)),
            Measure::Whole(whole) => {
                self.whole = whole;
                Ok(upto(whole, data))
            }
        }
    }
}

fn upto(whole: usize, data: &[u8]) -> Step {
    match whole.checked_sub(data.len()) {
        None | Some(0) => Step::Packet(whole),
        Some(missing) => Step::More(missing),
    }
}

impl fmt::Debug for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Rule::Ending(mark) => f.debug_tuple("Ending").field(mark).finish(),
            Rule::Split(mark) => f.debug_tuple("Split").field(mark).finish(),
            Rule::Length(header) => f.debug_tuple("Length").field(header).finish(),
            Rule::Function(_) => f.write_str("Function"),
            Rule::Mqtt => f.write_str("Mqtt"),
            Rule::FastCgi => f.write_str("FastCgi"),
            Rule::Redis => f.write_str("Redis"),
        }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Fault::Malformed => f.write_str("malformed data"),
            Fault::NoLength => f.write_str("no length found"),
            Fault::TooLarge(length) => write!(f, "the packet is too large, length={length}"),
        }
    }
}

impl std::error::Error for Fault {}

#[cfg(test)]
mod tests;
