//! Commands: what a program has done in another process of its server, and waits for.

use std::cell::Cell;
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

use super::Here;
use super::Mode;
use super::Role;
use super::here;
use super::running;
use super::start::Run;
use crate::coroutine;
use crate::coroutine::WaitReason;
use crate::coroutine::Wake;
use crate::coroutine::Waker;
use crate::php::args;
use crate::php::args::Outcome;
use crate::php::call;
use crate::php::call::Callable;
use crate::php::entry::handlers;
use crate::php::error;
use crate::php::error::code;
use crate::php::event_loop;
use crate::php::log;
use crate::php::value::Owned;
use crate::php::value::Val;
use crate::server::post::About;
use crate::server::post::Letter;

const INVALID_COMMAND: i32 = 9012;

/// Where a command may be done; the numbers are those of the API.
mod place {
    pub const MASTER: i64 = 1 << 1;
    pub const REACTOR_THREAD: i64 = 1 << 2;
    pub const EVENT_WORKER: i64 = 1 << 3;
    pub const TASK_WORKER: i64 = 1 << 4;
    pub const MANAGER: i64 = 1 << 5;
}

/// A command that was added.
pub struct Command {
    name: Vec<u8>,
    places: i64,
    pub callback: Rc<Callable>,
}

/// Somebody who waits for an answer, and the answer when it has come.
type Asker = (Waker, Option<Vec<u8>>);

/// Coroutines that wait for what comes of a command, by its number.
#[derive(Default)]
pub struct Waiting {
    all: RefCell<BTreeMap<i64, Asker>>,
    last: Cell<i64>,
}

handlers! {
    fn swirl_Server_addCommand(args, mut ret) {
        let here = here(&args)?;
        ret.bool(false);
        if here.run().is_some() {
            error::misuse("server is running, can't add command");
            return Ok(());
        }
        args.expect(3, 3)?;
        let (name, places) = (args.bytes(0)?.to_vec(), args.long(1)?);
        if places & place::REACTOR_THREAD != 0 {
            error::misuse("only support worker/task_worker process");
            return Ok(());
        }
        let Some(callback) = args::resolve(args.value(2)).map(Rc::new) else {
            error::not_callable(args.value(2));
            return Ok(());
        };
        let mut commands = here.server.commands.borrow_mut();
        if !commands.iter().any(|known| known.name == name) {
            commands.push(Command { name, places, callback });
            ret.bool(true);
        }
        Ok(())
    }

    fn swirl_Server_command(args, mut ret) {
        ret.bool(false);
        let Some((here, run)) = running(&args)? else { return Ok(()) };
        args.expect(4, 5)?;
        let (name, number, kind) = (args.bytes(0)?.to_vec(), args.long(1)?, args.long(2)?);
        let Some(data) = call::function(c"json_encode", &mut [args.value(3)]) else { return Ok(()) };
        let Some(data) = data.get().as_bytes().map(<[u8]>::to_vec) else { return Ok(()) };
        let decodes = args.bool_or(4, true)?;
        error::need_park()?;
        let Some(result) = have_done(here, &run, &name, number, kind, data)? else { return Ok(()) };
        let text = Owned::take(Val::bytes(&result));
        if !decodes {
            ret.give(text);
        } else if let Some(value) = call::function(c"json_decode", &mut [text.get(), Val::bool(true)]) {
            ret.give(if value.get().is_null() { Owned::take(Val::bool(false)) } else { value });
        }
        Ok(())
    }

    fn swirl_Server_getSocket(args, mut ret) {
        let here = here(&args)?;
        ret.bool(false);
        args.expect(0, 1)?;
        let number = args.long_or(0, 0)?;
        let port = usize::try_from(number).ok().and_then(|at| here.server.ports.borrow().get(at).cloned());
        let Some(port) = port else { return Ok(()) };
        if let Some(socket) = port.php_socket() {
            ret.give(socket);
        }
        Ok(())
    }
}

fn refuse(number: i32, why: &str) -> Outcome<Option<Vec<u8>>> {
    log::error(log::NOTICE, number, "Server::command", why.as_bytes());
    Ok(None)
}

