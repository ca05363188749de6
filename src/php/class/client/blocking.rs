//! `Swoole\Client`: the thread waits, unless it is in a coroutine.

use std::cell::Cell;
use std::cell::RefCell;
use std::rc::Rc;
use std::time::Duration;

use super::KEEP;
use super::client_type;
use super::events;
use super::events::Events;
use super::host_of;
use super::is_tcp;
use super::keep;
use super::keep::Kept;
use super::kind_of;
use crate::net::socket::Failure;
use crate::net::socket::Partial;
use crate::net::socket::Result;
use crate::net::socket::Socket;
use crate::net::socket::code;
use crate::php::args::Args;
use crate::php::args::Outcome;
use crate::php::class::socket;
use crate::php::class::socket::patience;
use crate::php::descriptor;
use crate::php::entry::Return;
use crate::php::entry::handlers;
use crate::php::error;
use crate::php::error::Exception;
use crate::php::ffi;
use crate::php::functions::meaning_of;
use crate::php::log;
use crate::php::object;
use crate::php::object::carried;
use crate::php::value::Array;
use crate::php::value::Owned;
use crate::php::value::Val;
use crate::sys::socket::Address;

/// An object's connection.
#[derive(Default)]
pub struct Client {
    /// From the call of connect on.
    pub(super) open: RefCell<Option<Connection>>,
    /// What an asynchronous one has besides.
    pub(super) events: Events,
    /// Whether nobody has looked yet if the connection that was begun is there.
    begun: Cell<bool>,
    /// What `getSocket()` has given.
    exported: RefCell<Option<Owned>>,
}

/// A connection, or one that is about to be.
#[derive(Clone)]
pub(super) struct Connection {
    pub(super) socket: Rc<Socket>,
    /// Under which it is kept.
    pub(super) key: Rc<[u8]>,
    /// How often it was used again.
    pub(super) uses: i64,
    /// Whether nobody may wait for it.
    pub(super) is_async: bool,
}

carried! {
    /// The class.
    pub static CLASS: Client
}

/// Declared properties, in the order of the stub.
pub(super) const ERR_CODE: usize = 0;
pub(super) const SOCK: usize = 1;
const REUSE: usize = 2;
const REUSE_COUNT: usize = 3;
pub(super) const TYPE: usize = 4;
const ID: usize = 5;
pub(super) const SETTING: usize = 6;

/// The most that is received at once.
const LENGTH: i64 = 65536;
/// `connect()` does not wait.
const NONBLOCKING: i64 = 1;
const MSG_WAITALL: i64 = libc::MSG_WAITALL as i64;

/// At module startup.
pub fn register() {
    // SAFETY: class entries are registered by now; both classes have objects of the same kind.
    unsafe {
        CLASS.install(ffi::ce::swirl_ce_Client, object::NO_GC);
        CLASS.install(ffi::ce::swirl_ce_Async_Client, Some(events::get_gc));
    }
}

