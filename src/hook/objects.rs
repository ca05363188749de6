//! Which objects are hooked: an allow-list.
//!
//! Invariant: whoever is not named here keeps calling libc. So do libc itself, the dynamic linker, the
//! resolver's plug-ins, libraries that poll under a mutex (libldap, krb5), opcache (its locks are POSIX
//! locks, which a process cannot hold twice), debuggers, which mean the whole process when they stop, and
//! this library, whose loop must be able to wait.

use crate::hook::table::Caller;
use crate::sys::elf::Object;
use std::ffi::CStr;

/// A library that PHP or its extensions link.
struct Library {
    /// What its file name begins with.
    prefix: &'static str,
    caller: Caller,
    /// The only symbols that are hooked in it; all, if empty.
    only: &'static [&'static CStr],
}

const LIBRARIES: &[Library] = &[
    Library { prefix: "libcurl.", caller: Caller::Curl, only: &[] },
    Library { prefix: "libcurl-", caller: Caller::Curl, only: &[] },
    Library { prefix: "libpq.", caller: Caller::Pgsql, only: &[] },
    Library { prefix: "libmariadb.", caller: Caller::Php, only: &[] },
    Library { prefix: "libmysqlclient.", caller: Caller::Php, only: &[] },
    Library { prefix: "libssh2.", caller: Caller::Php, only: &[] },
    Library { prefix: "librabbitmq.", caller: Caller::Php, only: &[] },
    Library { prefix: "libmemcached.", caller: Caller::Php, only: &[] },
    // Its socket BIOs; its files are told apart at each call.
    Library { prefix: "libcrypto.", caller: Caller::Crypto, only: &[c"read", c"write"] },
    // Its waits for a busy database, and the mutexes that it holds meanwhile; its file I/O and POSIX locks are left alone.
    Library { prefix: "libsqlite3.", caller: Caller::Sqlite, only: IN_SQLITE },
];

const IN_SQLITE: &[&CStr] =
    &[c"sleep", c"usleep", c"nanosleep", c"pthread_mutex_lock", c"pthread_mutex_trylock", c"pthread_mutex_unlock"];

/// What means threads everywhere else.
const IN_SQLITE_ONLY: &[&CStr] = &[c"pthread_mutex_lock", c"pthread_mutex_trylock", c"pthread_mutex_unlock"];

/// Extensions that have a flag of their own.
const EXTENSIONS: &[(&str, Caller)] = &[
    ("curl.so", Caller::Curl),
    ("sockets.so", Caller::Sockets),
    ("pgsql.so", Caller::Pgsql),
    ("pdo_pgsql.so", Caller::Pgsql),
];

/// What the engine keeps to itself: it hands this function a buffer that its next caller frees.
const NOT_IN_THE_ENGINE: &[&CStr] = &[c"gethostbyname_r"];

/// How an object is hooked.
#[derive(Clone, Copy, Debug)]
pub struct Plan {
    /// What it is to the replacements.
    pub caller: Caller,
    only: &'static [&'static CStr],
    except: &'static [&'static CStr],
}

impl Plan {
    /// The plan for an object; `None` leaves it alone.
    pub fn of(object: &Object) -> Option<Self> {
        if object.contains(Self::of as *const () as usize) {
            return None;
        }
        if let Some(library) = LIBRARIES.iter().find(|library| object.name().starts_with(library.prefix)) {
            return Some(Self { caller: library.caller, only: library.only, except: &[] });
        }
        if object.exports(c"zend_extension_entry") {
            return None;
        }
        // The engine is wherever this function is: the php binary, or libphp in a web server.
        if object.exports(c"php_request_startup") {
            return Some(Self { caller: Caller::Php, only: &[], except: NOT_IN_THE_ENGINE });
        }
        let named = EXTENSIONS.iter().find(|(name, _)| object.name() == *name);
        let caller = named.map_or(Caller::Php, |(_, caller)| *caller);
        object.exports(c"get_module").then_some(Self { caller, only: &[], except: &[] })
    }

    /// Whether this symbol of the object is hooked.
    pub fn takes(&self, symbol: &CStr) -> bool {
        let is_meant =
            if self.only.is_empty() { !IN_SQLITE_ONLY.contains(&symbol) } else { self.only.contains(&symbol) };
        is_meant && !self.except.contains(&symbol)
    }
}
