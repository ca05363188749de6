//! A request out of the client's properties.

use std::rc::Rc;

use crate::net::http::reply;
use crate::net::socket::HttpProxy;
use crate::net::socket::Proxy;
use crate::net::socket::Socket;
use crate::php::args::Outcome;
use crate::php::class::http::c;
use crate::php::class::http::client::Client;
use crate::php::class::http::client::fail;
use crate::php::class::http::client::parts;
use crate::php::class::http::client::place;
use crate::php::class::http::client::set;
use crate::php::class::http::client::set_error;
use crate::php::class::http::client::status;
use crate::php::class::http::response::has_line_end;
use crate::php::ending;
use crate::php::error;
use crate::php::error::code;
use crate::php::ffi;
use crate::php::object;
use crate::php::value::Key;
use crate::php::value::Owned;
use crate::php::value::Val;
use crate::php::value::count;
use crate::php::value::each;
use crate::php::value::find;
use crate::php::value::tag;

/// What a body is made of.
enum Body {
    None,
    Bytes(Owned, Option<&'static str>),
    Parts(parts::Form),
}

impl Client {
    /// Sends a request. False when that fails; the properties tell why.
    pub(super) fn send(&self, object: *mut ffi::Object, path: &[u8]) -> Outcome<bool> {
        if path.is_empty() || has_line_end(path) {
            set_error(object, code::INVALID_PARAMS, None);
            return Ok(false);
        }
        set(object, place::HEADERS, Val::NULL);
        set(object, place::SET_COOKIES, Val::NULL);
        set(object, place::BODY, Val::string(""));
        self.claim()?;
        if !self.keep_liveness(object)? {
            return Ok(false);
        }
        object::set_long(object, place::ERR_CODE, 0);
        set(object, place::ERR_MSG, Val::string(""));
        object::set_long(object, place::STATUS, 0);
        error::set_last(0);
        let body = self.body(object)?;
        let Some(socket) = self.open() else { return Ok(false) };
        let out = Rc::new(self.head(object, path, &body, forwarding(&socket).as_ref())?);
        *self.head_out.borrow_mut() = Rc::clone(&out);
        let sent = match &body {
            Body::Parts(form) => form.send(&socket, out.to_vec()),
            Body::Bytes(bytes, _) => {
                let whole = [&out, bytes.as_bytes()].concat();
                socket.send_all(&whole, socket.timeouts.get().write).why
            }
            Body::None => socket.send_all(&out, socket.timeouts.get().write).why,
        };
        match sent {
            Ok(()) => {
                self.asked.set(true);
                Ok(true)
            }
            Err(why) => {
                self.close(object);
                fail(object, &why, status::SEND_FAILED)?;
                Ok(false)
            }
        }
    }

    /// Only one coroutine may send or wait at a time.
    pub(super) fn claim(&self) -> Outcome {
        let me = crate::coroutine::current_id().unwrap_or_default();
        match self.user.get() {
            Some(other) if other != me => {
                let fd = self.socket.borrow().as_ref().and_then(|socket| socket.descriptor()).unwrap_or(-1);
                let conflict = crate::io::Conflict { fd, writing: false, holder: other, asker: me };
                error::set_last(code::CO_HAS_BEEN_BOUND);
                error::fatal_as(&conflict.to_string());
                Err(crate::php::args::Thrown)
            }
            _ => Ok(()),
        }
    }

    fn body(&self, object: *mut ffi::Object) -> Outcome<Body> {
        let (uploads, data) = (object::property(object, place::UPLOADS), object::property(object, place::REQUEST_BODY));
        if uploads.tag() == tag::ARRAY && count(&uploads) > 0 {
            return Ok(Body::Parts(parts::Form::new(&data, &uploads)?));
        }
        if data.is_null() {
            return Ok(Body::None);
        }
        if data.tag() == tag::ARRAY {
            return Ok(Body::Bytes(build_query(data), Some("application/x-www-form-urlencoded")));
        }
        Ok(Body::Bytes(data.to_text()?, None))
    }

    fn head(&self, object: *mut ffi::Object, path: &[u8], body: &Body, proxy: Option<&HttpProxy>) -> Outcome<Vec<u8>> {
        // The last request's room, unless somebody is still sending that.
        let mut out = Rc::try_unwrap(self.head_out.take()).unwrap_or_default();
        out.clear();
        let method = object::property(object, place::METHOD);
        let method = if method.is_null() {
            Owned::take(Val::string(if matches!(body, Body::None) { "GET" } else { "POST" }))
        } else {
            method.to_text()?
        };
        self.head_only.set(method.as_bytes() == b"HEAD");
        out.extend_from_slice(method.as_bytes());
        out.push(b' ');
        let given = object::property(object, place::REQUEST_HEADERS).share();
        let named = given_host(&given).map(|host| host.to_text()).transpose()?;
        if proxy.is_some() {
            self.origin(&mut out, named.as_ref().map(Owned::as_bytes));
        }
        out.extend_from_slice(path);
        out.extend_from_slice(b" HTTP/1.1\r\n");
        match &named {
            Some(host) => field(&mut out, b"Host", host.as_bytes()),
            None => self.default_host(&mut out),
        }
        let seen = self.user_fields(&mut out, &given)?;
        if let Some(proof) = proxy.and_then(HttpProxy::authorization) {
            field(&mut out, b"Proxy-Authorization", proof.as_bytes());
        }
        if let Some(credentials) = &*self.basic_auth.borrow() {
            field(&mut out, b"Authorization", credentials.as_bytes());
        }
        let settings = self.settings.borrow();
        if !seen.connection {
            field(&mut out, b"Connection", if settings.keep_alive { b"keep-alive" } else { b"closed" });
        }
        if settings.http_compression && !seen.accept_encoding {
            field(&mut out, b"Accept-Encoding", b"gzip, deflate, br");
        }
        drop(settings);
        cookies(&mut out, &object::property(object, place::COOKIES).share())?;
        match body {
            Body::None if !seen.content_length => {}
            Body::None => length(&mut out, 0),
            Body::Bytes(bytes, kind) => {
                if let Some(kind) = kind {
                    field(&mut out, b"Content-Type", kind.as_bytes());
                }
                length(&mut out, bytes.as_bytes().len() as u64);
            }
            Body::Parts(form) => {
                let kind = format!("multipart/form-data; boundary={}", form.boundary());
                field(&mut out, b"Content-Type", kind.as_bytes());
                length(&mut out, form.length());
            }
        }
        out.extend_from_slice(b"\r\n");
        Ok(out)
    }

