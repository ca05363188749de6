//! Rows as arrays.
//!
//! The rows of a result have the same names, so each is a copy of one array, whose values are read into their places.

use crate::net::mysql::Column;
use crate::net::mysql::Value;
use crate::net::mysql::connection::Asked;
use crate::net::mysql::value::Malformed;
use crate::net::mysql::value::binary_row;
use crate::net::mysql::value::text_row;
use crate::php::value::Array;
use crate::php::value::Owned;
use crate::php::value::Places;
use crate::php::value::Record;
use crate::php::value::Val;

/// How the rows of a result become arrays.
pub struct Shape {
    names: Record,
    /// Whether no two columns have one name.
    distinct: bool,
}

/// How values come.
#[derive(Clone, Copy)]
pub struct Format {
    /// What the rows answer.
    pub asked: Asked,
    /// Whether text that is a number becomes one.
    pub numbers: bool,
}

impl Shape {
    /// Of these columns.
    pub fn of(columns: &[Column]) -> Self {
        let names = Record::new(columns.iter().map(|column| column.name.as_slice()));
        let distinct = names.count() == columns.len();
        Self { names, distinct }
    }

    /// A row.
    pub fn row(&self, packet: &[u8], columns: &[Column], format: Format) -> Result<Owned, Malformed> {
        if self.distinct {
            return self.names.filled(|places| fill(places, packet, columns, format));
        }
        // The last one of a name stays.
        let mut row = Owned::array();
        read(packet, columns, format, |index, value| row.put(&columns[index].name, owned(value)))?;
        Ok(row)
    }

    /// Appends a row to an array.
    pub fn push(&self, to: &mut Array, packet: &[u8], columns: &[Column], format: Format) -> Result<(), Malformed> {
        if self.distinct {
            return fill(&mut self.names.push(to), packet, columns, format);
        }
        to.push(self.row(packet, columns, format)?);
        Ok(())
    }
}

fn fill(places: &mut Places, packet: &[u8], columns: &[Column], format: Format) -> Result<(), Malformed> {
    read(packet, columns, format, |_, value| match value {
        Value::Bytes(bytes) => places.put_bytes(bytes),
        other => places.put(owned(other).into_val()),
    })
}

fn read<'a>(
    packet: &'a [u8],
    columns: &[Column],
    format: Format,
    visit: impl FnMut(usize, Value<'a>),
) -> Result<(), Malformed> {
    match format.asked {
        Asked::Execute(_) => binary_row(packet, columns, visit),
        _ => text_row(packet, columns, format.numbers, visit),
    }
}

fn owned(value: Value) -> Owned {
    Owned::take(match value {
        Value::Null => Val::NULL,
        Value::Int(number) => Val::long(number),
        Value::Float(number) => Val::double(number),
        Value::Bytes(bytes) => Val::bytes(bytes),
        Value::Text(text) => Val::string(&text),
    })
}
