//! The life of a worker.
//!
//! With coroutines it lives on the event loop, which ends when nothing is left to do; without, it takes one message after
//! the other, and between them timers.

use std::cell::Cell;
use std::convert::Infallible;
use std::os::fd::AsRawFd;
use std::os::fd::RawFd;
use std::rc::Rc;

use super::Channel;
use super::Event;
use super::Here;
use super::Role;
use super::WORKER_ID;
use super::WORKER_PID;
use super::messages;
use crate::php::args::Outcome;
use crate::php::class::crew::rest;
use crate::php::class::crew::run_due;
use crate::php::class::process::signals;
use crate::php::ending::go_on;
use crate::php::event_loop;
use crate::php::inner_watch;
use crate::php::life;
use crate::php::log;
use crate::php::object;
use crate::php::options;
use crate::php::value::Val;
use crate::sys::fd as descriptor;
use crate::sys::signal::Held;
use crate::sys::signal::Listener;
use crate::sys::spawn;

thread_local! {
    /// The pipe that is watched on the loop.
    static WATCHED: Cell<Option<RawFd>> = const { Cell::new(None) };
    /// Whether this worker shall end.
    static STOPPING: Cell<bool> = const { Cell::new(false) };
}

/// In a new process: everything, to its end. Returns only when PHP has to end the process.
pub(super) fn live(here: Here, number: usize, held: Held) -> Outcome<Infallible> {
    let pool = here.pool;
    pool.role.set(Role::Worker(number));
    log::set_process('*', number);
    event_loop::set_coroutine_callbacks(pool.in_coroutines.get());
    object::set_long(here.object, WORKER_PID, i64::from(std::process::id()));
    object::set_long(here.object, WORKER_ID, number as i64);
    here.set_running(true);
    let args = [Val::long(number as i64)];
    if pool.in_coroutines.get() {
        live_on_the_loop(here, number, &args, held)?;
    } else {
        live_in_turns(here, number, &args, held)?;
    }
    here.set_running(false);
    here.call(Event::WorkerStop, &args)?;
    spawn::exit_now(0)
}

/// This worker, or the pool if this is its master, ends as soon as it can.
pub(super) fn stop(here: Here) {
    here.pool.is_running.set(false);
    if here.pool.worker().is_some() {
        leave_pipe();
        STOPPING.set(true);
        // It may have been told before its loop began.
        event_loop::turn_soon();
    }
}

/// Asks the master for somebody in this worker's place. False when that cannot be.
pub(super) fn detach(here: Here) -> bool {
    if here.pool.worker().is_none() || !here.pool.is_running.get() {
        return false;
    }
    let place = here.pool.detaching.borrow();
    let Some((_, end)) = place.as_ref() else { return false };
    if descriptor::write_now(end.as_raw_fd(), &std::process::id().to_ne_bytes()).is_err() {
        return false;
    }
    leave_pipe();
    here.pool.is_running.set(false);
    true
}

fn leave_pipe() {
    if let Some(fd) = WATCHED.take() {
        inner_watch::remove(fd);
    }
}

fn live_on_the_loop(here: Here, number: usize, args: &[Val], held: Held) -> Outcome {
    options::activate();
    // A signal may come while the callback runs.
    let early = listen(here);
    drop(held);
    if let Some(callback) = here.pool.callback(Event::WorkerStart) {
        life::start_kept(&callback, &mut here.arguments(args));
    }
    go_on()?;
    // The callback may have taken some of the signals.
    if let Some(listener) = listen(here).map(Rc::new) {
        let heard = Rc::clone(&listener);
        // Without it the worker is killed when its time is over.
        let _ = inner_watch::add(listener.as_raw_fd(), true, move || obey(here, &heard));
    }
    if let Some(early) = &early {
        obey(here, early);
    }
    drop(early);
    if let Channel::Pipes(pipes) = &here.pool.channel
        && here.pool.callback(Event::Message).is_some()
        && here.pool.is_running.get()
    {
        let fd = pipes[number].1.as_raw_fd();
        // What comes of a message is seen when the turn ends.
        if inner_watch::add(fd, false, move || drop(messages::receive(here, fd))).is_ok() {
            WATCHED.set(Some(fd));
        }
    }
    let last_words = [args[0]];
    if here.pool.callback(Event::WorkerExit).is_some() {
        event_loop::after_every_turn(move || {
            if STOPPING.get() {
                here.set_running(false);
                // As above.
                let _ = here.call(Event::WorkerExit, &last_words);
            }
        });
    }
    event_loop::serve();
    go_on()
}

fn live_in_turns(here: Here, number: usize, args: &[Val], held: Held) -> Outcome {
    drop(held);
    here.call(Event::WorkerStart, args)?;
    let listener = listen(here);
    if here.pool.callback(Event::Message).is_none() {
        return Ok(());
    }
    while here.pool.is_running.get() {
        let signals = listener.as_ref().map(Listener::as_raw_fd);
        match &here.pool.channel {
            Channel::None => return Ok(()),
            Channel::Pipes(pipes) => {
                let fd = pipes[number].1.as_raw_fd();
                if rest(&[Some(fd), signals], None)[0] {
                    messages::receive(here, fd)?;
                }
            }
            Channel::Socket(socket) => {
                let socket = socket.borrow();
                let Some(socket) = socket.as_ref() else { return Ok(()) };
                if rest(&[Some(socket.descriptor()), signals], None)[0] {
                    messages::serve_client(here, socket)?;
                }
            }
            Channel::Queue { queue, .. } => messages::receive_queued(here, *queue)?,
        }
        if let Some(listener) = &listener {
            obey(here, listener);
        }
        run_due();
        go_on()?;
    }
    Ok(())
}

/// The signals that a worker heeds, unless the user does.
fn listen(here: Here) -> Option<Listener> {
    let ends_by_itself = here.pool.in_coroutines.get() || here.pool.callback(Event::Message).is_some();
    let mut wanted = vec![libc::SIGWINCH, libc::SIGRTMIN()];
    if ends_by_itself {
        wanted.push(libc::SIGTERM);
    }
    wanted.retain(|&signal| !signals::is_set(signal));
    Listener::new(&wanted).ok()
}

fn obey(here: Here, listener: &Listener) {
    while let Some(signal) = listener.take() {
        match signal {
            _ if signals::is_set(signal) => {}
            libc::SIGTERM => stop(here),
            _ => log::reopen(),
        }
    }
}
