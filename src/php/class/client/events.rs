//! `Swoole\Async\Client`: a coroutine of its own connects and reads, and calls the user back.
//!
//! Always true: the coroutine holds the object, so that a connection lives until it is closed, whoever forgets it; when
//! the object's connection is another one than the coroutine's, or none, the coroutine ends without a word.

use std::cell::Cell;
use std::cell::RefCell;
use std::collections::VecDeque;
use std::ffi::c_int;
use std::ffi::c_void;
use std::rc::Rc;

use super::blocking::CLASS;
use super::blocking::Connection;
use super::blocking::ERR_CODE;
use super::blocking::SETTING;
use super::blocking::SOCK;
use super::blocking::TYPE;
use super::client_type;
use super::is_tcp;
use super::kind_of;
use crate::coroutine;
use crate::coroutine::WaitReason;
use crate::coroutine::Waker;
use crate::net::socket::Failure;
use crate::net::socket::Result;
use crate::net::socket::Side;
use crate::net::socket::Socket;
use crate::net::socket::code;
use crate::php::args::Args;
use crate::php::args::Outcome;
use crate::php::call::Callable;
use crate::php::class::socket;
use crate::php::class::socket::patience;
use crate::php::entry;
use crate::php::entry::handlers;
use crate::php::error;
use crate::php::error::Exception;
use crate::php::ffi;
use crate::php::life;
use crate::php::log;
use crate::php::object;
use crate::php::options;
use crate::php::state;
use crate::php::value::Owned;
use crate::php::value::Val;
use crate::php::value::find;

/// Whom to call when.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Event {
    Connect,
    Error,
    Receive,
    Close,
    BufferFull,
    BufferEmpty,
    SslReady,
}

/// The names of `on()`, in the order of the events and of the properties that hold the callbacks.
const NAMES: [&str; 6] = ["connect", "error", "receive", "close", "bufferfull", "bufferempty"];
/// The first of these properties.
const CALLBACKS: usize = 7;
const OUTPUT_BUFFER_OVERFLOW: i32 = 1009;
const PACKAGE_LENGTH_TOO_LARGE: i32 = 1201;

/// What an asynchronous connection has besides its socket.
#[derive(Default)]
pub struct Events {
    callbacks: RefCell<[Option<Rc<Callable>>; 7]>,
    /// Whether the connection is made.
    active: Cell<bool>,
    /// What the kernel had no room for.
    unsent: RefCell<VecDeque<u8>>,
    /// Whether a coroutine is sending that.
    sending: Cell<bool>,
    /// Whether the user was told that there is too much of it.
    full: Cell<bool>,
    /// Whether TLS is to begin.
    upgrades: Cell<bool>,
    asleep: Cell<bool>,
    /// Ends the sleep.
    sleeper: Cell<Option<Waker>>,
}

impl Events {
    /// Whether the connection is made.
    pub fn is_active(&self) -> bool {
        self.active.get()
    }
}

