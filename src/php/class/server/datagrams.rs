//! Datagrams: each stands alone, and is answered with `sendto`.

use std::cell::OnceCell;
use std::cell::RefCell;
use std::ffi::OsStr;
use std::net::SocketAddr;
use std::os::fd::AsFd;
use std::os::fd::AsRawFd;
use std::os::unix::ffi::OsStrExt;
use std::path::Path;
use std::rc::Rc;

use rustix::net::SendFlags;
use rustix::net::SocketAddrUnix;

use super::Here;
use super::answers::Answers;
use super::dispatch::Target;
use super::events;
use super::events::PortEvent;
use super::port::Port;
use super::start::Run;
use super::worker;
use crate::coroutine;
use crate::coroutine::WaitReason;
use crate::coroutine::Wake;
use crate::io::Backoff;
use crate::net::socket::Timeouts;
use crate::php::error;
use crate::php::event_loop;
use crate::php::ffi;
use crate::php::value::Array;
use crate::php::value::Owned;
use crate::php::value::Val;
use crate::server::address::Kind;
use crate::server::address::Text;
use crate::server::counters::Counter;
use crate::server::post::About;
use crate::server::post::Letter;
use crate::sys::clock;
use crate::sys::clock::Nanos;
use crate::sys::datagrams;
use crate::sys::datagrams::Batch;

/// So many are taken at once; then others get their turn.
const AT_ONCE: usize = 64;

/// What a worker needs for datagrams.
#[derive(Default)]
pub struct Room {
    /// Where they are received.
    batch: RefCell<Option<Batch>>,
    /// What is to go out.
    answers: Answers,
    /// What handlers are told of a client, without the values: one with a port, and one without.
    infos: [OnceCell<Owned>; 2],
}

/// Takes what comes in at a port.
pub fn open(here: Here, run: &Rc<Run>, port: &Rc<Port>) {
    let (heard_run, heard_port) = (Rc::clone(run), Rc::clone(port));
    run.worker.watch(port.socket.as_raw_fd(), move || receive(here, &heard_run, &heard_port));
}

fn receive(here: Here, run: &Rc<Run>, port: &Rc<Port>) {
    // PHP code may run below, and have another port's datagrams received.
    let Room { batch: room, answers, .. } = &run.datagrams;
    let mut batch = room.take().unwrap_or_else(|| Batch::new(AT_ONCE));
    // An error tells that somebody is gone who was sent to: no concern of the others'.
    let count = batch.receive(port.socket.as_fd()).unwrap_or(0);
    answers.begin(&port.socket, count);
    for (data, sender) in (0..count).filter_map(|at| batch.get(at)) {
        run.counters[run.own_box()].add(Counter::BytesReceived, data.len() as u64);
        let sender = Sender::of(sender);
        answers.serve(sender.ip);
        dispatch(here, run, port, data, &sender);
    }
    answers.end(count);
    room.replace(Some(batch));
}

/// Brings a datagram to whoever shall serve it.
fn dispatch(here: Here, run: &Rc<Run>, port: &Port, data: &[u8], sender: &Sender) {
    let target = run.dispatch.as_ref().map_or(Target::Owner, |dispatch| dispatch.of_datagram(run, sender.ip, data));
    match target {
        Target::Nowhere => {}
        Target::Worker(worker) if worker != run.own_box() => {
            let text = sender.text();
            let mut whole = (text.len() as u32).to_ne_bytes().to_vec();
            whole.extend_from_slice(text);
            whole.extend_from_slice(&sender.number.map_or(0, |number| number + 1).to_ne_bytes());
            whole.extend_from_slice(data);
            let (from, flags) = (run.own_box() as u32, port.index as u32);
            let letter = Letter { from, flags, data: whole, ..Letter::new(About::Datagram, 0) };
            // Datagrams may be lost.
            let _ = run.post.send(worker, letter, true);
        }
        _ => serve(here, run, port, data, sender),
    }
}

/// Another worker has received a datagram, which this one shall serve.
pub fn receive_forwarded(here: Here, run: &Rc<Run>, letter: &Letter) {
    let parts = || {
        let (length, rest) = letter.data.split_first_chunk()?;
        let (text, rest) = rest.split_at_checked(u32::from_ne_bytes(*length) as usize)?;
        let (number, data) = rest.split_first_chunk()?;
        let number = i64::from_ne_bytes(*number);
        Some((Sender { ip: None, text: Text::of(text), number: (number > 0).then(|| number - 1) }, data))
    };
    if let Some((sender, data)) = parts()
        && let Some(port) = run.ports.get(letter.flags as usize)
    {
        serve(here, run, port, data, &sender);
    }
}

/// Who sent a datagram.
struct Sender {
    ip: Option<SocketAddr>,
    /// The address as PHP is given it.
    text: Text,
    /// The port, unless it is a unix socket.
    number: Option<i64>,
}

impl Sender {
    fn of(from: datagrams::Sender) -> Self {
        let ip = from.ip();
        let text = match ip {
            Some(ip) => Text::of_ip(ip.ip()),
            None => Text::of(&from.path().unwrap_or_default()),
        };
        Self { ip, text, number: ip.map(|ip| i64::from(ip.port())) }
    }

    fn text(&self) -> &[u8] {
        self.text.as_bytes()
    }
}

