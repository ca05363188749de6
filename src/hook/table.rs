//! Which symbol leads where: the whole list of what is hooked.
//!
//! Invariants: a symbol stands here once; each replacement has the C signature of its symbol; names that
//! mean the same function (`fcntl64`) are rows of their own with the same replacement. To hook one more
//! function, write the replacement, give it a gate if it acts in coroutines only, and add a row.

use crate::hook::close;
use crate::hook::decide;
use crate::hook::gate;
use crate::hook::load;
use std::collections::HashMap;
use std::ffi::CStr;
use std::sync::OnceLock;

/// One symbol.
pub struct Row {
    /// Its name in the objects that import it.
    pub symbol: &'static CStr,
    /// The replacement, compiled for a caller.
    replacement: fn(Caller) -> *const (),
}

/// What kind of object calls, which decides whose flag counts (see `decide`).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Caller {
    /// The engine and extensions without a flag of their own.
    Php,
    /// libcurl and ext/curl.
    Curl,
    /// ext/sockets.
    Sockets,
    /// libpq and its extensions.
    Pgsql,
    /// libcrypto.
    Crypto,
    /// libsqlite3.
    Sqlite,
}

impl Row {
    /// The address to write into a slot of such a caller.
    pub fn address(&self, caller: Caller) -> usize {
        (self.replacement)(caller) as usize
    }
}

macro_rules! row {
    ($symbol:literal, $($hook:ident)::+) => {
        Row {
            symbol: $symbol,
            replacement: |caller| match caller {
                Caller::Php => $($hook)::+::<{ decide::PHP }> as *const (),
                Caller::Curl => $($hook)::+::<{ decide::CURL }> as *const (),
                Caller::Sockets => $($hook)::+::<{ decide::SOCKETS }> as *const (),
                Caller::Pgsql => $($hook)::+::<{ decide::PGSQL }> as *const (),
                Caller::Crypto => $($hook)::+::<{ decide::CRYPTO }> as *const (),
                Caller::Sqlite => $($hook)::+::<{ decide::SQLITE }> as *const (),
            },
        }
    };
}

/// Every symbol.
pub static ROWS: &[Row] = &[
    row!(c"poll", gate::poll),
    row!(c"__poll_chk", gate::poll_chk),
    row!(c"ppoll", gate::ppoll),
    row!(c"epoll_wait", gate::epoll_wait),
    row!(c"select", gate::select),
    row!(c"pselect", gate::pselect),
    row!(c"recv", gate::recv),
    row!(c"__recv_chk", gate::recv_chk),
    row!(c"recvfrom", gate::recvfrom),
    row!(c"__recvfrom_chk", gate::recvfrom_chk),
    row!(c"recvmsg", gate::recvmsg),
    row!(c"send", gate::send),
    row!(c"sendto", gate::sendto),
    row!(c"sendmsg", gate::sendmsg),
    row!(c"read", gate::read),
    row!(c"__read_chk", gate::read_chk),
    row!(c"readv", gate::readv),
    row!(c"write", gate::write),
    row!(c"writev", gate::writev),
    row!(c"connect", gate::connect),
    row!(c"accept", gate::accept),
    row!(c"accept4", gate::accept4),
    row!(c"close", close::close),
    row!(c"fclose", close::fclose),
    row!(c"dup2", close::dup2),
    row!(c"dup3", close::dup3),
    row!(c"shutdown", gate::shutdown),
    row!(c"sleep", gate::sleep),
    row!(c"usleep", gate::usleep),
    row!(c"nanosleep", gate::nanosleep),
    row!(c"clock_nanosleep", gate::clock_nanosleep),
    row!(c"getaddrinfo", gate::getaddrinfo),
    row!(c"getnameinfo", gate::getnameinfo),
    row!(c"gethostbyname", gate::gethostbyname),
    row!(c"gethostbyname2", gate::gethostbyname2),
    row!(c"gethostbyname_r", gate::gethostbyname_r),
    row!(c"gethostbyname2_r", gate::gethostbyname2_r),
    row!(c"php_network_gethostbyname", gate::php_network_gethostbyname),
    row!(c"res_nsearch", gate::res_nsearch),
    row!(c"res_nquery", gate::res_nquery),
    row!(c"wait", gate::wait),
    row!(c"wait3", gate::wait3),
    row!(c"wait4", gate::wait4),
    row!(c"waitpid", gate::waitpid),
    row!(c"waitid", gate::waitid),
    row!(c"pclose", gate::pclose),
    row!(c"open", gate::open),
    row!(c"fsync", gate::fsync),
    row!(c"fdatasync", gate::fdatasync),
    row!(c"flock", gate::flock),
    row!(c"fcntl", gate::fcntl),
    row!(c"fcntl64", gate::fcntl),
    row!(c"semop", gate::semop),
    row!(c"msgrcv", gate::msgrcv),
    row!(c"msgsnd", gate::msgsnd),
    row!(c"pthread_join", gate::pthread_join),
    row!(c"pthread_mutex_lock", gate::pthread_mutex_lock),
    row!(c"pthread_mutex_trylock", gate::pthread_mutex_trylock),
    row!(c"pthread_mutex_unlock", gate::pthread_mutex_unlock),
    row!(c"dlopen", load::dlopen),
];

/// The row of a symbol: thousands are asked for while objects are scanned.
pub fn find(symbol: &CStr) -> Option<&'static Row> {
    static INDEX: OnceLock<HashMap<&'static CStr, &'static Row>> = OnceLock::new();
    let index = INDEX.get_or_init(|| ROWS.iter().map(|row| (row.symbol, row)).collect());
    index.get(symbol).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_symbol_stands_in_the_table_once() {
        for row in ROWS {
            assert_eq!(ROWS.iter().filter(|other| other.symbol == row.symbol).count(), 1, "{:?}", row.symbol);
        }
    }

    #[test]
    #[cfg(target_env = "gnu")]
    fn libc_has_every_symbol() {
        for row in ROWS.iter().filter(|row| !row.symbol.to_bytes().starts_with(b"php_")) {
            // SAFETY: the name is a C string.
            let found = unsafe { libc::dlsym(libc::RTLD_DEFAULT, row.symbol.as_ptr()) };
            assert!(!found.is_null(), "{:?}", row.symbol);
        }
    }

    #[test]
    fn callers_with_different_flags_get_different_code() {
        let row = find(c"recv").expect("in the table");
        assert_ne!(row.address(Caller::Php), row.address(Caller::Curl));
    }
}