handlers! {
    fn swirl_Async_Client___construct(args, _ret) {
        args.expect(1, 1)?;
        let client_type = client_type(&args)?;
        options::activate();
        object::set_long(args.this(), TYPE, client_type);
        Ok(())
    }

    fn swirl_Async_Client___destruct(args, _ret) {
        if let Some(open) = CLASS.shared(args.this()).open.take() {
            let _ = open.socket.close();
        }
        Ok(())
    }

    fn swirl_Async_Client_on(args, mut ret) {
        args.expect(2, 2)?;
        let (name, callback) = (args.bytes(0)?.to_ascii_lowercase(), args.owned_callable(1)?);
        let Some(place) = NAMES.iter().position(|known| known.as_bytes() == name) else {
            let name = String::from_utf8_lossy(args.bytes(0)?).into_owned();
            error::misuse(&format!("Unknown event callback type name '{name}'"));
            ret.bool(false);
            return Ok(());
        };
        set_callback(args.this(), place, callback, args.value(1));
        ret.bool(true);
        Ok(())
    }

    fn swirl_Async_Client_connect(args, mut ret) {
        args.expect(1, 4)?;
        let (host, port, timeout) = (args.bytes(0)?, args.long_or(1, 0)?, args.double_or(2, 0.5)?);
        args.long_or(3, 0)?;
        ret.bool(false);
        if host.is_empty() {
            error::misuse("The host is empty");
        } else if CLASS.shared(args.this()).open.borrow().is_some() {
            error::misuse("connection to the server has already been established");
        } else if let Some(socket) = prepare(&args, port)? {
            ret.bool(begin(args.this(), socket, host.to_vec(), port, timeout));
        }
        Ok(())
    }

    fn swirl_Async_Client_enableSSL(args, mut ret) {
        args.expect(0, 1)?;
        if !args.has(0) {
            let message = "require `onSslReady` callback";
            return error::throw_with_code(Exception::Swoole, message, code::INVALID_PARAMS.into());
        }
        let callback = args.owned_callable(0)?;
        ret.bool(false);
        let Some(socket) = super::blocking::need(&args, &mut ret) else { return Ok(()) };
        if !is_tcp(socket.kind()) {
            error::misuse("cannot use enableSSL");
        } else if socket.has_tls() {
            error::misuse("SSL has been enabled");
        } else {
            let mut options = crate::net::tls::Options::default();
            if let Some(settings) = super::settings(args.this(), SETTING)
                && !socket::read_tls(&settings.get(), &mut options)?
            {
                return Ok(());
            }
            set_callback(args.this(), Event::SslReady as usize, callback, args.value(0));
            socket.set_tls(options);
            CLASS.shared(args.this()).events.upgrades.set(true);
            // Its reader may be waiting for something to read.
            socket.cancel(Side::Read);
            ret.bool(true);
        }
        Ok(())
    }

    fn swirl_Async_Client_isConnected(args, mut ret) {
        args.expect(0, 0)?;
        let client = CLASS.shared(args.this());
        ret.bool(client.open.borrow().is_some() && client.events.active.get());
        Ok(())
    }

    fn swirl_Async_Client_sleep(args, mut ret) {
        args.expect(0, 0)?;
        if let Some(socket) = super::blocking::need(&args, &mut ret) {
            let events = &CLASS.shared(args.this()).events;
            ret.bool(!events.asleep.replace(true));
            socket.cancel(Side::Read);
        }
        Ok(())
    }

    fn swirl_Async_Client_wakeup(args, mut ret) {
        args.expect(0, 0)?;
        if super::blocking::need(&args, &mut ret).is_some() {
            let events = &CLASS.shared(args.this()).events;
            ret.bool(events.asleep.replace(false));
            if let Some(sleeper) = events.sleeper.take() {
                coroutine::wake(sleeper);
            }
        }
        Ok(())
    }

    fn swirl_Async_Client_close(args, mut ret) {
        args.expect(0, 1)?;
        let open = CLASS.shared(args.this()).open.take();
        ret.bool(open.is_some());
        match open {
            Some(open) => {
                let _ = open.socket.close();
                ended(args.this());
                if CLASS.shared(args.this()).events.active.replace(false) {
                    call_plainly(args.this(), Event::Close);
                }
            }
            None => error::misuse("client is not connected to the server"),
        }
        Ok(())
    }
}

/// A socket with the client's settings, if all callbacks are there that it needs.
fn prepare(args: &Args, port: i64) -> Outcome<Option<Rc<Socket>>> {
    let this = args.this();
    let client_type = object::property(this, TYPE).to_long();
    let kind = kind_of(client_type).unwrap_or_default();
    if is_tcp(kind) && !(1..=65535).contains(&port) {
        error::misuse("The port is invalid");
        error::set_last(code::INVALID_PARAMS);
        return Ok(None);
    }
    let stream = kind.kind == libc::SOCK_STREAM;
    let needed: &[(Event, &str)] = match stream {
        true => &[
            (Event::Receive, "Receive"),
            (Event::Connect, "Connect"),
            (Event::Error, "Error"),
            (Event::Close, "Close"),
        ],
        false => &[(Event::Receive, "Receive")],
    };
    for (event, name) in needed {
        if callback(this, *event).is_none() {
            error::fatal(&format!("no 'on{name}' callback function"));
            return Ok(None);
        }
    }
    let socket = match super::open(client_type) {
        Ok(socket) => socket,
        Err(why) => {
            error::system_warning("failed to create client", &why);
            object::set_long(this, ERR_CODE, why.raw_os_error().unwrap_or_default().into());
            return Ok(None);
        }
    };
    object::set_long(this, SOCK, socket.descriptor().unwrap_or(-1).into());
    if let Some(settings) = super::settings(this, SETTING) {
        socket::apply(&socket, &settings.get())?;
    }
    let mut timeouts = socket.timeouts.get();
    (timeouts.read, timeouts.write) = (None, None);
    socket.timeouts.set(timeouts);
    Ok(Some(socket))
}