    /// What stands before the path in a request that a proxy passes on.
    fn origin(&self, out: &mut Vec<u8>, named: Option<&[u8]>) {
        let host = self.host.borrow();
        let host = named.filter(|host| !has_line_end(host)).unwrap_or(host.as_bytes());
        out.extend_from_slice(b"http://");
        out.extend_from_slice(host);
        if !host.contains(&b':') {
            out.push(b':');
            reply::number(out, self.port.get().into());
        }
    }

    /// The field that names the host that was connected to.
    fn default_host(&self, out: &mut Vec<u8>) {
        let (host, port) = (self.host.borrow(), self.port.get());
        if has_line_end(host.as_bytes()) {
            return;
        }
        out.extend_from_slice(b"Host: ");
        out.extend_from_slice(host.as_bytes());
        if port != if self.ssl.get() { 443 } else { 80 } {
            out.push(b':');
            reply::number(out, port.into());
        }
        out.extend_from_slice(b"\r\n");
    }

    fn user_fields(&self, out: &mut Vec<u8>, given: &Owned) -> Outcome<Seen> {
        let mut seen = Seen::default();
        let mut outcome = Ok(());
        if given.get().tag() != tag::ARRAY {
            return Ok(seen);
        }
        each(&given.get(), |key, value| {
            let Key::Name(name) = key else { return true };
            let is = |other: &str| name.eq_ignore_ascii_case(other.as_bytes());
            if value.is_null() || is("Host") {
                return true;
            }
            if is("Content-Length") {
                // It is counted here.
                seen.content_length = true;
                return true;
            }
            match value.to_text() {
                Ok(text) => {
                    seen.accept_encoding |= is("Accept-Encoding");
                    if is("Connection") {
                        seen.connection = true;
                        if text.as_bytes().eq_ignore_ascii_case(b"close") {
                            self.settings.borrow_mut().keep_alive = false;
                        }
                    }
                    field(out, name, text.as_bytes());
                }
                Err(thrown) => outcome = Err(thrown),
            }
            outcome.is_ok()
        });
        outcome.map(|()| seen)
    }
}

/// The proxy that is to pass requests on as they are.
fn forwarding(socket: &Socket) -> Option<HttpProxy> {
    match &*socket.proxy.borrow() {
        Some(Proxy::Http(proxy)) if proxy.forwards => Some(proxy.clone()),
        _ => None,
    }
}

/// Fields that the user has set.
#[derive(Default)]
struct Seen {
    connection: bool,
    accept_encoding: bool,
    content_length: bool,
}

/// A field, unless its value would end the line.
fn field(out: &mut Vec<u8>, name: &[u8], value: &[u8]) {
    if !has_line_end(name) && !has_line_end(value) {
        reply::field(out, name, value);
    }
}

fn length(out: &mut Vec<u8>, length: u64) {
    out.extend_from_slice(b"Content-Length: ");
    reply::number(out, length);
    out.extend_from_slice(b"\r\n");
}

fn given_host(given: &Owned) -> Option<Val> {
    if given.get().tag() != tag::ARRAY {
        return None;
    }
    find(&given.get(), "Host").or_else(|| find(&given.get(), "host"))
}

fn cookies(out: &mut Vec<u8>, given: &Owned) -> Outcome {
    if given.get().tag() != tag::ARRAY {
        return Ok(());
    }
    let (mut all, mut outcome) = (Vec::new(), Ok(()));
    each(&given.get(), |key, value| {
        let Key::Name(name) = key else { return true };
        match value.to_text() {
            Ok(text) if !text.as_bytes().is_empty() && !has_line_end(name) => {
                if !all.is_empty() {
                    all.extend_from_slice(b"; ");
                }
                all.extend_from_slice(name);
                all.push(b'=');
                all.extend_from_slice(c::url_encoded(text.as_bytes()).as_bytes());
            }
            Ok(_) => {}
            Err(thrown) => outcome = Err(thrown),
        }
        outcome.is_ok()
    });
    if !all.is_empty() {
        reply::field(out, b"Cookie", &all);
    }
    outcome
}

/// As PHP's function does.
pub fn build_query(data: Val) -> Owned {
    let (mut argument, mut result) = (data, Val::UNDEF);
    // SAFETY: the C half's contract; the array lives in a property through the call.
    let outcome = unsafe { ffi::swirl_call_function(c"http_build_query".as_ptr(), 1, &mut argument, &mut result) };
    ending::note(outcome);
    Owned::take(result)
}
