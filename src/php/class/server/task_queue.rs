//! Task workers that take their tasks out of a message queue: `task_ipc_mode` 2 and 3.

use std::cell::Cell;
use std::cell::RefCell;
use std::io;
use std::path::PathBuf;
use std::rc::Rc;

use super::Here;
use super::start::Run;
use super::tasks;
use crate::coroutine;
use crate::coroutine::WaitReason;
use crate::coroutine::Wake;
use crate::io::Backoff;
use crate::php::log;
use crate::server::post::Letter;
use crate::server::task_queue::Receiver;
use crate::server::task_queue::from_message;
use crate::server::task_queue::to_message;

/// `task_ipc_mode`
pub mod mode {
    /// A queue in which each task is for one task worker.
    pub const QUEUE: i64 = 2;
    /// A queue from which whoever is free takes a task.
    pub const ANY: i64 = 3;
}

thread_local! {
    /// `task_tmpdir`: where tasks lie that are too long for a queue.
    static FOLDER: RefCell<Option<PathBuf>> = const { RefCell::new(None) };
    static PACKED: Cell<i64> = const { Cell::new(0) };
}

/// Chooses the folder, and makes it if it is not there.
pub fn set_folder(path: &str) {
    let path = PathBuf::from(path);
    if let Err(why) = std::fs::create_dir_all(&path) {
        return log::system_warning("Server::set", &format!("create task tmp dir('{}') failed", path.display()), &why);
    }
    FOLDER.replace(Some(path));
}

fn folder() -> PathBuf {
    FOLDER.with_borrow(Clone::clone).unwrap_or_else(std::env::temp_dir)
}

/// A task as a message for the queue of some server. Those of one process are numbered from 0.
pub fn pack(letter: Letter) -> io::Result<Vec<u8>> {
    let id = PACKED.get();
    PACKED.set(id + 1);
    to_message(Letter { id, ..letter }, &folder())
}

/// Puts a task into the server's queue. In a coroutine others run while it is full.
pub fn send(run: &Run, to: usize, letter: Letter) -> io::Result<()> {
    let Some(queue) = &run.queue else { return Err(io::ErrorKind::NotFound.into()) };
    let (message, worker) = (to_message(letter, &folder())?, to - run.workers);
    if !coroutine::can_park() {
        return queue.put(worker, &message, true);
    }
    let mut backoff = Backoff::default();
    loop {
        match queue.put(worker, &message, false) {
            Err(why) if why.raw_os_error() == Some(libc::EAGAIN) => {
                if backoff.pause(WaitReason::Sleep, None) == Wake::Cancelled {
                    return Err(why);
                }
            }
            other => return other,
        }
    }
}

/// In a task worker: takes tasks as long as it serves.
pub fn watch(here: Here, run: &Rc<Run>) {
    let Some(queue) = run.queue else { return };
    let receiver = match Receiver::start(queue, run.own_box() - run.workers) {
        Ok(receiver) => Rc::new(receiver),
        Err(why) => return log::system_warning("TaskWorker::start", "pthread_create() failed", &why),
    };
    run.tasks.receiver.replace(Some(Rc::clone(&receiver)));
    receiver.want();
    let heard = Rc::clone(run);
    run.worker.watch(receiver.bell(), move || hear(here, &heard));
}

fn hear(here: Here, run: &Rc<Run>) {
    let receiver = run.tasks.receiver.borrow().clone();
    let Some(receiver) = receiver else { return };
    match receiver.take() {
        None => return,
        // Without its queue it has nothing to do.
        Some(Err(why)) => return log::system_warning("TaskWorker::receive", "msgrcv() failed", &why),
        Some(Ok(message)) => {
            let length = message.len();
            match from_message(message) {
                Ok(letter) => tasks::perform(here, run, letter),
                Err(why) => {
                    let what = format!("bad task packet, {length} bytes in the queue are no task: {why}");
                    log::write(log::WARNING, what.as_bytes());
                }
            }
        }
    }
    if !run.worker.is_ending() {
        receiver.want();
    }
}

/// The worker ends: no more tasks are taken, but one that was taken already is done.
pub fn stop(run: &Run) {
    let receiver = run.tasks.receiver.borrow().clone();
    if let Some(receiver) = receiver {
        receiver.stop();
    }
}
