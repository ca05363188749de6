//! Rows to values.

use crate::net::mysql::packet::Column;
pub use crate::net::mysql::wire::Malformed;
use crate::net::mysql::wire::Reader;

/// Kinds of columns.
#[allow(missing_docs, reason = "the names are the protocol's")]
pub mod kind {
    pub const TINY: u8 = 1;
    pub const SHORT: u8 = 2;
    pub const LONG: u8 = 3;
    pub const FLOAT: u8 = 4;
    pub const DOUBLE: u8 = 5;
    pub const NULL: u8 = 6;
    pub const TIMESTAMP: u8 = 7;
    pub const LONGLONG: u8 = 8;
    pub const INT24: u8 = 9;
    pub const DATE: u8 = 10;
    pub const TIME: u8 = 11;
    pub const DATETIME: u8 = 12;
    pub const YEAR: u8 = 13;
    pub const VAR_STRING: u8 = 253;
}

/// A value of a row.
#[derive(Clone, PartialEq, Debug)]
pub enum Value<'a> {
    /// SQL's NULL.
    Null,
    /// A number.
    Int(i64),
    /// A number with a fraction.
    Float(f64),
    /// Text as it came.
    Bytes(&'a [u8]),
    /// Text that was made of something else.
    Text(String),
}

/// Visits the values of a row of text; numbers become such if they are wanted.
pub fn text_row<'a>(
    packet: &'a [u8],
    columns: &[Column],
    numbers: bool,
    mut visit: impl FnMut(usize, Value<'a>),
) -> Result<(), Malformed> {
    let mut rest = Reader(packet);
    for (index, column) in columns.iter().enumerate() {
        let value = match rest.string()? {
            None => Value::Null,
            Some(text) if numbers => number(column, text).unwrap_or(Value::Bytes(text)),
            Some(text) => Value::Bytes(text),
        };
        visit(index, value);
    }
    Ok(())
}

/// Visits the values of a row of a prepared statement.
pub fn binary_row<'a>(
    packet: &'a [u8],
    columns: &[Column],
    mut visit: impl FnMut(usize, Value<'a>),
) -> Result<(), Malformed> {
    let mut rest = Reader(packet);
    rest.byte()?;
    let nulls = rest.take((columns.len() + 9) / 8)?;
    for (index, column) in columns.iter().enumerate() {
        let bit = index + 2;
        let is_null = nulls[bit / 8] & (1 << (bit % 8)) != 0;
        visit(index, if is_null { Value::Null } else { binary(column, &mut rest)? });
    }
    Ok(())
}

fn binary<'a>(column: &Column, rest: &mut Reader<'a>) -> Result<Value<'a>, Malformed> {
    Ok(match column.kind {
        kind::NULL => Value::Null,
        kind::TINY => integer(column, rest, 1)?,
        kind::SHORT | kind::YEAR => integer(column, rest, 2)?,
        kind::LONG | kind::INT24 => integer(column, rest, 4)?,
        kind::LONGLONG => integer(column, rest, 8)?,
        kind::FLOAT => Value::Float(widened(f32::from_bits(rest.uint(4)? as u32))),
        kind::DOUBLE => Value::Float(f64::from_bits(rest.uint(8)?)),
        kind::DATE => Value::Text(date(rest)?),
        kind::DATETIME | kind::TIMESTAMP => Value::Text(date_time(rest, column.decimals)?),
        kind::TIME => Value::Text(time(rest, column.decimals)?),
        _ => Value::Bytes(rest.string()?.ok_or(Malformed)?),
    })
}

fn integer<'a>(column: &Column, rest: &mut Reader<'a>, size: usize) -> Result<Value<'a>, Malformed> {
    let raw = rest.uint(size)?;
    if column.unsigned {
        return Ok(i64::try_from(raw).map_or_else(|_| Value::Text(raw.to_string()), Value::Int));
    }
    let spare = 64 - 8 * size as u32;
    Ok(Value::Int((raw << spare) as i64 >> spare))
}

/// As many digits as a short float has.
fn widened(short: f32) -> f64 {
    short.to_string().parse().unwrap_or_else(|_| short.into())
}

/// A number that came as text, if the column's are numbers.
fn number<'a>(column: &Column, text: &[u8]) -> Option<Value<'a>> {
    let text = std::str::from_utf8(text).ok()?;
    match column.kind {
        kind::TINY | kind::SHORT | kind::LONG | kind::INT24 | kind::LONGLONG => text.parse().ok().map(Value::Int),
        kind::FLOAT | kind::DOUBLE => text.parse().ok().map(Value::Float),
        _ => None,
    }
}

fn date(rest: &mut Reader) -> Result<String, Malformed> {
    let all = parts(rest, 11)?;
    let mut parts = Reader(&all);
    Ok(format!("{:04}-{:02}-{:02}", parts.uint(2)?, parts.byte()?, parts.byte()?))
}

