//! Constant expressions: evaluated while they are parsed, because a stub may only use what is before it.
//!
//! Precedence, loosest first: `|`, `^`, `&`, `<< >>`, `+ -`, `*`, unary `- ~`, primary. As in PHP.

use super::lexer::{Error, Kind};
use super::parser::Parser;

/// A value that a constant or a default can have.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    Null,
    Bool(bool),
    Int(i64),
    Float(f64),
    Text(String),
    /// `[]`; stubs need no other array.
    EmptyArray,
}

/// Binary operators with their precedence.
const BINARY: [(&str, u8); 8] = [("|", 0), ("^", 1), ("&", 2), ("<<", 3), (">>", 3), ("+", 4), ("-", 4), ("*", 5)];

/// Parses and evaluates an expression.
pub fn expression(parser: &mut Parser<'_, '_>) -> Result<Value, Error> {
    binary(parser, 0)
}

fn binary(parser: &mut Parser<'_, '_>, least: u8) -> Result<Value, Error> {
    let mut left = unary(parser)?;
    loop {
        let operator = BINARY.iter().find(|(text, level)| *level >= least && parser.at(text));
        let Some(&(text, level)) = operator else {
            return Ok(left);
        };
        parser.bump();
        let right = binary(parser, level + 1)?;
        left = apply(text, &left, &right).ok_or_else(|| parser.error(format!("cannot compute {text}")))?;
    }
}

fn apply(operator: &str, left: &Value, right: &Value) -> Option<Value> {
    let (&Value::Int(a), &Value::Int(b)) = (left, right) else {
        return None;
    };
    let value = match operator {
        "|" => a | b,
        "^" => a ^ b,
        "&" => a & b,
        "<<" => a.checked_shl(u32::try_from(b).ok()?)?,
        ">>" => a.checked_shr(u32::try_from(b).ok()?)?,
        "+" => a.checked_add(b)?,
        "-" => a.checked_sub(b)?,
        "*" => a.checked_mul(b)?,
        _ => return None,
    };
    Some(Value::Int(value))
}

fn unary(parser: &mut Parser<'_, '_>) -> Result<Value, Error> {
    let negate = parser.at("-");
    if !negate && !parser.at("~") {
        return primary(parser);
    }
    parser.bump();
    match unary(parser)? {
        Value::Int(value) if negate => Ok(Value::Int(value.wrapping_neg())),
        Value::Float(value) if negate => Ok(Value::Float(-value)),
        Value::Int(value) => Ok(Value::Int(!value)),
        _ => Err(parser.error("a number must follow - or ~")),
    }
}

fn primary(parser: &mut Parser<'_, '_>) -> Result<Value, Error> {
    let token = parser.bump();
    match (token.kind, token.text) {
        (Kind::Number, text) => number(text).ok_or_else(|| parser.error(format!("{text} is not a number that fits"))),
        (Kind::Text, text) => string(text).ok_or_else(|| parser.error("only \\\\, \\' and \\\" are escapes")),
        (Kind::Punct, "[") => parser.expect("]").map(|_| Value::EmptyArray),
        (Kind::Punct, "(") => {
            let value = expression(parser)?;
            parser.expect(")")?;
            Ok(value)
        }
        (Kind::Name, name) => named(parser, name),
        (_, text) => Err(parser.error(format!("a value is expected, not {text:?}"))),
    }
}

fn named(parser: &Parser<'_, '_>, name: &str) -> Result<Value, Error> {
    let name = name.trim_start_matches('\\');
    match name.to_ascii_lowercase().as_str() {
        "null" => Ok(Value::Null),
        "true" => Ok(Value::Bool(true)),
        "false" => Ok(Value::Bool(false)),
        "php_int_max" => Ok(Value::Int(i64::MAX)),
        "php_int_min" => Ok(Value::Int(i64::MIN)),
        _ => parser.value(name).ok_or_else(|| parser.error(format!("{name} is not a constant known so far"))),
    }
}

fn number(text: &str) -> Option<Value> {
    let text = text.replace('_', "");
    if let Some(hex) = text.strip_prefix("0x") {
        return i64::from_str_radix(hex, 16).ok().map(Value::Int);
    }
    if text.contains(['.', 'e', 'E']) {
        return text.parse().ok().map(Value::Float);
    }
    match text.strip_prefix('0') {
        Some(octal) if !octal.is_empty() => i64::from_str_radix(octal, 8).ok().map(Value::Int),
        _ => text.parse().ok().map(Value::Int),
    }
}

/// The content of a quoted string.
fn string(quoted: &str) -> Option<Value> {
    let inner = &quoted[1..quoted.len() - 1];
    let mut text = String::new();
    let mut chars = inner.chars();
    while let Some(c) = chars.next() {
        match (c, chars.clone().next()) {
            ('\\', Some(escaped @ ('\\' | '\'' | '"'))) => {
                text.push(escaped);
                chars.next();
            }
            ('\\', _) if quoted.starts_with('"') => return None,
            _ => text.push(c),
        }
    }
    Some(Value::Text(text))
}
