//! Answers to PHP's values.
//!
//! In compatibility mode some take the form that phpredis gives them.

use super::Redis;
use super::problem;
use crate::net::redis::Reply;
use crate::php::ending;
use crate::php::ffi;
use crate::php::value::Array;
use crate::php::value::Owned;
use crate::php::value::Val;

/// What becomes of an answer in compatibility mode.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum After {
    /// It stays.
    Nothing,
    /// Null becomes false.
    NullIsFalse,
    /// 1 becomes true, 0 false.
    IsTrue,
    /// A key and its value in turn become an array with keys.
    Pairs,
    /// Likewise, and the values are floats, if they were asked for.
    Scores,
    /// Entries of a stream, by their numbers.
    Entries,
    /// Entries of several streams.
    Streams,
}

/// `SWOOLE_REDIS_TYPE_*`: what `TYPE` answers. Any other word but OK counts as the first.
const TYPES: &[(&[u8], i64)] = &[(b"string", 1), (b"set", 2), (b"list", 3), (b"zset", 4), (b"hash", 5)];

/// The value of an answer. An error becomes false and a problem; the last one of several stays.
pub fn value(redis: &Redis, object: *mut ffi::Object, reply: Reply) -> Owned {
    match reply {
        Reply::Nil => Owned::take(Val::NULL),
        Reply::Int(number) => Owned::take(Val::long(number)),
        Reply::Status(word) => Owned::take(status(&word)),
        Reply::Bulk(bytes) if redis.serialize.get() => unserialized(&bytes),
        Reply::Bulk(bytes) => Owned::take(Val::bytes(&bytes)),
        Reply::Array(replies) => {
            let mut array = Array::new();
            for reply in replies {
                array.push(value(redis, object, reply));
            }
            array.build()
        }
        Reply::Error(text) => {
            problem::answer(redis, object, &text);
            Owned::take(Val::bool(false))
        }
    }
}

/// The same in the form that `after` says.
pub fn compatible(redis: &Redis, object: *mut ffi::Object, reply: Reply, after: After) -> Owned {
    match (after, reply) {
        (After::NullIsFalse, Reply::Nil) => Owned::take(Val::bool(false)),
        (After::IsTrue, Reply::Int(number)) => Owned::take(Val::bool(number != 0)),
        (After::Pairs, Reply::Array(replies)) => pairs(replies, |reply| value(redis, object, reply)),
        (After::Scores, Reply::Array(replies)) => pairs(replies, score),
        (After::Entries, Reply::Array(entries)) => entries_of(redis, object, entries),
        (After::Streams, Reply::Array(streams)) => {
            let mut all = Owned::array();
            for stream in streams {
                if let Reply::Array(parts) = stream
                    && let Ok([Reply::Bulk(name), Reply::Array(entries)]) = <[Reply; 2]>::try_from(parts)
                {
                    all.put(&name, entries_of(redis, object, entries));
                }
            }
            all
        }
        (_, reply) => value(redis, object, reply),
    }
}

/// Names and values in turn, as an array with keys.
pub fn pairs(replies: Vec<Reply>, mut value: impl FnMut(Reply) -> Owned) -> Owned {
    let mut array = Owned::array();
    let mut replies = replies.into_iter();
    while let (Some(name), Some(reply)) = (replies.next(), replies.next()) {
        match name {
            Reply::Bulk(name) | Reply::Status(name) => array.put(&name, value(reply)),
            Reply::Int(number) => array.put(number.to_string().as_bytes(), value(reply)),
            _ => {}
        }
    }
    array
}

/// A score.
pub fn score(reply: Reply) -> Owned {
    let text = match reply {
        Reply::Bulk(text) => text,
        Reply::Int(number) => return Owned::take(Val::double(number as f64)),
        _ => return Owned::take(Val::NULL),
    };
    let number = std::str::from_utf8(&text).ok().and_then(|text| text.parse().ok());
    Owned::take(Val::double(number.unwrap_or_default()))
}

/// `[[number, [field, value, …]], …]`
fn entries_of(redis: &Redis, object: *mut ffi::Object, entries: Vec<Reply>) -> Owned {
    let mut all = Owned::array();
    for entry in entries {
        let Reply::Array(parts) = entry else { continue };
        if let Ok([Reply::Bulk(number), fields]) = <[Reply; 2]>::try_from(parts) {
            all.put(&number, compatible(redis, object, fields, After::Pairs));
        }
    }
    all
}

fn status(word: &[u8]) -> Val {
    if word.is_empty() || word.starts_with(b"OK") {
        return Val::bool(true);
    }
    let kind = TYPES.iter().find(|row| word.starts_with(row.0));
    Val::long(kind.map_or(0, |row| row.1))
}

/// What was serialized; anything else as it is.
fn unserialized(bytes: &[u8]) -> Owned {
    let mut result = Val::UNDEF;
    // SAFETY: the C half's contract; the bytes live through the call.
    ending::note(unsafe { ffi::swirl_try_unserialize(bytes.as_ptr().cast(), bytes.len(), &mut result) });
    let result = Owned::take(result);
    if result.get().is_undef() { Owned::take(Val::bytes(bytes)) } else { result }
}
