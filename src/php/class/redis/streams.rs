//! Streams: commands with options.

use super::After;
use super::arguments;
use super::arguments::Wrong;
use super::redis;
use super::run_built;
use crate::net::redis::Command;
use crate::php::args::Args;
use crate::php::args::Outcome;
use crate::php::entry::handlers;
use crate::php::value::Val;
use crate::php::value::find;
use crate::php::value::find_symbol;
use crate::php::value::tag;

/// What an option needs to be to count, and what goes to the server.
#[derive(Clone, Copy)]
enum Kind {
    /// An int, behind the word.
    Number(&'static str),
    /// True: the word alone.
    Flag(&'static str),
    /// A string or an int, without a word.
    Bare,
}

type Options = &'static [(&'static str, Kind)];

const READ: Options = &[("count", Kind::Number("COUNT")), ("block", Kind::Number("BLOCK"))];
const READ_GROUP: Options =
    &[("count", Kind::Number("COUNT")), ("block", Kind::Number("BLOCK")), ("noack", Kind::Flag("NOACK"))];
const PENDING: Options = &[
    ("idle", Kind::Number("IDLE")),
    ("start", Kind::Bare),
    ("end", Kind::Bare),
    ("count", Kind::Bare),
    ("consumer", Kind::Bare),
];
const CLAIM: Options = &[
    ("idle", Kind::Number("IDLE")),
    ("time", Kind::Number("TIME")),
    ("retrycount", Kind::Number("RETRYCOUNT")),
    ("force", Kind::Flag("FORCE")),
    ("justid", Kind::Flag("JUSTID")),
];
const AUTO_CLAIM: Options = &[("count", Kind::Number("COUNT")), ("justid", Kind::Flag("JUSTID"))];

handlers! {
    fn swirl_Coroutine_Redis_xAdd(args, mut ret) {
        let built = add(&args);
        run_built(&args, &mut ret, built, After::Nothing)
    }

    fn swirl_Coroutine_Redis_xTrim(args, mut ret) {
        let built = trim(&args);
        run_built(&args, &mut ret, built, After::Nothing)
    }

    fn swirl_Coroutine_Redis_xRead(args, mut ret) {
        args.expect(1, 2)?;
        let built = read(&args, Command::new(b"XREAD"), 0, READ);
        run_built(&args, &mut ret, built, After::Streams)
    }

    fn swirl_Coroutine_Redis_xReadGroup(args, mut ret) {
        args.expect(3, 4)?;
        let mut command = Command::new(b"XREADGROUP");
        command.push(b"GROUP").push(args.bytes(0)?).push(args.bytes(1)?);
        let built = read(&args, command, 2, READ_GROUP);
        run_built(&args, &mut ret, built, After::Streams)
    }

    fn swirl_Coroutine_Redis_xGroupCreate(args, mut ret) {
        args.expect(3, 4)?;
        let mut command = Command::plain(b"XGROUP");
        command.push(b"CREATE").push(args.bytes(0)?).push(args.bytes(1)?).push(args.bytes(2)?);
        if args.bool_or(3, false)? {
            command.push(b"MKSTREAM");
        }
        run_built(&args, &mut ret, Ok(command), After::Nothing)
    }

    fn swirl_Coroutine_Redis_xPending(args, mut ret) {
        args.expect(2, 3)?;
        let mut command = Command::plain(b"XPENDING");
        command.push(args.bytes(0)?).push(args.bytes(1)?);
        options(&args, 2, PENDING, &mut command)?;
        run_built(&args, &mut ret, Ok(command), After::Nothing)
    }

    fn swirl_Coroutine_Redis_xClaim(args, mut ret) {
        args.expect(5, 6)?;
        let mut command = Command::plain(b"XCLAIM");
        command.push(args.bytes(0)?).push(args.bytes(1)?).push(args.bytes(2)?).push_long(args.long(3)?);
        arguments::strings(&args.array(4)?, &mut command)?;
        options(&args, 5, CLAIM, &mut command)?;
        run_built(&args, &mut ret, Ok(command), After::Entries)
    }

    fn swirl_Coroutine_Redis_xAutoClaim(args, mut ret) {
        args.expect(5, 6)?;
        let mut command = Command::plain(b"XAUTOCLAIM");
        command.push(args.bytes(0)?).push(args.bytes(1)?).push(args.bytes(2)?).push_long(args.long(3)?);
        command.push(args.bytes(4)?);
        options(&args, 5, AUTO_CLAIM, &mut command)?;
        run_built(&args, &mut ret, Ok(command), After::Nothing)
    }
}

