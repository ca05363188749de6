//! `Swoole\Http\Cookie`, and the text of a cookie.

use std::cell::RefCell;
use std::time::Duration;
use std::time::SystemTime;
use std::time::UNIX_EPOCH;

use crate::php::args::Args;
use crate::php::args::Outcome;
use crate::php::class::http::c;
use crate::php::entry::Return;
use crate::php::entry::handlers;
use crate::php::error;
use crate::php::object;
use crate::php::object::carried;
use crate::php::value::Array;
use crate::php::value::Val;

/// Characters that no part of a cookie may have: they would end it.
const ILLEGAL: &[u8] = b",; \t\r\n\x0b\x0c";
const ILLEGAL_PRINTED: &str = "\",\", \";\", \" \", \"\\t\", \"\\r\", \"\\n\", \"\\013\", or \"\\014\"";
/// The first second of the year 10000.
const END_OF_YEARS: i64 = 253_402_300_800;

/// What a cookie says.
#[derive(Clone, Default)]
pub struct Cookie {
    /// Its name.
    pub name: Vec<u8>,
    /// Its value; when that is empty, the client shall delete the cookie.
    pub value: Vec<u8>,
    /// When it ends, in seconds since 1970; 0 is with the client.
    pub expires: i64,
    /// For which paths.
    pub path: Vec<u8>,
    /// For which domain.
    pub domain: Vec<u8>,
    /// `SameSite`
    pub same_site: Vec<u8>,
    /// `Priority`
    pub priority: Vec<u8>,
    /// Only over TLS.
    pub secure: bool,
    /// Not for scripts.
    pub http_only: bool,
    /// `Partitioned`
    pub partitioned: bool,
    /// Whether the value is sent as it is.
    pub raw: bool,
}

carried! {
    /// The class.
    pub static CLASS: RefCell<Cookie>
}

/// At module startup.
pub fn register() {
    // SAFETY: class entries are registered by now.
    unsafe { CLASS.install(c::ce::swirl_ce_Http_Cookie, object::NO_GC) };
}

impl Cookie {
    /// The text after `Set-Cookie:`, or what is wrong.
    pub fn text(&self) -> Result<Vec<u8>, String> {
        self.check()?;
        let mut out = self.name.clone();
        if self.value.is_empty() {
            out.extend_from_slice(b"=deleted; expires=");
            out.extend_from_slice(date(1).as_bytes());
            out.extend_from_slice(b"; Max-Age=0");
        } else {
            out.push(b'=');
            if self.raw {
                out.extend_from_slice(&self.value);
            } else {
                out.extend_from_slice(c::url_encoded(&self.value).as_bytes());
            }
            if self.expires > 0 {
                let now = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs() as i64);
                let age = (self.expires - now).max(0);
                out.extend_from_slice(format!("; expires={}; Max-Age={age}", date(self.expires)).as_bytes());
            }
        }
        for (name, value) in [("path", &self.path), ("domain", &self.domain)] {
            attribute(&mut out, name, value);
        }
        flag(&mut out, "secure", self.secure);
        flag(&mut out, "HttpOnly", self.http_only);
        for (name, value) in [("SameSite", &self.same_site), ("Priority", &self.priority)] {
            attribute(&mut out, name, value);
        }
        flag(&mut out, "Partitioned", self.partitioned);
        Ok(out)
    }

    fn check(&self) -> Result<(), String> {
        if self.name.is_empty() {
            return Err("The name cannot be empty".into());
        }
        if self.name.contains(&b'=') || is_illegal(&self.name) {
            return Err(format!("The name cannot contain \"=\", {ILLEGAL_PRINTED}"));
        }
        if self.raw && is_illegal(&self.value) {
            return Err(format!("The value cannot contain {ILLEGAL_PRINTED}"));
        }
        if !self.value.is_empty() && self.expires >= END_OF_YEARS {
            return Err("The expires cannot have a year greater than 9999".into());
        }
        let parts = [
            ("path", &self.path),
            ("domain", &self.domain),
            ("sameSite", &self.same_site),
            ("priority", &self.priority),
        ];
        match parts.iter().find(|(_, value)| is_illegal(value)) {
            Some((name, _)) => Err(format!("The {name} option cannot contain {ILLEGAL_PRINTED}")),
            None => Ok(()),
        }
    }
}

fn is_illegal(text: &[u8]) -> bool {
    text.iter().any(|byte| ILLEGAL.contains(byte))
}

fn attribute(out: &mut Vec<u8>, name: &str, value: &[u8]) {
    if !value.is_empty() {
        out.extend_from_slice(format!("; {name}=").as_bytes());
        out.extend_from_slice(value);
    }
}

fn flag(out: &mut Vec<u8>, name: &str, is_set: bool) {
    if is_set {
        out.extend_from_slice(format!("; {name}").as_bytes());
    }
}

