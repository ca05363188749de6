//! Rows as arrays.
//!
//! The rows of a result have the same keys, so each is a copy of one array with other values.

use crate::net::mysql::Column;
use crate::net::mysql::Value;
use crate::net::mysql::connection::Asked;
use crate::net::mysql::value::Malformed;
use crate::net::mysql::value::binary_row;
use crate::net::mysql::value::text_row;
use crate::php::value::Owned;
use crate::php::value::Val;
use crate::php::value::count;

/// How the rows of a result become arrays.
pub struct Shape {
    /// All names, without values.
    empty: Owned,
    /// Whether no two columns have one name.
    distinct: bool,
}

impl Shape {
    /// Of these columns.
    pub fn of(columns: &[Column]) -> Self {
        let mut empty = Owned::array();
        for column in columns {
            empty.put(&column.name, Owned::take(Val::NULL));
        }
        let distinct = count(&empty.get()) == columns.len();
        Self { empty, distinct }
    }

    /// A row.
    pub fn row(&self, packet: &[u8], columns: &[Column], asked: Asked, numbers: bool) -> Result<Owned, Malformed> {
        let mut values = Vec::with_capacity(columns.len());
        let visit = |_, value| values.push(owned(value));
        match asked {
            Asked::Execute(_) => binary_row(packet, columns, visit)?,
            _ => text_row(packet, columns, numbers, visit)?,
        }
        if self.distinct {
            let values: Vec<Val> = values.into_iter().map(Owned::into_val).collect();
            return Ok(self.empty.filled(&values));
        }
        // The last one of a name stays.
        let mut row = Owned::array();
        for (column, value) in columns.iter().zip(values) {
            row.put(&column.name, value);
        }
        Ok(row)
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