fn date_time(rest: &mut Reader, decimals: u8) -> Result<String, Malformed> {
    let all = parts(rest, 11)?;
    let mut parts = Reader(&all);
    let day = format!("{:04}-{:02}-{:02}", parts.uint(2)?, parts.byte()?, parts.byte()?);
    let clock = format!("{:02}:{:02}:{:02}", parts.byte()?, parts.byte()?, parts.byte()?);
    Ok(format!("{day} {clock}{}", fraction(parts.uint(4)?, decimals)))
}

fn time(rest: &mut Reader, decimals: u8) -> Result<String, Malformed> {
    let all = parts(rest, 12)?;
    let mut parts = Reader(&all);
    let sign = if parts.byte()? != 0 { "-" } else { "" };
    let hours = parts.uint(4)? * 24 + u64::from(parts.byte()?);
    let (minutes, seconds) = (parts.byte()?, parts.byte()?);
    Ok(format!("{sign}{hours:02}:{minutes:02}:{seconds:02}{}", fraction(parts.uint(4)?, decimals)))
}

/// A value of up to twelve bytes behind its length, filled up with zeros: those that are left out are.
fn parts(rest: &mut Reader, most: usize) -> Result<[u8; 12], Malformed> {
    let given = rest.string()?.ok_or(Malformed)?;
    let mut all = [0; 12];
    all[..most].get_mut(..given.len()).ok_or(Malformed)?.copy_from_slice(given);
    Ok(all)
}

fn fraction(micros: u64, decimals: u8) -> String {
    match decimals {
        1..=6 => format!(".{micros:06}")[..=usize::from(decimals)].to_string(),
        _ => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn column(kind: u8, unsigned: bool, decimals: u8) -> Column {
        Column { name: Vec::new(), kind, unsigned, decimals }
    }

    fn one<'a>(column: &Column, bytes: &'a [u8]) -> Result<Value<'a>, Malformed> {
        binary(column, &mut Reader(bytes))
    }

    #[test]
    fn numbers_keep_their_sign() {
        assert_eq!(one(&column(kind::TINY, false, 0), b"\xff"), Ok(Value::Int(-1)));
        assert_eq!(one(&column(kind::TINY, true, 0), b"\xff"), Ok(Value::Int(255)));
        assert_eq!(one(&column(kind::LONG, false, 0), b"\0\0\0\x80"), Ok(Value::Int(-2_147_483_648)));
        assert_eq!(one(&column(kind::LONGLONG, true, 0), &[255; 8]), Ok(Value::Text("18446744073709551615".into())));
        assert_eq!(one(&column(kind::FLOAT, false, 0), &1.1_f32.to_le_bytes()), Ok(Value::Float(1.1)));
    }

    #[test]
    fn times_are_text() {
        let text = |kind, decimals, bytes| one(&column(kind, false, decimals), bytes);
        assert_eq!(text(kind::DATE, 0, b"\x04\xe8\x07\x02\x1d"), Ok(Value::Text("2024-02-29".into())));
        assert_eq!(text(kind::DATE, 0, b"\0"), Ok(Value::Text("0000-00-00".into())));
        let moment = b"\x0b\xe8\x07\x02\x1d\x17\x3b\x3a\x40\xe2\x01\0";
        assert_eq!(text(kind::DATETIME, 3, moment), Ok(Value::Text("2024-02-29 23:59:58.123".into())));
        assert_eq!(text(kind::TIME, 0, b"\x08\x01\x02\0\0\0\x03\x04\x05"), Ok(Value::Text("-51:04:05".into())));
        assert_eq!(text(kind::TIME, 0, b"\x0d0123456789abc"), Err(Malformed));
    }

    #[test]
    fn rows_end_with_their_packet() {
        let columns =
            [column(kind::LONG, false, 0), column(kind::VAR_STRING, false, 0), column(kind::DOUBLE, false, 0)];
        let row = b"\0\0\x2a\0\0\0\x03abc";
        let mut seen = Vec::new();
        assert_eq!(binary_row(row, &columns[..2], |_, value| seen.push(value)), Ok(()));
        assert_eq!(seen, [Value::Int(42), Value::Bytes(b"abc")]);
        for cut in 0..row.len() {
            assert_eq!(binary_row(&row[..cut], &columns[..2], |_, _| {}), Err(Malformed));
        }
        let text = b"\x0242\xfb\x011";
        let mut seen = Vec::new();
        assert_eq!(text_row(text, &columns, true, |_, value| seen.push(value)), Ok(()));
        assert_eq!(seen, [Value::Int(42), Value::Null, Value::Float(1.0)]);
        for cut in 0..text.len() {
            assert_eq!(text_row(&text[..cut], &columns, true, |_, _| {}), Err(Malformed));
        }
    }
}
