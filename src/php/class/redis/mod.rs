//! `Swoole\Coroutine\Redis`.
//!
//! Swoole dropped it in version 6; its answers and errors here are those of version 4.8. What is new is that a client may
//! be shared: the commands of many coroutines go out together (see [`crate::net::redis::pipeline`]).

mod after;
mod arguments;
mod messages;
mod options;
mod problem;
mod scan;
mod sorted;
mod special;
mod streams;
mod table;

use std::cell::Cell;
use std::cell::OnceCell;

use after::After;
use arguments::Wrong;

use crate::net::failure::Failure;
use crate::net::redis::Client;
use crate::net::redis::Command;
use crate::net::redis::Reply;
use crate::net::stream::Address;
use crate::php::args::Args;
use crate::php::args::Outcome;
use crate::php::args::Thrown;
use crate::php::entry::Return;
use crate::php::entry::handlers;
use crate::php::error;
use crate::php::error::code;
use crate::php::ffi;
use crate::php::object;
use crate::php::object::carried;
use crate::php::value::Owned;
use crate::php::value::Val;

/// A client's own data, once the constructor has run.
struct Redis {
    client: Client,
    serialize: Cell<bool>,
    compatible: Cell<bool>,
    /// Whether commands only send, and `recv` fetches the answers.
    defer: Cell<bool>,
    /// Whether the error properties say anything.
    has_problem: Cell<bool>,
    /// The descriptor that `$sock` and `$connected` speak of; -1 without one.
    shown_fd: Cell<i32>,
}

carried! {
    static CLASS: OnceCell<Redis>
}

/// Declared properties, in the order of the stub.
const HOST: usize = 0;
const PORT: usize = 1;
const SETTING: usize = 2;
const SOCK: usize = 3;
const CONNECTED: usize = 4;
const ERR_TYPE: usize = 5;
const ERR_CODE: usize = 6;
const ERR_MSG: usize = 7;

/// At module startup.
pub fn register() {
    // SAFETY: class entries are registered by now. Objects hold no values but properties.
    unsafe { CLASS.install(ffi::ce::swirl_ce_Coroutine_Redis, object::NO_GC) };
}

handlers! {
    fn swirl_Coroutine_Redis___construct(args, _ret) {
        args.expect(0, 1)?;
        let place = CLASS.shared(args.this());
        if place.get().is_some() {
            return error::throw_plain("Constructor of Swoole\\Coroutine\\Redis can only be called once");
        }
        let redis = Redis {
            client: Client::new(options::defaults()),
            serialize: Cell::new(false),
            compatible: Cell::new(false),
            defer: Cell::new(false),
            has_problem: Cell::new(false),
            shown_fd: Cell::new(-1),
        };
        object::set_property(args.this(), SETTING, options::shown_defaults(&redis));
        if args.has(0) && !args.value(0).is_null() {
            options::set(&redis, args.this(), &args.array(0)?, true);
        }
        place.set(redis).map_err(|_| unreachable!("it was empty"))
    }

    fn swirl_Coroutine_Redis___destruct(_args, _ret) {
        Ok(())
    }

    fn swirl_Coroutine_Redis_connect(args, mut ret) {
        let redis = redis(&args)?;
        args.expect(1, 3)?;
        let (host, port, serialize) = (args.bytes(0)?, args.long_or(1, 0)?, args.bool_or(2, false)?);
        error::need_park()?;
        object::set_property(args.this(), HOST, Owned::take(Val::bytes(host)));
        object::set_long(args.this(), PORT, port);
        redis.serialize.set(serialize);
        let Some(address) = address(host, port) else {
            ret.bool(false);
            return Ok(());
        };
        let result = redis.client.connect(&address);
        problem::show_connection(redis, args.this());
        match &result {
            Ok(()) => problem::none(redis, args.this()),
            Err(why) => report(redis, args.this(), why)?,
        }
        ret.bool(result.is_ok());
        Ok(())
    }

    fn swirl_Coroutine_Redis_close(args, mut ret) {
        let redis = redis(&args)?;
        args.expect(0, 0)?;
        ret.bool(redis.client.close(&Failure::Closed));
        problem::show_connection(redis, args.this());
        Ok(())
    }

    fn swirl_Coroutine_Redis_getDBNum(args, mut ret) {
        let redis = redis(&args)?;
        args.expect(0, 0)?;
        match redis.client.fd() {
            Some(_) => ret.long(redis.client.database()),
            None => ret.bool(false),
        }
        Ok(())
    }

    fn swirl_Coroutine_Redis_getAuth(args, mut ret) {
        let redis = redis(&args)?;
        args.expect(0, 0)?;
        if redis.client.is_authenticated() {
            ret.set(Val::bytes(&redis.client.options.borrow().password));
        } else {
            ret.bool(false);
        }
        Ok(())
    }

    fn swirl_Coroutine_Redis_getOptions(args, mut ret) {
        redis(&args)?;
        args.expect(0, 0)?;
        ret.give(object::property(args.this(), SETTING).share());
        Ok(())
    }

    fn swirl_Coroutine_Redis_setOptions(args, mut ret) {
        let redis = redis(&args)?;
        args.expect(1, 1)?;
        options::set(redis, args.this(), &args.array(0)?, false);
        ret.bool(true);
        Ok(())
    }

    fn swirl_Coroutine_Redis_getDefer(args, mut ret) {
        args.expect(0, 0)?;
        ret.bool(redis(&args)?.defer.get());
        Ok(())
    }

    fn swirl_Coroutine_Redis_setDefer(args, mut ret) {
        let redis = redis(&args)?;
        args.expect(0, 1)?;
        let on = args.bool_or(0, true)?;
        let subscribed = redis.client.is_subscribed();
        if subscribed {
            error::misuse("you should not use setDefer after subscribe");
        } else {
            redis.defer.set(on);
        }
        ret.bool(!subscribed);
        Ok(())
    }
}

