//! `Swoole\Coroutine\Socket`.
//!
//! Always true: a call holds a reference to the socket for as long as it runs, and no borrow of the object's data while
//! it waits or while PHP code runs.

mod create;
mod multicast;
mod options;
mod packets;
mod peer;
mod settings;
mod tls;
mod transfer;
mod vector;

pub use create::from_socket;
pub use settings::apply;
pub use tls::read as read_tls;

use std::cell::RefCell;
use std::rc::Rc;
use std::time::Duration;

use crate::net::socket::Failure;
use crate::net::socket::Kind;
use crate::net::socket::Result;
use crate::net::socket::Side;
use crate::net::socket::Socket;
use crate::php::args::Args;
use crate::php::args::Outcome;
use crate::php::args::Thrown;
use crate::php::class::watched::READ;
use crate::php::class::watched::WRITE;
use crate::php::conflict;
use crate::php::entry::Return;
use crate::php::entry::handlers;
use crate::php::error;
use crate::php::error::code;
use crate::php::ffi;
use crate::php::functions::meaning_of;
use crate::php::log;
use crate::php::object;
use crate::php::object::carried;
use crate::php::value::Owned;
use crate::php::value::Val;

/// An object's socket.
#[derive(Default)]
pub struct Handle {
    /// Nothing before the constructor has run.
    socket: RefCell<Option<Rc<Socket>>>,
    /// The stream that it was imported from.
    stream: RefCell<Option<Owned>>,
}

carried! {
    /// The class.
    pub static CLASS: Handle
}

/// Declared properties, in the order of the stub.
const FD: usize = 0;
const DOMAIN: usize = 1;
const TYPE: usize = 2;
const PROTOCOL: usize = 3;
const ERR_CODE: usize = 4;
const ERR_MSG: usize = 5;

/// How much is received when nobody says how much.
const LENGTH: i64 = 65536;

/// At module startup.
pub fn register() {
    // SAFETY: class entries are registered by now.
    unsafe { CLASS.install(ffi::ce::swirl_ce_Coroutine_Socket, object::NO_GC) };
}

handlers! {
    fn swirl_Coroutine_Socket_bind(args, mut ret) {
        args.expect(1, 2)?;
        let (address, port) = (args.bytes(0)?, args.long_or(1, 0)?);
        answer(&args, &mut ret, |socket| socket.bind(address, port))
    }

    fn swirl_Coroutine_Socket_listen(args, mut ret) {
        args.expect(0, 1)?;
        let backlog = args.long_or(0, 512)?;
        let backlog = if backlog <= 0 { 512 } else { i32::try_from(backlog).unwrap_or(i32::MAX) };
        answer(&args, &mut ret, |socket| socket.listen(backlog))
    }

    fn swirl_Coroutine_Socket_connect(args, mut ret) {
        args.expect(1, 3)?;
        let (host, port, timeout) = (args.bytes(0)?, args.long_or(1, 0)?, args.double_or(2, 0.0)?);
        let Some(socket) = open(&args, &mut ret)? else { return Ok(()) };
        if needs_port(socket.kind()) {
            ret.bool(false);
            if args.count() == 1 {
                error::advise("Socket of type AF_INET/AF_INET6 requires port argument");
                return Ok(());
            } else if port == 0 || port >= 65536 {
                error::advise(&format!("Invalid port argument[{port}]"));
                return Ok(());
            }
        }
        let timeout = patience(timeout, socket.timeouts.get().connect);
        answer_with(&args, &mut ret, socket.connect(host, port, timeout))
    }

    fn swirl_Coroutine_Socket_accept(args, mut ret) {
        args.expect(0, 1)?;
        let timeout = args.double_or(0, 0.0)?;
        let Some(socket) = open(&args, &mut ret)? else { return Ok(()) };
        match socket.accept(patience(timeout, socket.timeouts.get().read)) {
            Ok(accepted) => {
                ret.set(Val::object(from_socket(Rc::new(accepted))));
                Ok(())
            }
            Err(why) => failed(&args, &mut ret, &why),
        }
    }

    fn swirl_Coroutine_Socket_checkLiveness(args, mut ret) {
        args.expect(0, 0)?;
        answer(&args, &mut ret, Socket::check_liveness)
    }

    fn swirl_Coroutine_Socket_getBoundCid(args, mut ret) {
        args.expect(1, 1)?;
        let side = match args.long(0)? {
            event if event & (READ | WRITE) == READ => Side::Read,
            event if event & (READ | WRITE) == WRITE => Side::Write,
            _ => Side::Both,
        };
        if let Some(socket) = open(&args, &mut ret)? {
            ret.long(socket.waiter(side).unwrap_or(0));
        }
        Ok(())
    }

    fn swirl_Coroutine_Socket_cancel(args, mut ret) {
        args.expect(0, 1)?;
        let side = if args.long_or(0, READ)? == READ { Side::Read } else { Side::Write };
        if let Some(socket) = open(&args, &mut ret)? {
            ret.bool(socket.cancel(side));
        }
        Ok(())
    }

    fn swirl_Coroutine_Socket_shutdown(args, mut ret) {
        args.expect(0, 1)?;
        let how = args.long_or(0, libc::SHUT_RDWR.into())?;
        answer(&args, &mut ret, |socket| socket.shut_down(how as i32))
    }

    fn swirl_Coroutine_Socket_close(args, mut ret) {
        args.expect(0, 0)?;
        let Some(socket) = open(&args, &mut ret)? else { return Ok(()) };
        drop(socket.close());
        if let Some(mut stream) = CLASS.shared(args.this()).stream.take() {
            // SAFETY: the C half's contract.
            crate::php::ending::note(unsafe { ffi::swirl_close_stream(stream.as_mut_ptr()) });
        }
        ret.bool(true);
        Ok(())
    }

    fn swirl_Coroutine_Socket_isClosed(args, mut ret) {
        args.expect(0, 0)?;
        let handle = CLASS.shared(args.this());
        ret.bool(handle.socket.borrow().as_ref().is_none_or(|socket| socket.is_closed()));
        Ok(())
    }

    fn swirl_Coroutine_Socket_sslHandshake(args, mut ret) {
        args.expect(0, 0)?;
        answer(&args, &mut ret, |socket| socket.handshake())
    }

    fn swirl_Coroutine_Socket_setProtocol(args, mut ret) {
        args.expect(1, 1)?;
        let settings = args.array(0)?;
        let Some(socket) = open(&args, &mut ret)? else { return Ok(()) };
        let done = crate::php::value::count(&settings) > 0 && packets::set(&socket, &settings)?;
        ret.bool(done);
        Ok(())
    }
}

