//! `Swoole\Http\Response`.
//!
//! ```text
//!            write                    end
//!   Fresh ───────────▶ Streaming ───────────▶ Ended
//!     │ end, sendfile, redirect                 ▲
//!     └─────────────────────────────────────────┘
//! ```
//!
//! A response that is let go of without an end is ended for the user, with status 500.

use std::cell::Cell;
use std::cell::RefCell;
use std::os::fd::AsRawFd;
use std::rc::Rc;

use crate::hook;
use crate::net::Connection;
use crate::net::socket::Kind;
use crate::net::socket::Socket;
use crate::php::args::Args;
use crate::php::args::Outcome;
use crate::php::class::http::c;
use crate::php::class::http::c::Slot;
use crate::php::class::http::cookie;
use crate::php::class::http::cookie::Cookie;
use crate::php::class::http::exchange::Exchange;
use crate::php::class::http::head;
use crate::php::class::http::sending::State;
use crate::php::class::http::sending::close;
use crate::php::class::http::sending::end;
use crate::php::class::http::sending::open_part;
use crate::php::class::http::sending::send_file;
use crate::php::class::http::sending::tell_end;
use crate::php::class::http::sending::write;
use crate::php::class::socket;
use crate::php::ending;
use crate::php::entry;
use crate::php::entry::Return;
use crate::php::entry::handlers;
use crate::php::error;
use crate::php::error::code;
use crate::php::ffi;
use crate::php::object;
use crate::php::object::carried;
use crate::php::value::Owned;
use crate::php::value::Val;

/// A response's own data.
#[derive(Default)]
pub struct Response {
    pub(super) exchange: RefCell<Option<Rc<Exchange>>>,
    /// 0 until somebody sets it: that is 200.
    pub(super) status: Cell<u16>,
    pub(super) reason: RefCell<Option<Vec<u8>>>,
    pub(super) state: Cell<State>,
    /// Whether the user took the connection out of this object's hands.
    pub(super) detached: Cell<bool>,
    pub(super) has_trailer: Cell<bool>,
}

carried! {
    /// The class.
    pub static CLASS: Response
}

/// Declared properties, in the order of the stub.
const FD: usize = 0;
/// The connection as a socket.
pub const SOCKET: usize = 1;
/// Names and values of fields.
pub const HEADER: u32 = 2;
/// Texts of cookies.
pub const COOKIE: u32 = 3;
/// Names and values of fields after the body.
pub const TRAILER: u32 = 4;

/// The longest name of a field.
const LONGEST_NAME: usize = 127;
/// At module startup.
pub fn register() {
    // SAFETY: class entries are registered by now.
    unsafe {
        CLASS.install(c::ce::swirl_ce_Http_Response, object::NO_GC);
        c::swirl_lazy_handlers(CLASS.handlers());
        c::swirl_response_handlers(CLASS.handlers());
    }
}

/// Before an object goes.
///
/// # Safety
/// For C, with a live response.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn swirl_response_gone(object: *mut ffi::Object) {
    hook::called();
    entry::guard(|| finish(object));
    ending::pass_on();
}

/// A new object for the answer to a request.
pub fn create(exchange: &Rc<Exchange>) -> Owned {
    // SAFETY: the C half's contract; the class entry is registered.
    let object = unsafe { ffi::swirl_new_object(c::ce::swirl_ce_Http_Response) };
    *CLASS.shared(object).exchange.borrow_mut() = Some(exchange.clone());
    object::set_long(object, FD, exchange.wire.as_ref().map_or(0, |wire| wire.number()));
    if exchange.wire.as_ref().is_some_and(|wire| wire.connection().is_some()) {
        object::set_unmade(object, SOCKET);
    }
    Owned::take(Val::object(object))
}