handlers! {
    fn swirl_Client___construct(args, _ret) {
        args.expect(1, 3)?;
        let (given, is_async, id) = (client_type(&args)?, args.bool_or(1, false)?, args.bytes_or_null(2)?);
        if is_async {
            return error::throw_plain("The $async parameter is not supported");
        }
        object::set_long(args.this(), TYPE, given);
        if let Some(id) = id {
            object::set_property(args.this(), ID, Owned::take(Val::bytes(id)));
        }
        Ok(())
    }

    fn swirl_Client___destruct(args, _ret) {
        if let Some(open) = CLASS.shared(args.this()).open.take() {
            let_go(args.this(), open, false);
        }
        Ok(())
    }

    fn swirl_Client_set(args, mut ret) {
        args.expect(1, 1)?;
        let mut settings = args.array(0)?;
        super::remember(args.this(), SETTING, &mut settings);
        ret.bool(true);
        Ok(())
    }

    fn swirl_Client_connect(args, mut ret) {
        args.expect(1, 4)?;
        let (host, port, timeout) = (args.bytes(0)?, args.long_or(1, 0)?, args.double_or(2, 0.5)?);
        let flags = args.long_or(3, 0)?;
        ret.bool(false);
        if host.is_empty() {
            error::misuse("The host is empty");
            return Ok(());
        }
        let place = &CLASS.shared(args.this()).open;
        if place.borrow().is_some() {
            error::misuse("connection to the server has already been established");
            return Ok(());
        }
        let Some(open) = open(args.this(), host, port)? else { return Ok(()) };
        let reused = open.uses > 0;
        *place.borrow_mut() = Some(open.clone());
        if reused {
            object::set_property(args.this(), REUSE, Owned::take(Val::bool(true)));
            ret.bool(true);
            return Ok(());
        }
        let socket = open.socket;
        if let Some(settings) = super::settings(args.this(), SETTING)
            && !socket::apply(&socket, &settings.get())?
        {
            object::set_long(args.this(), ERR_CODE, error::last().into());
            return Ok(());
        }
        let timeout = patience(timeout, None);
        let mut timeouts = socket.timeouts.get();
        (timeouts.connect, timeouts.read, timeouts.write) = (timeout, timeout, timeout);
        socket.timeouts.set(timeouts);
        let connected = match flags & NONBLOCKING {
            0 => socket.connect(host, port, timeout).map(|()| true),
            _ => socket.begin_connect(host, port),
        };
        match connected {
            Ok(true) => ret.bool(true),
            // The first call that needs the connection looks whether it is there.
            Ok(false) => {
                CLASS.shared(args.this()).begun.set(true);
                error::set_last(libc::EINPROGRESS);
                object::set_long(args.this(), ERR_CODE, libc::EINPROGRESS.into());
                ret.bool(true);
            }
            Err(why) => {
                *place.borrow_mut() = None;
                object::set_long(args.this(), SOCK, -1);
                refused(&args, host, port, &why)?;
            }
        }
        Ok(())
    }

    fn swirl_Client_recv(args, mut ret) {
        args.expect(0, 2)?;
        let (length, flags) = (args.long_or(0, LENGTH)?, args.long_or(1, 0)?);
        let Some(socket) = need(&args, &mut ret) else { return Ok(()) };
        let received = receive(&socket, length, if flags == 1 { MSG_WAITALL } else { flags });
        match received {
            Err(why) if why.is_timeout() && !matches!(why, Failure::Ended(_)) => {
                return failed(&args, &mut ret, "recv() failed", &Failure::Code(libc::EAGAIN));
            }
            Ok(bytes) => ret.set(bytes),
            // The stream cannot be cut any more, or ended in the middle.
            Err(Failure::Ended(_) | Failure::Noted(..)) => ret.set(Val::bytes(b"")),
            Err(Failure::Told(..)) => {
                error::advise("no package eof");
                ret.bool(false);
            }
            Err(why) => return failed(&args, &mut ret, "recv() failed", &why),
        }
        Ok(())
    }

    fn swirl_Client_send(args, mut ret) {
        args.expect(1, 2)?;
        let data = args.bytes(0)?;
        args.long_or(1, 0)?;
        if data.is_empty() {
            error::misuse("data to send is empty");
            ret.bool(false);
            return Ok(());
        }
        let Some(socket) = need(&args, &mut ret) else { return Ok(()) };
        let is_async = CLASS.shared(args.this()).open.borrow().as_ref().is_some_and(|open| open.is_async);
        let sent = match is_async {
            true => Partial::of(events::send(args.this(), &socket, data)),
            false => socket.send_all(data, socket.timeouts.get().write),
        };
        match sent {
            Partial { done: 0, why: Err(why) } => {
                let fd = socket.descriptor().unwrap_or(-1);
                failed(&args, &mut ret, &format!("failed to send({fd}) {} bytes", data.len()), &why)
            }
            Partial { done, .. } => {
                ret.long(done as i64);
                Ok(())
            }
        }
    }

    fn swirl_Client_sendto(args, mut ret) {
        args.expect(3, 3)?;
        let (host, port, data) = (args.bytes(0)?, args.long(1)?, args.bytes(2)?);
        ret.bool(false);
        if data.is_empty() {
            error::advise("data to send is empty");
            return Ok(());
        }
        let place = &CLASS.shared(args.this()).open;
        if place.borrow().is_none() {
            let Some(open) = open(args.this(), host, port)? else { return Ok(()) };
            *place.borrow_mut() = Some(open);
        }
        let socket = place.borrow().as_ref().map(|open| Rc::clone(&open.socket));
        match socket.map(|socket| socket.send_to(host, port, data)) {
            Some(Err(why)) => object::set_long(args.this(), ERR_CODE, why.code().into()),
            sent => ret.bool(sent.is_some()),
        }
        Ok(())
    }

    fn swirl_Client_sendfile(args, mut ret) {
        args.expect(1, 3)?;
        let (file, offset, length) = (args.bytes(0)?, args.long_or(1, 0)?, args.long_or(2, 0)?);
        ret.bool(false);
        if file.is_empty() {
            error::misuse("file to send is empty");
            return Ok(());
        }
        let Some(socket) = need(&args, &mut ret) else { return Ok(()) };
        if socket.is_datagram() {
            error::advise("dgram socket cannot use sendfile");
            return Ok(());
        }
        let size = |value: i64| u64::try_from(value).unwrap_or(0);
        let file = String::from_utf8_lossy(file);
        match socket.send_file(&file, size(offset), size(length), socket.timeouts.get().write) {
            Ok(()) => ret.bool(true),
            Err(why) => {
                let number = why.code();
                let text = meaning_of(number);
                error::misuse(&format!("sendfile() failed. Error: {text} [{number}]"));
                error::set_last(number);
                object::set_long(args.this(), ERR_CODE, number.into());
            }
        }
        Ok(())
    }

    fn swirl_Client_enableSSL(args, mut ret) {
        args.expect(0, 1)?;
        if args.has(0) && !args.value(0).is_null() {
            let message = "sync client does not support `onSslReady` callback";
            return error::throw_with_code(Exception::Swoole, message, code::INVALID_PARAMS.into());
        }
        let Some(socket) = need(&args, &mut ret) else { return Ok(()) };
        ret.bool(false);
        if !is_tcp(socket.kind()) {
            error::misuse("cannot use enableSSL");
            return Ok(());
        } else if socket.has_tls() {
            error::misuse("SSL has been enabled");
            return Ok(());
        }
        let mut options = crate::net::tls::Options::default();
        if let Some(settings) = super::settings(args.this(), SETTING)
            && !socket::read_tls(&settings.get(), &mut options)?
        {
            return Ok(());
        }
        socket.set_tls(options);
        match socket.handshake() {
            Ok(()) => ret.bool(true),
            Err(why) => told(&why),
        }
        Ok(())
    }

    fn swirl_Client_getPeerCert(args, mut ret) {
        args.expect(0, 0)?;
        if let Some(socket) = need_tls(&args, &mut ret)
            && let Ok(pem) = socket.peer_certificate()
        {
            ret.set(Val::bytes(&pem));
        }
        Ok(())
    }

    fn swirl_Client_verifyPeerCert(args, mut ret) {
        let allow_self_signed = args.bool_or(0, false)?;
        if let Some(socket) = need_tls(&args, &mut ret) {
            let verified = socket.verify_peer(allow_self_signed);
            ret.bool(verified.is_ok());
            if let Err(why) = verified {
                told(&why);
            }
        }
        Ok(())
    }

    fn swirl_Client_isConnected(args, mut ret) {
        args.expect(0, 0)?;
        ret.bool(CLASS.shared(args.this()).open.borrow().is_some());
        Ok(())
    }

    fn swirl_Client_getSocket(args, mut ret) {
        args.expect(0, 0)?;
        let known = CLASS.shared(args.this()).exported.borrow().as_ref().map(|known| known.get().share());
        if let Some(known) = known {
            ret.give(known);
            return Ok(());
        }
        let Some(socket) = need(&args, &mut ret) else { return Ok(()) };
        ret.bool(false);
        if object::property(args.this(), TYPE).to_long() & KEEP != 0 {
            error::misuse("the 'getSocket' method can't be used on persistent connection");
        } else if let Some(made) = socket.duplicate().and_then(descriptor::to_socket) {
            *CLASS.shared(args.this()).exported.borrow_mut() = Some(made.get().share());
            ret.give(made);
        }
        Ok(())
    }

    fn swirl_Client_getsockname(args, mut ret) {
        args.expect(0, 0)?;
        let Some(socket) = need(&args, &mut ret) else { return Ok(()) };
        give_address(&args, &mut ret, "getsockname() failed", socket.own_address())
    }

    fn swirl_Client_getpeername(args, mut ret) {
        args.expect(0, 0)?;
        let Some(socket) = need(&args, &mut ret) else { return Ok(()) };
        give_address(&args, &mut ret, "getpeername() failed", socket.peer_address())
    }

    fn swirl_Client_shutdown(args, mut ret) {
        args.expect(1, 1)?;
        let how = args.long(0)?;
        let Some(socket) = need(&args, &mut ret) else { return Ok(()) };
        ret.bool(socket.shut_down(how as i32).is_ok());
        Ok(())
    }

    fn swirl_Client_close(args, mut ret) {
        args.expect(0, 1)?;
        let force = args.bool_or(0, false)?;
        let client = CLASS.shared(args.this());
        let open = client.open.take();
        drop(client.exported.take());
        ret.bool(open.is_some());
        match open {
            Some(open) => let_go(args.this(), open, force),
            None => error::misuse("client is not connected to the server"),
        }
        Ok(())
    }
}

