//! Names to addresses.

use std::net::IpAddr;

use crate::coroutine::Nanos;
use crate::io;
use crate::io::dns;
use crate::io::dns::Kind;
use crate::io::dns::Lookup;
use crate::io::resolve;
use crate::php::class::coroutine::deadline;
use crate::php::dns as settings;
use crate::php::entry::handlers;
use crate::php::error;
use crate::php::error::code;
use crate::php::error::need_park;
use crate::php::value::Array;
use crate::php::value::Owned;
use crate::php::value::Val;
use crate::php::value::tag;
use crate::sys::names::Wanted;

/// `SWOOLE_ERROR_DNSLOOKUP_RESOLVE_FAILED`
const RESOLVE_FAILED: i32 = 711;
/// `SWOOLE_ERROR_DNSLOOKUP_RESOLVE_TIMEOUT`
const RESOLVE_TIMEOUT: i32 = 712;

handlers! {
    fn swirl_Coroutine_System_gethostbyname(args, mut ret) {
        need_park()?;
        args.expect(1, 3)?;
        let name = args.bytes(0)?;
        let (family, timeout) = (args.long_or(1, libc::AF_INET.into())?, args.double_or(2, -1.0)?);
        ret.bool(false);
        if name.is_empty() {
            error::misuse("domain name is empty");
            return Ok(());
        }
        let Some(kind) = kind(family) else { return Ok(()) };
        match look_up(name, kind, settings::expire(), deadline(timeout)) {
            Ok(address) => ret.set(Val::string(&address)),
            Err(code) => error::set_last(code),
        }
        Ok(())
    }

    fn swirl_Coroutine_System_dnsLookup(args, mut ret) {
        need_park()?;
        args.expect(1, 3)?;
        let (timeout, family) = (args.double_or(1, settings::timeout())?, args.long_or(2, libc::AF_INET.into())?);
        ret.bool(false);
        if args.value(0).tag() != tag::STRING {
            error::misuse("invalid domain name");
            return Ok(());
        }
        let name = args.bytes(0)?;
        if name.is_empty() {
            error::misuse("domain name empty");
            return Ok(());
        }
        let kind = if family == i64::from(libc::AF_INET6) { Kind::V6 } else { Kind::V4 };
        match look_up(name, kind, settings::refresh(), deadline(timeout)) {
            Ok(address) => ret.set(Val::string(&address)),
            Err(RESOLVE_TIMEOUT) => error::set_last(RESOLVE_FAILED),
            Err(code) => error::set_last(code),
        }
        Ok(())
    }

    fn swirl_Coroutine_System_getaddrinfo(args, mut ret) {
        need_park()?;
        args.expect(1, 6)?;
        let host = super::c_string(&args, 0)?;
        let family = args.long_or(1, libc::AF_INET.into())?;
        let socket_type = args.long_or(2, libc::SOCK_STREAM.into())?;
        let protocol = args.long_or(3, libc::IPPROTO_TCP.into())?;
        let service = if args.value(4).is_null() { c"".to_owned() } else { super::c_string(&args, 4)? };
        let timeout = args.double_or(5, -1.0)?;
        ret.bool(false);
        if host.is_empty() {
            error::misuse("hostname is empty");
            return Ok(());
        }
        if kind(family).is_none() {
            return Ok(());
        }
        let wanted = Wanted { family: family as i32, socket_type: socket_type as i32, protocol: protocol as i32 };
        match resolve::service_addresses(host, service, wanted, deadline(timeout)) {
            io::Outcome::Done(Ok(addresses)) => ret.give(list(&addresses)),
            io::Outcome::Done(Err(why)) => error::set_last(why),
            io::Outcome::TimedOut => error::set_last(code::CO_TIMEDOUT),
            io::Outcome::Cancelled => super::cancelled(),
        }
        Ok(())
    }

    fn swirl_fn_swoole_clear_dns_cache(args, _ret) {
        args.expect(0, 0)?;
        dns::clear_cache();
        Ok(())
    }
}

/// `None`, after a warning, for anything but `AF_INET` and `AF_INET6`.
fn kind(family: i64) -> Option<Kind> {
    match i32::try_from(family) {
        Ok(libc::AF_INET) => Some(Kind::V4),
        Ok(libc::AF_INET6) => Some(Kind::V6),
        _ => {
            error::misuse("unknown protocol family, must be AF_INET or AF_INET6");
            None
        }
    }
}

/// One address, or Swoole's number for why not.
fn look_up(name: &[u8], kind: Kind, max_age: std::time::Duration, deadline: Option<Nanos>) -> Result<String, i32> {
    let Ok(name) = std::str::from_utf8(name) else { return Err(RESOLVE_FAILED) };
    match dns::lookup(name, kind, max_age, deadline) {
        Lookup::Found(addresses) => addresses.first().map(|&first| text(first)).ok_or(RESOLVE_FAILED),
        Lookup::NotFound => Err(RESOLVE_FAILED),
        Lookup::TimedOut => Err(RESOLVE_TIMEOUT),
        Lookup::Cancelled => Err(code::CO_CANCELED),
    }
}

/// As Swoole writes it: IPv6 in full.
fn text(address: IpAddr) -> String {
    match address {
        IpAddr::V4(address) => address.to_string(),
        IpAddr::V6(address) => address.segments().map(|segment| format!("{segment:04x}")).join(":"),
    }
}

fn list(addresses: &[IpAddr]) -> Owned {
    let mut list = Array::new();
    for address in addresses {
        list.push(Owned::take(Val::string(&address.to_string())));
    }
    list.build()
}