/// Starts the coroutine of a connection; false when there cannot be one more.
fn begin(this: *mut ffi::Object, socket: Rc<Socket>, host: Vec<u8>, port: i64, timeout: f64) -> bool {
    let client = CLASS.shared(this);
    let Some(callable) = callback(this, Event::Receive) else { return false };
    *client.open.borrow_mut() =
        Some(Connection { socket: Rc::clone(&socket), key: Rc::new([]), uses: 0, is_async: true });
    client.events.active.set(false);
    client.events.unsent.borrow_mut().clear();
    client.events.upgrades.set(false);
    client.events.asleep.set(false);
    let held = Val::object(this).share();
    let started = life::start_native(&callable, move || {
        let outcome = run(&held, &socket, &host, port, timeout);
        drop(socket);
        drop(held);
        outcome
    });
    started.is_some()
}

/// The life of a connection; the outcome of the last call.
fn run(client: &Owned, socket: &Rc<Socket>, host: &[u8], port: i64, timeout: f64) -> c_int {
    let Some(this) = client.get().as_object() else { return ffi::DONE };
    let events = &CLASS.shared(this).events;
    let connected = socket.connect(host, port, patience(timeout, None));
    if !is_current(this, socket) || connected == Err(Failure::Code(libc::ECANCELED)) {
        return ffi::DONE;
    }
    if let Err(why) = connected {
        return fail(this, socket, &why);
    }
    events.active.set(true);
    let mut outcome = call(client, Event::Connect, None);
    while outcome == ffi::DONE && is_current(this, socket) {
        if events.asleep.get() {
            events.sleeper.set(Some(coroutine::waker()));
            coroutine::park(WaitReason::Readable(socket.descriptor().unwrap_or(-1)), None);
            continue;
        }
        if events.upgrades.replace(false) {
            outcome = match socket.handshake() {
                Ok(()) => call(client, Event::SslReady, None),
                Err(_) if !is_current(this, socket) => ffi::DONE,
                Err(why) => return fail(this, socket, &why),
            };
            continue;
        }
        outcome = match receive(socket) {
            Ok(data) if data.as_bytes().is_empty() && !socket.is_datagram() => return end(client, socket),
            Ok(data) => call(client, Event::Receive, Some(data)),
            Err(_) if events.asleep.get() || events.upgrades.get() => ffi::DONE,
            // Told to end, as all coroutines are when the script does.
            Err(Failure::Code(libc::ECANCELED)) => return ffi::DONE,
            Err(why) => {
                object::set_long(this, ERR_CODE, why.code().into());
                return end(client, socket);
            }
        };
    }
    outcome
}

fn receive(socket: &Socket) -> Result<Owned> {
    let cut = socket.packets.borrow().rule().is_some();
    let received = match cut {
        true => socket.receive_packet(None, Val::bytes),
        false => socket.receive(65536, None, Val::bytes),
    };
    received.map(Owned::take)
}

/// Sends what there is room for and leaves the rest to a coroutine.
pub fn send(this: *mut ffi::Object, socket: &Rc<Socket>, data: &[u8]) -> Result<usize> {
    let events = &CLASS.shared(this).events;
    let (marks, waiting) = (Watermarks::of(this), events.unsent.borrow().len());
    if data.len() > marks.limit {
        return Err(refused(
            PACKAGE_LENGTH_TOO_LARGE,
            "data packet is too large, cannot exceed the socket buffer size",
        ));
    }
    if waiting > 0 && waiting + data.len() > marks.limit {
        // Who was refused is told when there is room, too.
        events.full.set(true);
        let fd = socket.descriptor().unwrap_or(-1);
        let what = format!("socket#{fd} output buffer overflow: ({waiting}/{})", marks.limit);
        return Err(refused(OUTPUT_BUFFER_OVERFLOW, &what));
    }
    let sent = if waiting == 0 { socket.send_now(data)? } else { 0 };
    if sent == data.len() {
        return Ok(sent);
    }
    events.unsent.borrow_mut().extend(&data[sent..]);
    if events.unsent.borrow().len() >= marks.high && !events.full.replace(true) {
        call_plainly(this, Event::BufferFull);
    }
    if !events.sending.replace(true) {
        let (held, socket) = (Val::object(this).share(), Rc::clone(socket));
        let callable = callback(this, Event::Receive).ok_or(Failure::Outside)?;
        life::start_native(&callable, move || {
            let outcome = flush(&held, &socket);
            drop(socket);
            drop(held);
            outcome
        });
    }
    Ok(data.len())
}

