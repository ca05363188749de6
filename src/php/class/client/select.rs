//! `swoole_client_select`.

use std::os::fd::RawFd;
use std::time::Duration;

use crate::php::args::Args;
use crate::php::args::Outcome;
use crate::php::descriptor;
use crate::php::entry::handlers;
use crate::php::error;
use crate::php::value::Array;
use crate::php::value::Key;
use crate::php::value::Val;
use crate::php::value::each;
use crate::php::value::tag;
use crate::sys::fd;

/// What each of the three arrays asks for.
const EVENTS: [i16; 3] = [libc::POLLIN, libc::POLLOUT, libc::POLLHUP];

handlers! {
    fn swirl_fn_swoole_client_select(args, mut ret) {
        args.expect(3, 4)?;
        let timeout = args.double_or(3, 0.5)?;
        let mut polled: Vec<(RawFd, i16)> = Vec::new();
        for (index, events) in (0..).zip(EVENTS) {
            for (_, _, fd) in members(variable(&args, index)?) {
                match polled.iter_mut().find(|(known, _)| *known == fd) {
                    Some((_, wanted)) => *wanted |= events,
                    None => polled.push((fd, events)),
                }
            }
        }
        ret.bool(false);
        if polled.is_empty() {
            error::misuse("no resource arrays were passed to select");
            return Ok(());
        }
        let ready = match fd::wait_any(&polled, Duration::try_from_secs_f64(timeout).ok()) {
            Ok(ready) => ready,
            Err(why) => {
                error::system_warning("unable to poll()", &why);
                return Ok(());
            }
        };
        for (index, events) in (0..).zip(EVENTS) {
            let array = variable(&args, index)?;
            if array.tag() == tag::ARRAY {
                args.assign(index, left(array, events, &polled, &ready))?;
            }
        }
        ret.long(ready.iter().filter(|&&events| events != 0).count() as i64);
        Ok(())
    }
}

/// An array that was passed by reference.
fn variable(args: &Args, index: u32) -> Outcome<Val> {
    let value = args.value(index).share().get();
    if value.tag() == tag::ARRAY || value.is_null() {
        return Ok(value);
    }
    error::type_error(index + 1, "must be of type array")
}

/// The members of an array that have a descriptor.
fn members(array: Val) -> Vec<(Member, Val, RawFd)> {
    let mut found = Vec::new();
    if array.tag() == tag::ARRAY {
        each(&array, |key, value| {
            if let Some(fd) = descriptor::of(value) {
                let key = match key {
                    Key::Index(index) => Member::Index(index),
                    Key::Name(name) => Member::Name(String::from_utf8_lossy(name).into_owned()),
                };
                found.push((key, value, fd));
            }
            true
        });
    }
    found
}

enum Member {
    Index(i64),
    Name(String),
}

/// Those members that have any of the events.
fn left(array: Val, events: i16, polled: &[(RawFd, i16)], ready: &[i16]) -> crate::php::value::Owned {
    let mut kept = Array::new();
    for (key, value, fd) in members(array) {
        let has = polled.iter().zip(ready).any(|((other, _), news)| *other == fd && news & events != 0);
        if has {
            match key {
                Member::Index(index) => kept.set(index, value.share()),
                Member::Name(name) => kept = kept.value(&name, value.share()),
            }
        }
    }
    kept.build()
}
