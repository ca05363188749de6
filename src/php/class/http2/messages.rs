//! Requests out of PHP's objects, and answers into them.

use http::HeaderMap;
use http::Method;
use http::Uri;
use http::uri::Authority;
use http::uri::PathAndQuery;
use http::uri::Scheme;

use crate::net::http2::Piece;
use crate::php::args::Outcome;
use crate::php::class::http::c;
use crate::php::class::http::c::Slot;
use crate::php::class::http::client::request::build_query;
use crate::php::class::http::head;
use crate::php::class::http::streamed;
use crate::php::class::http2::ce;
use crate::php::ffi;
use crate::php::object;
use crate::php::value::Key;
use crate::php::value::Owned;
use crate::php::value::Val;
use crate::php::value::tag;

/// A stream that the server has given up.
const RESET: i64 = -3;

/// Declared properties of a request, in the order of the stub.
mod asked {
    pub const PATH: usize = 0;
    pub const METHOD: usize = 1;
    pub const HEADERS: usize = 2;
    pub const COOKIES: usize = 3;
    pub const DATA: usize = 4;
    pub const PIPELINE: usize = 5;
    pub const USE_PIPELINE_READ: usize = 6;
}

/// Declared properties of a response, in the order of the stub.
mod answered {
    pub const STREAM: usize = 0;
    pub const ERR_CODE: usize = 1;
    pub const STATUS: usize = 2;
    pub const PIPELINE: usize = 3;
    pub const HEADERS: u32 = 4;
    pub const SET_COOKIES: u32 = 5;
    pub const COOKIES: u32 = 6;
    pub const DATA: usize = 7;
}

/// Whom a request is sent to.
pub struct Target<'a> {
    pub host: &'a str,
    pub port: i64,
    pub ssl: bool,
}

/// A request that can be sent.
pub struct Outgoing {
    pub head: http::Request<()>,
    pub body: Owned,
    /// Whether more of the body follows.
    pub has_more: bool,
    /// Whether `recv()` brings the answer by the piece.
    pub in_pieces: bool,
}

/// What an object of the user's asks for; nothing when it cannot be written in HTTP/2.
pub fn outgoing(object: *mut ffi::Object, target: &Target) -> Outcome<Option<Outgoing>> {
    let mut headers = Slot::of(object, asked::HEADERS as u32);
    headers.init();
    let data = object::property(object, asked::DATA);
    if data.tag() == tag::ARRAY {
        headers.put(b"content-type", Owned::take(Val::string("application/x-www-form-urlencoded")));
    }
    let body = body(data)?;
    let mut host = None;
    let mut fields = HeaderMap::with_capacity(8);
    let given = object::property(object, asked::HEADERS).share();
    head::each_text(&given, |key, value| {
        if let Key::Name(name) = key
            && !name.starts_with(b":")
        {
            if name.eq_ignore_ascii_case(b"host") {
                host = Some(value.to_vec());
            } else {
                streamed::add(&mut fields, name, value);
            }
        }
    })?;
    add_cookies(&mut fields, object)?;
    let text = |place| object::property(object, place).as_bytes().filter(|text| !text.is_empty()).map(<[u8]>::to_vec);
    let method = Method::from_bytes(&text(asked::METHOD).unwrap_or_else(|| b"GET".to_vec()));
    let path = path(&text(asked::PATH).unwrap_or_else(|| b"/".to_vec()));
    let uri =
        Uri::builder().scheme(if target.ssl { Scheme::HTTPS } else { Scheme::HTTP }).authority(authority(host, target));
    let (Ok(method), Some(Ok(uri))) = (method, path.map(|path| uri.path_and_query(path).build())) else {
        return Ok(None);
    };
    let mut head = http::Request::new(());
    *head.method_mut() = method;
    *head.uri_mut() = uri;
    *head.headers_mut() = fields;
    Ok(Some(Outgoing {
        head,
        body,
        has_more: object::property(object, asked::PIPELINE).to_bool(),
        in_pieces: object::property(object, asked::USE_PIPELINE_READ).to_bool(),
    }))
}

