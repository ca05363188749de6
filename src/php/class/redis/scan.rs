//! Iterators of the server: `scan` and its kin, as phpredis has them.
//!
//! The first argument, or the one behind the key, is a variable that the calls keep the server's cursor in: null in the
//! beginning, 0 at the end.

use super::After;
use super::after;
use super::redis;
use super::transmit;
use crate::net::redis::Command;
use crate::net::redis::Reply;
use crate::php::args::Args;
use crate::php::args::Outcome;
use crate::php::entry::Return;
use crate::php::entry::handlers;
use crate::php::ffi;

handlers! {
    fn swirl_Coroutine_Redis_scan(args, mut ret) {
        args.expect(1, 4)?;
        scan(&args, &mut ret, b"SCAN", 0, After::Nothing)
    }

    fn swirl_Coroutine_Redis_sScan(args, mut ret) {
        args.expect(2, 4)?;
        scan(&args, &mut ret, b"SSCAN", 1, After::Nothing)
    }

    fn swirl_Coroutine_Redis_hScan(args, mut ret) {
        args.expect(2, 4)?;
        scan(&args, &mut ret, b"HSCAN", 1, After::Pairs)
    }

    fn swirl_Coroutine_Redis_zScan(args, mut ret) {
        args.expect(2, 4)?;
        scan(&args, &mut ret, b"ZSCAN", 1, After::Scores)
    }
}

/// `place` is that of the cursor.
fn scan(args: &Args, ret: &mut Return, word: &[u8], place: u32, after: After) -> Outcome {
    let redis = redis(args)?;
    ret.bool(false);
    let held = args.value(place).share();
    let cursor = held.get();
    if !cursor.is_null() && cursor.to_long() == 0 {
        return Ok(());
    }
    let mut command = Command::plain(word);
    if place > 0 {
        command.push(args.bytes(0)?);
    }
    // A server's cursor has 64 bits and no sign.
    command.push((cursor.to_long() as u64).to_string().as_bytes());
    for (index, option) in [(place + 1, &b"MATCH"[..]), (place + 2, b"COUNT"), (place + 3, b"TYPE")] {
        let value = args.value(index);
        let is_empty = match option {
            b"COUNT" => value.to_long() == 0,
            _ => value.is_null() || value.as_bytes() == Some(b""),
        };
        if !is_empty {
            command.push(option).push(value.to_text()?.as_bytes());
        }
    }
    let Some(reply) = transmit(args, redis, || redis.client.request(&command))? else { return Ok(()) };
    let (next, found) = match reply {
        Reply::Array(parts) => match <[Reply; 2]>::try_from(parts) {
            Ok([Reply::Bulk(next), Reply::Array(found)]) => (next, found),
            _ => return Ok(()),
        },
        other => {
            ret.give(after::value(redis, args.this(), other));
            return Ok(());
        }
    };
    let next = std::str::from_utf8(&next).ok().and_then(|next| next.parse::<u64>().ok()).unwrap_or(0);
    // SAFETY: the C half's contract; the argument was passed by reference.
    unsafe { ffi::swirl_set_long(args.at(place), next as i64) };
    ret.give(match after {
        After::Pairs => after::pairs(found, |reply| after::value(redis, args.this(), reply)),
        After::Scores => after::pairs(found, after::score),
        _ => after::value(redis, args.this(), Reply::Array(found)),
    });
    Ok(())
}
