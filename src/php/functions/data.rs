//! Hashes, and decoding of a part of a string.

use std::ops::Range;

use crate::php::ending;
use crate::php::entry::handlers;
use crate::php::error;
use crate::php::ffi;
use crate::php::value::Val;

/// Where a part of a string cannot be.
enum Misplaced {
    Empty,
    BeforeStart,
    BehindEnd,
}

handlers! {
    fn swirl_fn_swoole_hashcode(args, mut ret) {
        args.expect(1, 2)?;
        let (data, kind) = (args.bytes(0)?, args.long_or(1, 0)?);
        match kind {
            // SAFETY: the C half's contract; pointer and length are those of a live string.
            0 => ret.long(unsafe { ffi::swirl_hash(data.as_ptr().cast(), data.len()) }),
            1 => ret.long(one_at_a_time(data).into()),
            _ => ret.bool(false),
        }
        Ok(())
    }

    fn swirl_fn_swoole_substr_unserialize(args, mut ret) {
        args.expect(2, 4)?;
        let (data, offset, length) = (args.bytes(0)?, args.long(1)?, args.long_or(2, 0)?);
        let mut options = if args.has(3) { args.array(3)? } else { Val::UNDEF };
        let Ok(range) = part(data.len(), offset, length) else {
            ret.bool(false);
            return Ok(());
        };
        let (data, mut result) = (&data[range], Val::bool(false));
        // SAFETY: the C half's contract; the arguments live through the call.
        ending::note(unsafe { ffi::swirl_unserialize(data.as_ptr().cast(), data.len(), &mut options, &mut result) });
        ret.set(result);
        Ok(())
    }

    fn swirl_fn_swoole_substr_json_decode(args, mut ret) {
        args.expect(2, 6)?;
        const AS_ARRAY: i64 = 1;
        let (data, offset, length) = (args.bytes(0)?, args.long(1)?, args.long_or(2, 0)?);
        let given = !args.value(3).is_null();
        let (as_array, depth) = (given && args.bool_or(3, false)?, args.long_or(4, 512)?);
        let flags = if given { args.long_or(5, 0)? & !AS_ARRAY } else { args.long_or(5, 0)? };
        let flags = flags | if as_array { AS_ARRAY } else { 0 };
        let range = match part(data.len(), offset, length) {
            Ok(range) => range,
            Err(why) => {
                error::warning(why.message());
                return Ok(());
            }
        };
        // The decoder looks for the zero byte that ends a string of PHP's: a part of one must be copied.
        let (mut part, mut result) = (Val::bytes(&data[range]), Val::NULL);
        // SAFETY: the C half's contract; it lets go of the copy.
        ending::note(unsafe { ffi::swirl_json_decode(&mut part, flags, depth, &mut result) });
        ret.set(result);
        Ok(())
    }
}

impl Misplaced {
    fn message(&self) -> &'static str {
        match self {
            Self::Empty => "Non-empty string required",
            Self::BeforeStart => "Offset must be not less than the negative length of the string",
            Self::BehindEnd => "Offset must be less than the length of the string",
        }
    }
}

/// A negative offset counts from the end; without a length the part goes on to the end.
fn part(total: usize, offset: i64, length: i64) -> Result<Range<usize>, Misplaced> {
    if total == 0 {
        return Err(Misplaced::Empty);
    }
    let total = total as i64;
    let start = if offset < 0 { total.saturating_add(offset) } else { offset };
    match start {
        ..0 => Err(Misplaced::BeforeStart),
        start if start >= total => Err(Misplaced::BehindEnd),
        start if (1..=total - start).contains(&length) => Ok(start as usize..(start + length) as usize),
        start => Ok(start as usize..total as usize),
    }
}

/// Bob Jenkins's hash; bytes count as signed, as C's `char` does where Swoole runs.
fn one_at_a_time(data: &[u8]) -> u32 {
    let mut hash = 0_u32;
    for &byte in data {
        hash = hash.wrapping_add(byte as i8 as u32);
        hash = hash.wrapping_add(hash << 10);
        hash ^= hash >> 6;
    }
    hash = hash.wrapping_add(hash << 3);
    hash ^= hash >> 11;
    hash.wrapping_add(hash << 15)
}