/// A new connection, or one that was kept; nothing, and the object says why, when there cannot be one.
fn open(this: *mut ffi::Object, host: &[u8], port: i64) -> Outcome<Option<Connection>> {
    let client_type = object::property(this, TYPE).to_long();
    if kind_of(client_type).is_some_and(is_tcp) && !(0..=65535).contains(&port) {
        error::misuse("The port is invalid");
        error::set_last(code::INVALID_PARAMS);
        return Ok(None);
    }
    let id = object::property(this, ID);
    let key: Rc<[u8]> = match id.as_bytes() {
        Some(id) if !id.is_empty() => id.into(),
        _ => [host, format!(":{port}").as_bytes()].concat().into(),
    };
    let kept = if client_type & KEEP != 0 { keep::take(&key) } else { None };
    let connection = match kept {
        Some(Kept { socket, uses }) => {
            object::set_long(this, REUSE_COUNT, uses + 1);
            Connection { socket, key, uses: uses + 1, is_async: false }
        }
        None => match super::open(client_type) {
            Ok(socket) => Connection { socket, key, uses: 0, is_async: false },
            Err(why) => {
                error::system_warning("Client_create() failed", &why);
                object::set_long(this, ERR_CODE, why.raw_os_error().unwrap_or_default().into());
                return Ok(None);
            }
        },
    };
    connection.socket.may_block.set(true);
    object::set_long(this, SOCK, connection.socket.descriptor().unwrap_or(-1).into());
    Ok(Some(connection))
}

