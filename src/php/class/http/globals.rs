//! `http_superglobals`: a request as PHP's own servers show it to scripts.

use std::rc::Rc;

use crate::php::class::http::exchange::Exchange;
use crate::php::class::http::options::Options;
use crate::php::class::http::request;
use crate::php::ffi;
use crate::php::superglobals;
use crate::php::value::Key;
use crate::php::value::Owned;
use crate::php::value::Val;
use crate::php::value::each;
use crate::php::value::tag;

/// Calls the handler; if the setting says so, the running coroutine has the request's superglobals meanwhile.
pub fn with_globals<T>(options: &Options, request: &Owned, call: impl FnOnce() -> T) -> T {
    let object = request.get().as_object().filter(|_| options.superglobals);
    let Some(object) = object else { return call() };
    superglobals::enter(|server| make(object, server));
    let result = call();
    superglobals::leave();
    result
}

fn make(object: *mut ffi::Object, server: Owned) -> [Owned; superglobals::COUNT] {
    let exchange = request::exchange_of(object);
    let array = |place| {
        let value = request::made(object, place);
        if value.tag() == tag::ARRAY { value.share() } else { Owned::array() }
    };
    // A form that comes while the handler runs is not waited for.
    let has_form = exchange.as_ref().is_some_and(|exchange| exchange.body.is_none());
    let form = |place| if has_form { array(place) } else { Owned::array() };
    let (get, post, cookie, files) =
        (array(request::GET), form(request::POST), array(request::COOKIE), form(request::FILES));
    let server = if server.get().tag() == tag::ARRAY { server.duplicate() } else { Owned::array() };
    let server = describe(server, &exchange, &array(request::SERVER), &array(request::HEADER));
    let all = together(&get, &post, &cookie);
    [get, post, cookie, files, server, all]
}

/// `$_REQUEST`, by PHP's own setting.
fn together(get: &Owned, post: &Owned, cookie: &Owned) -> Owned {
    let mut all = Owned::array();
    for letter in request_order() {
        let part = match letter.to_ascii_uppercase() {
            b'G' => get,
            b'P' => post,
            b'C' => cookie,
            _ => continue,
        };
        let mut part = part.get();
        // SAFETY: the C half's contract; both are arrays, and nobody else has the first.
        unsafe { ffi::swirl_array_merge(all.as_mut_ptr(), &mut part) };
    }
    all
}

fn request_order() -> Vec<u8> {
    let setting = |name: &str| {
        let mut value = Val::UNDEF;
        // SAFETY: the C half's contract.
        unsafe { ffi::swirl_ini_text(name.as_ptr().cast(), name.len(), &mut value) };
        Owned::take(value).as_bytes().to_vec()
    };
    let order = setting("request_order");
    if order.is_empty() { setting("variables_order") } else { order }
}

/// `$_SERVER`: the script's, and on top of it what the request says.
fn describe(mut out: Owned, exchange: &Option<Rc<Exchange>>, server: &Owned, header: &Owned) -> Owned {
    each(&server.get(), |key, value| {
        if let Key::Name(name) = key {
            out.put(&name.to_ascii_uppercase(), value.share());
        }
        true
    });
    if let Some(exchange) = exchange {
        let message = exchange.message.borrow();
        out.put(b"REQUEST_URI", Owned::take(Val::bytes(message.head.target(&message.bytes))));
        out.put(b"QUERY_STRING", Owned::take(Val::bytes(message.head.query(&message.bytes))));
        if exchange.wire.as_ref().is_some_and(|wire| wire.is_secure()) {
            out.put(b"HTTPS", Owned::take(Val::string("on")));
        }
    }
    each(&header.get(), |key, value| {
        if let (Key::Name(name), Some(text)) = (key, one_text(&value)) {
            if name == b"host" {
                out.put(b"SERVER_NAME", Owned::take(Val::bytes(host_name(text.as_bytes()))));
            }
            if let Some(name) = variable(name) {
                out.put(&name, text);
            }
        }
        true
    });
    out
}

/// A field's value; several are a list.
fn one_text(value: &Val) -> Option<Owned> {
    if value.as_bytes().is_some() {
        return Some(value.share());
    }
    let mut all: Vec<u8> = Vec::new();
    each(value, |_, one| {
        if !all.is_empty() {
            all.extend_from_slice(b", ");
        }
        all.extend_from_slice(one.as_bytes().unwrap_or_default());
        true
    });
    Some(Owned::take(Val::bytes(&all)))
}

/// The host without its port.
fn host_name(host: &[u8]) -> &[u8] {
    let end = host.iter().rposition(|&byte| byte == b':').filter(|&at| !host[at..].contains(&b']'));
    &host[..end.unwrap_or(host.len())]
}

/// What a field is called in `$_SERVER`. Those that could be taken for another one, or for the address of a proxy that PHP's
/// own clients use, have no name.
fn variable(name: &[u8]) -> Option<Vec<u8>> {
    if name.contains(&b'_') || name == b"proxy" {
        return None;
    }
    let upper: Vec<u8> = name.iter().map(|byte| if *byte == b'-' { b'_' } else { byte.to_ascii_uppercase() }).collect();
    let is_plain = matches!(name, b"content-type" | b"content-length");
    Some(if is_plain { upper } else { [b"HTTP_", &upper[..]].concat() })
}
