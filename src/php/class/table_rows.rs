//! Rows of a table as PHP's values.

use std::cell::RefCell;
use std::collections::VecDeque;

use smallvec::SmallVec;

use crate::php::log;
use crate::php::value::Key as ArrayKey;
use crate::php::value::Owned;
use crate::php::value::Val;
use crate::php::value::each;
use crate::sync::table::Column;
use crate::sync::table::Key;
use crate::sync::table::Kind;
use crate::sync::table::RowCopy;
use crate::sync::table::Table;
use crate::sync::table::Value;

/// Longer rows take a little longer.
const USUAL_COLUMNS: usize = 8;

/// A table with the names of its columns.
pub struct Rows {
    /// What processes share.
    pub table: Table,
    names: Vec<Owned>,
    /// An array with a null for each column.
    like: Owned,
    /// Where the table's own iteration is.
    pub cursor: RefCell<Cursor>,
}

/// A value for a column, converted.
enum Converted {
    Int(i64),
    Float(f64),
    Text(Owned),
}

/// What [`Rows::converted`] made of an array: one place for each column.
pub struct ConvertedRow(SmallVec<[Option<Converted>; USUAL_COLUMNS]>);

impl Rows {
    /// `names` are strings, each another one, as many as the table has columns.
    pub fn new(table: Table, names: Vec<Owned>) -> Self {
        let mut like = Owned::array();
        for name in &names {
            like.put(name.as_bytes(), Owned::take(Val::NULL));
        }
        Self { table, names, like, cursor: RefCell::default() }
    }

    /// The number of a column.
    #[inline]
    pub fn column(&self, name: &[u8]) -> Option<usize> {
        // Literals of one script are one string, so that this mostly compares addresses.
        self.names.iter().map(Owned::as_bytes).position(|own| std::ptr::eq(own, name) || own == name)
    }

    /// What kind a column is of.
    pub fn kind(&self, column: usize) -> Kind {
        self.table.columns().all()[column].kind
    }

    /// A row as an array.
    pub fn array(&self, row: RowCopy) -> Owned {
        let columns = self.table.columns().all().iter();
        let values: SmallVec<[Val; USUAL_COLUMNS]> = columns.map(|column| value(row, *column)).collect();
        self.like.filled(&values)
    }

    /// One column of a row.
    pub fn field(&self, row: RowCopy, column: usize) -> Owned {
        Owned::take(value(row, self.table.columns().all()[column]))
    }

    /// What an array says about columns. Converting an object may run PHP code.
    pub fn converted(&self, array: &Val) -> ConvertedRow {
        let mut row: SmallVec<[Option<Converted>; USUAL_COLUMNS]> = SmallVec::new();
        row.resize_with(self.names.len(), || None);
        each(array, |key, value| {
            let ArrayKey::Name(name) = key else { return true };
            if let Some(column) = self.column(name) {
                row[column] = Some(converted(self.kind(column), value));
            }
            true
        });
        ConvertedRow(row)
    }

    /// Writes a line about each text that is too long for its column.
    pub fn report_long_texts(&self, key: &[u8], row: &ConvertedRow) {
        for (column, value) in row.0.iter().enumerate() {
            if let (Some(Converted::Text(text)), Kind::Text(capacity)) = (value, self.kind(column))
                && text.as_bytes().len() > capacity
            {
                let mut line = b"TableRow::set_value(): [key=".to_vec();
                line.extend_from_slice(&key[..key.len().min(crate::sync::table::LONGEST_KEY)]);
                line.extend_from_slice(b",field=");
                line.extend_from_slice(self.names[column].as_bytes());
                line.extend_from_slice(b"]string value is too long");
                log::write(log::WARNING, &line);
            }
        }
    }
}

impl ConvertedRow {
    /// For [`Table::set`].
    pub fn values<'a>(&'a self) -> SmallVec<[Option<Value<'a>>; USUAL_COLUMNS]> {
        let value = |value: &'a Converted| match value {
            Converted::Int(number) => Value::Int(*number),
            Converted::Float(number) => Value::Float(*number),
            Converted::Text(text) => Value::Text(text.as_bytes()),
        };
        self.0.iter().map(|place| place.as_ref().map(value)).collect()
    }
}

fn converted(kind: Kind, value: Val) -> Converted {
    match kind {
        Kind::Int => Converted::Int(value.as_long().unwrap_or_else(|| value.to_long())),
        Kind::Float => Converted::Float(value.as_double().unwrap_or_else(|| value.to_double())),
        Kind::Text(_) => Converted::Text(value.to_text()),
    }
}

#[inline]
fn value(row: RowCopy, column: Column) -> Val {
    match column.kind {
        Kind::Int => Val::long(row.int(column)),
        Kind::Float => Val::double(row.float(column)),
        Kind::Text(_) => Val::filled(row.text_length(column), |text| row.copy_text(column, text)),
    }
}

/// An iteration: each row that was there when its bucket was reached and still is when its turn comes.
#[derive(Default)]
pub struct Cursor {
    /// The next bucket.
    bucket: usize,
    /// Keys of the bucket before it.
    keys: VecDeque<Key>,
    /// The row it stands at.
    pub current: Option<(Owned, Owned)>,
}

impl Cursor {
    /// Goes to the first row.
    pub fn rewind(&mut self, rows: &Rows) {
        (self.bucket, self.keys) = (0, VecDeque::new());
        self.advance(rows);
    }

    /// Goes to the next row.
    pub fn advance(&mut self, rows: &Rows) {
        self.current = None;
        loop {
            while let Some(key) = self.keys.pop_front() {
                let row = rows.table.get_in(self.bucket - 1, &key, |row| rows.array(row));
                if let Some(row) = row {
                    self.current = Some((Owned::take(Val::bytes(&key.bytes())), row));
                    return;
                }
            }
            match rows.table.keys_in(self.bucket) {
                Some(keys) => self.keys = keys.into(),
                None => return,
            }
            self.bucket += 1;
        }
    }
}
