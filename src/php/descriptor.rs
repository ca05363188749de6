//! The descriptor that a PHP value stands for.

use std::os::fd::RawFd;

use super::call;
use super::error;
use super::ffi;
use super::value::Owned;
use super::value::Val;
use super::value::tag;

/// The C half's reasons.
const NOT_A_STREAM: i64 = -2;
const CLOSED_SOCKET: i64 = -3;

/// The descriptor of a stream, a socket, an object of ours, or the number itself. `None`, mostly after a warning, when
/// there is none.
pub fn of(mut value: Val) -> Option<RawFd> {
    if !matches!(value.tag(), tag::LONG | tag::RESOURCE | tag::OBJECT) {
        error::misuse("invalid file descriptor passed");
        return None;
    }
    if let Some(number) = value.as_long() {
        return of_number(number);
    }
    // SAFETY: the C half's contract; the caller keeps the value alive.
    match unsafe { ffi::swirl_descriptor(&mut value) } {
        NOT_A_STREAM => error::misuse("fd argument must be either valid PHP stream or valid PHP socket resource"),
        CLOSED_SOCKET => error::misuse("contains a closed socket"),
        fd => return RawFd::try_from(fd).ok().filter(|&fd| fd >= 0),
    }
    None
}

fn of_number(number: i64) -> Option<RawFd> {
    let fd = RawFd::try_from(number).ok().filter(|&fd| fd >= 0);
    if fd.is_none() {
        error::misuse(&format!("invalid file descriptor#{number} passed"));
    }
    fd
}

/// A socket of ext/sockets for a copy of a descriptor. `None` when that extension is not there.
///
/// PHP makes a stream of it, and of that a socket: so it is of the class of whichever ext/sockets is loaded.
pub fn as_socket(fd: RawFd) -> Option<Owned> {
    let (path, mode) = (Owned::take(Val::string(&format!("php://fd/{fd}"))), Owned::take(Val::string("r+")));
    let stream = call::function(c"fopen", &mut [path.get(), mode.get()])?;
    if stream.get().tag() != tag::RESOURCE {
        return None;
    }
    call::function(c"socket_import_stream", &mut [stream.get()])
}
