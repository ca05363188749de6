//! `Swoole\Event`: the loop below the coroutines, for descriptors of one's own.

use std::rc::Rc;

use crate::php::args::Args;
use crate::php::args::Outcome;
use crate::php::call::Callable;
use crate::php::class::timer;
use crate::php::class::watched;
use crate::php::class::watched::READ;
use crate::php::class::watched::WRITE;
use crate::php::class::watched::Watched;
use crate::php::descriptor;
use crate::php::entry::handlers;
use crate::php::error;
use crate::php::event_loop;
use crate::php::options;
use crate::php::value::Val;

handlers! {
    fn swirl_Event_add(args, mut ret) {
        args.expect(1, 4)?;
        let (read, write) = callbacks(&args)?;
        let events = args.long_or(3, READ)?;
        options::activate();
        ret.set(add(args.value(0), read, write, events).map_or(Val::bool(false), |fd| Val::long(fd.into())));
        Ok(())
    }

    fn swirl_Event_set(args, mut ret) {
        args.expect(1, 4)?;
        let (read, write) = callbacks(&args)?;
        let events = args.long_or(3, 0)?;
        ret.bool(is_ready("swoole_event_set") && set(args.value(0), read, write, events));
        Ok(())
    }

    fn swirl_Event_del(args, mut ret) {
        args.expect(1, 1)?;
        let known = is_ready("swoole_event_del") && descriptor_of(args.value(0)).is_some_and(watched::remove);
        ret.bool(known);
        Ok(())
    }

    fn swirl_Event_isset(args, mut ret) {
        args.expect(1, 2)?;
        let events = args.long_or(1, READ | WRITE)?;
        let watched = event_loop::is_used()
            && descriptor_of(args.value(0)).and_then(watched::find).is_some_and(|one| one.events() & events != 0);
        ret.bool(watched);
        Ok(())
    }

    fn swirl_Event_write(args, mut ret) {
        args.expect(2, 2)?;
        let data = args.bytes(1)?;
        if data.is_empty() {
            error::misuse("data empty");
            ret.bool(false);
            return Ok(());
        }
        let sent = descriptor_of(args.value(0)).and_then(|fd| found(fd).map(|one| watched::send(fd, &one, data)));
        ret.bool(sent == Some(true));
        Ok(())
    }

    fn swirl_Event_dispatch(args, mut ret) {
        args.expect(0, 0)?;
        ret.bool(event_loop::dispatch());
        Ok(())
    }

    fn swirl_Event_defer(args, mut ret) {
        args.expect(1, 1)?;
        event_loop::defer(args.owned_callable(0)?);
        ret.bool(true);
        Ok(())
    }

    fn swirl_Event_cycle(args, mut ret) {
        args.expect(1, 2)?;
        let callback = callback(&args, 0)?;
        ret.bool(event_loop::set_cycle(callback, args.bool_or(1, false)?));
        Ok(())
    }

    fn swirl_Event_wait(args, _ret) {
        args.expect(0, 0)?;
        event_loop::wait("Swoole\\Event::wait")
    }

    fn swirl_Event_rshutdown(args, _ret) {
        args.expect(0, 0)?;
        event_loop::at_script_end()
    }

    fn swirl_Event_exit(args, _ret) {
        args.expect(0, 0)?;
        if event_loop::is_used() {
            timer::clear_all();
            event_loop::exit();
        }
        Ok(())
    }
}

fn callbacks(args: &Args) -> Outcome<(Option<Callable>, Option<Callable>)> {
    Ok((callback(args, 1)?, callback(args, 2)?))
}

fn callback(args: &Args, index: u32) -> Outcome<Option<Callable>> {
    match args.value(index).is_null() {
        true => Ok(None),
        false => args.owned_callable(index).map(Some),
    }
}

fn is_ready(function: &str) -> bool {
    let ready = event_loop::is_used();
    if !ready {
        error::misuse(&format!("reactor is not ready, cannot call {function}"));
    }
    ready
}

fn descriptor_of(value: Val) -> Option<i32> {
    let fd = descriptor::of(value);
    if fd.is_none() {
        error::misuse("unknown type");
    }
    fd
}

fn add(value: Val, read: Option<Callable>, write: Option<Callable>, events: i64) -> Option<i32> {
    let Some(fd) = descriptor::of(value) else {
        error::misuse("unknown fd type");
        return None;
    };
    if fd == 0 && events & WRITE != 0 {
        error::misuse("invalid socket fd [0]");
        return None;
    }
    if watched::is_watched(fd) {
        error::misuse("already exist");
        return None;
    }
    if events & (READ | WRITE) == 0 {
        error::misuse("invalid events");
        return None;
    }
    let one = Watched::new(value.share(), read, write);
    if !has_callbacks(&one, events, fd) {
        return None;
    }
    if watched::add(fd, one, events).is_err() {
        error::misuse("swoole_event_add failed");
        return None;
    }
    Some(fd)
}

fn set(value: Val, read: Option<Callable>, write: Option<Callable>, events: i64) -> bool {
    let Some(one) = descriptor::of(value).and_then(|fd| found(fd).map(|one| (fd, one))) else { return false };
    let (fd, one) = one;
    one.replace(read, write);
    if !has_callbacks(&one, events, fd) {
        return false;
    }
    let set = watched::set(fd, &one, events);
    if set.is_err() {
        error::misuse("Swoole\\Event::set failed");
    }
    set.is_ok()
}

fn found(fd: i32) -> Option<Rc<Watched>> {
    let found = watched::find(fd);
    if found.is_none() {
        error::misuse(&format!("socket[{fd}] is not found in the reactor"));
    }
    found
}

fn has_callbacks(one: &Watched, events: i64, fd: i32) -> bool {
    let missing = one.missing(events);
    if let Some(direction) = missing {
        error::misuse(&format!("Swoole\\Event: unable to find {direction} callback of fd [{fd}]"));
    }
    missing.is_none()
}
