//! Message queues between processes.

use std::io;

use super::Process;
use super::QUEUE_ID;
use super::QUEUE_KEY;
use super::process;
use crate::coroutine;
use crate::coroutine::WaitReason;
use crate::coroutine::Wake;
use crate::io::Backoff;
use crate::php::entry::handlers;
use crate::php::error;
use crate::php::ffi;
use crate::php::log;
use crate::php::object;
use crate::php::value::Array;
use crate::php::value::Val;
use crate::php::value::c_text;
use crate::php::value::from_c;
use crate::sys::message_queue;
use crate::sys::message_queue::LONGEST;
use crate::sys::message_queue::MessageQueue;

/// `IPC_NOWAIT`
const DO_NOT_WAIT: i64 = 256;
/// `SWOOLE_MSGQUEUE_BALANCE`
const BALANCE: i64 = 2;

/// A queue as one process uses it.
#[derive(Clone, Copy)]
pub struct Queue {
    queue: MessageQueue,
    /// Takes any message, not only those for its number.
    takes_any: bool,
    waits: bool,
}

impl Queue {
    /// One that others use, too; any message is taken.
    pub fn shared(queue: MessageQueue) -> Self {
        Self { queue, takes_any: true, waits: true }
    }
}

handlers! {
    fn swirl_Process_useQueue(args, mut ret) {
        args.expect(0, 3)?;
        let (key, mode, capacity) = (args.long_or(0, 0)?, args.long_or(1, BALANCE)?, args.long_or(2, -1)?);
        let process = process(&args)?;
        let key = if key > 0 { key } else { own_key() };
        match open(key, mode, capacity) {
            Some(queue) => {
                process.queue.replace(Some(queue));
                object::set_long(args.this(), QUEUE_ID, queue.queue.id().into());
                object::set_long(args.this(), QUEUE_KEY, key);
                ret.bool(true);
            }
            None => ret.bool(false),
        }
        Ok(())
    }

    fn swirl_Process_statQueue(args, mut ret) {
        args.expect(0, 0)?;
        let process = process(&args)?;
        ret.bool(false);
        match *process.queue.borrow() {
            None => error::misuse("no queue, can't get stats of the queue"),
            Some(queue) => {
                if let Ok(stats) = queue.queue.stats() {
                    let stats = Array::new()
                        .long("queue_num", stats.messages as i64)
                        .long("queue_bytes", stats.bytes as i64);
                    ret.give(stats.build());
                }
            }
        }
        Ok(())
    }

    fn swirl_Process_freeQueue(args, mut ret) {
        args.expect(0, 0)?;
        ret.bool(free(process(&args)?));
        Ok(())
    }

    fn swirl_Process_push(args, mut ret) {
        args.expect(1, 1)?;
        let data = args.bytes(0)?;
        ret.bool(false);
        if data.is_empty() || data.len() >= LONGEST {
            error::misuse(&format!("the data to push is {}", if data.is_empty() { "empty" } else { "too big" }));
            return Ok(());
        }
        let process = process(&args)?;
        match used(process, "push") {
            Some(queue) => ret.bool(push(queue, process.id + 1, data)),
            None => ret.bool(false),
        }
        Ok(())
    }

    fn swirl_Process_pop(args, mut ret) {
        args.expect(0, 1)?;
        let size = args.long_or(0, LONGEST as i64)?;
        let size = usize::try_from(size).ok().filter(|size| (1..=LONGEST).contains(size)).unwrap_or(LONGEST);
        let process = process(&args)?;
        ret.bool(false);
        if let Some(queue) = used(process, "pop") {
            let kind = if queue.takes_any { 0 } else { process.id + 1 };
            if let Some(message) = pop(queue, kind, size) {
                ret.set(Val::bytes(&message));
            }
        }
        Ok(())
    }
}

/// The key that stands for the running script.
fn own_key() -> i64 {
    // SAFETY: the C half's contract; the name lives as long as the script.
    let file = c_text(unsafe { from_c(ffi::swirl_executed_file()) });
    message_queue::key_of(&file, 1).map_or(-1, i64::from)
}

fn open(key: i64, mode: i64, capacity: i64) -> Option<Queue> {
    let queue = match MessageQueue::open(key as libc::key_t) {
        Ok(queue) => queue,
        Err(why) => {
            warn("MsgQueue", "msgget() failed", &why);
            return None;
        }
    };
    if capacity > 0
        && let Err(why) = queue.set_capacity(capacity as u64)
    {
        let call = format!("msgctl(msqid={}, IPC_SET, msg_qbytes={capacity}) failed", queue.id());
        warn("MsgQueue::set_capacity", &call, &why);
    }
    Some(Queue { queue, takes_any: mode & !DO_NOT_WAIT == BALANCE, waits: mode & DO_NOT_WAIT == 0 })
}

fn free(process: &Process) -> bool {
    let Some(queue) = *process.queue.borrow() else { return false };
    if let Err(why) = queue.queue.remove() {
        warn("MsgQueue::destroy", &format!("msgctl({}, IPC_RMID) failed", queue.queue.id()), &why);
        return false;
    }
    process.queue.replace(None);
    true
}

fn used(process: &Process, method: &str) -> Option<Queue> {
    let queue = *process.queue.borrow();
    if queue.is_none() {
        error::misuse(&format!("no msgqueue, cannot use {method}()"));
    }
    queue
}

fn push(queue: Queue, kind: i64, data: &[u8]) -> bool {
    let result = loop {
        match waiting(queue, libc::EAGAIN, |waits| queue.queue.push(kind, data, waits)) {
            Err(why) if why.kind() == io::ErrorKind::Interrupted => {}
            other => break other,
        }
    };
    match result {
        Ok(()) => true,
        Err(why) => {
            let call = format!("msgsnd({}, {}, {kind}) failed", queue.queue.id(), data.len());
            complain("MsgQueue::push", &call, &why, &[libc::EAGAIN]);
            false
        }
    }
}

fn pop(queue: Queue, kind: i64, size: usize) -> Option<Vec<u8>> {
    match waiting(queue, libc::ENOMSG, |waits| queue.queue.pop(kind, size, waits)) {
        Ok(message) => Some(message),
        Err(why) => {
            let call = format!("msgrcv({}, {size}, {kind}) failed", queue.queue.id());
            complain("MsgQueue::pop", &call, &why, &[libc::ENOMSG, libc::EINTR]);
            None
        }
    }
}

/// Waits if the queue does: in a coroutine by asking again and again, for no readiness tells of such queues.
fn waiting<T>(queue: Queue, busy: i32, attempt: impl Fn(bool) -> io::Result<T>) -> io::Result<T> {
    if !queue.waits || !coroutine::can_park() {
        return attempt(queue.waits);
    }
    let mut backoff = Backoff::default();
    loop {
        match attempt(false) {
            Err(why) if why.raw_os_error() == Some(busy) => {}
            other => return other,
        }
        if backoff.pause(WaitReason::Sleep, None) == Wake::Cancelled {
            return Err(io::Error::from_raw_os_error(libc::EINTR));
        }
    }
}

fn complain(place: &str, call: &str, why: &io::Error, expected: &[i32]) {
    let number = why.raw_os_error().unwrap_or_default();
    if !expected.contains(&number) {
        log::system_warning(place, call, why);
    }
    error::set_last(number);
}

fn warn(place: &str, call: &str, why: &io::Error) {
    complain(place, call, why, &[]);
}