/// Closes a connection, or keeps it for another object.
fn let_go(this: *mut ffi::Object, open: Connection, force: bool) {
    let keeps = object::property(this, TYPE).to_long() & KEEP != 0;
    if keeps && !force && !open.socket.is_closed() && !is_broken(error::last()) {
        keep::give(&open.key, Kept { socket: open.socket, uses: open.uses });
        return;
    }
    let _ = open.socket.close();
    object::set_long(this, SOCK, -1);
}

/// Whether an error means that the other end is gone.
fn is_broken(number: i32) -> bool {
    matches!(
        number,
        libc::ECONNRESET | libc::ECONNABORTED | libc::EPIPE | libc::ENOTCONN | libc::ETIMEDOUT | libc::ECONNREFUSED
    )
}

/// The socket, or the call's result is false after a warning.
pub(super) fn need(args: &Args, ret: &mut Return) -> Option<Rc<Socket>> {
    let client = CLASS.shared(args.this());
    let ready = |open: &&Connection| !open.socket.is_closed() && (!open.is_async || client.events.is_active());
    let mut socket = client.open.borrow().as_ref().filter(ready).map(|open| Rc::clone(&open.socket));
    if client.begun.take()
        && let Some(begun) = &socket
        && begun.end_connect().is_err()
    {
        drop(client.open.take());
        socket = None;
    }
    if socket.is_none() {
        ret.bool(false);
        error::set_last(code::CLIENT_NO_CONNECTION);
        object::set_long(args.this(), ERR_CODE, code::CLIENT_NO_CONNECTION.into());
        error::misuse("client is not connected to server");
    }
    socket
}

