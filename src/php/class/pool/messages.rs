//! Messages between workers, and to them.

use std::io;
use std::os::fd::AsRawFd;
use std::os::fd::OwnedFd;
use std::os::fd::RawFd;
use std::rc::Rc;

use super::Channel;
use super::Event;
use super::Here;
use super::Pool;
use super::socket;
use super::socket::Socket;
use crate::php::args::Outcome;
use crate::php::class::process::Pipe;
use crate::php::class::process::Queue;
use crate::php::class::watched;
use crate::php::ending;
use crate::php::error;
use crate::php::event_loop;
use crate::php::life;
use crate::php::value::Owned;
use crate::php::value::Val;
use crate::server::bus;
use crate::sys::fd as descriptor;
use crate::sys::message_queue::LONGEST;
use crate::sys::message_queue::MessageQueue;

/// Sends to the pipe of a worker. False, with the error's number, when that failed.
pub fn send(pool: &Pool, end: &Rc<OwnedFd>, message: &[u8]) -> bool {
    if !pool.has_bus.get() {
        return send_piece(end.as_raw_fd(), message);
    }
    let number = pool.messages_sent.get().wrapping_add(1);
    pool.messages_sent.set(number);
    let number = u64::from(std::process::id()) << 32 | u64::from(number);
    bus::pieces(number, message).all(|(head, data)| send_piece(end.as_raw_fd(), &[&head, data].concat()))
}

/// On a loop that runs, what there is no room for is left to it; else this waits.
fn send_piece(fd: RawFd, piece: &[u8]) -> bool {
    if event_loop::is_running() {
        return watched::write(fd, piece);
    }
    let sent = Pipe::send_all(fd, piece);
    if let Err(why) = &sent {
        error::set_last(why.raw_os_error().unwrap_or_default());
    }
    sent.is_ok()
}

/// The pipe that the object of a worker is given: none when messages are cut into pieces.
pub fn pipe_for_user(pool: &Pool, worker: usize) -> Option<Pipe> {
    match &pool.channel {
        Channel::Pipes(pipes) if !pool.has_bus.get() => {
            let (master, end) = &pipes[worker];
            Some(Pipe::shared(Rc::clone(master), Rc::clone(end), pool.worker() == Some(worker)))
        }
        _ => None,
    }
}

/// The queue that the object of a worker is given: the pool's, unless that is read by the pool itself.
pub fn queue_for_user(pool: &Pool) -> Option<Queue> {
    match pool.channel {
        Channel::Queue { queue, .. } if pool.callback(Event::Message).is_none() => Some(Queue::shared(queue)),
        _ => None,
    }
}

/// Takes what has come through a worker's pipe, if anything has.
pub fn receive(here: Here, fd: RawFd) -> Outcome {
    let pool = here.pool;
    let mut buffer = vec![0; if pool.has_bus.get() { bus::LONGEST_PIECE } else { pool.longest_message.get() }];
    match descriptor::receive_now(fd, &mut buffer) {
        Err(why) if why.kind() == io::ErrorKind::WouldBlock => Ok(()),
        Err(why) => {
            crate::php::log::system_warning("ProcessPool::receive", &format!("failed to read({fd}) pipe"), &why);
            Ok(())
        }
        Ok(length) if pool.has_bus.get() => {
            let message = pool.inbox.borrow_mut().accept(&buffer[..length]);
            message.map_or(Ok(()), |message| deliver(here, &message))
        }
        Ok(length) => deliver(here, &buffer[..length]),
    }
}

/// Waits for a message of the queue; a signal ends the wait.
pub fn receive_queued(here: Here, queue: MessageQueue) -> Outcome {
    match queue.pop(0, LONGEST, true) {
        Ok(message) => deliver(here, &message),
        Err(why) if why.kind() == io::ErrorKind::Interrupted => Ok(()),
        Err(why) => {
            crate::php::log::system_warning("ProcessPool::receive", &format!("msgrcv({}) failed", queue.id()), &why);
            here.pool.is_running.set(false);
            Ok(())
        }
    }
}

/// Takes the message of a client, and answers.
pub fn serve_client(here: Here, socket: &Socket) -> Outcome {
    let Ok(mut client) = socket.accept() else { return Ok(()) };
    let Some(message) = socket::read_message(&mut *client, here.pool.longest_message.get()) else { return Ok(()) };
    here.pool.answer.replace(Some(Vec::new()));
    let delivered = deliver(here, &message);
    let answer = here.pool.answer.take().unwrap_or_default();
    socket::write_answer(&mut *client, &answer);
    delivered
}

fn deliver(here: Here, message: &[u8]) -> Outcome {
    let message = Owned::take(Val::bytes(message));
    if !here.pool.in_coroutines.get() {
        return here.call(Event::Message, &[message.get()]);
    }
    if let Some(callback) = here.pool.callback(Event::Message) {
        life::start_kept(&callback, &mut here.arguments(&[message.get()]));
    }
    ending::go_on()
}