/// Makes a property: the socket of a connection that coroutines read themselves.
pub fn make(object: *mut ffi::Object, place: usize) {
    object::set_property(object, place, Owned::take(Val::NULL));
    let Some(wire) = exchange_of(object).and_then(|exchange| exchange.wire.clone()) else { return };
    let Some(fd) = wire.connection().and_then(Connection::share) else { return };
    let family = crate::sys::fd::socket_family(fd.as_raw_fd()).unwrap_or(libc::AF_INET);
    let kind = Kind { family, kind: libc::SOCK_STREAM, protocol: 0 };
    let socket = socket::from_socket(Rc::new(Socket::of_connection(fd, kind)));
    object::set_property(object, place, Owned::take(Val::object(socket)));
}

/// Sets the status and ends it, if nobody did that: for requests that have no handler.
pub fn refuse(object: *mut ffi::Object, status: u16) {
    let response = CLASS.shared(object);
    if response.state.get() == State::Fresh && !response.detached.get() {
        response.status.set(status);
        let _ = end(object, response, None);
    }
}

/// Before the object goes: ends what was not ended. The object must be live.
pub fn finish(object: *mut ffi::Object) {
    let response = CLASS.shared(object);
    let has_wire = response.exchange.borrow().as_ref().is_some_and(|exchange| exchange.wire.is_some());
    if response.state.get() == State::Ended || response.detached.get() || !has_wire {
        return;
    }
    if response.status.get() == 0 && response.state.get() == State::Fresh {
        response.status.set(500);
    }
    if error::is_thrown() {
        // Nothing more of the user's is called.
        give_up(object, response);
    } else if end(object, response, None).is_err() {
        error::drop_thrown("the response is not sent");
        give_up(object, response);
    }
}

/// Ends what the user's own values keep from its end: who waits for an answer shall have one, or see that none comes.
fn give_up(object: *mut ffi::Object, response: &Response) {
    for place in [HEADER, COOKIE, TRAILER] {
        object::set_property(object, place as usize, Owned::take(Val::NULL));
    }
    if response.state.get() == State::Fresh {
        response.status.set(500);
        let _ = end(object, response, None);
    } else if let Some(exchange) = response.exchange.borrow().clone() {
        response.state.set(State::Ended);
        match exchange.wire.as_ref().and_then(|wire| wire.stream()) {
            Some(stream) => stream.reset(),
            None => close(&exchange),
        }
        tell_end(response, &exchange);
    }
}

/// The request that a response answers.
pub fn exchange_of(object: *mut ffi::Object) -> Option<Rc<Exchange>> {
    CLASS.shared(object).exchange.borrow().clone()
}

/// The same, if something can still be sent; the last error tells otherwise.
pub fn writable_exchange(object: *mut ffi::Object) -> Option<Rc<Exchange>> {
    if !CLASS.shared(object).is_writable() {
        error::set_last(code::HTTP_CONTEXT_UNAVAILABLE);
        return None;
    }
    exchange_of(object)
}

/// Ends it with a status and without a body.
pub fn end_with(object: *mut ffi::Object, status: u16) -> Outcome<bool> {
    let response = CLASS.shared(object);
    response.status.set(status);
    end(object, response, None)
}

