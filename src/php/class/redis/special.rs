//! Commands whose arguments need more than a table.

use super::After;
use super::arguments;
use super::arguments::Wrong;
use super::give_status;
use super::options;
use super::redis;
use super::run_built;
use super::transmit;
use crate::net::redis::Command;
use crate::net::redis::Reply;
use crate::php::args::Args;
use crate::php::args::Outcome;
use crate::php::entry::Return;
use crate::php::entry::handlers;
use crate::php::value::Key;
use crate::php::value::Owned;
use crate::php::value::Val;
use crate::php::value::tag;

/// The highest offset of a bit.
const MAX_OFFSET: i64 = 4_294_967_295;

handlers! {
    fn swirl_Coroutine_Redis_request(args, mut ret) {
        args.expect(1, 1)?;
        let words = args.array(0)?;
        let mut command: Option<Command> = None;
        arguments::elements(&words, |_, word| {
            let text = word.to_text()?;
            match command.as_mut() {
                Some(command) => { command.push(text.as_bytes()); }
                None => command = Some(Command::new(text.as_bytes())),
            }
            Ok(())
        })?;
        run_built(&args, &mut ret, command.ok_or(Wrong::Refused), After::Nothing)
    }

    /// Any other command of Redis.
    fn swirl_Coroutine_Redis___call(args, mut ret) {
        args.expect(2, 2)?;
        let mut command = Command::new(args.bytes(0)?.to_ascii_uppercase().as_slice());
        flatten(&args.array(1)?, &mut command, 0)?;
        run_built(&args, &mut ret, Ok(command), After::Nothing)
    }

    fn swirl_Coroutine_Redis_auth(args, mut ret) {
        let redis = redis(&args)?;
        args.expect(1, 1)?;
        let password = args.bytes(0)?;
        let reply = transmit(&args, redis, || redis.client.authenticate(password))?;
        if matches!(reply, Some(Reply::Status(_))) {
            options::show(args.this(), "password", Owned::take(Val::bytes(password)));
        }
        give_status(&args, &mut ret, redis, reply);
        Ok(())
    }

    fn swirl_Coroutine_Redis_select(args, mut ret) {
        let redis = redis(&args)?;
        args.expect(1, 1)?;
        let database = args.long(0)?;
        let reply = transmit(&args, redis, || redis.client.select(database))?;
        if matches!(reply, Some(Reply::Status(_))) {
            options::show(args.this(), "database", Owned::take(Val::long(database)));
        }
        give_status(&args, &mut ret, redis, reply);
        Ok(())
    }

    fn swirl_Coroutine_Redis_set(args, mut ret) {
        let built = set(&args);
        run_built(&args, &mut ret, built, After::Nothing)
    }

    fn swirl_Coroutine_Redis_setBit(args, mut ret) {
        args.expect(3, 3)?;
        let (key, offset, bit) = (args.bytes(0)?, args.long(1)?, args.bool_or(2, false)?);
        let mut command = Command::plain(b"SETBIT");
        command.push(key).push_long(offset).push(if bit { b"1" } else { b"0" });
        let wrong = Wrong::Because("Invalid OFFSET for bitop command (must be between 0-2^32-1)");
        let built = if (0..=MAX_OFFSET).contains(&offset) { Ok(command) } else { Err(wrong) };
        run_built(&args, &mut ret, built, After::Nothing)
    }

    fn swirl_Coroutine_Redis_bRPopLPush(args, mut ret) {
        args.expect(3, 3)?;
        let (from, to, timeout) = (args.bytes(0)?, args.bytes(1)?, args.long(2)?);
        let mut command = Command::new(if timeout < 0 { b"RPOPLPUSH" } else { b"BRPOPLPUSH" });
        command.push(from).push(to);
        if timeout >= 0 {
            command.push_long(timeout);
        }
        run_built(&args, &mut ret, Ok(command), After::Nothing)
    }

    fn swirl_Coroutine_Redis_lInsert(args, mut ret) {
        args.expect(4, 4)?;
        let position = args.bytes(1)?;
        let known = [&b"after"[..], b"before"].iter().any(|word| position.eq_ignore_ascii_case(word));
        if !known {
            return run_built(&args, &mut ret, Err(Wrong::Because("Position must be either 'BEFORE' or 'AFTER'")), After::Nothing);
        }
        super::run(&args, &mut ret, "LINSERT", "ssvv", After::Nothing)
    }

    fn swirl_Coroutine_Redis_lRem(args, mut ret) {
        args.expect(2, 3)?;
        let serialize = redis(&args)?.serialize.get();
        let mut command = Command::plain(b"LREM");
        command.push(args.bytes(0)?).push_long(args.long_or(2, 0)?);
        arguments::value(args.value(1), serialize, &mut command)?;
        run_built(&args, &mut ret, Ok(command), After::Nothing)
    }

    fn swirl_Coroutine_Redis_hMGet(args, mut ret) {
        let fields = args.value(1).share();
        super::run(&args, &mut ret, "HMGET", "sA", After::Nothing)?;
        if redis(&args)?.compatible.get() {
            by_field(fields.get(), &mut ret)?;
        }
        Ok(())
    }

    fn swirl_Coroutine_Redis_eval(args, mut ret) {
        let built = script(&args, b"EVAL");
        run_built(&args, &mut ret, built, After::Nothing)
    }

    fn swirl_Coroutine_Redis_evalSha(args, mut ret) {
        let built = script(&args, b"EVALSHA");
        run_built(&args, &mut ret, built, After::Nothing)
    }

    fn swirl_Coroutine_Redis_script(args, mut ret) {
        args.expect(1, u32::MAX)?;
        let action = args.bytes(0)?.to_ascii_lowercase();
        let needed = match &action[..] {
            b"flush" | b"kill" => 1,
            b"exists" | b"load" => 2,
            _ => u32::MAX,
        };
        if args.count() < needed {
            ret.bool(false);
            return Ok(());
        }
        super::run(&args, &mut ret, "SCRIPT", "ss+", After::Nothing)
    }
}

