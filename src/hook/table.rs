//! Which symbol leads where: the whole list of what is hooked.
//!
//! Invariants: a symbol stands here once; each replacement has the C signature of its symbol; names that
//! mean the same function (`fcntl64`) are rows of their own with the same replacement. To hook one more
//! function, write the replacement and add a row.

use crate::hook::close;
use crate::hook::connect;
use crate::hook::decide;
use crate::hook::dns;
use crate::hook::file;
use crate::hook::hosts;
use crate::hook::load;
use crate::hook::poll;
use crate::hook::process;
use crate::hook::resolver;
use crate::hook::rw;
use crate::hook::select;
use crate::hook::sleep;
use crate::hook::socket;
use crate::hook::sysv;
use crate::hook::thread;
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
    row!(c"poll", poll::poll),
    row!(c"__poll_chk", poll::poll_chk),
    row!(c"ppoll", poll::ppoll),
    row!(c"epoll_wait", poll::epoll_wait),
    row!(c"select", select::select),
    row!(c"pselect", select::pselect),
    row!(c"recv", socket::recv),
    row!(c"__recv_chk", socket::recv_chk),
    row!(c"recvfrom", socket::recvfrom),
    row!(c"__recvfrom_chk", socket::recvfrom_chk),
    row!(c"recvmsg", socket::recvmsg),
    row!(c"send", socket::send),
    row!(c"sendto", socket::sendto),
    row!(c"sendmsg", socket::sendmsg),
    row!(c"read", rw::read),
    row!(c"__read_chk", rw::read_chk),
    row!(c"readv", rw::readv),
    row!(c"write", rw::write),
    row!(c"writev", rw::writev),
    row!(c"connect", connect::connect),
    row!(c"accept", connect::accept),
    row!(c"accept4", connect::accept4),
    row!(c"close", close::close),
    row!(c"fclose", close::fclose),
    row!(c"dup2", close::dup2),
    row!(c"dup3", close::dup3),
    row!(c"sleep", sleep::sleep),
    row!(c"usleep", sleep::usleep),
    row!(c"nanosleep", sleep::nanosleep),
    row!(c"clock_nanosleep", sleep::clock_nanosleep),
    row!(c"getaddrinfo", dns::getaddrinfo),
    row!(c"getnameinfo", dns::getnameinfo),
    row!(c"gethostbyname", hosts::gethostbyname),
    row!(c"gethostbyname2", hosts::gethostbyname2),
    row!(c"gethostbyname_r", hosts::gethostbyname_r),
    row!(c"gethostbyname2_r", hosts::gethostbyname2_r),
    row!(c"php_network_gethostbyname", hosts::php_network_gethostbyname),
    row!(c"res_nsearch", resolver::res_nsearch),
    row!(c"res_nquery", resolver::res_nquery),
    row!(c"wait", process::wait),
    row!(c"wait3", process::wait3),
    row!(c"wait4", process::wait4),
    row!(c"waitpid", process::waitpid),
    row!(c"waitid", process::waitid),
    row!(c"pclose", process::pclose),
    row!(c"flock", file::flock),
    row!(c"fcntl", file::fcntl),
    row!(c"fcntl64", file::fcntl),
    row!(c"semop", sysv::semop),
    row!(c"msgrcv", sysv::msgrcv),
    row!(c"msgsnd", sysv::msgsnd),
    row!(c"pthread_join", thread::pthread_join),
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
