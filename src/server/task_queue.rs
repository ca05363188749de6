//! Tasks by way of a message queue of the system, from which other programs may take them and into which they may put some.
//!
//! Always true:
//! - a task that was taken out of the queue is done by whoever took it; nobody takes one before it has done the last;
//! - what is too long for the queue goes by way of a file, which whoever reads it removes.

use std::fs::File;
use std::io;
use std::io::Read;
use std::io::Write;
use std::os::fd::AsRawFd;
use std::os::fd::OwnedFd;
use std::os::fd::RawFd;
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::AtomicU32;
use std::sync::atomic::Ordering::Relaxed;
use std::thread::JoinHandle;

use parking_lot::Condvar;
use parking_lot::Mutex;

use super::post::About;
use super::post::Letter;
use crate::sys::fd as descriptor;
use crate::sys::message_queue::LONGEST;
use crate::sys::message_queue::MessageQueue;
use crate::sys::message_queue::Stats;
use crate::sys::signal;

/// The longest message that the system takes unless somebody has changed that.
const LONGEST_MESSAGE: usize = 8192;

/// A letter with this flag says in which file the rest is.
pub const IN_FILE: u32 = 1;

/// How the names of these files begin. No other file is read, or removed, because a message says so.
const PREFIX: &str = "swoole.task.";

/// The queue.
#[derive(Clone, Copy, Debug)]
pub struct TaskQueue {
    queue: MessageQueue,
    is_private: bool,
    /// Whoever is free takes a task, whomever it was meant for.
    takes_any: bool,
}

impl TaskQueue {
    /// The queue with a key; one of this server's own when it is 0.
    pub fn open(key: i64, takes_any: bool) -> io::Result<Self> {
        let queue = MessageQueue::open(key as libc::key_t)?;
        Ok(Self { queue, is_private: key == 0, takes_any })
    }

    /// Puts a task in, for a task worker, numbered from 0. EAGAIN when there is no room and it must not wait.
    pub fn put(&self, worker: usize, task: &[u8], waits: bool) -> io::Result<()> {
        loop {
            match self.queue.push(worker as libc::c_long + 1, task, waits) {
                Err(why) if why.kind() == io::ErrorKind::Interrupted => {}
                other => return other,
            }
        }
    }

    /// What is in it.
    pub fn stats(&self) -> io::Result<Stats> {
        self.queue.stats()
    }

    /// The server ends: a queue that nobody else knows ends with it.
    pub fn leave(&self) {
        if self.is_private {
            // Nobody is left who could do anything about it.
            let _ = self.queue.remove();
        }
    }

    fn take(&self, worker: usize) -> io::Result<Vec<u8>> {
        self.queue.pop(if self.takes_any { 0 } else { worker as libc::c_long + 1 }, LONGEST, true)
    }
}

/// A task as a message: a long one goes by way of a file in `folder`.
pub fn to_message(letter: Letter, folder: &Path) -> io::Result<Vec<u8>> {
    if letter.length() <= LONGEST_MESSAGE {
        return Ok(letter.encode());
    }
    let path = write_file(folder, &letter.data)?;
    Ok(Letter { flags: letter.flags | IN_FILE, data: path, ..letter }.encode())
}

/// The task that a message is, which anybody may have sent.
pub fn from_message(message: Vec<u8>) -> io::Result<Letter> {
    let bad = || io::Error::from(io::ErrorKind::InvalidData);
    let letter = Letter::decode(message).filter(|letter| letter.about == About::Task).ok_or_else(bad)?;
    if letter.flags & IN_FILE == 0 {
        return Ok(letter);
    }
    let path = std::str::from_utf8(&letter.data).map(Path::new).map_err(|_| bad())?;
    let data = read_file(path)?;
    Ok(Letter { flags: letter.flags & !IN_FILE, data, ..letter })
}

fn write_file(folder: &Path, data: &[u8]) -> io::Result<Vec<u8>> {
    static NUMBER: AtomicU32 = AtomicU32::new(0);
    loop {
        let number = NUMBER.fetch_add(1, Relaxed);
        let name = format!("{PREFIX}{}.{number:x}.{:x}", std::process::id(), crate::sys::clock::wall());
        let path = folder.join(name);
        match File::options().write(true).create_new(true).mode(0o600).open(&path) {
            Err(why) if why.kind() == io::ErrorKind::AlreadyExists => {}
            Err(why) => return Err(why),
            Ok(mut file) => {
                file.write_all(data)?;
                return Ok(path.into_os_string().into_encoded_bytes());
            }
        }
    }
}

fn read_file(path: &Path) -> io::Result<Vec<u8>> {
    let is_ours = path.file_name().is_some_and(|name| name.as_encoded_bytes().starts_with(PREFIX.as_bytes()));
    if !is_ours {
        return Err(io::ErrorKind::InvalidData.into());
    }
    let mut file = File::options().read(true).custom_flags(libc::O_NOFOLLOW | libc::O_NONBLOCK).open(path)?;
    let mut data = Vec::new();
    file.read_to_end(&mut data)?;
    // Somebody else may have removed it.
    let _ = std::fs::remove_file(path);
    Ok(data)
}

/// Takes tasks out of the queue, on a thread of its own: no readiness tells of such queues.
///
/// ```text
/// Idle ── want() ──▶ Wanted ── a task has come ──▶ Come ── take() ──▶ Idle
/// ```
pub struct Receiver {
    shared: Arc<Shared>,
    /// Readable when a task has come.
    bell: OwnedFd,
    thread: Mutex<Option<JoinHandle<()>>>,
}

