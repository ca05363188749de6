//! The pipe between a process and its child: two connected sockets.
//!
//! Always true: no borrow of a pipe lives across a wait, and a wait names its descriptor; a close wakes whoever waits.

use std::io;
use std::os::fd::AsRawFd;
use std::os::fd::OwnedFd;
use std::os::fd::RawFd;
use std::rc::Rc;
use std::time::Duration;

use super::Process;
use super::process;
use crate::coroutine;
use crate::coroutine::Wake;
use crate::io::Interest;
use crate::io::wait_fd;
use crate::net::socket;
use crate::php::class::socket::from_socket;
use crate::php::class::watched;
use crate::php::entry::handlers;
use crate::php::error;
use crate::php::error::code;
use crate::php::event_loop;
use crate::php::options;
use crate::php::value::Owned;
use crate::php::value::Val;
use crate::sys::clock;
use crate::sys::clock::Nanos;
use crate::sys::fd as descriptor;
use crate::sys::socket_pair;
use crate::sys::socket_pair::Kind;

/// `PIPE_MASTER`
const MASTER: i64 = 1;
/// `PIPE_WORKER`
const WORKER: i64 = 2;
/// `PIPE_READ`
const READ: i64 = 3;
/// `PIPE_WRITE`
const WRITE: i64 = 4;

/// Both ends. A process keeps its child's end, too: others may be forked that write to it.
pub struct Pipe {
    master: Option<Rc<OwnedFd>>,
    worker: Option<Rc<OwnedFd>>,
    /// Whether this process is the child.
    in_child: bool,
    /// One of a pool's is not for the user to close.
    may_close: bool,
    timeout: Option<Duration>,
    blocking: bool,
}

impl Pipe {
    /// Two new sockets.
    pub fn new(kind: Kind) -> io::Result<Self> {
        let [worker, master] = socket_pair::pair(kind, options::socket_buffer_size())?;
        Ok(Self { may_close: true, ..Self::shared(Rc::new(master), Rc::new(worker), false) })
    }

    /// Two sockets that others use, too.
    pub fn shared(master: Rc<OwnedFd>, worker: Rc<OwnedFd>, in_child: bool) -> Self {
        let (master, worker) = (Some(master), Some(worker));
        Self { master, worker, in_child, may_close: false, timeout: None, blocking: true }
    }

    /// This side's end, unless it was closed.
    pub fn descriptor(&self) -> Option<RawFd> {
        let end = if self.in_child { &self.worker } else { &self.master };
        end.as_ref().map(|end| end.as_raw_fd())
    }

    /// Writes all of it to an end, and waits on this thread or in this coroutine as long as that takes.
    pub fn send_all(fd: RawFd, data: &[u8]) -> io::Result<()> {
        if data.is_empty() {
            return descriptor::write_now(fd, data).map(drop);
        }
        send(Use { fd, blocking: true, deadline: None }, data)
    }

    /// From now on this is the child.
    pub fn enter_child(&mut self) {
        self.in_child = true;
    }
}

/// What a call needs to know of a pipe while it waits.
#[derive(Clone, Copy)]
struct Use {
    fd: RawFd,
    blocking: bool,
    deadline: Option<Nanos>,
}

handlers! {
    fn swirl_Process_read(args, mut ret) {
        args.expect(0, 1)?;
        let size = args.long_or(0, 8192)?;
        let size = usize::try_from(size).unwrap_or(0);
        ret.bool(false);
        if let Some(pipe) = pipe_or_warn(process(&args)?, "no pipe, cannot read from pipe") {
            match read(pipe, size) {
                Ok(data) => ret.set(Val::bytes(&data)),
                Err(why) if why.kind() == io::ErrorKind::TimedOut => error::set_last(code::SOCKET_POLL_TIMEOUT),
                Err(why) => error::set_last(why.raw_os_error().unwrap_or_default()),
            }
        }
        Ok(())
    }

    fn swirl_Process_write(args, mut ret) {
        args.expect(1, 1)?;
        let data = args.bytes(0)?;
        ret.bool(false);
        if data.is_empty() {
            error::misuse("the data to send is empty");
            return Ok(());
        }
        if let Some(pipe) = pipe_or_warn(process(&args)?, "no pipe, cannot write into pipe") {
            let sent = if !pipe.blocking && event_loop::is_used() { leave(pipe, data) } else { send(pipe, data) };
            match sent {
                Ok(()) => ret.long(data.len() as i64),
                Err(why) => error::system_warning("write() failed", &why),
            }
        }
        Ok(())
    }

    fn swirl_Process_close(args, mut ret) {
        args.expect(0, 1)?;
        let which = args.long_or(0, 0)?;
        let process = process(&args)?;
        ret.bool(false);
        if process.pipe.borrow().is_none() {
            error::misuse("no pipe, cannot close the pipe");
            return Ok(());
        }
        if process.pipe.borrow().as_ref().is_some_and(|pipe| !pipe.may_close) {
            error::misuse("cannot close the pipe");
            return Ok(());
        }
        match close(process, which) {
            Ok(()) => ret.bool(true),
            Err(why) => error::system_warning("close() failed", &why),
        }
        Ok(())
    }

    fn swirl_Process_exportSocket(args, mut ret) {
        args.expect(0, 0)?;
        let process = process(&args)?;
        ret.bool(false);
        if let Some(pipe) = pipe_or_warn(process, "no pipe, cannot export stream") {
            match export(process, pipe.fd) {
                Ok(socket) => ret.give(socket),
                Err(why) => error::system_warning(&format!("dup({}) failed", pipe.fd), &why),
            }
        }
        Ok(())
    }

    fn swirl_Process_setTimeout(args, mut ret) {
        args.expect(1, 1)?;
        let seconds = args.double(0)?;
        let process = process(&args)?;
        ret.bool(false);
        if let Some(pipe) = pipe_or_warn(process, "no pipe, cannot setTimeout the pipe") {
            let timeout = Duration::try_from_secs_f64(seconds).ok().filter(|timeout| !timeout.is_zero());
            if let Some(pipe) = process.pipe.borrow_mut().as_mut() {
                pipe.timeout = timeout;
            }
            ret.bool(socket_pair::set_timeout(pipe.fd, timeout.unwrap_or_default()).is_ok());
        }
        Ok(())
    }

    fn swirl_Process_setBlocking(args, mut ret) {
        args.expect(1, 1)?;
        let blocking = args.bool_or(0, true)?;
        let process = process(&args)?;
        ret.bool(false);
        if let Some(pipe) = pipe_or_warn(process, "no pipe, cannot setBlocking the pipe") {
            if let Some(pipe) = process.pipe.borrow_mut().as_mut() {
                pipe.blocking = blocking;
            }
            ret.bool(set_blocking(pipe.fd, blocking).is_ok());
        }
        Ok(())
    }
}

