//! Results, errors and notices.

use std::io;

use fallible_iterator::FallibleIterator;
use postgres_protocol::Oid;
use postgres_protocol::message::backend::DataRowBody;
use postgres_protocol::message::backend::ErrorFields;
use postgres_protocol::message::backend::RowDescriptionBody;

/// How a statement went: the numbers of libpq.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
#[repr(i32)]
pub enum Status {
    /// There was no statement.
    #[default]
    Empty = 0,
    /// Done, without rows.
    Done = 1,
    /// Done, with rows.
    Rows = 2,
    /// Copying from the server was begun, and what came dropped.
    CopyOut = 3,
    /// The server said no.
    Failed = 7,
}

/// The result of a statement.
#[derive(Debug, Default)]
pub struct Outcome {
    /// How it went.
    pub status: Status,
    /// Names and types.
    pub columns: Vec<(Vec<u8>, Oid)>,
    rows: Vec<DataRowBody>,
    /// How many rows were changed, or given.
    pub affected: u64,
}

impl Outcome {
    /// Takes over the description of rows.
    pub fn describe(&mut self, body: &RowDescriptionBody) -> io::Result<()> {
        self.status = Status::Rows;
        let fields = body.fields().map(|field| Ok((field.name().as_bytes().to_vec(), field.type_oid())));
        self.columns = fields.collect()?;
        Ok(())
    }

    /// Takes a row, if it has as many values as there are columns.
    pub fn push(&mut self, row: DataRowBody) -> io::Result<()> {
        if row.ranges().count()? != self.columns.len() {
            return Err(io::ErrorKind::InvalidData.into());
        }
        self.rows.push(row);
        Ok(())
    }

    /// Takes over what the server says at a statement's end: `INSERT 0 5`.
    pub fn complete(&mut self, tag: &str) {
        if self.status == Status::Empty {
            self.status = Status::Done;
        }
        self.affected = tag.rsplit(' ').next().and_then(|count| count.parse().ok()).unwrap_or(0);
    }

    /// How many rows there are.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// Visits the values of a row, with their types; nothing for SQL's NULL.
    pub fn row<'a>(&'a self, index: usize, mut visit: impl FnMut(usize, Oid, Option<&'a [u8]>)) {
        let Some(row) = self.rows.get(index) else { return };
        let mut ranges = row.ranges();
        // The ranges were looked at when the row came.
        for (place, (_, kind)) in self.columns.iter().enumerate() {
            let range = ranges.next().ok().flatten().flatten();
            visit(place, *kind, range.and_then(|range| row.buffer().get(range)));
        }
    }
}

/// What the server says about an error, or a notice.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Diagnosis(Vec<(u8, String)>);

impl Diagnosis {
    /// Out of a message.
    pub fn of(fields: ErrorFields<'_>) -> io::Result<Self> {
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        fields.map(|field| Ok((field.type_(), text(field.value_bytes())))).collect().map(Self)
    }

    /// A part, by the protocol's letter.
    pub fn part(&self, letter: u8) -> Option<&str> {
        self.0.iter().find(|part| part.0 == letter).map(|part| part.1.as_str())
    }

    /// As libpq words it.
    pub fn text(&self) -> String {
        let part = |letter| self.part(letter).unwrap_or_default();
        let mut text = format!("{}:  {}", part(b'S'), part(b'M'));
        for (name, letter) in [("DETAIL", b'D'), ("HINT", b'H'), ("QUERY", b'q'), ("CONTEXT", b'W')] {
            if let Some(more) = self.part(letter) {
                text += &format!("\n{name}:  {more}");
            }
        }
        text
    }
}

/// The bytes of a `bytea` in either of its forms.
pub fn unescape_bytea(text: &[u8]) -> Vec<u8> {
    if let Some(digits) = text.strip_prefix(b"\\x") {
        let pairs = digits.chunks_exact(2).map_while(|pair| std::str::from_utf8(pair).ok());
        return pairs.map_while(|pair| u8::from_str_radix(pair, 16).ok()).collect();
    }
    let mut out = Vec::with_capacity(text.len());
    let mut rest = text;
    while let Some((&byte, tail)) = rest.split_first() {
        rest = tail;
        if byte != b'\\' {
            out.push(byte);
            continue;
        }
        let octal = tail.get(..3).filter(|digits| digits.iter().all(|digit| (b'0'..=b'7').contains(digit)));
        if let Some(digits) = octal {
            out.push(digits.iter().fold(0_u8, |number, digit| number << 3 | (digit - b'0')));
            rest = &tail[3..];
        } else if let Some((&escaped, after)) = tail.split_first() {
            out.push(escaped);
            rest = after;
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytea_has_two_forms() {
        assert_eq!(unescape_bytea(b"\\x00ff41"), [0, 255, b'A']);
        assert_eq!(unescape_bytea(b"a\\\\b\\001\\377"), [b'a', b'\\', b'b', 1, 255]);
        assert_eq!(unescape_bytea(b"\\x0g"), Vec::<u8>::new());
    }
}
