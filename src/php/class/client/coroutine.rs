//! `Swoole\Coroutine\Client`.

use std::cell::RefCell;
use std::rc::Rc;

use super::client_type;
use super::described;
use super::host_of;
use super::is_tcp;
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
use crate::php::entry::Return;
use crate::php::entry::handlers;
use crate::php::error;
use crate::php::ffi;
use crate::php::functions::meaning_of;
use crate::php::object;
use crate::php::object::carried;
use crate::php::options;
use crate::php::value::Owned;
use crate::php::value::Val;
use crate::php::value::count;
use crate::sys::errno;

/// An object's socket, while it is connected or about to be.
type Place = RefCell<Option<Rc<Socket>>>;

carried! {
    /// The class.
    static CLASS: Place
}

/// Declared properties, in the order of the stub.
const ERR_CODE: usize = 0;
const ERR_MSG: usize = 1;
const FD: usize = 2;
const SOCKET: usize = 3;
const TYPE: usize = 4;
const SETTING: usize = 5;
const CONNECTED: usize = 6;

/// How much is received at once without a rule for packets.
const LENGTH: usize = 65536;

/// At module startup.
pub fn register() {
    // SAFETY: class entries are registered by now. The socket's object is a property: the collector sees it.
    unsafe { CLASS.install(ffi::ce::swirl_ce_Coroutine_Client, object::NO_GC) };
}