fn serve(here: Here, run: &Rc<Run>, port: &Port, data: &[u8], sender: &Sender) {
    deliver(here, run, port, data, sender);
    worker::count_request(here, run);
}

fn deliver(here: Here, run: &Run, port: &Port, data: &[u8], sender: &Sender) {
    let callback = port.callback(PortEvent::Packet).or_else(|| run.ports[0].callback(PortEvent::Packet));
    let Some(callback) = callback else { return };
    let data = Owned::take(Val::bytes(data));
    let address = Owned::take(Val::bytes(sender.text()));
    let socket = Val::long(port.socket.as_raw_fd().into());
    let time = events::seconds(clock::wall());
    let server_port = Val::long(port.number.into());
    if run.flags.event_objects {
        let client_port = Val::long(sender.number.unwrap_or(0));
        let values = [socket, server_port, time, address.get(), client_port, data.get()];
        // SAFETY: the class has these properties.
        let packet = unsafe { events::make(ffi::ce::swirl_ce_Server_Packet, values.map(|value| value.share())) };
        return event_loop::call_back(&callback, &mut [Val::object(here.object), packet.get()]);
    }
    let address = address.into_val();
    let info = match sender.number {
        Some(number) => info(run, true).filled(&[socket, time, server_port, address, Val::long(number)]),
        None => info(run, false).filled(&[socket, time, server_port, address]),
    };
    event_loop::call_back(&callback, &mut [Val::object(here.object), data.get(), info.get()]);
}

/// What a handler is told of a client, without the values.
fn info(run: &Run, with_port: bool) -> &Owned {
    run.datagrams.infos[usize::from(with_port)].get_or_init(|| {
        let mut names = vec!["server_socket", "dispatch_time", "server_port", "address"];
        if with_port {
            names.push("port");
        }
        names.into_iter().fold(Array::new(), |array, name| array.long(name, 0)).build()
    })
}

/// Sends a datagram from the first port of the right kind, or from the one with this descriptor. False, with an error or
/// a warning, when that cannot be.
pub fn send(run: &Run, to: &[u8], number: i64, data: &[u8], descriptor: i64) -> bool {
    let (kind, name) = match to {
        path if path.starts_with(b"/") => (Kind::UnixDatagram, "UnixDgram"),
        ip if ip.contains(&b':') => (Kind::Udp6, "UDP6"),
        _ => (Kind::Udp, "UDP"),
    };
    let of_kind = |port: &&Rc<Port>| port.kind == kind;
    if !run.ports.iter().any(|port| port.kind == kind) {
        error::misuse(&format!("{name} listener has to be added before executing sendto"));
        return false;
    }
    let chosen = run.ports.iter().filter(of_kind);
    let mut chosen = chosen.filter(|port| descriptor < 0 || i64::from(port.socket.as_raw_fd()) == descriptor);
    let Some(port) = chosen.next() else { return false };
    match send_from(run, port, to, number, data) {
        Ok(()) => true,
        Err(why) => {
            error::set_last(why.raw_os_error().unwrap_or_default());
            false
        }
    }
}

fn send_from(run: &Run, port: &Port, to: &[u8], number: i64, data: &[u8]) -> std::io::Result<()> {
    let flags = SendFlags::DONTWAIT | SendFlags::NOSIGNAL;
    if port.kind == Kind::UnixDatagram {
        let to = SocketAddrUnix::new(Path::new(OsStr::from_bytes(to)))?;
        return at_once_or_later(|| Ok(rustix::net::sendto(&*port.socket, data, flags, &to).map(drop)?));
    }
    let to = ip_address(to, number).ok_or_else(|| std::io::Error::from_raw_os_error(libc::EINVAL))?;
    if run.datagrams.answers.hold(&port.socket, to, data) {
        return Ok(());
    }
    at_once_or_later(|| Ok(rustix::net::sendto(&*port.socket, data, flags, &to).map(drop)?))
}

fn ip_address(text: &[u8], number: i64) -> Option<SocketAddr> {
    let ip = std::str::from_utf8(text).ok()?.parse().ok()?;
    Some(SocketAddr::new(ip, u16::try_from(number).ok()?))
}

fn at_once_or_later(send: impl Fn() -> std::io::Result<()>) -> std::io::Result<()> {
    match send() {
        Err(why) if why.kind() == std::io::ErrorKind::WouldBlock => retry(send),
        other => other,
    }
}

/// Sends as soon as there is room: the kernel does not tell when that is so at the receiver.
fn retry(send: impl Fn() -> std::io::Result<()>) -> std::io::Result<()> {
    let deadline = Timeouts::defaults().write.map(|timeout| clock::now() + timeout.as_nanos() as u64);
    let mut backoff = Backoff::default();
    loop {
        let waited = if coroutine::can_park() { backoff.pause(WaitReason::Sleep, deadline) } else { pause(deadline) };
        match send() {
            Err(why) if why.kind() == std::io::ErrorKind::WouldBlock && waited == Wake::Ready => {}
            other => return other,
        }
    }
}

/// Sleeps for a moment. `TimedOut` when the deadline has come.
fn pause(deadline: Option<Nanos>) -> Wake {
    if deadline.is_some_and(|deadline| deadline <= clock::now()) {
        return Wake::TimedOut;
    }
    std::thread::sleep(std::time::Duration::from_millis(1));
    Wake::Ready
}