handlers! {
    fn swirl_Http_Response_initHeader(args, mut ret) {
        let Some(_) = usable(&args, &mut ret) else { return Ok(()) };
        for place in [HEADER, COOKIE, TRAILER] {
            Slot::of(args.this(), place).init();
        }
        ret.bool(true);
        Ok(())
    }

    fn swirl_Http_Response_isWritable(args, mut ret) {
        let response = CLASS.shared(args.this());
        ret.bool(response.is_writable());
        Ok(())
    }

    fn swirl_Http_Response_header(args, mut ret) {
        args.expect(2, 3)?;
        let key = args.bytes(0)?.to_vec();
        let format = args.bool_or(2, true)?;
        if usable(&args, &mut ret).is_some() {
            ret.bool(set_header(args.this(), &key, args.value(1).share(), format));
        }
        Ok(())
    }

    fn swirl_Http_Response_status(args, mut ret) {
        args.expect(1, 2)?;
        let status = args.long(0)?;
        let reason = if args.has(1) { args.bytes(1)?.to_vec() } else { Vec::new() };
        let Some((response, _)) = usable(&args, &mut ret) else { return Ok(()) };
        if has_line_end(&reason) {
            ret.bool(false);
            return Ok(());
        }
        response.status.set(u16::try_from(status).unwrap_or(0));
        *response.reason.borrow_mut() = (!reason.is_empty()).then_some(reason);
        ret.bool(true);
        Ok(())
    }

    fn swirl_Http_Response_cookie(args, mut ret) {
        set_cookie(&args, &mut ret, false)
    }

    fn swirl_Http_Response_rawcookie(args, mut ret) {
        set_cookie(&args, &mut ret, true)
    }

    fn swirl_Http_Response_trailer(args, mut ret) {
        args.expect(2, 2)?;
        let (key, value) = (args.bytes(0)?.to_ascii_lowercase(), args.value(1).share());
        let Some((response, _)) = usable(&args, &mut ret) else { return Ok(()) };
        if key.len() > LONGEST_NAME {
            error::warning("trailer key is too long");
            ret.bool(false);
            return Ok(());
        }
        if has_line_end(&key) || has_line_end(value.as_bytes()) {
            ret.bool(false);
            return Ok(());
        }
        Slot::of(args.this(), TRAILER).put(&key, value);
        response.has_trailer.set(true);
        ret.bool(true);
        Ok(())
    }

    fn swirl_Http_Response_write(args, mut ret) {
        args.expect(1, 1)?;
        let content = args.bytes(0)?;
        let Some((response, exchange)) = usable(&args, &mut ret) else { return Ok(()) };
        ret.bool(write(args.this(), response, &exchange, content)?);
        Ok(())
    }

    fn swirl_Http_Response_end(args, mut ret) {
        args.expect(0, 1)?;
        let content = args.bytes_or_null(0)?;
        let Some((response, _)) = usable(&args, &mut ret) else { return Ok(()) };
        ret.bool(end(args.this(), response, content)?);
        Ok(())
    }

    fn swirl_Http_Response_redirect(args, mut ret) {
        args.expect(1, 2)?;
        let (location, status) = (args.bytes(0)?.to_vec(), args.long_or(1, 302)?);
        let Some((response, _)) = usable(&args, &mut ret) else { return Ok(()) };
        response.status.set(u16::try_from(status).unwrap_or(302));
        set_header(args.this(), b"Location", Owned::take(Val::bytes(&location)), false);
        ret.bool(end(args.this(), response, None)?);
        Ok(())
    }

    fn swirl_Http_Response_sendfile(args, mut ret) {
        args.expect(1, 3)?;
        let Some((response, exchange)) = usable(&args, &mut ret) else { return Ok(()) };
        ret.bool(false);
        if response.state.get() != State::Fresh {
            error::warning("can't use sendfile when HTTP chunk is enabled");
            return Ok(());
        }
        let path = args.bytes(0)?;
        if path.is_empty() {
            error::warning("file name is empty");
            return Ok(());
        }
        let (offset, length) = (args.long_or(1, 0)?, args.long_or(2, 0)?);
        let Some(part) = open_part(path, offset, length) else { return Ok(()) };
        ret.bool(send_file(args.this(), response, &exchange, path, &part)?);
        Ok(())
    }

    fn swirl_Http_Response_detach(args, mut ret) {
        args.expect(0, 0)?;
        let Some((response, exchange)) = usable(&args, &mut ret) else { return Ok(()) };
        response.detached.set(true);
        exchange.detached.set(true);
        tell_end(response, &exchange);
        ret.bool(true);
        Ok(())
    }

    fn swirl_Http_Response_close(args, mut ret) {
        args.expect(0, 0)?;
        let exchange = CLASS.shared(args.this()).exchange.borrow().clone();
        let wire = exchange.as_ref().and_then(|exchange| exchange.wire.clone());
        ret.bool(wire.is_some_and(|wire| wire.close()));
        Ok(())
    }
}

