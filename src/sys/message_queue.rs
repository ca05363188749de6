//! Message queues of System V.

use std::ffi::CStr;
use std::io;

use libc::c_int;
use libc::c_long;
use libc::key_t;

use crate::sys::real::real;

/// The longest message that is sent or received.
pub const LONGEST: usize = 65536;

/// A queue. It outlives the process: only [`MessageQueue::remove`] ends it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct MessageQueue(c_int);

/// What is in a queue.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Stats {
    /// Messages.
    pub messages: u64,
    /// Their bytes.
    pub bytes: u64,
}

/// A message as the system calls want it.
#[repr(C)]
struct Message {
    kind: c_long,
    data: [u8; LONGEST],
}

/// The key that stands for a file. `None` when there is no such file.
pub fn key_of(path: &CStr, project: c_int) -> Option<key_t> {
    // SAFETY: a C string and an int.
    let key = unsafe { libc::ftok(path.as_ptr(), project) };
    (key != -1).then_some(key)
}

impl MessageQueue {
    /// The queue with this key; makes it if there is none.
    pub fn open(key: key_t) -> io::Result<Self> {
        // SAFETY: two ints.
        let id = unsafe { libc::msgget(key, libc::IPC_CREAT | 0o666) };
        if id < 0 { Err(io::Error::last_os_error()) } else { Ok(Self(id)) }
    }

    /// The system's number for it.
    pub fn id(self) -> c_int {
        self.0
    }

    /// Sends. EAGAIN when there is no room and it must not wait; EINTR when a signal came while it waited.
    pub fn push(self, kind: c_long, data: &[u8], waits: bool) -> io::Result<()> {
        let mut message = Box::new(Message { kind, data: [0; LONGEST] });
        let length = data.len().min(LONGEST);
        message.data[..length].copy_from_slice(&data[..length]);
        // SAFETY: `length` bytes of data lie behind the kind.
        let result = unsafe { (real().msgsnd)(self.0, (&raw const *message).cast(), length, flags(waits)) };
        if result < 0 { Err(io::Error::last_os_error()) } else { Ok(()) }
    }

    /// Receives the oldest message of a kind, of any when it is 0. ENOMSG when there is none and it must not wait, E2BIG
    /// when it is longer than `room`.
    pub fn pop(self, kind: c_long, room: usize, waits: bool) -> io::Result<Vec<u8>> {
        let room = room.min(LONGEST);
        let mut message = Box::new(Message { kind: 0, data: [0; LONGEST] });
        // SAFETY: there is room for so many bytes behind the kind.
        let length = unsafe { (real().msgrcv)(self.0, (&raw mut *message).cast(), room, kind, flags(waits)) };
        match usize::try_from(length) {
            Ok(length) => Ok(message.data[..length].to_vec()),
            Err(_) => Err(io::Error::last_os_error()),
        }
    }

    /// What is in it.
    pub fn stats(self) -> io::Result<Stats> {
        let state = self.state()?;
        Ok(Stats { messages: state.msg_qnum, bytes: state.__msg_cbytes })
    }

    /// How many bytes may be in it. Above the system's limit that takes privileges.
    pub fn set_capacity(self, bytes: u64) -> io::Result<()> {
        let mut state = self.state()?;
        state.msg_qbytes = bytes as _;
        self.control(libc::IPC_SET, &mut state)
    }

    /// Ends it, for everybody.
    pub fn remove(self) -> io::Result<()> {
        self.control(libc::IPC_RMID, std::ptr::null_mut())
    }

    fn state(self) -> io::Result<libc::msqid_ds> {
        // SAFETY: a plain C structure, for which zero bytes are a value.
        let mut state = unsafe { std::mem::zeroed() };
        self.control(libc::IPC_STAT, &mut state)?;
        Ok(state)
    }

    fn control(self, command: c_int, state: *mut libc::msqid_ds) -> io::Result<()> {
        // SAFETY: a whole structure, or none for the command that needs none.
        if unsafe { libc::msgctl(self.0, command, state) } < 0 {
            return Err(io::Error::last_os_error());
        }
        Ok(())
    }
}

fn flags(waits: bool) -> c_int {
    if waits { 0 } else { libc::IPC_NOWAIT }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_come_back_by_kind_and_are_counted() -> io::Result<()> {
        let queue = MessageQueue::open(libc::IPC_PRIVATE)?;
        queue.push(1, b"one", false)?;
        queue.push(2, b"second", false)?;
        assert_eq!(queue.stats()?, Stats { messages: 2, bytes: 9 });
        assert_eq!(queue.pop(2, LONGEST, false)?, b"second");
        assert_eq!(queue.pop(0, 2, false).map_err(|why| why.raw_os_error()), Err(Some(libc::E2BIG)));
        assert_eq!(queue.pop(0, LONGEST, false)?, b"one");
        assert_eq!(queue.pop(0, LONGEST, false).map_err(|why| why.raw_os_error()), Err(Some(libc::ENOMSG)));
        queue.remove()
    }
}
