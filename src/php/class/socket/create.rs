//! Sockets that are new, come from elsewhere, or belong to somebody else.

use std::os::fd::RawFd;
use std::rc::Rc;

use super::CLASS;
use super::DOMAIN;
use super::FD;
use super::PROTOCOL;
use super::TYPE;
use crate::net::socket::Kind;
use crate::net::socket::Socket;
use crate::php::args::Thrown;
use crate::php::ending;
use crate::php::entry::handlers;
use crate::php::error;
use crate::php::ffi;
use crate::php::object;
use crate::php::options;
use crate::php::value::Array;
use crate::php::value::Owned;
use crate::php::value::Val;
use crate::sys::errno;
use crate::sys::fd as status;
use crate::sys::socket;

handlers! {
    fn swirl_Coroutine_Socket___construct(args, _ret) {
        args.expect(2, 3)?;
        let number = |index, default| args.long_or(index, default).map(|value| value as i32);
        let kind = Kind { family: number(0, 0)?, kind: number(1, 0)?, protocol: number(2, 0)? };
        if CLASS.shared(args.this()).socket.borrow().is_some() {
            return error::throw_plain("Constructor of Swoole\\Coroutine\\Socket can only be called once");
        }
        options::activate();
        // The loop's own descriptors come first.
        let _ = crate::io::remote();
        match Socket::open(kind) {
            Ok(socket) => adopt(args.this(), Rc::new(socket)),
            Err(why) => {
                let number = why.raw_os_error().unwrap_or_default();
                let message = format!("new Socket() failed. Error: {} [{number}]", errno::describe(number));
                return throw(&message, number);
            }
        }
        Ok(())
    }

    fn swirl_Coroutine_Socket_import(args, mut ret) {
        args.expect(1, 1)?;
        ret.bool(false);
        let value = args.value(0);
        if value.tag() != crate::php::value::tag::RESOURCE {
            return error::type_error(1, &format!("must be of type resource, {} given", type_name(value)));
        }
        let (mut stream, mut fd) = (value, -1);
        // SAFETY: the C half's contract.
        let outcome = unsafe { ffi::swirl_stream_socket(&mut stream, &mut fd) };
        ending::note(outcome);
        if outcome != ffi::DONE {
            return Err(Thrown);
        } else if fd < 0 {
            return Ok(());
        }
        match imported(fd) {
            Ok(socket) => {
                let object = from_socket(Rc::new(socket));
                let handle = CLASS.shared(object);
                *handle.stream.borrow_mut() = Some(value.share());
                ret.set(Val::object(object));
            }
            Err(why) => error::system_warning("getsockopt(SOL_SOCKET, SO_TYPE) failed", &why),
        }
        Ok(())
    }

    fn swirl_fn_swoole_coroutine_socketpair(args, mut ret) {
        args.expect(3, 3)?;
        let number = |index| args.long(index).map(|value| value as i32);
        let kind = Kind { family: number(0)?, kind: number(1)?, protocol: number(2)? };
        ret.bool(false);
        match socket::open_pair(kind.family, kind.kind, kind.protocol) {
            Ok(pair) => {
                options::activate();
                let mut sockets = Array::new();
                for fd in pair {
                    sockets.push(Owned::take(Val::object(from_socket(Rc::new(Socket::of(fd, kind))))));
                }
                ret.give(sockets.build());
            }
            Err(why) => error::system_warning("failed to create socket", &why),
        }
        Ok(())
    }
}

/// An object for a socket.
pub fn from_socket(socket: Rc<Socket>) -> *mut ffi::Object {
    // SAFETY: the C half's contract; the class is registered and can be made.
    let object = unsafe { ffi::swirl_new_object(ffi::ce::swirl_ce_Coroutine_Socket) };
    assert!(!object.is_null(), "the class has no abstract parts");
    adopt(object, socket);
    object
}

fn adopt(object: *mut ffi::Object, socket: Rc<Socket>) {
    let kind = socket.kind();
    object::set_long(object, FD, socket.descriptor().unwrap_or(-1).into());
    object::set_long(object, DOMAIN, kind.family.into());
    object::set_long(object, TYPE, kind.kind.into());
    object::set_long(object, PROTOCOL, kind.protocol.into());
    *CLASS.shared(object).socket.borrow_mut() = Some(socket);
}

/// The socket below a stream, under a descriptor of its own: the stream's may be closed, and be somebody else's then.
fn imported(fd: RawFd) -> std::io::Result<Socket> {
    let kind = Kind { family: status::socket_family(fd)?, kind: status::socket_type(fd)?, protocol: 0 };
    options::activate();
    let flags = status::status(fd)?;
    status::set_status(fd, flags | libc::O_NONBLOCK)?;
    Ok(Socket::of(status::duplicate(fd)?, kind))
}

pub(super) fn throw<T>(message: &str, number: i32) -> crate::php::args::Outcome<T> {
    // SAFETY: class entries are set at startup.
    error::throw_as(unsafe { ffi::ce::swirl_ce_Coroutine_Socket_Exception }, message, number.into())
}

pub(super) fn type_name(value: Val) -> &'static str {
    // SAFETY: the C half's contract; the text is static.
    unsafe { crate::php::value::from_c(ffi::swirl_type_name(&value)) }
}
