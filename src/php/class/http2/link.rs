//! A client's connection.

use std::cell::Cell;
use std::rc::Rc;
use std::time::Duration;

use crate::net::http2;
use crate::net::socket::Failure;
use crate::net::socket::Socket;
use crate::net::tls;
use crate::php::args::Outcome;
use crate::php::class::http::client::socket::reachable;
use crate::php::class::http2::Client;
use crate::php::class::http2::place;
use crate::php::class::http2::report;
use crate::php::class::http2::set;
use crate::php::class::http2::set_error;
use crate::php::class::socket as co_socket;
use crate::php::error::code;
use crate::php::ffi;
use crate::php::object;
use crate::php::value::Owned;
use crate::php::value::Val;
use crate::php::value::tag;

/// A connection, and what is known of its streams.
pub struct Link {
    pub socket: Rc<Socket>,
    pub session: http2::Client,
    /// Whether somebody is sending: he sends what others have to send, too.
    is_sending: Cell<bool>,
}

impl Link {
    /// Sends what is to go out.
    pub fn flush(&self, timeout: Option<Duration>) -> Result<(), Failure> {
        if self.is_sending.replace(true) {
            return Ok(());
        }
        let sent = self.send_all(timeout);
        self.is_sending.set(false);
        sent
    }

    fn send_all(&self, timeout: Option<Duration>) -> Result<(), Failure> {
        loop {
            let out = self.session.take_output();
            if out.is_empty() {
                return Ok(());
            }
            self.socket.send_all(&out, timeout).why?;
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
    pub fn connect(&self, object: *mut ffi::Object) -> Outcome<bool> {
        if self.link.borrow().is_some() || self.is_connecting.replace(true) {
            set_error(object, libc::EISCONN);
            return Ok(false);
        }
        let made = self.make_link(object);
        self.is_connecting.set(false);
        match made? {
            Ok(link) => {
                let exported = Val::object(co_socket::from_socket(Rc::clone(&link.socket)));
                *self.link.borrow_mut() = Some(Rc::new(link));
                set(object, place::SOCKET, exported);
                set(object, place::CONNECTED, Val::bool(true));
                Ok(true)
            }
            Err(why) => {
                report(object, &why)?;
                Ok(false)
            }
        }
    }

    fn make_link(&self, object: *mut ffi::Object) -> Outcome<Result<Link, Failure>> {
        let (host, kind) = reachable(&self.host.borrow());
        let socket = match Socket::open(kind) {
            Ok(socket) => Rc::new(socket),
            Err(why) => return Ok(Err(why.into())),
        };
        if self.ssl.get() {
            socket.set_tls(tls::Options { alpn: vec![b"h2".to_vec()], ..tls::Options::default() });
        }
        let given = object::property(object, place::SETTING).share();
        if given.get().tag() == tag::ARRAY {
            // What makes no sense was told of, and is left out.
            co_socket::apply(&socket, &given.get())?;
        }
        let made = self.begin(&socket, &host);
        if made.is_err() {
            // What made it fail is told.
            let _ = socket.close();
        }
        Ok(made)
    }

    fn begin(&self, socket: &Rc<Socket>, host: &str) -> Result<Link, Failure> {
        let timeouts = socket.timeouts.get();
        socket.connect(host.as_bytes(), self.port.get(), timeouts.connect)?;
        let session = http2::Client::new(http2::Settings::current()).ok_or(Failure::Code(libc::EPROTO))?;
        let link = Link { socket: Rc::clone(socket), session, is_sending: Cell::new(false) };
        link.flush(timeouts.write)?;
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
        object::set_property(object, place::SOCKET, Owned::take(Val::NULL));
        link.socket.close().is_ok()
    }
}
