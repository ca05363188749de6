//! The client's connection.

use std::net::IpAddr;
use std::rc::Rc;

use crate::net::socket::Failure;
use crate::net::socket::Kind;
use crate::net::socket::Proxy;
use crate::net::socket::Side;
use crate::net::socket::Socket;
use crate::net::socket::Timeouts;
use crate::net::tls;
use crate::php::args::Outcome;
use crate::php::class::http::client::Client;
use crate::php::class::http::client::fail;
use crate::php::class::http::client::place;
use crate::php::class::http::client::set;
use crate::php::class::http::client::status;
use crate::php::class::socket as co_socket;
use crate::php::ffi;
use crate::php::object;
use crate::php::value::Owned;
use crate::php::value::Val;
use crate::php::value::tag;

impl Client {
    /// Whether there is a connection to use; a new one if there was none or the old one is not fit.
    pub(super) fn keep_liveness(&self, object: *mut ffi::Object) -> Outcome<bool> {
        if let Some(socket) = self.open() {
            if socket.is_connected() && socket.is_quiet() {
                return Ok(true);
            }
            // Another coroutine may be connecting.
            if let Err(why) = socket.check_bound(Side::Both) {
                fail(object, &why, status::RESET)?;
            }
            fail(object, &Failure::Code(libc::ECONNRESET), status::RESET)?;
            self.close(object);
        }
        let tries = self.settings.borrow().max_retries + 1;
        for _ in 0..tries {
            if self.connect(object)? {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// The socket, if it is open.
    pub(super) fn open(&self) -> Option<Rc<Socket>> {
        self.socket.borrow().clone().filter(|socket| !socket.is_closed())
    }

    fn connect(&self, object: *mut ffi::Object) -> Outcome<bool> {
        let tls = self.ssl.get().then(Default::default);
        let setting = object::property(object, place::SETTING).share();
        let (socket, host) = match open(&self.host.borrow(), tls, &setting.get())? {
            Ok(opened) => opened,
            Err(why) => {
                fail(object, &why, status::CONNECT_FAILED)?;
                return Ok(false);
            }
        };
        if let Some(Proxy::Http(proxy)) = socket.proxy.borrow_mut().as_mut() {
            proxy.forwards = !self.ssl.get();
        }
        let exported = Owned::take(Val::object(co_socket::from_socket(Rc::clone(&socket))));
        *self.socket.borrow_mut() = Some(Rc::clone(&socket));
        *self.channel.borrow_mut() = None;
        let patience = self.settings.borrow().connect_patience(Timeouts::defaults().connect);
        let connected = socket.connect(host.as_bytes(), self.port.get().into(), patience);
        if let Err(why) = connected {
            let is_ours = self.socket.borrow().as_ref().is_some_and(|mine| Rc::ptr_eq(mine, &socket));
            fail(object, &why, status::CONNECT_FAILED)?;
            if is_ours {
                self.close(object);
            }
            return Ok(false);
        }
        object::set_property(object, place::SOCKET, exported);
        set(object, place::CONNECTED, Val::bool(true));
        Ok(true)
    }

    /// Closes the connection. False when there was none.
    pub(super) fn close(&self, object: *mut ffi::Object) -> bool {
        let socket = self.socket.borrow_mut().take();
        self.channel.borrow_mut().take();
        self.asked.set(false);
        set(object, place::CONNECTED, Val::bool(false));
        object::set_property(object, place::SOCKET, Owned::take(Val::NULL));
        // Whoever waits for it goes on in here.
        socket.is_some_and(|socket| socket.close().is_ok())
    }
}

/// A socket that reaches a host, with the settings of `set()`, and the host as sockets know it.
pub fn open(host: &str, tls: Option<tls::Options>, setting: &Val) -> Outcome<Result<(Rc<Socket>, String), Failure>> {
    let (host, kind) = reachable(host);
    let socket = match Socket::open(kind) {
        Ok(socket) => Rc::new(socket),
        Err(why) => return Ok(Err(why.into())),
    };
    if let Some(tls) = tls {
        socket.set_tls(tls);
    }
    if setting.tag() == tag::ARRAY {
        // What makes no sense was told of, and is left out.
        co_socket::apply(&socket, setting)?;
    }
    Ok(Ok((socket, host)))
}

/// The host as sockets know it, and the kind of socket that reaches it.
fn reachable(host: &str) -> (String, Kind) {
    let (host, family) = match host.strip_prefix("unix:/") {
        Some(path) => (format!("/{}", path.trim_start_matches('/')), libc::AF_UNIX),
        None => {
            let host = host.trim_start_matches('[').trim_end_matches(']');
            let family = if host.parse().is_ok_and(|ip: IpAddr| ip.is_ipv6()) { libc::AF_INET6 } else { libc::AF_INET };
            (host.to_owned(), family)
        }
    };
    (host, Kind { family, kind: libc::SOCK_STREAM, protocol: 0 })
}