fn needs_port(kind: Kind) -> bool {
    matches!(kind.family, libc::AF_INET | libc::AF_INET6) && matches!(kind.kind, libc::SOCK_STREAM | libc::SOCK_DGRAM)
}

/// The socket of any object of the class.
pub fn socket_of(object: *mut ffi::Object) -> Option<Rc<Socket>> {
    CLASS.shared(object).socket.borrow().clone()
}

/// The socket of the call's object, if it is open; else the call's result is false.
fn open(args: &Args, ret: &mut Return) -> Outcome<Option<Rc<Socket>>> {
    let Some(socket) = socket_of(args.this()) else {
        return error::throw_error("must call constructor first", code::WRONG_OPERATION);
    };
    if socket.is_closed() {
        tell(args.this(), [ERR_CODE, ERR_MSG], libc::EBADF, &meaning_of(libc::EBADF));
        ret.bool(false);
        return Ok(None);
    }
    Ok(Some(socket))
}

/// Runs what can only succeed or fail.
fn answer(args: &Args, ret: &mut Return, work: impl FnOnce(&Socket) -> Result<()>) -> Outcome {
    match open(args, ret)? {
        Some(socket) => answer_with(args, ret, work(&socket)),
        None => Ok(()),
    }
}

fn answer_with(args: &Args, ret: &mut Return, result: Result<()>) -> Outcome {
    match result {
        Ok(()) => {
            succeeded(args.this());
            ret.bool(true);
            Ok(())
        }
        Err(why) => failed(args, ret, &why),
    }
}

fn succeeded(this: *mut ffi::Object) {
    if object::property(this, ERR_CODE).as_long() != Some(0) {
        tell(this, [ERR_CODE, ERR_MSG], 0, "");
    }
}

/// The call's result is false, and the object says why.
fn failed(args: &Args, ret: &mut Return, why: &Failure) -> Outcome {
    ret.bool(false);
    report(args.this(), [ERR_CODE, ERR_MSG], why)
}

/// Writes a failure into an object's `errCode` and `errMsg`, whose places these are; a wrong use throws.
pub fn report(this: *mut ffi::Object, places: [usize; 2], why: &Failure) -> Outcome {
    let number = why.code();
    match why {
        Failure::Bound(conflict) => {
            conflict::refuse_in_these_words(&conflict.to_string(), conflict.holder);
            return Err(Thrown);
        }
        Failure::Outside => return error::need_park().map(drop),
        Failure::Ended(inner) => return report(this, places, inner),
        Failure::Told(_, text) => tell(this, places, number, text),
        Failure::Noted(_, note) => {
            log::error(note.level, number, note.place, note.text.as_bytes());
            tell(this, places, number, &meaning_of(number));
        }
        Failure::Code(_) => tell(this, places, number, &meaning_of(number)),
    }
    Ok(())
}

/// Sets `errCode` and `errMsg`.
pub fn tell(this: *mut ffi::Object, [code, message]: [usize; 2], number: i32, text: &str) {
    error::set_last(number);
    object::set_long(this, code, number.into());
    object::set_property(this, message, Owned::take(Val::string(text)));
}

/// How long a call waits that was given `seconds`.
pub fn patience(seconds: f64, usual: Option<Duration>) -> Option<Duration> {
    if seconds == 0.0 || seconds.is_nan() {
        return usual;
    }
    // What is beyond the clock is for ever, as is less than nothing.
    Duration::try_from_secs_f64(seconds).ok().filter(|&timeout| timeout < Duration::from_secs(1 << 32))
}