impl Response {
    fn is_writable(&self) -> bool {
        self.exchange.borrow().is_some() && self.state.get() != State::Ended && !self.detached.get()
    }
}

impl Drop for Response {
    fn drop(&mut self) {
        // A connection whose answer never came whole is of no use any more.
        if self.state.get() == State::Fresh || self.detached.get() || self.state.get() == State::Ended {
            return;
        }
        if let Some(wire) = self.exchange.borrow().as_ref().and_then(|exchange| exchange.wire.clone()) {
            match wire.stream() {
                Some(stream) => stream.reset(),
                None => drop(wire.close()),
            }
        }
    }
}

/// The response, if something can be sent; otherwise the result is false.
fn usable(args: &Args, ret: &mut Return) -> Option<(&'static Response, Rc<Exchange>)> {
    let response = CLASS.shared(args.this());
    if !response.is_writable() {
        error::set_last(code::HTTP_CONTEXT_UNAVAILABLE);
        ret.bool(false);
        return None;
    }
    let exchange = response.exchange.borrow().clone()?;
    Some((response, exchange))
}

/// Sets a field. False when the name is none.
pub fn set_header(object: *mut ffi::Object, key: &[u8], value: Owned, format: bool) -> bool {
    if key.len() > LONGEST_NAME {
        error::warning("header key is too long");
        return false;
    }
    if !head::is_one_line(key) {
        return false;
    }
    let mut slot = Slot::of(object, HEADER);
    if format {
        slot.put(&in_title_case(key), value)
    } else {
        slot.put(key, value)
    }
    true
}

/// Whether it would end the line that it stands in.
pub fn has_line_end(text: &[u8]) -> bool {
    text.iter().any(|&byte| byte == b'\r' || byte == b'\n' || byte == 0)
}

fn in_title_case(name: &[u8]) -> Vec<u8> {
    let mut starts = true;
    let case = |&byte: &u8| {
        let cased = if starts { byte.to_ascii_uppercase() } else { byte.to_ascii_lowercase() };
        starts = byte == b'-';
        cased
    };
    name.iter().map(case).collect()
}

fn set_cookie(args: &Args, ret: &mut Return, raw: bool) -> Outcome {
    args.expect(1, 10)?;
    let first = args.value(0);
    let cookie = match first.as_object() {
        // SAFETY: the C half's contract.
        Some(object) if unsafe { ffi::swirl_instance_of(&first, c::ce::swirl_ce_Http_Cookie) } => {
            cookie::CLASS.shared(object).borrow().clone()
        }
        Some(_) => return error::type_error(1, "must be of type Swoole\\Http\\Cookie|string"),
        None => cookie_of(args, raw)?,
    };
    let Some(_) = usable(args, ret) else { return Ok(()) };
    match cookie.text() {
        Ok(text) => {
            Slot::of(args.this(), COOKIE).push(Owned::take(Val::bytes(&text)));
            ret.bool(true);
        }
        Err(what) => {
            error::warning(&what);
            ret.bool(false);
        }
    }
    Ok(())
}

fn cookie_of(args: &Args, raw: bool) -> Outcome<Cookie> {
    let text = |at: u32, default: &[u8]| -> Outcome<Vec<u8>> {
        if args.has(at) { args.bytes(at).map(<[u8]>::to_vec) } else { Ok(default.to_vec()) }
    };
    Ok(Cookie {
        name: text(0, b"")?,
        value: text(1, b"")?,
        expires: args.long_or(2, 0)?,
        path: text(3, b"")?,
        domain: text(4, b"")?,
        secure: args.bool_or(5, false)?,
        http_only: args.bool_or(6, false)?,
        same_site: text(7, b"")?,
        priority: text(8, b"")?,
        partitioned: args.bool_or(9, false)?,
        raw,
    })
}
