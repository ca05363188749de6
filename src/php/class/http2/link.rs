//! A client's connection.

use std::cell::Cell;
use std::rc::Rc;

use crate::net::http2;
use crate::net::socket::Failure;
use crate::net::socket::Socket;
use crate::net::socket::Timeouts;
use crate::net::tls;
use crate::php::args::Outcome;
use crate::php::class::http::client::socket::open;
use crate::php::class::http2::Client;
use crate::php::class::http2::place;
use crate::php::class::http2::set;
use crate::php::class::http2::set_error;
use crate::php::class::socket as co_socket;
use crate::php::error::code;
use crate::php::ffi;
use crate::php::object;
use crate::php::value::Val;

/// A connection, and what is known of its streams.
pub struct Link {
    pub socket: Rc<Socket>,
    pub session: http2::Client,
    /// Whether somebody is sending: he sends what others have to send, too.
    is_sending: Cell<bool>,
}

impl Link {
    fn new(socket: Rc<Socket>) -> Result<Self, Failure> {
        let session = http2::Client::new(http2::Settings::current()).ok_or(Failure::Code(libc::EPROTO))?;
        let link = Self { socket, session, is_sending: Cell::new(false) };
        link.flush()?;
        Ok(link)
    }

    /// Sends what is to go out.
    pub fn flush(&self) -> Result<(), Failure> {
        if self.is_sending.replace(true) {
            return Ok(());
        }
        let sent = self.send_all();
        self.is_sending.set(false);
        sent
    }

    fn send_all(&self) -> Result<(), Failure> {
        loop {
            let out = self.session.take_output();
            if out.is_empty() {
                return Ok(());
            }
            self.socket.send_all(&out, self.socket.timeouts.get().write).why?;
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
                let exported = co_socket::from_socket(Rc::clone(&link.socket));
                set(object, place::SOCKET, Val::object(exported));
                *self.link.borrow_mut() = Some(Rc::new(link));
                set(object, place::CONNECTED, Val::bool(true));
                Ok(true)
            }
            Err(why) => {
                co_socket::report(object, [place::ERR_CODE, place::ERR_MSG], &why)?;
                Ok(false)
            }
        }
    }

    fn make_link(&self, object: *mut ffi::Object) -> Outcome<Result<Link, Failure>> {
        let tls = self.ssl.get().then(|| tls::Options { alpn: vec![b"h2".to_vec()], ..tls::Options::default() });
        let setting = object::property(object, place::SETTING).share();
        let (socket, host) = match open(&self.host.borrow(), tls, &setting.get())? {
            Ok(opened) => opened,
            Err(why) => return Ok(Err(why)),
        };
        let patience = self.settings.borrow().connect_patience(Timeouts::defaults().connect);
        Ok(socket.connect(host.as_bytes(), self.port.get(), patience).and_then(|()| Link::new(socket)))
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
        // Whoever waits for it goes on in here.
        let _ = link.socket.close();
        true
    }
}
