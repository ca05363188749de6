//! What a row of a table consists of.

/// What a column holds.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    /// A signed number of 64 bits.
    Int,
    /// A float.
    Float,
    /// So many bytes at most.
    Text(usize),
}

/// A value for a column of its kind.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Value<'a> {
    /// For [`Kind::Int`].
    Int(i64),
    /// For [`Kind::Float`].
    Float(f64),
    /// For [`Kind::Text`]; what is too long is cut.
    Text(&'a [u8]),
}

/// One column.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Column {
    /// What it holds.
    pub kind: Kind,
    /// Its first word among those of a row's data.
    pub(super) at: usize,
}

impl Column {
    /// How many words it takes: one, or for a text its length and room for its bytes.
    pub(super) fn words(self) -> usize {
        match self.kind {
            Kind::Int | Kind::Float => 1,
            Kind::Text(capacity) => 1 + capacity.div_ceil(8),
        }
    }
}

/// Columns in the order in which they were added.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Columns {
    all: Vec<Column>,
    words: usize,
}

impl Columns {
    /// Adds a column behind the others.
    pub fn add(&mut self, kind: Kind) {
        let column = Column { kind, at: self.words };
        self.words = self.words.saturating_add(column.words());
        self.all.push(column);
    }

    /// All columns.
    pub fn all(&self) -> &[Column] {
        &self.all
    }

    /// How many words a row's data takes.
    pub(super) fn words(&self) -> usize {
        self.words
    }
}