fn add(args: &Args) -> Result<Command, Wrong> {
    args.expect(3, 4)?;
    let serialize = redis(args)?.serialize.get();
    let (key, id, pairs) = (args.bytes(0)?, args.bytes(1)?, arguments::not_empty(args.array(2)?)?);
    let mut command = Command::plain(b"XADD");
    command.push(key);
    if args.has(3) {
        let given = args.array(3)?;
        if find(&given, "nomkstream").is_some_and(|on| on.tag() == tag::TRUE) {
            command.push(b"NOMKSTREAM");
        }
        bounds(&given, &mut command)?;
    }
    command.push(id);
    arguments::pairs(&pairs, serialize, &mut command)?;
    Ok(command)
}

fn trim(args: &Args) -> Result<Command, Wrong> {
    args.expect(1, 2)?;
    if !args.has(1) {
        return Err(Wrong::Refused);
    }
    let given = arguments::not_empty(args.array(1)?)?;
    let mut command = Command::plain(b"XTRIM");
    command.push(args.bytes(0)?);
    bounds(&given, &mut command)?;
    Ok(command)
}

/// How much of a stream is kept: `maxlen` or `minid`, a value or `['~', value]`; and `limit`, for the latter.
fn bounds(given: &Val, command: &mut Command) -> Outcome {
    let Some((word, bound)) = ["maxlen", "minid"].iter().find_map(|word| Some((word, find(given, word)?))) else {
        return Ok(());
    };
    let mut about = false;
    if bound.tag() != tag::ARRAY {
        command.push(word.to_ascii_uppercase().as_bytes()).push(bound.to_text()?.as_bytes());
    } else if let (Some(how), Some(value)) = (find_symbol(&bound, b"0"), find_symbol(&bound, b"1"))
        && let Some(how @ (b"=" | b"~")) = how.as_bytes()
    {
        about = how == b"~";
        command.push(word.to_ascii_uppercase().as_bytes()).push(how).push(value.to_text()?.as_bytes());
    }
    if let Some(limit) = find(given, "limit").and_then(|limit| limit.as_long()).filter(|_| about) {
        command.push(b"LIMIT").push_long(limit);
    }
    Ok(())
}

/// The streams and from where on, behind the options.
fn read(args: &Args, mut command: Command, place: u32, known: Options) -> Result<Command, Wrong> {
    let streams = arguments::not_empty(args.array(place)?)?;
    options(args, place + 1, known, &mut command)?;
    command.push(b"STREAMS");
    arguments::elements(&streams, |key, _| {
        arguments::push_key(key, &mut command);
        Ok(())
    })?;
    arguments::strings(&streams, &mut command)?;
    Ok(command)
}

fn options(args: &Args, place: u32, known: Options, command: &mut Command) -> Outcome {
    if !args.has(place) {
        return Ok(());
    }
    let given = args.array(place)?;
    for (name, kind) in known {
        let Some(value) = find(&given, name) else { continue };
        match (kind, value.tag()) {
            (Kind::Number(word), tag::LONG) => {
                command.push(word.as_bytes()).push_long(value.to_long());
            }
            (Kind::Flag(word), tag::TRUE) => {
                command.push(word.as_bytes());
            }
            (Kind::Bare, tag::LONG | tag::STRING) => {
                command.push(value.to_text()?.as_bytes());
            }
            _ => {}
        }
    }
    Ok(())
}
