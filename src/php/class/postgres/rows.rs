//! Rows as arrays.

use crate::net::postgres::Outcome;
use crate::net::postgres::outcome::unescape_bytea;
use crate::php::value::Owned;
use crate::php::value::Val;

/// `SW_PGSQL_ASSOC`: values by name.
pub const BY_NAME: i64 = 1;
/// `SW_PGSQL_NUM`: values by number.
pub const BY_NUMBER: i64 = 2;

/// The server's numbers of types that are not text.
mod kind {
    pub const BOOL: u32 = 16;
    pub const BYTEA: u32 = 17;
    pub const INT8: u32 = 20;
    pub const INT2: u32 = 21;
    pub const INT4: u32 = 23;
    pub const OID: u32 = 26;
    pub const FLOAT4: u32 = 700;
    pub const FLOAT8: u32 = 701;
}

/// A row, by name, by number or both.
pub fn row(outcome: &Outcome, index: usize, how: i64) -> Owned {
    let mut array = Owned::array();
    outcome.row(index, |place, kind, bytes| {
        let value = value(kind, bytes);
        if how & BY_NUMBER != 0 {
            array.set_index(place as i64, value.get().share());
        }
        if how & BY_NAME != 0 {
            array.put(&outcome.columns[place].0, value);
        }
    });
    array
}

fn value(kind: u32, bytes: Option<&[u8]>) -> Owned {
    let Some(bytes) = bytes else { return Owned::take(Val::NULL) };
    let text = || std::str::from_utf8(bytes).unwrap_or_default();
    Owned::take(match kind {
        kind::BOOL => Val::bool(bytes.first() == Some(&b't')),
        kind::INT2 | kind::INT4 | kind::INT8 | kind::OID => match text().parse() {
            Ok(number) => Val::long(number),
            Err(_) => Val::bytes(bytes),
        },
        kind::FLOAT4 | kind::FLOAT8 => match text() {
            "Infinity" => Val::double(f64::INFINITY),
            "-Infinity" => Val::double(f64::NEG_INFINITY),
            "NaN" => Val::double(f64::NAN),
            text => text.parse().map_or_else(|_| Val::bytes(bytes), Val::double),
        },
        kind::BYTEA => Val::bytes(&unescape_bytea(bytes)),
        _ => Val::bytes(bytes),
    })
}
