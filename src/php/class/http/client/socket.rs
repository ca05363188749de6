//! The client's connection.

use std::io;
use std::rc::Rc;

use crate::io::Conflict;
use crate::net::Connection;
use crate::net::DialError;
use crate::net::TlsSide;
use crate::net::dial;
use crate::net::tls;
use crate::php::class::http::client::Client;
use crate::php::class::http::client::place;
use crate::php::class::http::client::set;
use crate::php::class::http::client::set_error;
use crate::php::class::http::client::status;
use crate::php::error;
use crate::php::error::code;
use crate::php::ffi;
use crate::php::object;
use crate::php::value::Val;

impl Client {
    /// Whether there is a connection to use; a new one if there was none or the old one is not fit.
    pub(super) fn keep_liveness(&self, object: *mut ffi::Object) -> bool {
        if let Some(connection) = self.open() {
            if connection.is_quiet() {
                return true;
            }
            set_error(object, libc::ECONNRESET, Some(status::RESET));
            self.close(object);
        }
        let tries = self.settings.borrow().max_retries + 1;
        (0..tries).any(|_| self.connect(object))
    }

    /// The connection, if it is open.
    pub(super) fn open(&self) -> Option<Rc<Connection>> {
        self.connection.borrow().clone().filter(|connection| connection.is_open())
    }

    fn connect(&self, object: *mut ffi::Object) -> bool {
        let settings = self.settings.borrow().clone();
        if let Some(why) = settings.refused {
            error::warning(why);
            set_error(object, code::OPERATION_NOT_SUPPORT, Some(status::CONNECT_FAILED));
            return false;
        }
        let host = self.host.borrow().clone();
        let deadline = settings.connect_deadline();
        let connection = match dial(&host, self.port.get(), deadline) {
            Ok(connection) => connection,
            Err(DialError::Unknown) => {
                set_error(object, code::DNSLOOKUP_RESOLVE_FAILED, Some(status::CONNECT_FAILED));
                return false;
            }
            Err(DialError::Refused(why)) => {
                set_error(object, errno_of(why), Some(status::CONNECT_FAILED));
                return false;
            }
        };
        if self.ssl.get() {
            let secured =
                tls::Context::client(settings.tls.clone()).map_err(|why| why.to_string()).and_then(|context| {
                    let side = TlsSide::Connect(Some(&host));
                    connection.secure(&context, side, deadline).map_err(|why| why.to_string())
                });
            if let Err(why) = secured {
                error::warning(&why);
                set_error(object, code::SSL_HANDSHAKE_FAILED, Some(status::CONNECT_FAILED));
                return false;
            }
        }
        *self.connection.borrow_mut() = Some(Rc::new(connection));
        *self.channel.borrow_mut() = None;
        set(object, place::CONNECTED, Val::bool(true));
        true
    }

    /// Closes the connection. False when there was none.
    pub(super) fn close(&self, object: *mut ffi::Object) -> bool {
        let connection = self.connection.borrow_mut().take();
        self.channel.borrow_mut().take();
        self.asked.set(false);
        let closed = connection.is_some_and(|connection| connection.close());
        set(object, place::CONNECTED, Val::bool(false));
        object::set_property(object, place::SOCKET, crate::php::value::Owned::take(Val::NULL));
        closed
    }
}

/// The number for an error; a second coroutine on a connection ends the script, as in Swoole.
pub fn errno_of(why: io::Error) -> i32 {
    if let Some(conflict) = Conflict::of(&why) {
        error::fatal(&conflict.to_string());
        return code::CO_HAS_BEEN_BOUND;
    }
    match why.kind() {
        io::ErrorKind::UnexpectedEof => libc::ECONNRESET,
        _ => why.raw_os_error().unwrap_or(libc::ECONNRESET),
    }
}