/// As HTTP writes dates, but with dashes.
fn date(seconds: i64) -> String {
    let date = httpdate::fmt_http_date(UNIX_EPOCH + Duration::from_secs(seconds.max(0) as u64));
    let mut parts = date.splitn(5, ' ');
    let mut next = || parts.next().unwrap_or_default();
    let (day, number, month, year, rest) = (next(), next(), next(), next(), next());
    format!("{day} {number}-{month}-{year} {rest}")
}

/// Sets a part and returns the object.
fn with(args: &Args, ret: &mut Return, set: impl FnOnce(&mut Cookie)) {
    set(&mut CLASS.shared(args.this()).borrow_mut());
    ret.give(Val::object(args.this()).share());
}

fn with_text(args: &Args, ret: &mut Return, set: impl FnOnce(&mut Cookie, Vec<u8>)) -> Outcome {
    args.expect(1, 1)?;
    let text = args.bytes(0)?.to_vec();
    with(args, ret, |cookie| set(cookie, text));
    Ok(())
}

fn with_flag(args: &Args, ret: &mut Return, set: impl FnOnce(&mut Cookie, bool)) -> Outcome {
    args.expect(0, 1)?;
    let is_set = args.bool_or(0, false)?;
    with(args, ret, |cookie| set(cookie, is_set));
    Ok(())
}

handlers! {
    fn swirl_Http_Cookie___construct(args, _ret) {
        args.expect(0, 1)?;
        let encode = args.bool_or(0, true)?;
        *CLASS.shared(args.this()).borrow_mut() = Cookie { raw: !encode, ..Cookie::default() };
        Ok(())
    }

    fn swirl_Http_Cookie_withName(args, mut ret) {
        with_text(&args, &mut ret, |cookie, text| cookie.name = text)
    }

    fn swirl_Http_Cookie_withValue(args, mut ret) {
        with_text(&args, &mut ret, |cookie, text| cookie.value = text)
    }

    fn swirl_Http_Cookie_withExpires(args, mut ret) {
        args.expect(0, 1)?;
        let expires = args.long_or(0, 0)?;
        with(&args, &mut ret, |cookie| cookie.expires = expires);
        Ok(())
    }

    fn swirl_Http_Cookie_withPath(args, mut ret) {
        with_text(&args, &mut ret, |cookie, text| cookie.path = text)
    }

    fn swirl_Http_Cookie_withDomain(args, mut ret) {
        with_text(&args, &mut ret, |cookie, text| cookie.domain = text)
    }

    fn swirl_Http_Cookie_withSecure(args, mut ret) {
        with_flag(&args, &mut ret, |cookie, is_set| cookie.secure = is_set)
    }

    fn swirl_Http_Cookie_withHttpOnly(args, mut ret) {
        with_flag(&args, &mut ret, |cookie, is_set| cookie.http_only = is_set)
    }

    fn swirl_Http_Cookie_withSameSite(args, mut ret) {
        with_text(&args, &mut ret, |cookie, text| cookie.same_site = text)
    }

    fn swirl_Http_Cookie_withPriority(args, mut ret) {
        with_text(&args, &mut ret, |cookie, text| cookie.priority = text)
    }

    fn swirl_Http_Cookie_withPartitioned(args, mut ret) {
        with_flag(&args, &mut ret, |cookie, is_set| cookie.partitioned = is_set)
    }

    fn swirl_Http_Cookie_toString(args, mut ret) {
        args.expect(0, 0)?;
        let text = CLASS.shared(args.this()).borrow().text();
        match text {
            Ok(text) => ret.set(Val::bytes(&text)),
            Err(what) => {
                *CLASS.shared(args.this()).borrow_mut() = Cookie::default();
                error::warning(&what);
                ret.bool(false);
            }
        }
        Ok(())
    }

    fn swirl_Http_Cookie_toArray(args, mut ret) {
        args.expect(0, 0)?;
        let cookie = CLASS.shared(args.this()).borrow().clone();
        let text = |bytes: &[u8]| crate::php::value::Owned::take(Val::bytes(bytes));
        let array = Array::new()
            .value("name", text(&cookie.name))
            .value("value", text(&cookie.value))
            .value("path", text(&cookie.path))
            .value("domain", text(&cookie.domain))
            .value("sameSite", text(&cookie.same_site))
            .value("priority", text(&cookie.priority))
            .bool("encode", !cookie.raw)
            .long("expires", cookie.expires)
            .bool("secure", cookie.secure)
            .bool("httpOnly", cookie.http_only)
            .bool("partitioned", cookie.partitioned);
        ret.give(array.build());
        Ok(())
    }

    fn swirl_Http_Cookie_reset(args, _ret) {
        args.expect(0, 0)?;
        *CLASS.shared(args.this()).borrow_mut() = Cookie::default();
        Ok(())
    }
}
