//! Deferred answers, and subscriptions.

use super::Redis;
use super::after;
use super::arguments;
use super::problem;
use super::redis;
use super::transmit;
use crate::net::failure::Failure;
use crate::net::redis::Command;
use crate::net::redis::Reply;
use crate::php::args::Args;
use crate::php::args::Outcome;
use crate::php::entry::Return;
use crate::php::entry::handlers;
use crate::php::error;

/// What a message may be.
const KINDS: &[&[u8]] = &[b"message", b"pmessage", b"subscribe", b"psubscribe", b"unsubscribe", b"punsubscribe"];

handlers! {
    fn swirl_Coroutine_Redis_recv(args, mut ret) {
        let redis = redis(&args)?;
        args.expect(0, 0)?;
        error::need_park()?;
        ret.bool(false);
        let subscribed = redis.client.is_subscribed();
        if redis.client.fd().is_none() {
            return Ok(());
        }
        if !subscribed && !redis.defer.get() {
            error::misuse("you should not use recv without defer or subscribe");
            return Ok(());
        }
        let receive = || if subscribed { message(redis) } else { redis.client.receive() };
        if let Some(reply) = transmit(&args, redis, receive)? {
            ret.give(after::value(redis, args.this(), reply));
        }
        Ok(())
    }

    fn swirl_Coroutine_Redis_subscribe(args, mut ret) {
        subscribe(&args, &mut ret, b"SUBSCRIBE")
    }

    fn swirl_Coroutine_Redis_pSubscribe(args, mut ret) {
        subscribe(&args, &mut ret, b"PSUBSCRIBE")
    }

    fn swirl_Coroutine_Redis_unsubscribe(args, mut ret) {
        subscribe(&args, &mut ret, b"UNSUBSCRIBE")
    }

    fn swirl_Coroutine_Redis_pUnSubscribe(args, mut ret) {
        subscribe(&args, &mut ret, b"PUNSUBSCRIBE")
    }
}

fn subscribe(args: &Args, ret: &mut Return, word: &[u8]) -> Outcome {
    let redis = redis(args)?;
    args.expect(1, 1)?;
    let channels = args.array(0)?;
    ret.bool(false);
    if redis.defer.get() {
        problem::misuse(redis, args.this(), "subscribe cannot be used with defer enabled");
        return Ok(());
    }
    let mut command = Command::new(word);
    arguments::strings(&channels, &mut command)?;
    let sent = transmit(args, redis, || redis.client.subscribe(&command))?;
    ret.bool(sent.is_some());
    Ok(())
}

/// The next message; what is none is passed over.
fn message(redis: &Redis) -> Result<Reply, Failure> {
    loop {
        let reply = redis.client.message()?;
        let Reply::Array(parts) = &reply else {
            let why = Failure::Protocol("a message that is no array".into());
            redis.client.close(&why);
            return Err(why);
        };
        let Some(Reply::Bulk(kind)) = parts.first() else { continue };
        if !KINDS.contains(&&kind[..]) {
            continue;
        }
        if kind.ends_with(b"unsubscribe") && parts.get(2) == Some(&Reply::Int(0)) {
            redis.client.end_subscription();
        }
        return Ok(reply);
    }
}
