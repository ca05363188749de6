//! What functions of PHP do instead of their own work, in a coroutine; the C half decides nothing and calls the
//! originals.

use std::ffi::CString;
use std::ffi::c_char;

use super::entry;
use super::fork;
use super::value::Array;
use super::value::Owned;
use super::value::Val;
use crate::io::Outcome;
use crate::io::resolve;

/// `gethostbyname` and, with `all`, `gethostbynamel`. False: the original's turn.
///
/// # Safety
/// The C half's to call: `length` bytes of a name without zero bytes, and a place for the result.
#[unsafe(no_mangle)]
unsafe extern "C" fn swirl_host_by_name(name: *const c_char, length: usize, all: bool, result: *mut Val) -> bool {
    entry::guard(|| {
        // SAFETY: the caller's promise.
        let name = unsafe { std::slice::from_raw_parts(name.cast::<u8>(), length) };
        let Ok(asked) = CString::new(name) else { return false };
        if !crate::hook::acts_on_names() {
            return false;
        }
        let addresses = match resolve::host(asked, libc::AF_INET, None) {
            Outcome::Done(Ok(host)) => host.v4(),
            Outcome::Done(Err(_)) | Outcome::TimedOut | Outcome::Cancelled => Vec::new(),
        };
        let answer = match addresses.first() {
            Some(_) if all => list(addresses.iter().map(|address| address.to_string())),
            Some(first) => Owned::take(Val::string(&first.to_string())),
            None if all => Owned::take(Val::bool(false)),
            None => Owned::take(Val::bytes(name)),
        };
        // SAFETY: the caller's promise.
        unsafe { result.write(answer.into_val()) };
        true
    })
}

fn list(texts: impl Iterator<Item = String>) -> Owned {
    let mut list = Array::new();
    for text in texts {
        list.push(Owned::take(Val::string(&text)));
    }
    list.build()
}

#[unsafe(no_mangle)]
extern "C" fn swirl_in_forked_child() {
    entry::guard(fork::forked_by_php);
}

/// Whether functions of ext-sockets make sockets of ours now.
#[unsafe(no_mangle)]
extern "C" fn swirl_sockets_switch() -> bool {
    crate::hook::acts_on_sockets()
}