/// Has a command done. `None` when that cannot be.
fn have_done(
    here: Here,
    run: &Rc<Run>,
    name: &[u8],
    number: i64,
    kind: i64,
    data: Vec<u8>,
) -> Outcome<Option<Vec<u8>>> {
    let place = here.server.commands.borrow().iter().position(|known| known.name == name);
    let Some(place) = place else {
        return refuse(INVALID_COMMAND, &format!("Unknown command[{}]", String::from_utf8_lossy(name)));
    };
    match (run.mode, run.role.get()) {
        (Mode::Process, Role::Master) | (Mode::Base, Role::Worker(0)) => {}
        (Mode::Process, _) => return refuse(code::INVALID_PARAMS, "command() can only be used in master process"),
        (Mode::Base, _) => return refuse(code::INVALID_PARAMS, "command() can only be used in worker process 0"),
    }
    let is_own = run.mode == Mode::Base && kind == place::EVENT_WORKER && number == 0;
    let kind = if is_own { place::MASTER } else { kind };
    let accepted = here.server.commands.borrow()[place].places;
    if kind & accepted == 0 && !(is_own && accepted & place::EVENT_WORKER != 0) {
        return refuse(code::OPERATION_NOT_SUPPORT, "unsupported [process_type]");
    }
    let to = match (kind, usize::try_from(number).unwrap_or(usize::MAX)) {
        (place::MASTER, _) => return Ok(Some(call_handler(here, place, &data))),
        (place::EVENT_WORKER, number) if number < run.workers => number,
        (place::EVENT_WORKER, _) => return refuse(code::INVALID_PARAMS, &format!("invalid worker_id[{number}]")),
        (place::TASK_WORKER, number) if number < run.task_workers => run.workers + number,
        (place::TASK_WORKER, _) => return refuse(code::INVALID_PARAMS, &format!("invalid task_worker_id[{number}]")),
        (place::MANAGER, _) if !run.is_single() => run.manager_box(),
        _ => return refuse(code::OPERATION_NOT_SUPPORT, "unsupported [process_type]"),
    };
    let id = run.commands.last.get() + 1;
    run.commands.last.set(id);
    run.commands.all.borrow_mut().insert(id, (coroutine::waker(), None));
    let letter = Letter { from: run.own_box() as u32, flags: place as u32, data, ..Letter::new(About::Command, id) };
    if run.send(to, letter).is_err() {
        run.commands.all.borrow_mut().remove(&id);
        return Ok(None);
    }
    let woken = coroutine::park(WaitReason::Yield, None);
    let answer = run.commands.all.borrow_mut().remove(&id).and_then(|(_, answer)| answer);
    if woken == Wake::Cancelled {
        error::set_last(code::CO_CANCELED);
    }
    Ok(answer)
}

/// Does a command that another process asked for, and answers.
pub fn perform(here: Here, run: &Rc<Run>, letter: &Letter) {
    let result = call_handler(here, letter.flags as usize, &letter.data);
    let answer = Letter { from: run.own_box() as u32, data: result, ..Letter::new(About::Answer, letter.id) };
    // Who asked may have ended.
    let _ = run.send(letter.from as usize, answer);
}

/// An answer has come.
pub fn answered(run: &Rc<Run>, letter: &Letter) {
    let waker = match run.commands.all.borrow_mut().get_mut(&letter.id) {
        Some((waker, answer)) => {
            answer.replace(letter.data.clone());
            *waker
        }
        None => return,
    };
    coroutine::wake(waker);
}

fn call_handler(here: Here, place: usize, data: &[u8]) -> Vec<u8> {
    let callback = here.server.commands.borrow().get(place).map(|command| Rc::clone(&command.callback));
    let data = Owned::take(Val::bytes(data));
    let result = callback.and_then(|callback| callback.call(&mut [Val::object(here.object), data.get()]));
    event_loop::report_exception();
    match result {
        None => br#"{"data": "failed to call function", "code": -1}"#.to_vec(),
        Some(result) => {
            let text = result.get().as_bytes().map(<[u8]>::to_vec);
            text.unwrap_or_else(|| br#"{"data": "wrong return type", "code": -2}"#.to_vec())
        }
    }
}
