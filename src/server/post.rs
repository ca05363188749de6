//! Letters between the processes of a server.
//!
//! Each process has a box, a pair of sockets that is made before anybody is forked: all write to one end, its owner reads the
//! other. So a letter is there for the successor of a process that died.
//!
//! Always true: letters from one process to another arrive in order, whole and once; what a box has no room for waits with
//! the sender.

use std::cell::Cell;
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::collections::VecDeque;
use std::io;
use std::mem::MaybeUninit;
use std::os::fd::AsFd;
use std::os::fd::AsRawFd;
use std::os::fd::OwnedFd;
use std::os::fd::RawFd;
use std::rc::Rc;

use rustix::net::RecvAncillaryBuffer;
use rustix::net::RecvAncillaryMessage;
use rustix::net::RecvFlags;
use rustix::net::SendAncillaryBuffer;
use rustix::net::SendAncillaryMessage;
use rustix::net::SendFlags;

use super::bus;
use crate::io::edge;
use crate::sys::fd as descriptor;
use crate::sys::socket_pair;
use crate::sys::socket_pair::Kind;

/// What a letter is about.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[allow(missing_docs, reason = "the names say it")]
pub enum About {
    /// Bytes for a connection.
    Send = 1,
    /// A file for a connection: offset, length, path.
    SendFile,
    Close,
    Reset,
    Pause,
    Resume,
    /// A message for PHP.
    Message,
    /// A task, and what came of one.
    Task,
    Finish,
    /// The receiver shall end.
    Stop,
    /// A connection, with its descriptor, for the receiver to go on with.
    Adopt,
    /// A command, and what came of it.
    Command,
    Answer,
    /// A packet of a connection, for another worker than its owner.
    Packet,
    /// A datagram, as above.
    Datagram,
    /// The server shall end.
    Shutdown,
    /// All workers shall be replaced, or with a flag the task workers.
    Reload,
}

const ALL: [About; 17] = [
    About::Send,
    About::SendFile,
    About::Close,
    About::Reset,
    About::Pause,
    About::Resume,
    About::Message,
    About::Task,
    About::Finish,
    About::Stop,
    About::Adopt,
    About::Command,
    About::Answer,
    About::Packet,
    About::Datagram,
    About::Shutdown,
    About::Reload,
];

/// A letter.
#[derive(Debug)]
pub struct Letter {
    /// What it is about.
    pub about: About,
    /// Who sent it: the number of a box.
    pub from: u32,
    /// As the kind of letter needs them.
    pub flags: u32,
    /// A session, or the number of a task.
    pub id: i64,
    /// When it was written, in microseconds since 1970.
    pub time: u64,
    /// What it says.
    pub data: Vec<u8>,
    /// What goes with it.
    pub socket: Option<OwnedFd>,
}

const TAIL: usize = 28;

impl Letter {
    /// A short one.
    pub fn new(about: About, id: i64) -> Self {
        Self { about, from: 0, flags: 0, id, time: crate::sys::clock::wall(), data: Vec::new(), socket: None }
    }

    /// How long it is as bytes.
    pub fn length(&self) -> usize {
        self.data.len() + TAIL
    }

    /// As bytes: what it says comes first, so that it need not be moved.
    pub fn encode(self) -> Vec<u8> {
        let mut bytes = self.data;
        bytes.extend_from_slice(&(self.about as u32).to_ne_bytes());
        bytes.extend_from_slice(&self.from.to_ne_bytes());
        bytes.extend_from_slice(&self.flags.to_ne_bytes());
        bytes.extend_from_slice(&self.id.to_ne_bytes());
        bytes.extend_from_slice(&self.time.to_ne_bytes());
        bytes
    }

    /// Out of bytes, which need not be a letter.
    pub fn decode(mut bytes: Vec<u8>) -> Option<Self> {
        let length = bytes.len().checked_sub(TAIL)?;
        let word = |at| Some(u32::from_ne_bytes(*bytes.get(length + at..)?.first_chunk()?));
        let long = |at| Some(u64::from_ne_bytes(*bytes.get(length + at..)?.first_chunk()?));
        let about = *ALL.get((word(0)? as usize).checked_sub(1)?)?;
        let (from, flags, id, time) = (word(4)?, word(8)?, long(12)? as i64, long(20)?);
        bytes.truncate(length);
        Some(Self { about, from, flags, id, time, data: bytes, socket: None })
    }
}

/// The boxes of all processes.
pub struct Post {
    boxes: Vec<Box>,
    /// In this process: what came in pieces, and descriptors that came with them, by the number of the letter.
    partial: RefCell<bus::Inbox>,
    sockets: RefCell<BTreeMap<u64, OwnedFd>>,
    written: Cell<u32>,
    buffer: RefCell<Vec<u8>>,
}