handlers! {
    fn swirl_Coroutine_Client___construct(args, _ret) {
        args.expect(1, 1)?;
        let client_type = client_type(&args)?;
        options::activate();
        object::set_long(args.this(), TYPE, client_type);
        Ok(())
    }

    fn swirl_Coroutine_Client___destruct(_args, _ret) {
        Ok(())
    }

    fn swirl_Coroutine_Client_set(args, mut ret) {
        args.expect(1, 1)?;
        let mut settings = args.array(0)?;
        if count(&settings) == 0 {
            ret.bool(false);
            return Ok(());
        }
        super::remember(args.this(), SETTING, &mut settings);
        let good = match connected(args.this()) {
            Some(open) => socket::apply(&open, &settings)?,
            None => true,
        };
        ret.bool(good);
        Ok(())
    }

    fn swirl_Coroutine_Client_connect(args, mut ret) {
        args.expect(1, 4)?;
        let (host, port, timeout) = (args.bytes(0)?, args.long_or(1, 0)?, args.double_or(2, 0.0)?);
        args.long_or(3, 0)?;
        ret.bool(false);
        if host.is_empty() {
            error::misuse("The host is empty");
            return Ok(());
        }
        let Some(socket) = new_socket(args.this(), port)? else { return Ok(()) };
        let mut timeouts = socket.timeouts.get();
        timeouts.connect = patience(timeout, timeouts.connect);
        socket.timeouts.set(timeouts);
        let connected = socket.connect(host, port, timeouts.connect);
        if let Err(why) = connected {
            let _ = socket.close();
            forget(args.this());
            return report(&args, &why);
        }
        timeouts.read = patience(timeout, timeouts.read);
        timeouts.write = patience(timeout, timeouts.write);
        socket.timeouts.set(timeouts);
        object::set_property(args.this(), CONNECTED, Owned::take(Val::bool(true)));
        ret.bool(true);
        Ok(())
    }

    fn swirl_Coroutine_Client_recv(args, mut ret) {
        args.expect(0, 1)?;
        let timeout = args.double_or(0, 0.0)?;
        let Some(socket) = need_connection(&args, &mut ret) else { return Ok(()) };
        let timeout = patience(timeout, socket.timeouts.get().read);
        let cut = socket.packets.borrow().rule().is_some();
        let received = match cut {
            true => socket.receive_packet(timeout, Val::bytes),
            false => socket.receive(LENGTH, timeout, Val::bytes),
        };
        give(&args, &mut ret, received)
    }

    fn swirl_Coroutine_Client_peek(args, mut ret) {
        args.expect(0, 1)?;
        let length = usize::try_from(args.long_or(0, 65535)?).unwrap_or(0);
        let Some(socket) = need_connection(&args, &mut ret) else { return Ok(()) };
        let peeked = socket.peek(length, Val::bytes);
        give(&args, &mut ret, peeked)
    }

    fn swirl_Coroutine_Client_send(args, mut ret) {
        args.expect(1, 2)?;
        let (data, timeout) = (args.bytes(0)?, args.double_or(1, 0.0)?);
        if data.is_empty() {
            error::misuse("data to send is empty");
            ret.bool(false);
            return Ok(());
        }
        let Some(socket) = need_connection(&args, &mut ret) else { return Ok(()) };
        let Partial { done, why } = socket.send_all(data, patience(timeout, socket.timeouts.get().write));
        if done == 0 && why.is_err() { ret.bool(false) } else { ret.long(done as i64) }
        why.map_or_else(|why| report(&args, &why), Ok)
    }

    fn swirl_Coroutine_Client_sendto(args, mut ret) {
        args.expect(3, 3)?;
        let (host, port, data) = (args.bytes(0)?, args.long(1)?, args.bytes(2)?);
        ret.bool(false);
        if data.is_empty() {
            return Ok(());
        }
        let Some(socket) = any_socket(args.this())? else { return Ok(()) };
        match socket.send_to(host, port, data) {
            Ok(_) => ret.bool(true),
            Err(why) => return report(&args, &why),
        }
        Ok(())
    }

    fn swirl_Coroutine_Client_recvfrom(args, mut ret) {
        args.expect(2, 3)?;
        let length = args.long(0)?;
        ret.bool(false);
        let Some(length) = usize::try_from(length).ok().filter(|&length| length > 0) else { return Ok(()) };
        let Some(socket) = any_socket(args.this())? else { return Ok(()) };
        match socket.receive_from(length, socket.timeouts.get().read, Val::bytes) {
            Ok((bytes, from)) => {
                ret.set(bytes);
                args.assign(1, host_of(&from))?;
                if args.has(2) {
                    args.assign(2, Owned::take(Val::long(from.port().into())))?;
                }
                Ok(())
            }
            Err(why) => report(&args, &why),
        }
    }

    fn swirl_Coroutine_Client_sendfile(args, mut ret) {
        args.expect(1, 3)?;
        let (file, offset, length) = (args.bytes(0)?, args.long_or(1, 0)?, args.long_or(2, 0)?);
        if file.is_empty() {
            error::misuse("file to send is empty");
            ret.bool(false);
            return Ok(());
        }
        let Some(socket) = need_connection(&args, &mut ret) else { return Ok(()) };
        if socket.is_datagram() {
            let why = Failure::Told(libc::EINVAL, "dgram socket cannot use sendfile".into());
            ret.bool(false);
            return report(&args, &why);
        }
        let size = |value: i64| u64::try_from(value).unwrap_or(0);
        let (file, timeout) = (String::from_utf8_lossy(file), socket.timeouts.get().write);
        answer(&args, &mut ret, socket.send_file(&file, size(offset), size(length), timeout))
    }

    fn swirl_Coroutine_Client_enableSSL(args, mut ret) {
        args.expect(0, 0)?;
        let Some(socket) = need_connection(&args, &mut ret) else { return Ok(()) };
        let refused = match socket.kind() {
            kind if !is_tcp(kind) => Some(libc::ESOCKTNOSUPPORT),
            _ if socket.has_tls() => Some(libc::EISCONN),
            _ => None,
        };
        if let Some(refused) = refused {
            return answer(&args, &mut ret, Err(Failure::Code(refused)));
        }
        let mut options = crate::net::tls::Options::default();
        if let Some(settings) = super::settings(args.this(), SETTING) {
            socket::read_tls(&settings.get(), &mut options)?;
        }
        socket.set_tls(options);
        answer(&args, &mut ret, socket.handshake())
    }

    fn swirl_Coroutine_Client_getPeerCert(args, mut ret) {
        args.expect(0, 0)?;
        let Some(socket) = need_connection(&args, &mut ret) else { return Ok(()) };
        let shown = if socket.is_secure() { socket.peer_certificate() } else { Err(Failure::Code(libc::EISCONN)) };
        give(&args, &mut ret, shown.map(|pem| Val::bytes(&pem)))
    }

    fn swirl_Coroutine_Client_verifyPeerCert(args, mut ret) {
        args.expect(0, 1)?;
        let allow_self_signed = args.bool_or(0, false)?;
        let Some(socket) = need_connection(&args, &mut ret) else { return Ok(()) };
        let verified = if socket.is_secure() {
            socket.verify_peer(allow_self_signed)
        } else {
            Err(Failure::Code(libc::ENOTCONN))
        };
        answer(&args, &mut ret, verified)
    }

    fn swirl_Coroutine_Client_exportSocket(args, mut ret) {
        args.expect(0, 0)?;
        ret.give(object::property(args.this(), SOCKET).share());
        Ok(())
    }

    fn swirl_Coroutine_Client_isConnected(args, mut ret) {
        args.expect(0, 0)?;
        ret.bool(connected(args.this()).is_some_and(|socket| socket.is_connected()));
        Ok(())
    }

    fn swirl_Coroutine_Client_getsockname(args, mut ret) {
        args.expect(0, 0)?;
        let Some(socket) = need_connection(&args, &mut ret) else { return Ok(()) };
        let address = socket.own_address().map(|address| described(&address).into_val());
        give(&args, &mut ret, address)
    }

    fn swirl_Coroutine_Client_getpeername(args, mut ret) {
        args.expect(0, 0)?;
        let Some(socket) = need_connection(&args, &mut ret) else { return Ok(()) };
        let address = socket.peer_address().map(|address| described(&address).into_val());
        give(&args, &mut ret, address)
    }

    fn swirl_Coroutine_Client_close(args, mut ret) {
        args.expect(0, 0)?;
        if ends_with_its_users(args.this()) {
            forget(args.this());
            ret.bool(true);
            return Ok(());
        }
        let Some(socket) = need_connection(&args, &mut ret) else { return Ok(()) };
        let busy = socket.waiter(crate::net::socket::Side::Both).is_some();
        if busy {
            object::set_property(args.this(), CONNECTED, Owned::take(Val::bool(false)));
        } else {
            forget(args.this());
        }
        let closed = socket.close();
        // As Swoole has it: others were using it and are only now told; the first of them to close it succeeds.
        let closed = if busy { Err(Failure::Code(code::CO_SOCKET_CLOSE_WAIT)) } else { closed };
        answer(&args, &mut ret, closed)
    }
}

