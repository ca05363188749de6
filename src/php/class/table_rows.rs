//! Rows of a table as PHP's values.

use std::cell::RefCell;
use std::collections::VecDeque;

use crate::php::args::Outcome;
use crate::php::log;
use crate::php::value::Owned;
use crate::php::value::Val;
use crate::php::value::pick;
use crate::php::value::tag;
use crate::sync::table::Column;
use crate::sync::table::Key;
use crate::sync::table::Kind;
use crate::sync::table::LONGEST_KEY;
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

/// How the values for a row are.
#[derive(PartialEq, Eq)]
enum Borrowed {
    /// They can be written as they are.
    Fitting,
    /// A text is too long.
    TooLong,
    /// Not all are plain.
    Other,
}

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
        let columns = self.table.columns().all();
        if columns.len() > USUAL_COLUMNS {
            let values: Vec<Val> = columns.iter().map(|column| value(row, *column)).collect();
            return self.like.filled(&values);
        }
        let mut values = [Val::UNDEF; USUAL_COLUMNS];
        for (place, column) in values.iter_mut().zip(columns) {
            *place = value(row, *column);
        }
        self.like.filled(&values[..columns.len()])
    }

    /// One column of a row.
    pub fn field(&self, row: RowCopy, column: usize) -> Owned {
        Owned::take(value(row, self.table.columns().all()[column]))
    }

    /// Calls `write` with what an array says about columns. Converting an object may run PHP code; `write` is not called
    /// when that throws. A line is written about each text that is too long for its column.
    pub fn converted<R>(&self, key: &[u8], array: &Val, write: impl FnOnce(&[Option<Value>]) -> R) -> Outcome<R> {
        let count = self.names.len();
        if count > USUAL_COLUMNS {
            return self.converted_in(&mut vec![Val::UNDEF; count], &mut vec![None; count], key, array, write);
        }
        let (mut found, mut values) = ([Val::UNDEF; USUAL_COLUMNS], [None; USUAL_COLUMNS]);
        self.converted_in(&mut found[..count], &mut values[..count], key, array, write)
    }

    /// `found` and `values` have a place for each column.
    #[inline]
    fn converted_in<'a, R>(
        &self,
        found: &'a mut [Val],
        values: &mut [Option<Value<'a>>],
        key: &[u8],
        array: &Val,
        write: impl FnOnce(&[Option<Value>]) -> R,
    ) -> Outcome<R> {
        let is_plain = pick(array, &self.names, found);
        match self.borrow(found, values) {
            Borrowed::Fitting if is_plain => Ok(write(values)),
            Borrowed::TooLong if is_plain => {
                self.report_long_texts(key, values);
                Ok(write(values))
            }
            _ => self.converted_slowly(found, key, write),
        }
    }

    #[cold]
    fn converted_slowly<R>(&self, found: &[Val], key: &[u8], write: impl FnOnce(&[Option<Value>]) -> R) -> Outcome<R> {
        let shared: Vec<Owned> = found.iter().map(Val::share).collect();
        let mut texts = Vec::with_capacity(shared.len());
        for (value, column) in shared.iter().zip(self.table.columns().all()) {
            texts.push(match column.kind {
                Kind::Text(_) => value.get().to_text()?,
                _ => value.get().share(),
            });
        }
        let mut values = Vec::with_capacity(shared.len());
        for ((text, value), column) in texts.iter().zip(found).zip(self.table.columns().all()) {
            values.push((!value.is_undef()).then(|| converted(column.kind, text)));
        }
        self.report_long_texts(key, &values);
        Ok(write(&values))
    }

    /// Converts what is plain.
    #[inline]
    fn borrow<'a>(&self, found: &'a [Val], values: &mut [Option<Value<'a>>]) -> Borrowed {
        let mut borrowed = Borrowed::Fitting;
        for ((value, place), column) in found.iter().zip(values).zip(self.table.columns().all()) {
            *place = match (column.kind, value.tag()) {
                (_, tag::UNDEF) => continue,
                (_, tag::OBJECT..) | (_, tag::ARRAY) => return Borrowed::Other,
                (Kind::Int, _) => Some(Value::Int(value.as_long().unwrap_or_else(|| value.to_long()))),
                (Kind::Float, _) => Some(Value::Float(value.as_double().unwrap_or_else(|| value.to_double()))),
                (Kind::Text(_), tag::NULL) => Some(Value::Text(b"")),
                (Kind::Text(capacity), _) => {
                    let Some(text) = value.as_bytes() else { return Borrowed::Other };
                    if text.len() > capacity {
                        borrowed = Borrowed::TooLong;
                    }
                    Some(Value::Text(text))
                }
            };
        }
        borrowed
    }

    /// Writes a line about each text that is too long for its column.
    #[cold]
    fn report_long_texts(&self, key: &[u8], values: &[Option<Value>]) {
        for (number, (value, column)) in values.iter().zip(self.table.columns().all()).enumerate() {
            if let (Some(Value::Text(text)), Kind::Text(capacity)) = (value, column.kind)
                && text.len() > capacity
            {
                self.report_long_text(key, number);
            }
        }
    }

    fn report_long_text(&self, key: &[u8], column: usize) {
        let key = &key[..key.len().min(LONGEST_KEY)];
        let name = self.names[column].as_bytes();
        let parts = [b"TableRow::set_value(): [key=", key, b",field=", name, b"]string value is too long"];
        log::write(log::WARNING, &parts.concat());
    }
}

/// `value` is a string for a text.
fn converted(kind: Kind, value: &Owned) -> Value<'_> {
    match kind {
        Kind::Int => Value::Int(value.get().to_long()),
        Kind::Float => Value::Float(value.get().to_double()),
        Kind::Text(_) => Value::Text(value.as_bytes()),
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
