//! Packets whose head says how long they are.

use crate::proto::framing::Fault;

/// How the number is written: the letters of PHP's `pack()`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Field {
    letter: u8,
    size: usize,
    signed: bool,
    order: Order,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Order {
    Host,
    Big,
    Little,
}

const FIELDS: &[Field] = &[
    field(b'c', 1, true, Order::Host),
    field(b'C', 1, false, Order::Host),
    field(b's', 2, true, Order::Host),
    field(b'S', 2, false, Order::Host),
    field(b'n', 2, false, Order::Big),
    field(b'v', 2, false, Order::Little),
    field(b'l', 4, true, Order::Host),
    field(b'L', 4, false, Order::Host),
    field(b'N', 4, false, Order::Big),
    field(b'V', 4, false, Order::Little),
    field(b'q', 8, true, Order::Host),
    field(b'Q', 8, false, Order::Host),
    field(b'J', 8, false, Order::Big),
    field(b'P', 8, false, Order::Little),
];

const fn field(letter: u8, size: usize, signed: bool, order: Order) -> Field {
    Field { letter, size, signed, order }
}

/// Where the number stands and what it counts.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Header {
    /// How the number is written (`package_length_type`).
    pub field: Field,
    /// How many bytes stand before it (`package_length_offset`).
    pub offset: u16,
    /// How many bytes the number does not count (`package_body_offset`).
    pub body: u16,
}

/// What a head says.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Measure {
    /// Nothing before so many bytes more have come; at least one.
    More(usize),
    /// The packet has so many bytes in all; at least one.
    Whole(usize),
}

impl Field {
    /// The field of a letter of `pack()`, if that is one of fixed size.
    pub fn of(letter: u8) -> Option<Self> {
        FIELDS.iter().find(|field| field.letter == letter).copied()
    }

    /// How many bytes it has.
    pub fn size(self) -> usize {
        self.size
    }

    /// Reads it from the start of `bytes`; nothing if they are too few, or if the number does not fit.
    pub fn read(self, bytes: &[u8]) -> Option<i64> {
        let bytes = bytes.get(..self.size)?;
        let big = match self.order {
            Order::Big => true,
            Order::Little => false,
            Order::Host => cfg!(target_endian = "big"),
        };
        let push = |value: u64, byte: &u8| value << 8 | u64::from(*byte);
        let value = if big { bytes.iter().fold(0, push) } else { bytes.iter().rev().fold(0, push) };
        if self.signed {
            let unused = 64 - 8 * self.size as u32;
            return Some((value << unused) as i64 >> unused);
        }
        value.try_into().ok()
    }
}

impl Header {
    /// What the packet's first bytes say.
    pub fn measure(&self, data: &[u8]) -> Result<Measure, Fault> {
        let head = usize::from(self.offset) + self.field.size();
        if data.len() < head {
            return Ok(Measure::More(head - data.len()));
        }
        let counted = self.field.read(&data[usize::from(self.offset)..]).ok_or(Fault::Malformed)?;
        let counted = usize::try_from(counted).map_err(|_| Fault::Malformed)?;
        match counted.checked_add(usize::from(self.body)) {
            Some(0) => Err(Fault::NoLength),
            Some(whole) => Ok(Measure::Whole(whole)),
            None => Err(Fault::TooLarge(counted)),
        }
    }
}

/// What the user's function says.
pub fn ask(function: &dyn Fn(&[u8]) -> i64, data: &[u8]) -> Result<Measure, Fault> {
    if data.is_empty() {
        return Ok(Measure::More(1));
    }
    match usize::try_from(function(data)) {
        Err(_) => Err(Fault::Malformed),
        Ok(0) => Ok(Measure::More(1)),
        Ok(whole) => Ok(Measure::Whole(whole)),
    }
}

/// What the head of a record of FastCGI says: content and padding, after eight bytes.
pub fn fast_cgi(data: &[u8]) -> Result<Measure, Fault> {
    const HEAD: usize = 8;
    match data {
        [_, _, _, _, high, low, padding, _, ..] => {
            Ok(Measure::Whole(HEAD + usize::from(u16::from_be_bytes([*high, *low])) + usize::from(*padding)))
        }
        _ => Ok(Measure::More(HEAD - data.len())),
    }
}