/// A piece of a letter, and the descriptor that goes with it.
type Piece = (Vec<u8>, Option<Rc<OwnedFd>>);

struct Box {
    /// Where others write.
    entry: OwnedFd,
    /// Where the owner reads.
    exit: OwnedFd,
    /// What there was no room for yet.
    waiting: RefCell<VecDeque<Piece>>,
}

impl Post {
    /// So many boxes, each with room for so many bytes.
    pub fn new(boxes: usize, room: usize) -> io::Result<Self> {
        let boxes = (0..boxes).map(|_| {
            let [entry, exit] = socket_pair::pair(Kind::Datagram, room)?;
            descriptor::set_cloexec(entry.as_raw_fd())?;
            descriptor::set_cloexec(exit.as_raw_fd())?;
            Ok(Box { entry, exit, waiting: RefCell::default() })
        });
        Ok(Self {
            boxes: boxes.collect::<io::Result<_>>()?,
            partial: RefCell::default(),
            sockets: RefCell::default(),
            written: Cell::new(0),
            buffer: RefCell::default(),
        })
    }

    /// What is readable when there is a letter for a process.
    pub fn exit(&self, owner: usize) -> RawFd {
        self.boxes[owner].exit.as_raw_fd()
    }

    /// Sends. What there is no room for waits here until `room` is told of it, if the process has a loop that does so; else
    /// this blocks.
    pub fn send(&self, to: usize, letter: Letter, has_loop: bool) -> io::Result<()> {
        let place = self.boxes.get(to).ok_or(io::ErrorKind::NotFound)?;
        self.written.set(self.written.get().wrapping_add(1));
        let number = u64::from(std::process::id()) << 32 | u64::from(self.written.get());
        let (mut socket, letter) = (letter.socket.map(Rc::new), Letter { socket: None, ..letter });
        let bytes = letter.encode();
        for (head, data) in bus::pieces(number, &bytes) {
            place.put(&head, data, socket.take(), has_loop)?;
        }
        Ok(())
    }

    /// There is room again in the box with this entry. False when it is none of ours.
    pub fn room(&self, entry: RawFd) -> bool {
        match self.boxes.iter().find(|place| place.entry.as_raw_fd() == entry) {
            Some(place) => {
                place.flush();
                true
            }
            None => false,
        }
    }

    /// Whether a letter was read in part, so that nobody else can read the rest.
    pub fn is_amid(&self) -> bool {
        self.partial.borrow().is_amid()
    }

    /// Whether something still waits to be sent.
    pub fn has_unsent(&self) -> bool {
        self.boxes.iter().any(|place| !place.waiting.borrow().is_empty())
    }

    /// Sends what there is room for. Whether something still waits.
    pub fn flush_some(&self) -> bool {
        let waiting = |place: &&Box| !place.waiting.borrow().is_empty();
        self.boxes.iter().filter(waiting).for_each(Box::flush);
        self.has_unsent()
    }

    /// Sends what waits, however long that takes.
    pub fn flush_all(&self) {
        for place in &self.boxes {
            while !place.waiting.borrow().is_empty()
                && descriptor::wait(place.entry.as_raw_fd(), libc::POLLOUT, None).is_ok()
            {
                place.flush();
            }
        }
    }

    /// The next letter, if one has come.
    pub fn receive(&self, owner: usize) -> Option<Letter> {
        loop {
            let (length, socket) = self.receive_piece(owner)?;
            let buffer = self.buffer.borrow();
            let piece = &buffer[..length];
            let number = piece.first_chunk().map(|number| u64::from_ne_bytes(*number))?;
            if let Some(socket) = socket {
                self.sockets.borrow_mut().insert(number, socket);
            }
            let Some(whole) = self.partial.borrow_mut().accept(piece) else { continue };
            let socket = self.sockets.borrow_mut().remove(&number);
            if let Some(letter) = Letter::decode(whole) {
                return Some(Letter { socket, ..letter });
            }
        }
    }

    /// Receives into the buffer: how much, and a descriptor if one came along.
    fn receive_piece(&self, owner: usize) -> Option<(usize, Option<OwnedFd>)> {
        let mut buffer = self.buffer.borrow_mut();
        buffer.resize(bus::LONGEST_PIECE, 0);
        let mut space = [MaybeUninit::uninit(); rustix::cmsg_space!(ScmRights(1))];
        let mut beside = RecvAncillaryBuffer::new(&mut space);
        let mut parts = [io::IoSliceMut::new(&mut buffer)];
        let flags = RecvFlags::DONTWAIT | RecvFlags::CMSG_CLOEXEC;
        let received = loop {
            match rustix::net::recvmsg(&self.boxes[owner].exit, &mut parts, &mut beside, flags) {
                Err(rustix::io::Errno::INTR) => {}
                other => break other.ok()?,
            }
        };
        let rights = beside.drain().find_map(|message| match message {
            RecvAncillaryMessage::ScmRights(mut sockets) => sockets.next(),
            _ => None,
        });
        Some((received.bytes, rights))
    }
}