fn pipe_or_warn(process: &Process, complaint: &str) -> Option<Use> {
    let found = process.pipe.borrow().as_ref().and_then(|pipe| {
        let deadline = pipe.timeout.map(|timeout| clock::now().saturating_add(timeout.as_nanos() as Nanos));
        Some(Use { fd: pipe.descriptor()?, blocking: pipe.blocking, deadline })
    });
    if found.is_none() {
        error::misuse(complaint);
    }
    found
}

/// The same object each time, until this side of the pipe is another one.
fn export(process: &Process, fd: RawFd) -> io::Result<Owned> {
    if let Some((of, socket)) = &*process.exported.borrow()
        && *of == fd
    {
        return Ok(socket.get().share());
    }
    options::activate();
    let kind = socket::Kind { family: libc::AF_UNIX, kind: descriptor::socket_type(fd)?, protocol: 0 };
    let copy = socket::Socket::of(crate::sys::fd::duplicate(fd)?, kind);
    let object = Owned::take(Val::object(from_socket(Rc::new(copy))));
    let before = process.exported.replace(Some((fd, object.get().share())));
    drop(before);
    Ok(object)
}

fn read(pipe: Use, size: usize) -> io::Result<Vec<u8>> {
    let mut buffer = vec![0; size];
    loop {
        match descriptor::receive_now(pipe.fd, &mut buffer) {
            Err(why) if why.kind() == io::ErrorKind::WouldBlock && pipe.blocking => wait(pipe, Interest::READ)?,
            other => {
                buffer.truncate(other?);
                return Ok(buffer);
            }
        }
    }
}

/// Writes all of it, and waits as long as that takes.
fn send(pipe: Use, data: &[u8]) -> io::Result<()> {
    let mut rest = data;
    while !rest.is_empty() {
        match descriptor::write_now(pipe.fd, rest)? {
            0 => wait(pipe, Interest::WRITE)?,
            sent => rest = &rest[sent..],
        }
    }
    Ok(())
}

/// Writes, and leaves to the loop what there is no room for.
fn leave(pipe: Use, data: &[u8]) -> io::Result<()> {
    if watched::write(pipe.fd, data) {
        return Ok(());
    }
    Err(io::Error::from_raw_os_error(error::last()))
}

/// In a coroutine the others go on meanwhile.
fn wait(pipe: Use, interest: Interest) -> io::Result<()> {
    let in_time = if coroutine::can_park() {
        match wait_fd(pipe.fd, interest, pipe.deadline)? {
            Wake::Ready => true,
            Wake::TimedOut => false,
            Wake::Cancelled => return Err(io::Error::from_raw_os_error(libc::ECANCELED)),
        }
    } else {
        let events = if interest.writes() { libc::POLLOUT } else { libc::POLLIN };
        let left = pipe.deadline.map(|deadline| Duration::from_nanos(deadline.saturating_sub(clock::now())));
        descriptor::wait(pipe.fd, events, left)?
    };
    if in_time { Ok(()) } else { Err(io::Error::from_raw_os_error(libc::ETIMEDOUT)) }
}

fn set_blocking(fd: RawFd, blocking: bool) -> io::Result<()> {
    let flags = descriptor::status(fd)?;
    let flags = if blocking { flags & !libc::O_NONBLOCK } else { flags | libc::O_NONBLOCK };
    descriptor::set_status(fd, flags)
}

fn close(process: &Process, which: i64) -> io::Result<()> {
    let mut place = process.pipe.borrow_mut();
    let Some(pipe) = place.as_mut() else { return Ok(()) };
    let current = || pipe.descriptor().ok_or_else(|| io::Error::from_raw_os_error(libc::EBADF));
    let closed: Vec<Rc<OwnedFd>> = match which {
        READ => return socket_pair::shutdown(current()?, libc::SHUT_RD),
        WRITE => return socket_pair::shutdown(current()?, libc::SHUT_WR),
        MASTER => pipe.master.take().into_iter().collect(),
        WORKER => pipe.worker.take().into_iter().collect(),
        _ => pipe.master.take().into_iter().chain(pipe.worker.take()).collect(),
    };
    if which == 0 {
        *place = None;
    }
    drop(place);
    for end in closed {
        crate::io::closed(end.as_raw_fd());
    }
    Ok(())
}