/// Whether it was closed while others were using it, none of whom has closed it yet.
fn ends_with_its_users(this: *mut ffi::Object) -> bool {
    let closed = CLASS.shared(this).borrow().as_ref().is_some_and(|socket| socket.is_closed());
    closed && !object::property(this, CONNECTED).to_bool()
}

fn connected(this: *mut ffi::Object) -> Option<Rc<Socket>> {
    CLASS.shared(this).borrow().clone().filter(|socket| !socket.is_closed())
}

/// The socket, or the call's result is false and the object says why.
fn need_connection(args: &Args, ret: &mut Return) -> Option<Rc<Socket>> {
    let found = connected(args.this());
    if found.is_none() {
        // Its socket may have been closed by whoever exported it.
        if CLASS.shared(args.this()).borrow().is_some() {
            forget(args.this());
        }
        ret.bool(false);
        let number = code::CLIENT_NO_CONNECTION;
        socket::tell(args.this(), [ERR_CODE, ERR_MSG], number, &meaning_of(number));
    }
    found
}

/// The socket that is there, or a new one for datagrams.
fn any_socket(this: *mut ffi::Object) -> Outcome<Option<Rc<Socket>>> {
    match connected(this) {
        Some(socket) => Ok(Some(socket)),
        None => new_socket(this, 0),
    }
}

/// A new socket with the client's settings; nothing, and the object says why, when there is one or cannot be one.
fn new_socket(this: *mut ffi::Object, port: i64) -> Outcome<Option<Rc<Socket>>> {
    let places = [ERR_CODE, ERR_MSG];
    if connected(this).is_some() {
        socket::tell(this, places, libc::EISCONN, &errno::describe(libc::EISCONN));
        return Ok(None);
    }
    let client_type = object::property(this, TYPE).to_long();
    if kind_of(client_type).is_some_and(is_tcp) && !(1..=65535).contains(&port) {
        error::misuse("The port is invalid");
        return Ok(None);
    }
    let socket = match super::open(client_type) {
        Ok(socket) => socket,
        Err(why) => {
            socket::report(this, places, &why.into())?;
            return Ok(None);
        }
    };
    object::set_long(this, FD, socket.descriptor().unwrap_or(-1).into());
    let exported = Owned::take(Val::object(socket::from_socket(Rc::clone(&socket))));
    object::set_property(this, SOCKET, exported);
    *CLASS.shared(this).borrow_mut() = Some(Rc::clone(&socket));
    if let Some(settings) = super::settings(this, SETTING) {
        socket::apply(&socket, &settings.get())?;
    }
    Ok(Some(socket))
}

/// The socket is the client's no more.
fn forget(this: *mut ffi::Object) {
    *CLASS.shared(this).borrow_mut() = None;
    object::set_property(this, SOCKET, Owned::take(Val::NULL));
    object::set_property(this, CONNECTED, Owned::take(Val::bool(false)));
}

fn report(args: &Args, why: &Failure) -> Outcome {
    socket::report(args.this(), [ERR_CODE, ERR_MSG], why)
}

fn answer(args: &Args, ret: &mut Return, result: Result<()>) -> Outcome {
    ret.bool(result.is_ok());
    result.map_or_else(|why| report(args, &why), Ok)
}

fn give(args: &Args, ret: &mut Return, result: Result<Val>) -> Outcome {
    match result {
        Ok(value) => {
            ret.set(value);
            return Ok(());
        }
        // What had begun and was cut off is empty; a failure is false.
        Err(Failure::Ended(_)) => ret.set(Val::bytes(b"")),
        Err(_) => ret.bool(false),
    }
    result.map_or_else(|why| report(args, &why), |_| Ok(()))
}