/// Sends what was left, and what is left meanwhile.
fn flush(client: &Owned, socket: &Rc<Socket>) -> c_int {
    let Some(this) = client.get().as_object() else { return ffi::DONE };
    let events = &CLASS.shared(this).events;
    while is_current(this, socket) {
        let chunk: Vec<u8> = events.unsent.borrow().iter().copied().take(256 << 10).collect();
        let Ok(sent) = socket.send(&chunk, None) else { break };
        events.unsent.borrow_mut().drain(..sent);
        let left = events.unsent.borrow().len();
        if left <= Watermarks::of(this).low && events.full.replace(false) {
            let outcome = call(client, Event::BufferEmpty, None);
            if outcome != ffi::DONE {
                return outcome;
            }
        }
        if events.unsent.borrow().is_empty() {
            break;
        }
    }
    events.sending.set(false);
    ffi::DONE
}

/// How much may wait to be sent.
struct Watermarks {
    /// More than this is refused.
    limit: usize,
    /// From here on the user is told that there is much.
    high: usize,
    /// And then here that there is little again.
    low: usize,
}

impl Watermarks {
    fn of(this: *mut ffi::Object) -> Self {
        let settings = super::settings(this, SETTING);
        let size = |name| settings.as_ref().and_then(|settings| find(&settings.get(), name)).map(options::to_size);
        let own = size("socket_buffer_size").filter(|&size| size > 0);
        let limit = own.unwrap_or_else(options::socket_buffer_size);
        let high = size("buffer_high_watermark").unwrap_or(limit / 5 * 4).max(1);
        Self { limit, high, low: size("buffer_low_watermark").unwrap_or(0) }
    }
}

fn refused(number: i32, why: &str) -> Failure {
    log::error(log::WARNING, number, "Reactor::write_func", why.as_bytes());
    Failure::Code(number)
}

fn is_current(this: *mut ffi::Object, socket: &Rc<Socket>) -> bool {
    CLASS.shared(this).open.borrow().as_ref().is_some_and(|open| Rc::ptr_eq(&open.socket, socket))
}

/// The connection could not be made.
fn fail(this: *mut ffi::Object, socket: &Rc<Socket>, why: &Failure) -> c_int {
    object::set_long(this, ERR_CODE, why.code().into());
    error::set_last(why.code());
    *CLASS.shared(this).open.borrow_mut() = None;
    let _ = socket.close();
    ended(this);
    call(&Val::object(this).share(), Event::Error, None)
}

/// The other end is gone.
fn end(client: &Owned, socket: &Rc<Socket>) -> c_int {
    if let Some(this) = client.get().as_object() {
        *CLASS.shared(this).open.borrow_mut() = None;
        CLASS.shared(this).events.active.set(false);
        let _ = socket.close();
        ended(this);
    }
    call(client, Event::Close, None)
}

fn ended(this: *mut ffi::Object) {
    object::set_long(this, SOCK, -1);
    if let Some(sleeper) = CLASS.shared(this).events.sleeper.take() {
        coroutine::wake(sleeper);
    }
}

/// Shows the collector the callbacks.
pub unsafe extern "C" fn get_gc(object: *mut ffi::Object, table: *mut *mut Val, count: *mut c_int) -> *mut c_void {
    // SAFETY: the C half's contract; the collector calls this with objects of the class.
    unsafe {
        let buffer = ffi::swirl_gc_buffer();
        entry::guard(|| {
            for callback in CLASS.shared(object).events.callbacks.borrow().iter().flatten() {
                ffi::swirl_gc_add(buffer, &mut callback.value());
            }
        });
        ffi::swirl_gc_use(buffer, object, table, count)
    }
}

fn set_callback(this: *mut ffi::Object, place: usize, callback: Callable, value: Val) {
    object::set_property(this, CALLBACKS + place, value.share());
    let before = CLASS.shared(this).events.callbacks.borrow_mut()[place].replace(Rc::new(callback));
    drop(before);
}

fn callback(this: *mut ffi::Object, event: Event) -> Option<Rc<Callable>> {
    CLASS.shared(this).events.callbacks.borrow()[event as usize].clone()
}

/// Calls the user back in the coroutine that runs.
fn call(client: &Owned, event: Event, data: Option<Owned>) -> c_int {
    let Some(callback) = client.get().as_object().and_then(|this| callback(this, event)) else { return ffi::DONE };
    let mut args: Vec<Val> = std::iter::once(client.get()).chain(data.as_ref().map(Owned::get)).collect();
    // In Swoole this would be no coroutine.
    state::exit_plainly();
    life::call_here(&callback, &mut args)
}

/// Calls the user back from within a call of the user's.
fn call_plainly(this: *mut ffi::Object, event: Event) {
    if let Some(callback) = callback(this, event) {
        callback.call(&mut [Val::object(this)]);
    }
}