fn need_tls(args: &Args, ret: &mut Return) -> Option<Rc<Socket>> {
    let socket = need(args, ret)?;
    ret.bool(false);
    if !socket.is_secure() {
        error::misuse("SSL is not ready");
        return None;
    }
    Some(socket)
}

/// By the rule for packets, all of a length, or what there is.
fn receive(socket: &Socket, length: i64, flags: i64) -> Result<Val> {
    let timeout = socket.timeouts.get().read;
    if socket.packets.borrow().rule().is_some() {
        return socket.receive_packet(timeout, Val::bytes);
    }
    let wanted = usize::try_from(length).ok().filter(|&length| length > 0).unwrap_or(LENGTH as usize);
    if flags & MSG_WAITALL != 0 {
        let mut bytes = Vec::new();
        let received = socket.receive_all(&mut bytes, wanted, timeout);
        return received.count().map(|_| Val::bytes(&bytes));
    }
    let wanted = wanted.min(LENGTH as usize);
    if flags & i64::from(libc::MSG_PEEK) != 0 {
        return socket.peek(wanted, Val::bytes);
    }
    let timeout = if flags & i64::from(libc::MSG_DONTWAIT) != 0 { Some(Duration::ZERO) } else { timeout };
    socket.receive(wanted, timeout, Val::bytes)
}

fn give_address(args: &Args, ret: &mut Return, call: &str, address: Result<Address>) -> Outcome {
    match address {
        Ok(address) => {
            let port = i64::from(address.port());
            ret.give(Array::new().long("port", port).value("host", host_of(&address)).build());
            Ok(())
        }
        Err(why) => failed(args, ret, call, &why),
    }
}

/// The result is false, the object has the number, and there is a warning.
fn failed(args: &Args, ret: &mut Return, call: &str, why: &Failure) -> Outcome {
    ret.bool(false);
    if let Failure::Bound(_) = why {
        return socket::report(args.this(), [ERR_CODE, ERR_CODE], why);
    }
    let number = why.code();
    error::set_last(number);
    object::set_long(args.this(), ERR_CODE, number.into());
    error::advise(&format!("{call}, Error: {}[{number}]", meaning_of(number)));
    error::set_last(number);
    Ok(())
}

fn refused(args: &Args, host: &[u8], port: i64, why: &Failure) -> Outcome {
    told(why);
    if let Failure::Bound(_) = why {
        return socket::report(args.this(), [ERR_CODE, ERR_CODE], why);
    }
    let number = why.code();
    object::set_long(args.this(), ERR_CODE, number.into());
    let host = String::from_utf8_lossy(host);
    error::advise(&format!("connect to server[{host}:{port}] failed. Error: {}[{number}]", meaning_of(number)));
    error::set_last(number);
    Ok(())
}

/// Notes a failure, and what it has for the log.
fn told(why: &Failure) {
    error::set_last(why.code());
    if let Failure::Noted(number, note) = why {
        log::error(note.level, *number, note.place, note.text.as_bytes());
    }
}
