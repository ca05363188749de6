//! Changing rows.

use super::Table;
use super::columns::Column;
use super::columns::Kind;
use super::columns::Value;
use super::counts::Event;
use super::key::Key;
use super::row::Row;
use super::row::RowCopy;
use crate::sys::owner;

/// There is no slice left for a key whose bucket has a row.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Full;

/// A bucket's lock, until it is dropped.
struct Locked<'a> {
    table: &'a Table,
    root: Row<'a>,
    bucket: usize,
}

impl Drop for Locked<'_> {
    fn drop(&mut self) {
        owner::give_back(self.root.lock());
    }
}

impl Table {
    /// Sets columns of a row, by their numbers. `None` leaves one as it is; in a row that was not there it is empty.
    pub fn set(&self, key: &Key, values: &[Option<Value>]) -> Result<(), Full> {
        self.retried(|| {
            let bucket = self.lock(key);
            match bucket.find(key) {
                Some(row) => bucket.update(row, key, values),
                None => bucket.insert(key, values)?,
            }
            Ok(())
        })
    }

    /// Adds to an int column, in a row that is made if it was not there; the new number.
    pub fn add_int(&self, key: &Key, column: usize, add: i64) -> Result<i64, Full> {
        let sum = self.change(key, column, Value::Int(add), |word| (word as i64).wrapping_add(add) as u64)?;
        Ok(sum as i64)
    }

    /// Adds to a float column, in a row that is made if it was not there; the new number.
    pub fn add_float(&self, key: &Key, column: usize, add: f64) -> Result<f64, Full> {
        let sum = self.change(key, column, Value::Float(add), |word| (f64::from_bits(word) + add).to_bits())?;
        Ok(f64::from_bits(sum))
    }

    /// Removes a row. False when it was not there.
    pub fn remove(&self, key: &Key) -> bool {
        let bucket = self.lock(key);
        let Some(row) = bucket.find(key) else { return false };
        bucket.remove(row);
        self.counts().count(Event::Delete, owner::me());
        true
    }

    fn change(&self, key: &Key, column: usize, first: Value, sum: impl Fn(u64) -> u64) -> Result<u64, Full> {
        let at = self.columns.all()[column];
        self.retried(|| {
            let bucket = self.lock(key);
            let Some(row) = bucket.find(key) else {
                let mut values = vec![None; self.columns.all().len()];
                values[column] = Some(first);
                bucket.insert(key, &values)?;
                return Ok(sum(0));
            };
            let sum = sum(row.live().int(at) as u64);
            row.live().put_word(at, sum);
            drop(bucket);
            self.counts().count(Event::Update, owner::me());
            Ok(sum)
        })
    }

    /// A table may seem full only because a dead process has taken slices with it.
    fn retried<T>(&self, mut write: impl FnMut() -> Result<T, Full>) -> Result<T, Full> {
        match write() {
            Err(Full) if self.repair_if_dirty() => write(),
            result => result,
        }
    }

    #[inline]
    fn lock(&self, key: &Key) -> Locked<'_> {
        let bucket = self.bucket_of(key);
        self.take(bucket);
        Locked { table: self, root: self.row(bucket), bucket }
    }
}

impl<'a> Locked<'a> {
    #[inline]
    fn find(&self, key: &Key) -> Option<Row<'a>> {
        if self.root.live().is(key) {
            return Some(self.root);
        }
        self.table.chain(self.bucket).find(|row| row.live().is(key))
    }

    #[inline]
    fn update(&self, row: Row, key: &Key, values: &[Option<Value>]) {
        let live = row.live();
        match only_number(self.table.columns.all(), values) {
            Some((column, word)) => live.put_word(column, word),
            None => {
                self.root.move_on();
                let spare = row.spare();
                spare.begin(key, live.next());
                for (column, value) in self.table.columns.all().iter().zip(values) {
                    match value {
                        Some(_) => spare.put(*column, *value),
                        None => spare.put_from(*column, live),
                    }
                }
                row.publish_spare();
            }
        }
        self.table.counts().count(Event::Update, owner::me());
    }

    fn insert(&self, key: &Key, values: &[Option<Value>]) -> Result<(), Full> {
        self.root.move_on();
        match self.last() {
            None => {
                self.fill(self.root.spare(), key, values);
                self.root.publish_spare();
            }
            Some((last, depth)) => {
                self.table.counts().conflict(depth);
                let number = self.table.take_slice().ok_or(Full)?;
                // Nobody knows the row yet, so that either copy will do.
                self.fill(self.table.row(number).live(), key, values);
                last.live().set_next(Some(number));
            }
        }
        self.table.counts().count(Event::Insert, owner::me());
        Ok(())
    }

    fn fill(&self, copy: RowCopy, key: &Key, values: &[Option<Value>]) {
        copy.begin(key, None);
        for (column, value) in self.table.columns.all().iter().zip(values) {
            copy.put(*column, *value);
        }
    }

    /// The last row, and how many there are.
    fn last(&self) -> Option<(Row<'a>, u64)> {
        self.table.chain(self.bucket).zip(1..).last()
    }

    fn remove(&self, row: Row) {
        let table = self.table;
        let next = row.live().next();
        let unlinked = if !std::ptr::eq(row.words, self.root.words) {
            let before = table
                .chain(self.bucket)
                .find(|before| before.live().next().is_some_and(|next| std::ptr::eq(table.row(next).words, row.words)));
            let before = before.expect("the row is in the list").live();
            let number = before.next();
            before.set_next(next);
            number
        } else if let Some(second) = next {
            // The first row has its place: the second one moves there.
            self.root.move_on();
            let moved = table.row(second).live();
            self.root.spare().become_like(moved, &table.columns, moved.next());
            self.root.publish_spare();
            next
        } else {
            self.root.live().deactivate();
            None
        };
        if let Some(slice) = unlinked {
            self.root.move_on();
            table.give_slice_back(slice);
        }
    }
}

/// The one value that is set, if it is a number: one store will do.
#[inline]
fn only_number(columns: &[Column], values: &[Option<Value>]) -> Option<(Column, u64)> {
    let mut given = columns.iter().zip(values).filter_map(|(column, value)| Some((column, (*value)?)));
    let (column, value) = given.next()?;
    let word = match (column.kind, value) {
        (Kind::Int, Value::Int(number)) => number as u64,
        (Kind::Float, Value::Float(number)) => number.to_bits(),
        _ => return None,
    };
    given.next().is_none().then_some((*column, word))
}