impl Box {
    fn put(&self, head: &[u8], data: &[u8], socket: Option<Rc<OwnedFd>>, has_loop: bool) -> io::Result<()> {
        if self.waiting.borrow().is_empty() {
            match self.try_put(&[io::IoSlice::new(head), io::IoSlice::new(data)], socket.as_deref()) {
                Ok(()) => return Ok(()),
                Err(rustix::io::Errno::AGAIN | rustix::io::Errno::NOBUFS) => {}
                Err(why) => return Err(why.into()),
            }
            if has_loop {
                edge::add(self.entry.as_raw_fd())?;
            }
        }
        self.waiting.borrow_mut().push_back(([head, data].concat(), socket));
        while !has_loop && !self.waiting.borrow().is_empty() {
            descriptor::wait(self.entry.as_raw_fd(), libc::POLLOUT, None)?;
            self.flush();
        }
        Ok(())
    }

    fn try_put(&self, parts: &[io::IoSlice], socket: Option<&OwnedFd>) -> rustix::io::Result<()> {
        let flags = SendFlags::DONTWAIT | SendFlags::NOSIGNAL;
        let rights = socket.map(AsFd::as_fd);
        loop {
            let mut space = [MaybeUninit::uninit(); rustix::cmsg_space!(ScmRights(1))];
            let mut beside = SendAncillaryBuffer::new(&mut space);
            if let Some(socket) = &rights {
                beside.push(SendAncillaryMessage::ScmRights(std::slice::from_ref(socket)));
            }
            match rustix::net::sendmsg(&self.entry, parts, &mut beside, flags) {
                Err(rustix::io::Errno::INTR) => {}
                other => return other.map(drop),
            }
        }
    }

    fn flush(&self) {
        let mut waiting = self.waiting.borrow_mut();
        while let Some((piece, socket)) = waiting.front() {
            match self.try_put(&[io::IoSlice::new(piece)], socket.as_deref()) {
                Err(rustix::io::Errno::AGAIN | rustix::io::Errno::NOBUFS) => return,
                // What cannot be sent at all must not stop the rest.
                _ => drop(waiting.pop_front()),
            }
        }
        edge::remove(self.entry.as_raw_fd());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn letter(data: &[u8]) -> Letter {
        Letter { flags: 3, data: data.to_vec(), ..Letter::new(About::Message, -7) }
    }

    #[test]
    fn a_letter_comes_out_as_it_went_in() -> io::Result<()> {
        let post = Post::new(2, 1 << 20)?;
        for length in [0, 1, 70_000, 200_000] {
            let data: Vec<u8> = (0..length).map(|at| at as u8).collect();
            post.send(1, letter(&data), false)?;
            let got = post.receive(1).expect("it has come");
            assert_eq!((got.about, got.flags, got.id), (About::Message, 3, -7));
            assert_eq!(got.data, data);
        }
        assert!(post.receive(1).is_none());
        assert!(post.receive(0).is_none());
        Ok(())
    }

    #[test]
    fn a_descriptor_goes_with_a_letter() -> io::Result<()> {
        let post = Post::new(1, 1 << 20)?;
        let (mut reader, writer) = io::pipe()?;
        post.send(0, Letter { socket: Some(writer.into()), ..letter(&[1; 100_000]) }, false)?;
        let socket = post.receive(0).and_then(|letter| letter.socket).expect("it came along");
        io::Write::write_all(&mut std::fs::File::from(socket), b"x")?;
        let mut byte = [0];
        io::Read::read_exact(&mut reader, &mut byte)?;
        assert_eq!(&byte, b"x");
        Ok(())
    }

    #[test]
    fn what_a_box_has_no_room_for_waits() -> io::Result<()> {
        let post = Post::new(1, 8192)?;
        for number in 0..100 {
            post.send(0, letter(&[number; 3000]), true)?;
        }
        assert!(post.has_unsent());
        let mut got = 0;
        while let Some(letter) = post.receive(0) {
            assert_eq!(letter.data, [got; 3000]);
            got += 1;
            post.room(post.boxes[0].entry.as_raw_fd());
        }
        assert_eq!(got, 100);
        Ok(())
    }

    #[test]
    fn what_is_no_letter_is_dropped() {
        assert!(Letter::decode(vec![]).is_none());
        assert!(Letter::decode(vec![0; TAIL]).is_none());
        assert!(Letter::decode(vec![255; TAIL]).is_none());
    }
}