/// A body as bytes: what counts as nothing is empty.
fn body(data: Val) -> Outcome<Owned> {
    if data.tag() != tag::STRING && !data.to_bool() { Ok(Owned::take(Val::string(""))) } else { piece(data) }
}

/// A piece of a body as bytes: an array is a form.
pub fn piece(data: Val) -> Outcome<Owned> {
    match data.tag() {
        tag::ARRAY => Ok(build_query(data)),
        tag::STRING => Ok(data.share()),
        _ => data.share().get().to_text(),
    }
}

fn add_cookies(fields: &mut HeaderMap, object: *mut ffi::Object) -> Outcome {
    let cookies = object::property(object, asked::COOKIES).share();
    head::each_text(&cookies, |key, value| {
        if let Key::Name(name) = key {
            let text = [name, b"=", c::url_encoded(value).as_bytes()].concat();
            streamed::add(fields, b"cookie", &text);
        }
    })
}

/// The name that the server is asked by.
fn authority(host: Option<Vec<u8>>, target: &Target) -> Authority {
    let usual = if target.ssl { 443 } else { 80 };
    let name = match host {
        Some(host) => host,
        None if target.port == usual => target.host.as_bytes().to_vec(),
        None => format!("{}:{}", target.host, target.port).into_bytes(),
    };
    // A path in the file system has no name.
    Authority::try_from(name.as_slice()).unwrap_or_else(|_| Authority::from_static("localhost"))
}

/// A path; what may not stand in one is encoded.
fn path(text: &[u8]) -> Option<PathAndQuery> {
    let mut out = if text.starts_with(b"/") || text == b"*" { Vec::new() } else { vec![b'/'] };
    for &byte in text {
        match byte {
            b'!'..=b'~' if !b"\"#<>\\^`{|}".contains(&byte) => out.push(byte),
            _ => out.extend_from_slice(format!("%{byte:02X}").as_bytes()),
        }
    }
    PathAndQuery::try_from(out).ok()
}

/// An answer, or a piece of one, as an object.
pub fn response(piece: &Piece) -> Owned {
    // SAFETY: the C half's contract; the class entry is registered.
    let object = unsafe { ffi::swirl_new_object(ce::swirl_ce_Http2_Response) };
    object::set_long(object, answered::STREAM, i64::from(piece.stream));
    if let Some(status) = piece.status {
        object::set_long(object, answered::STATUS, i64::from(status));
    }
    if let Some(error) = piece.reset {
        object::set_long(object, answered::STATUS, RESET);
        object::set_long(object, answered::ERR_CODE, i64::from(error));
    }
    if !piece.is_last {
        object::set_property(object, answered::PIPELINE, Owned::take(Val::bool(true)));
    }
    if piece.status.is_some() || !piece.fields.is_empty() {
        set_fields(object, piece);
    }
    if !piece.data.is_empty() {
        object::set_property(object, answered::DATA, Owned::take(Val::bytes(&piece.data)));
    }
    Owned::take(Val::object(object))
}

fn set_fields(object: *mut ffi::Object, piece: &Piece) {
    let slot = |place| {
        let mut slot = Slot::of(object, place);
        slot.init();
        slot
    };
    let (mut headers, mut cookies) = (slot(answered::HEADERS), slot(answered::COOKIES));
    let mut set_cookies = slot(answered::SET_COOKIES);
    for (name, value) in &piece.fields {
        if name == b"set-cookie" {
            let (name, value_of_it) = cookie(value);
            cookies.put(name, c::url_decoded(value_of_it));
            set_cookies.push(Owned::take(Val::bytes(value)));
        }
        headers.put(name, Owned::take(Val::bytes(value)));
    }
}

/// Name and value of a cookie that is set.
fn cookie(text: &[u8]) -> (&[u8], &[u8]) {
    let pair = text.split(|&byte| byte == b';').next().unwrap_or_default();
    match pair.iter().position(|&byte| byte == b'=') {
        Some(at) => (&pair[..at], &pair[at + 1..]),
        None => (pair, b""),
    }
}
