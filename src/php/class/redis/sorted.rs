//! Sorted sets: commands with options.

use super::After;
use super::arguments;
use super::arguments::Wrong;
use super::redis;
use super::run_built;
use crate::net::redis::Command;
use crate::php::args::Args;
use crate::php::args::Outcome;
use crate::php::entry::Return;
use crate::php::entry::handlers;
use crate::php::value::count;
use crate::php::value::find;
use crate::php::value::find_symbol;
use crate::php::value::tag;

handlers! {
    fn swirl_Coroutine_Redis_zAdd(args, mut ret) {
        let built = add(&args);
        run_built(&args, &mut ret, built, After::Nothing)
    }

    fn swirl_Coroutine_Redis_zRangeByScore(args, mut ret) {
        by_score(&args, &mut ret, b"ZRANGEBYSCORE")
    }

    fn swirl_Coroutine_Redis_zRevRangeByScore(args, mut ret) {
        by_score(&args, &mut ret, b"ZREVRANGEBYSCORE")
    }

    fn swirl_Coroutine_Redis_zRangeByLex(args, mut ret) {
        let built = by_lex(&args, b"ZRANGEBYLEX");
        run_built(&args, &mut ret, built, After::Nothing)
    }

    fn swirl_Coroutine_Redis_zRevRangeByLex(args, mut ret) {
        let built = by_lex(&args, b"ZREVRANGEBYLEX");
        run_built(&args, &mut ret, built, After::Nothing)
    }

    fn swirl_Coroutine_Redis_zInter(args, mut ret) {
        let built = combine(&args, b"ZINTERSTORE");
        run_built(&args, &mut ret, built, After::Nothing)
    }

    fn swirl_Coroutine_Redis_zUnion(args, mut ret) {
        let built = combine(&args, b"ZUNIONSTORE");
        run_built(&args, &mut ret, built, After::Nothing)
    }
}

/// Words that may stand before the scores, in this order.
const FLAGS: [&[&[u8]]; 3] = [&[b"NX", b"XX"], &[b"CH"], &[b"INCR"]];

fn add(args: &Args) -> Result<Command, Wrong> {
    args.expect(3, u32::MAX)?;
    let serialize = redis(args)?.serialize.get();
    let mut command = Command::plain(b"ZADD");
    command.push(args.bytes(0)?);
    let mut index = 1;
    for words in FLAGS {
        let given = args.value(index);
        let word = words.iter().find(|word| given.as_bytes().is_some_and(|given| given.eq_ignore_ascii_case(word)));
        if let Some(word) = word {
            command.push(word);
            index += 1;
        }
    }
    let pairs = args.count() - index;
    if pairs == 0 || !pairs.is_multiple_of(2) {
        return Err(Wrong::Refused);
    }
    while args.has(index) {
        arguments::double(args.value(index).to_double(), &mut command);
        arguments::value(args.value(index + 1), serialize, &mut command)?;
        index += 2;
    }
    Ok(command)
}

fn by_score(args: &Args, ret: &mut Return, word: &[u8]) -> Outcome {
    args.expect(3, 4)?;
    let mut command = Command::plain(word);
    command.push(args.bytes(0)?).push(args.bytes(1)?).push(args.bytes(2)?);
    let mut after = After::Nothing;
    if args.has(3) {
        let options = args.array(3)?;
        if find(&options, "withscores").is_some_and(|on| on.tag() == tag::TRUE) {
            command.push(b"WITHSCORES");
            after = After::Scores;
        }
        if let Some(limit) = find(&options, "limit").filter(|limit| limit.tag() == tag::ARRAY) {
            let part = |key: &[u8]| find_symbol(&limit, key).and_then(|part| part.as_long());
            if let (Some(offset), Some(count)) = (part(b"0"), part(b"1")) {
                command.push(b"LIMIT").push_long(offset).push_long(count);
            }
        }
    }
    run_built(args, ret, Ok(command), after)
}

fn by_lex(args: &Args, word: &[u8]) -> Result<Command, Wrong> {
    if args.count() != 3 && args.count() != 5 {
        return Err(Wrong::Because("Must pass either 3 or 5 arguments"));
    }
    let mut command = Command::plain(word);
    command.push(args.bytes(0)?);
    for index in [1, 2] {
        let bound = args.bytes(index)?;
        if !(bound.starts_with(b"(") || bound.starts_with(b"[") || bound == b"-" || bound == b"+") {
            return Err(Wrong::Because("min and max arguments must start with '[' or '('"));
        }
        command.push(bound);
    }
    if args.has(3) {
        command.push(b"LIMIT").push_long(args.long(3)?).push_long(args.long(4)?);
    }
    Ok(command)
}

fn combine(args: &Args, word: &[u8]) -> Result<Command, Wrong> {
    args.expect(2, 4)?;
    let keys = arguments::not_empty(args.array(1)?)?;
    let mut command = Command::plain(word);
    command.push(args.bytes(0)?).push_long(count(&keys) as i64);
    arguments::strings(&keys, &mut command)?;
    if args.has(2) && !args.value(2).is_null() {
        let weights = args.array(2)?;
        if count(&weights) != count(&keys) {
            return Err(Wrong::Because("WEIGHTS and keys array should be the same size!"));
        }
        command.push(b"WEIGHTS");
        let mut all_numbers = true;
        arguments::elements(&weights, |_, weight| {
            let text = weight.to_text()?;
            let word = text.as_bytes().to_ascii_lowercase();
            all_numbers &=
                matches!(weight.tag(), tag::LONG | tag::DOUBLE) || [&b"inf"[..], b"-inf", b"+inf"].contains(&&word[..]);
            command.push(text.as_bytes());
            Ok(())
        })?;
        if !all_numbers {
            return Err(Wrong::Because("Weights must be numeric or '-inf','inf','+inf'"));
        }
    }
    if args.has(3) {
        let how = args.bytes(3)?;
        if ![&b"SUM"[..], b"MIN", b"MAX"].iter().any(|known| how.eq_ignore_ascii_case(known)) {
            return Err(Wrong::Because("Invalid AGGREGATE option provided!"));
        }
        command.push(b"AGGREGATE").push(how);
    }
    Ok(command)
}
