//! PHP's arguments to a command's, as a shape says.
//!
//! | letter | argument |
//! | --- | --- |
//! | `s` | a string |
//! | `v` | a value: serialized when the client serializes |
//! | `l` `n` | an int; `n` sends `COUNT` before it |
//! | `d` | a float, with six digits behind the point |
//! | `w` | a bool: `WITHSCORES` if true |
//! | `A` | an array of strings, not empty |
//! | `M` | an array of keys and values, not empty |
//! | `S` | strings, at least one; or one array of them |
//! | `T` | as `S`, and behind them a timeout in seconds |
//! | `+` | more of the last one, any number |
//! | `,` | what follows may be left out |

use crate::net::redis::Command;
use crate::php::args::Args;
use crate::php::args::Outcome;
use crate::php::args::Thrown;
use crate::php::ending;
use crate::php::ffi;
use crate::php::value::Key;
use crate::php::value::Owned;
use crate::php::value::Val;
use crate::php::value::each;
use crate::php::value::tag;

/// Why there is no command.
pub enum Wrong {
    /// An exception is pending.
    Thrown,
    /// The method returns false.
    Refused,
    /// The method returns false, and the error properties say this.
    Because(&'static str),
}

impl From<Thrown> for Wrong {
    fn from(_: Thrown) -> Self {
        Self::Thrown
    }
}

/// A command out of its words and what was passed.
pub fn build(args: &Args, words: &str, shape: &str, serialize: bool) -> Result<Command, Wrong> {
    let mut words = words.split(' ');
    let mut command = Command::new(words.next().unwrap_or_default().as_bytes());
    words.for_each(|word| {
        command.push(word.as_bytes());
    });
    let required = shape.bytes().take_while(|&letter| letter != b',').filter(|&letter| letter != b'+').count();
    let open_ended = shape.ends_with(['+', 'S', 'T']);
    let most = shape.bytes().filter(|letter| !b",+".contains(letter)).count();
    args.expect(required as u32, if open_ended { u32::MAX } else { most as u32 })?;
    let (mut index, mut last) = (0, b's');
    for letter in shape.bytes() {
        match letter {
            b',' => continue,
            b'+' => {
                while args.has(index) {
                    one(args, index, last, serialize, &mut command)?;
                    index += 1;
                }
            }
            _ if !args.has(index) => break,
            _ => one(args, index, letter, serialize, &mut command)?,
        }
        last = letter;
        index += 1;
    }
    Ok(command)
}

fn one(args: &Args, index: u32, letter: u8, serialize: bool, command: &mut Command) -> Result<(), Wrong> {
    match letter {
        b's' => {
            command.push(args.bytes(index)?);
        }
        b'v' => value(args.value(index), serialize, command)?,
        b'l' => {
            command.push_long(args.long(index)?);
        }
        b'n' => {
            let count = args.long(index)?;
            if count > 0 {
                command.push(b"COUNT").push_long(count);
            }
        }
        b'd' => double(args.double(index)?, command),
        b'w' => {
            if args.bool_or(index, false)? {
                command.push(b"WITHSCORES");
            }
        }
        b'A' => strings(&not_empty(args.array(index)?)?, command)?,
        b'M' => pairs(&not_empty(args.array(index)?)?, serialize, command)?,
        b'S' => all_strings(args, index, args.count(), command)?,
        b'T' => with_timeout(args, index, command)?,
        other => unreachable!("{other} is no letter of a shape"),
    }
    Ok(())
}

/// A value, serialized or as a string.
pub fn value(value: Val, serialize: bool, command: &mut Command) -> Outcome {
    let text = if serialize { serialized(value)? } else { value.to_text()? };
    command.push(text.as_bytes());
    Ok(())
}

/// A number with six digits behind the point, as Swoole sends it.
pub fn double(number: f64, command: &mut Command) {
    command.push(format!("{number:.6}").as_bytes());
}

/// The elements of an array.
pub fn strings(array: &Val, command: &mut Command) -> Outcome {
    elements(array, |_, element| {
        command.push(element.to_text()?.as_bytes());
        Ok(())
    })
}

/// The keys and the elements of an array.
pub fn pairs(array: &Val, serialize: bool, command: &mut Command) -> Outcome {
    elements(array, |key, element| {
        push_key(key, command);
        value(element, serialize, command)
    })
}

/// A key of an array.
pub fn push_key(key: Key, command: &mut Command) {
    match key {
        Key::Index(index) => command.push_long(index),
        Key::Name(name) => command.push(name),
    };
}

/// An array that has elements.
pub fn not_empty(array: Val) -> Result<Val, Wrong> {
    if crate::php::value::count(&array) == 0 { Err(Wrong::Refused) } else { Ok(array) }
}

/// Visits each element until something was thrown; converting one may run PHP code, so the array is held meanwhile.
pub fn elements(array: &Val, mut visit: impl FnMut(Key, Val) -> Outcome) -> Outcome {
    let held = array.share();
    let mut outcome = Ok(());
    each(&held.get(), |key, element| {
        outcome = visit(key, element);
        outcome.is_ok()
    });
    outcome
}

fn all_strings(args: &Args, first: u32, end: u32, command: &mut Command) -> Result<(), Wrong> {
    if end == first + 1 && args.value(first).tag() == tag::ARRAY {
        return Ok(strings(&not_empty(args.value(first))?, command)?);
    }
    for index in first..end {
        command.push(args.value(index).to_text()?.as_bytes());
    }
    Ok(())
}

fn with_timeout(args: &Args, first: u32, command: &mut Command) -> Result<(), Wrong> {
    let last = args.count() - 1;
    if last == first {
        return Err(Wrong::Refused);
    }
    let timeout = args.value(last);
    if timeout.as_long().is_none() && timeout.as_double().is_none() {
        return Err(Wrong::Because("Timeout value must be a LONG"));
    }
    all_strings(args, first, last, command)?;
    command.push(timeout.to_text()?.as_bytes());
    Ok(())
}

fn serialized(mut value: Val) -> Outcome<Owned> {
    let mut text = Val::UNDEF;
    // SAFETY: the C half's contract; the value lives through the call.
    let outcome = unsafe { ffi::swirl_call_function(c"serialize".as_ptr(), 1, &mut value, &mut text) };
    let text = Owned::take(text);
    if outcome == ffi::DONE {
        return Ok(text);
    }
    ending::note(outcome);
    Err(Thrown)
}