/// The data of the object that a method was called on.
fn redis(args: &Args) -> Outcome<&'static Redis> {
    match CLASS.shared(args.this()).get() {
        Some(redis) => Ok(redis),
        None => error::throw_plain("you must call Redis constructor first"),
    }
}

/// A method that sends a command which its arguments make.
fn run(args: &Args, ret: &mut Return, words: &str, shape: &str, after: After) -> Outcome {
    let redis = redis(args)?;
    match arguments::build(args, words, shape, redis.serialize.get()) {
        Ok(command) => send(args, ret, &command, after),
        Err(wrong) => refuse(args, ret, &wrong),
    }
}

/// A method that sends a command which it makes by itself.
fn run_built(args: &Args, ret: &mut Return, built: Result<Command, Wrong>, after: After) -> Outcome {
    match built {
        Ok(command) => send(args, ret, &command, after),
        Err(wrong) => refuse(args, ret, &wrong),
    }
}

fn refuse(args: &Args, ret: &mut Return, wrong: &Wrong) -> Outcome {
    ret.bool(false);
    match wrong {
        Wrong::Thrown => return Err(Thrown),
        Wrong::Refused => {}
        Wrong::Because(why) => problem::misuse(redis(args)?, args.this(), why),
    }
    Ok(())
}

fn send(args: &Args, ret: &mut Return, command: &Command, after: After) -> Outcome {
    let redis = redis(args)?;
    if redis.defer.get() {
        let sent = transmit(args, redis, || redis.client.defer(command))?;
        ret.bool(sent.is_some());
        return Ok(());
    }
    let reply = transmit(args, redis, || redis.client.request(command))?;
    ret.give(match reply {
        Some(reply) if redis.compatible.get() => after::compatible(redis, args.this(), reply, after),
        Some(reply) => after::value(redis, args.this(), reply),
        None => Owned::take(Val::bool(false)),
    });
    Ok(())
}

/// Does something with the connection, and shows in the properties how it went; nothing when it failed.
fn transmit<T>(args: &Args, redis: &Redis, action: impl FnOnce() -> Result<T, Failure>) -> Outcome<Option<T>> {
    error::need_park()?;
    if redis.client.address().is_none() {
        error::warning("The host is empty");
        return Ok(None);
    }
    let result = action();
    problem::show_connection(redis, args.this());
    match result {
        Ok(value) => {
            problem::none(redis, args.this());
            Ok(Some(value))
        }
        Err(why) => {
            report(redis, args.this(), &why)?;
            Ok(None)
        }
    }
}

fn report(redis: &Redis, object: *mut ffi::Object, why: &Failure) -> Outcome {
    if let Failure::Conflict(conflict) = why {
        return error::throw_error(&conflict.to_string(), code::CO_HAS_BEEN_BOUND);
    }
    problem::failure(redis, object, why);
    Ok(())
}

/// Where a host and a port are; a warning when nowhere.
fn address(host: &[u8], port: i64) -> Option<Address> {
    let text = String::from_utf8_lossy(host);
    if text.is_empty() {
        error::warning("The host is empty");
        return None;
    }
    if text.len() > 5 && text.as_bytes()[..5].eq_ignore_ascii_case(b"unix:") {
        return Some(Address::Unix(format!("/{}", text[5..].trim_start_matches('/')).into()));
    }
    match u16::try_from(port) {
        Ok(port) if port > 0 => Some(Address::Tcp(text.into_owned(), port)),
        _ => {
            error::warning(&format!("The port {port} is invalid"));
            None
        }
    }
}

/// A cluster may have sent the client elsewhere.
fn show_address(redis: &Redis, object: *mut ffi::Object) {
    if let Some(Address::Tcp(host, port)) = redis.client.address() {
        object::set_property(object, HOST, Owned::take(Val::string(&host)));
        object::set_long(object, PORT, port.into());
    }
}

/// An error of the server, as a problem; otherwise true.
fn give_status(args: &Args, ret: &mut Return, redis: &Redis, reply: Option<Reply>) {
    let value = reply.map(|reply| after::value(redis, args.this(), reply));
    ret.bool(value.is_some_and(|value| value.get().to_bool()));
}
