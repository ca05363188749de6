//! A client's connection.

use std::cell::Cell;
use std::io;
use std::rc::Rc;

use crate::net::Connection;
use crate::net::DialError;
use crate::net::TlsSide;
use crate::net::dial;
use crate::net::http2;
use crate::net::tls;
use crate::php::class::coroutine::deadline;
use crate::php::class::http::client::settings::Settings;
use crate::php::class::http2::Client;
use crate::php::class::http2::place;
use crate::php::class::http2::set;
use crate::php::class::http2::set_error;
use crate::php::error;
use crate::php::error::code;
use crate::php::ffi;
use crate::php::value::Val;
use crate::sys::clock::Nanos;

/// A connection, and what is known of its streams.
pub struct Link {
    pub connection: Connection,
    pub session: http2::Client,
    /// Whether somebody is sending: he sends what others have to send, too.
    is_sending: Cell<bool>,
}

impl Link {
    /// Sends what is to go out.
    pub fn flush(&self, deadline: Option<Nanos>) -> io::Result<()> {
        if self.is_sending.replace(true) {
            return Ok(());
        }
        let sent = self.send_all(deadline);
        self.is_sending.set(false);
        sent
    }

    fn send_all(&self, deadline: Option<Nanos>) -> io::Result<()> {
        loop {
            let out = self.session.take_output();
            if out.is_empty() {
                return Ok(());
            }
            self.connection.write_all(&[&out], deadline)?;
        }
    }
}

impl Client {
    /// The connection, if there is one; otherwise the properties say that there is none.
    pub fn need_link(&self, object: *mut ffi::Object) -> Option<Rc<Link>> {
        let link = self.link.borrow().clone();
        if link.is_none() {
            set_error(object, code::CLIENT_NO_CONNECTION);
        }
        link
    }

    /// Connects. False when that failed; the properties tell why.
    pub fn connect(&self, object: *mut ffi::Object) -> bool {
        if self.link.borrow().is_some() || self.is_connecting.replace(true) {
            set_error(object, libc::EISCONN);
            return false;
        }
        let made = self.make_link();
        self.is_connecting.set(false);
        match made {
            Ok(link) => {
                *self.link.borrow_mut() = Some(Rc::new(link));
                set(object, place::CONNECTED, Val::bool(true));
                true
            }
            Err(why) => {
                set_error(object, why);
                false
            }
        }
    }

    fn make_link(&self) -> Result<Link, i32> {
        let (settings, host) = (self.settings.borrow().clone(), self.host.borrow().clone());
        if let Some(why) = settings.refused {
            error::warning(why);
            return Err(code::OPERATION_NOT_SUPPORT);
        }
        let port = u16::try_from(self.port.get()).map_err(|_| libc::EINVAL)?;
        let deadline = connect_deadline(&settings);
        let connection = dial(&host, port, deadline).map_err(|why| match why {
            DialError::Unknown => code::DNSLOOKUP_RESOLVE_FAILED,
            DialError::Refused(why) => number(&why),
        })?;
        if self.ssl.get() {
            secure(&connection, &settings, &host, deadline)?;
        }
        let session = http2::Client::new(http2::Settings::current()).ok_or(libc::EPROTO)?;
        let link = Link { connection, session, is_sending: Cell::new(false) };
        link.flush(deadline).map_err(|why| number(&why))?;
        Ok(link)
    }

    /// Ends the connection. False when there is none.
    pub fn close(&self, object: *mut ffi::Object) -> bool {
        let link = self.link.borrow_mut().take();
        let Some(link) = link else {
            set_error(object, libc::EBADF);
            return false;
        };
        set(object, place::CONNECTED, Val::bool(false));
        set(object, place::SOCKET, Val::NULL);
        link.connection.close();
        true
    }
}

fn secure(connection: &Connection, settings: &Settings, host: &str, deadline: Option<Nanos>) -> Result<(), i32> {
    let mut options = settings.tls.clone();
    options.alpn = vec![b"h2".to_vec()];
    let secured = tls::Context::client(options).map_err(|why| why.to_string()).and_then(|context| {
        connection.secure(&context, TlsSide::Connect(Some(host)), deadline).map_err(|why| why.to_string())
    });
    secured.map_err(|why| {
        error::warning(&why);
        code::SSL_HANDSHAKE_FAILED
    })
}

/// `timeout` holds for connecting, too, unless `connect_timeout` is set.
fn connect_deadline(settings: &Settings) -> Option<Nanos> {
    match (settings.connect_timeout, settings.timeout) {
        (0.0, timeout) if timeout != 0.0 => deadline(timeout),
        _ => settings.connect_deadline(),
    }
}

/// The number of an error of the system.
fn number(why: &io::Error) -> i32 {
    why.raw_os_error().unwrap_or(libc::ECONNRESET)
}
