//! The clients: `Swoole\Coroutine\Client` and `Swoole\Client`, which share types, settings and addresses.

mod blocking;
mod coroutine;
mod events;
mod keep;
mod select;

use std::rc::Rc;

use crate::net::socket::Kind;
use crate::net::socket::Socket;
use crate::php::args::Args;
use crate::php::args::Outcome;
use crate::php::error;
use crate::php::ffi;
use crate::php::object;
use crate::php::value::Array;
use crate::php::value::Owned;
use crate::php::value::Val;
use crate::php::value::tag;
use crate::sys::socket::Address;

/// `SWOOLE_SSL`
const SSL: i64 = 1 << 9;
/// `SWOOLE_KEEP`
const KEEP: i64 = 1 << 12;
/// `SWOOLE_ASYNC`, which says nothing any more, and `SWOOLE_SYNC`
const MODES: i64 = 1 << 10 | 1 << 11;

/// At module startup.
pub fn register() {
    coroutine::register();
    blocking::register();
}

/// Lets go of what belongs to the request.
pub fn request_shutdown() {
    keep::forget_all();
}

/// The kind of socket that a client's type means.
fn kind_of(client_type: i64) -> Option<Kind> {
    let (family, kind) = match client_type & !(SSL | KEEP | MODES) {
        1 => (libc::AF_INET, libc::SOCK_STREAM),
        2 => (libc::AF_INET, libc::SOCK_DGRAM),
        3 => (libc::AF_INET6, libc::SOCK_STREAM),
        4 => (libc::AF_INET6, libc::SOCK_DGRAM),
        5 => (libc::AF_UNIX, libc::SOCK_STREAM),
        6 => (libc::AF_UNIX, libc::SOCK_DGRAM),
        _ => return None,
    };
    Some(Kind { family, kind, protocol: 0 })
}

/// The type that the constructor was given, checked.
fn client_type(args: &Args) -> Outcome<i64> {
    let given = args.long(0)?;
    if kind_of(given).is_some() {
        return Ok(given);
    }
    let name = object::class_name(args.this());
    error::throw_type(&format!(
        "{name}::__construct() expects parameter 1 to be client type, unknown type {given} given"
    ))
}

fn is_tcp(kind: Kind) -> bool {
    kind.family != libc::AF_UNIX && kind.kind == libc::SOCK_STREAM
}

/// Merges settings into the property that keeps them.
fn remember(this: *mut ffi::Object, place: usize, settings: &mut Val) {
    let before = object::property(this, place);
    let mut all = if before.tag() == tag::ARRAY { before.share().duplicate() } else { Owned::array() };
    // SAFETY: the C half's contract; both are arrays.
    unsafe { ffi::swirl_array_merge(all.as_mut_ptr(), settings) };
    object::set_property(this, place, all);
}

/// The settings that are kept in a property, if there are any.
fn settings(this: *mut ffi::Object, place: usize) -> Option<Owned> {
    let settings = object::property(this, place);
    (settings.tag() == tag::ARRAY).then(|| settings.share())
}

/// A socket of a client's type, with TLS if the type says so.
fn open(client_type: i64) -> std::io::Result<Rc<Socket>> {
    let socket = Socket::open(kind_of(client_type).unwrap_or_default())?;
    if client_type & SSL != 0 {
        socket.set_tls(Default::default());
    }
    Ok(Rc::new(socket))
}

fn host_of(address: &Address) -> Owned {
    Owned::take(Val::bytes(&address.host()))
}

fn described(address: &Address) -> Owned {
    let port = i64::from(address.port());
    Array::new().value("host", host_of(address)).value("address", host_of(address)).long("port", port).build()
}
