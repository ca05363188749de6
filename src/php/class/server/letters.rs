//! What a process does with the letters that come to it, and messages between workers.

use std::rc::Rc;
use std::sync::atomic::Ordering::Relaxed;

use super::Here;
use super::Role;
use super::clients;
use super::commands;
use super::datagrams;
use super::dispatch;
use super::events;
use super::events::Event;
use super::master;
use super::running;
use super::start::Run;
use super::streams;
use super::tasks;
use super::worker;
use crate::php::entry::handlers;
use crate::php::error;
use crate::php::ffi;
use crate::php::inner_watch;
use crate::php::value::Val;
use crate::server::counters::Counter;
use crate::server::counters::status;
use crate::server::post::About;
use crate::server::post::Letter;
use crate::server::table::Count;

/// After so many letters others get their turn.
const IN_A_ROW: usize = 64;

handlers! {
    fn swirl_Server_sendMessage(args, mut ret) {
        ret.bool(false);
        let Some((here, run)) = running(&args)? else { return Ok(()) };
        if here.callback(Event::PipeMessage).is_none() {
            error::misuse("onPipeMessage is null, can't use sendMessage");
            return Ok(());
        }
        args.expect(2, 2)?;
        let (message, to) = (args.value(0), args.long(1)?);
        let is_worker = matches!(run.role.get(), Role::Worker(_) | Role::TaskWorker(_));
        if is_worker && to == run.own_box() as i64 {
            error::misuse("can't send messages to self");
            return Ok(());
        }
        let Some(to) = usize::try_from(to).ok().filter(|&to| to < run.workers + run.task_workers) else {
            error::misuse(&format!("worker_id[{to}] is invalid"));
            return Ok(());
        };
        let (flags, data) = tasks::pack(message)?;
        let number = run.table.add(Count::Messages, 1) as i64;
        let letter = Letter { from: run.own_box() as u32, flags, data, ..Letter::new(About::Message, number) };
        ret.bool(run.send(to, letter).is_ok());
        Ok(())
    }
}

/// Takes this process's letters as long as it serves.
pub fn watch(here: Here, run: &Rc<Run>) {
    let fd = run.post.exit(run.own_box());
    let heard = Rc::clone(run);
    // A task worker does one thing at a time.
    let at_once = if matches!(run.role.get(), Role::TaskWorker(_)) { 1 } else { IN_A_ROW };
    let hear = move || {
        for _ in 0..at_once {
            // What was read in part, nobody else can read.
            if heard.worker.is_ending() && !heard.post.is_amid() {
                return;
            }
            let Some(letter) = heard.post.receive(heard.own_box()) else { return };
            read(here, &heard, letter);
        }
    };
    if run.role.get() == Role::Master {
        // The manager's end ends the master, not its letters.
        let _ = inner_watch::add(fd, true, hear);
    } else {
        run.worker.watch(fd, hear);
    }
}

/// Reads the letters that came while a call waited for another one.
pub(super) fn read_put_off(here: Here, run: &Rc<Run>) {
    for letter in run.worker.put_off.take() {
        read(here, run, letter);
    }
}

fn read(here: Here, run: &Rc<Run>, letter: Letter) {
    match letter.about {
        About::Message => message(here, run, &letter),
        About::Task => tasks::perform(here, run, letter),
        About::Finish => tasks::finished(here, run, &letter),
        About::Stop => worker::stop(here, run),
        About::Adopt => adopt(run, letter),
        About::Command => commands::perform(here, run, &letter),
        About::Answer => commands::answered(run, &letter),
        About::Packet => streams::receive_forwarded(run, &letter),
        About::Datagram => datagrams::receive_forwarded(here, run, &letter),
        About::Shutdown => master::end(here, run.manager_pid.load(Relaxed) as i32),
        // The manager reads those itself.
        About::Reload => {}
        _ => concerning_client(run, letter),
    }
}

/// A letter about a connection that was this worker's when it was written.
fn concerning_client(run: &Rc<Run>, letter: Letter) {
    let session = letter.id;
    let is_here = run.hub.borrow().as_ref().is_some_and(|hub| hub.find(session).is_some());
    if !is_here {
        // It may be on its way here from the worker that was in this place before.
        if run.table.find(session).is_some() {
            run.worker.early.borrow_mut().push(letter);
        }
        return;
    }
    match letter.about {
        About::Send => clients::send_forwarded(run, session, &letter.data),
        About::SendFile => clients::send_forwarded_file(run, session, &letter.data),
        About::Close => drop(clients::close(run, session, false)),
        About::Reset => drop(clients::close(run, session, true)),
        About::Pause => drop(clients::set_paused(run, session, true)),
        _ => drop(clients::set_paused(run, session, false)),
    }
}

/// A connection comes from the worker that was in this place before.
fn adopt(run: &Rc<Run>, letter: Letter) {
    let Some(socket) = letter.socket else { return };
    let hub = run.hub.borrow().clone();
    match hub {
        Some(hub) if letter.flags & dispatch::NEW != 0 => hub.receive_client(letter.id, socket),
        Some(hub) => hub.adopt(letter.id, socket, &letter.data),
        None => {}
    }
    let (mine, others) = run.worker.early.take().into_iter().partition(|early: &Letter| early.id == letter.id);
    run.worker.early.replace(others);
    let mine: Vec<Letter> = mine;
    mine.into_iter().for_each(|early| concerning_client(run, early));
}

fn message(here: Here, run: &Rc<Run>, letter: &Letter) {
    let Some(data) = tasks::unpack(letter.flags, &letter.data) else { return };
    let own = run.own_counters();
    if let Some(own) = own {
        own.set(Counter::Status, status::BUSY);
    }
    let from = Val::long(letter.from.into());
    if run.flags.event_objects {
        let time = events::seconds(letter.time);
        let values = [from, from, time, data.get()].map(|value| value.share());
        // SAFETY: the class has these properties.
        let object = unsafe { events::make(ffi::ce::swirl_ce_Server_PipeMessage, values) };
        here.call_back(Event::PipeMessage, &[object.get()]);
    } else {
        here.call_back(Event::PipeMessage, &[from, data.get()]);
    }
    if let Some(own) = own
        && !run.worker.is_ending()
    {
        own.set(Counter::Status, status::IDLE);
    }
}