/// `SET`, with an expiry and a condition, by number or by name.
fn set(args: &Args) -> Result<Command, Wrong> {
    args.expect(2, 4)?;
    let serialize = redis(args)?.serialize.get();
    let (key, given) = (args.bytes(0)?, args.value(2).share());
    let (mut expiry, mut condition) = (None, None);
    let option = given.get();
    match option.tag() {
        tag::UNDEF | tag::NULL => {}
        tag::LONG => expiry = Some((b"EX".to_vec(), option.to_long())),
        tag::ARRAY => arguments::elements(&option, |key, value| {
            let word = value.as_bytes().unwrap_or_default();
            match key {
                Key::Name(name) if [&b"ex"[..], b"px"].iter().any(|unit| name.eq_ignore_ascii_case(unit)) => {
                    expiry = expiry.take().or(Some((name.to_vec(), value.to_long())));
                }
                _ if [&b"nx"[..], b"xx"].iter().any(|when| word.eq_ignore_ascii_case(when)) => {
                    condition = condition.take().or(Some(word.to_vec()));
                }
                _ => {}
            }
            Ok(())
        })?,
        _ => return Err(Wrong::Refused),
    }
    let mut command = Command::plain(b"SET");
    command.push(key);
    arguments::value(args.value(1), serialize, &mut command)?;
    if let Some(condition) = condition {
        command.push(&condition);
    }
    if let Some((unit, time)) = expiry {
        if time < 1 {
            return Err(Wrong::Refused);
        }
        command.push(&unit).push_long(time);
    }
    Ok(command)
}

/// A script or its digest, how many of what follows are keys, keys and arguments.
fn script(args: &Args, word: &[u8]) -> Result<Command, Wrong> {
    args.expect(1, 3)?;
    let mut command = Command::plain(word);
    command.push(args.bytes(0)?).push_long(args.long_or(2, 0)?);
    if args.has(1) {
        arguments::strings(&args.array(1)?, &mut command)?;
    }
    Ok(command)
}

/// Arguments of any command: lists are spread, names stand before their values.
fn flatten(array: &Val, command: &mut Command, depth: u32) -> Outcome {
    const DEEP_ENOUGH: u32 = 8;
    arguments::elements(array, |key, value| {
        if let Key::Name(name) = key {
            command.push(name);
        }
        if value.tag() == tag::ARRAY && depth < DEEP_ENOUGH {
            return flatten(&value, command, depth + 1);
        }
        command.push(value.to_text()?.as_bytes());
        Ok(())
    })
}

/// Values in the order of fields, as an array by field; a missing one is false.
fn by_field(fields: Val, ret: &mut Return) -> Outcome {
    let values = ret.current();
    if values.tag() != tag::ARRAY {
        return Ok(());
    }
    let (mut named, mut index) = (Owned::array(), 0);
    arguments::elements(&fields, |_, field| {
        let value = crate::php::value::find_symbol(&values, i64::to_string(&index).as_bytes());
        index += 1;
        let value = value.filter(|value| !value.is_null()).unwrap_or(Val::bool(false));
        named.put(field.to_text()?.as_bytes(), value.share());
        Ok(())
    })?;
    drop(Owned::take(values));
    ret.give(named);
    Ok(())
}