struct Shared {
    state: Mutex<State>,
    changed: Condvar,
    rope: OwnedFd,
}

#[derive(Default)]
struct State {
    is_wanted: bool,
    is_ending: bool,
    come: Option<io::Result<Vec<u8>>>,
}

impl State {
    /// Whether there is nothing to do: no task is wanted, or one lies there still.
    fn is_idle(&self) -> bool {
        let is_asked = self.is_wanted && self.come.is_none();
        !self.is_ending && !is_asked
    }
}

impl Receiver {
    /// For a task worker, numbered from 0. Nothing is taken before it is wanted.
    pub fn start(queue: TaskQueue, worker: usize) -> io::Result<Self> {
        let [bell, rope] = crate::sys::socket_pair::pair(crate::sys::socket_pair::Kind::Stream, 4096)?;
        let shared = Arc::new(Shared { state: Mutex::default(), changed: Condvar::new(), rope });
        let theirs = Arc::clone(&shared);
        let name = std::thread::Builder::new().name("swirl-tasks".into());
        let thread = signal::with_all_blocked(|| name.spawn(move || receive(queue, worker, &theirs)))?;
        Ok(Self { shared, bell, thread: Mutex::new(Some(thread)) })
    }

    /// What is readable when a task has come.
    pub fn bell(&self) -> RawFd {
        self.bell.as_raw_fd()
    }

    /// The next task is wanted.
    pub fn want(&self) {
        self.shared.state.lock().is_wanted = true;
        self.shared.changed.notify_one();
    }

    /// The task that has come, if one has.
    pub fn take(&self) -> Option<io::Result<Vec<u8>>> {
        let _ = descriptor::receive_now(self.bell(), &mut [0; 8]);
        self.shared.state.lock().come.take()
    }

    /// Whether a task has come that was not taken yet.
    pub fn has_come(&self) -> bool {
        self.shared.state.lock().come.is_some()
    }

    /// No more tasks are taken out of the queue. One may have come by now.
    pub fn stop(&self) {
        let Some(thread) = self.thread.lock().take() else { return };
        self.shared.state.lock().is_ending = true;
        self.shared.changed.notify_one();
        while !thread.is_finished() {
            signal::interrupt::interrupt(&thread);
            std::thread::sleep(std::time::Duration::from_micros(100));
        }
        // It has nothing to tell but what has come.
        let _ = thread.join();
    }
}

fn receive(queue: TaskQueue, worker: usize, shared: &Shared) {
    signal::interrupt::allow();
    loop {
        let mut state = shared.state.lock();
        while state.is_idle() {
            shared.changed.wait(&mut state);
        }
        if state.is_ending {
            return;
        }
        drop(state);
        match queue.take(worker) {
            Err(why) if why.kind() == io::ErrorKind::Interrupted => {}
            come => {
                let is_over = come.is_err();
                let mut state = shared.state.lock();
                (state.is_wanted, state.come) = (false, Some(come));
                // It is empty, or as good as rung.
                let _ = descriptor::write_now(shared.rope.as_raw_fd(), &[1]);
                if is_over {
                    return;
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    fn task(data: &[u8]) -> Letter {
        Letter { flags: 2, data: data.to_vec(), ..Letter::new(About::Task, 5) }
    }

    #[test]
    fn long_tasks_go_by_way_of_a_file_that_is_removed() -> io::Result<()> {
        let folder = std::env::temp_dir().join(format!("swirl-tasks-{}", std::process::id()));
        std::fs::create_dir_all(&folder)?;
        for length in [0, 100, 8000, 8192, 100_000] {
            let data: Vec<u8> = (0..length).map(|at| at as u8).collect();
            let message = to_message(task(&data), &folder)?;
            assert!(message.len() <= LONGEST_MESSAGE);
            assert_eq!(std::fs::read_dir(&folder)?.count(), usize::from(length > 8100));
            let letter = from_message(message)?;
            assert_eq!((letter.flags, letter.id), (2, 5));
            assert!(letter.data == data);
            assert_eq!(std::fs::read_dir(&folder)?.count(), 0);
        }
        std::fs::remove_dir(&folder)
    }

    #[test]
    fn no_other_file_is_read_because_a_message_says_so() {
        for path in ["/etc/passwd", "swoole.task.1/../../etc/passwd", "/tmp/other"] {
            let message = Letter { flags: IN_FILE, ..task(path.as_bytes()) }.encode();
            assert!(from_message(message).is_err(), "{path}");
        }
        assert!(from_message(Letter::new(About::Stop, 1).encode()).is_err());
        assert!(from_message(b"what anybody sends".to_vec()).is_err());
    }

    #[test]
    fn tasks_are_taken_one_at_a_time_and_none_after_the_end() -> io::Result<()> {
        let queue = TaskQueue::open(0, false)?;
        let receiver = Receiver::start(queue, 1)?;
        queue.put(1, b"one", false)?;
        queue.put(1, b"two", false)?;
        queue.put(0, b"another's", false)?;
        for expected in [b"one", b"two"] {
            receiver.want();
            assert!(descriptor::wait(receiver.bell(), libc::POLLIN, None)?);
            assert!(receiver.has_come());
            assert_eq!(receiver.take().transpose()?.as_deref(), Some(&expected[..]));
        }
        receiver.want();
        receiver.stop();
        queue.put(1, b"three", false)?;
        assert!(!descriptor::wait(receiver.bell(), libc::POLLIN, Some(Duration::ZERO))?);
        assert!(receiver.take().is_none());
        assert_eq!(queue.stats()?.messages, 2);
        queue.leave();
        Ok(())
    }
}
