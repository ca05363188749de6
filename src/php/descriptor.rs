//! The descriptor that a PHP value stands for.

use std::os::fd::IntoRawFd;
use std::os::fd::OwnedFd;
use std::os::fd::RawFd;

use super::ending;
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

/// A `Socket` of ext-sockets, which takes the descriptor; nothing, after a warning, without that extension.
pub fn to_socket(fd: OwnedFd) -> Option<Owned> {
    let mut made = Val::UNDEF;
    // SAFETY: the C half's contract; the descriptor is given away.
    let outcome = unsafe { ffi::swirl_to_socket(fd.into_raw_fd(), &mut made) };
    let made = Owned::take(made);
    ending::note(outcome);
    if outcome == ffi::DONE && made.get().tag() == tag::OBJECT {
        return Some(made);
    }
    error::misuse("unable to export the socket, is ext-sockets there?");
    None
}

fn of_number(number: i64) -> Option<RawFd> {
    let fd = RawFd::try_from(number).ok().filter(|&fd| fd >= 0);
    if fd.is_none() {
        error::misuse(&format!("invalid file descriptor#{number} passed"));
    }
    fd
}
