//! Options of IP and IPv6 whose values are structures: groups, interfaces, the source of packets.

use std::net::IpAddr;
use std::net::Ipv6Addr;

use crate::net::socket::Socket;
use crate::php::args::Outcome;
use crate::php::error;
use crate::php::value::Val;
use crate::php::value::find;
use crate::php::value::tag;
use crate::sys::interface;

const JOIN_GROUP: i32 = 42;
const BLOCK_SOURCE: i32 = 43;
const UNBLOCK_SOURCE: i32 = 44;
const LEAVE_GROUP: i32 = 45;
const JOIN_SOURCE_GROUP: i32 = 46;
const LEAVE_SOURCE_GROUP: i32 = 47;

/// How long the kernel's `sockaddr_storage` is.
const STORAGE: usize = 128;

/// The bytes of an option's value; nothing, after a warning, when there is none in `value`.
pub fn bytes(socket: &Socket, level: i32, name: i32, value: Val) -> Outcome<Option<Vec<u8>>> {
    let v6 = socket.kind().family == libc::AF_INET6;
    match (level, name) {
        (_, JOIN_GROUP | LEAVE_GROUP) => group(value, v6, &["group"]),
        (_, BLOCK_SOURCE | UNBLOCK_SOURCE | JOIN_SOURCE_GROUP | LEAVE_SOURCE_GROUP) => {
            group(value, v6, &["group", "source"])
        }
        (libc::IPPROTO_IP, libc::IP_MULTICAST_IF) => {
            let Some(index) = index(value)? else { return Ok(None) };
            match interface::address(index) {
                Ok(address) => Ok(Some(address.octets().to_vec())),
                Err(why) => missing(&format!("no address of interface {index}: {why}")),
            }
        }
        (libc::IPPROTO_IPV6, libc::IPV6_MULTICAST_IF) => Ok(index(value)?.map(|index| index.to_ne_bytes().to_vec())),
        (libc::IPPROTO_IP, libc::IP_MULTICAST_LOOP) => Ok(Some(vec![value.to_bool().into()])),
        (libc::IPPROTO_IP, libc::IP_MULTICAST_TTL) => match u8::try_from(value.to_long()) {
            Ok(ttl) => Ok(Some(vec![ttl])),
            Err(_) => missing("Expected a value between 0 and 255"),
        },
        (libc::IPPROTO_IPV6, libc::IPV6_PKTINFO) => packet_info(value),
        _ => Ok(Some((value.to_long() as i32).to_ne_bytes().to_vec())),
    }
}

/// An interface and addresses, each in a place for any kind of address.
fn group(value: Val, v6: bool, names: &[&str]) -> Outcome<Option<Vec<u8>>> {
    let interface = if value.tag() == tag::ARRAY { find(&value, "interface") } else { None };
    let index = match interface {
        Some(interface) => index(interface)?,
        None => Some(0),
    };
    let Some(index) = index else { return Ok(None) };
    let mut bytes = [index.to_ne_bytes(), [0; 4]].concat();
    for name in names {
        let Some(address) = address(value, name)? else {
            return missing(&format!("no key \"{name}\" with an address passed in optval"));
        };
        let begin = bytes.len();
        match address {
            IpAddr::V4(_) if v6 => return missing("an address of IPv6 is needed"),
            IpAddr::V6(_) if !v6 => return missing("an address of IPv4 is needed"),
            IpAddr::V4(v4) => {
                bytes.extend((libc::AF_INET as u16).to_ne_bytes());
                bytes.extend([0; 2]);
                bytes.extend(v4.octets());
            }
            IpAddr::V6(v6) => {
                bytes.extend((libc::AF_INET6 as u16).to_ne_bytes());
                bytes.extend([0; 6]);
                bytes.extend(v6.octets());
            }
        }
        bytes.resize(begin + STORAGE, 0);
    }
    Ok(Some(bytes))
}

fn packet_info(value: Val) -> Outcome<Option<Vec<u8>>> {
    let wrong =
        |place: &str, what: &str| missing(&format!("error converting user data (path: in6_pktinfo{place}): {what}"));
    if value.tag() != tag::ARRAY {
        return wrong("", "expected an array here");
    }
    if let Some(key) = ["addr", "ifindex"].into_iter().find(|key| find(&value, key).is_none()) {
        return wrong("", &format!("The key '{key}' is required"));
    }
    let (Some(IpAddr::V6(address)), Some(interface)) = (address(value, "addr")?, find(&value, "ifindex")) else {
        return wrong(" > addr", "expected an address of IPv6");
    };
    let Some(index) = index(interface)? else { return Ok(None) };
    Ok(Some([&Ipv6Addr::octets(&address)[..], &index.to_ne_bytes()].concat()))
}

fn address(value: Val, name: &str) -> Outcome<Option<IpAddr>> {
    let text = if value.tag() == tag::ARRAY { find(&value, name) } else { None };
    let Some(text) = text else { return Ok(None) };
    let text = text.to_text()?;
    Ok(std::str::from_utf8(text.as_bytes()).ok().and_then(|text| text.parse().ok()))
}

/// The number of an interface that is given by number or name.
fn index(value: Val) -> Outcome<Option<u32>> {
    if let Some(number) = value.as_long() {
        return match u32::try_from(number) {
            Ok(index) => Ok(Some(index)),
            Err(_) => error::value_error(3, "must be a number of an interface"),
        };
    }
    let name = value.to_text()?;
    let name = String::from_utf8_lossy(name.as_bytes()).into_owned();
    match interface::of_name(&name) {
        Ok(index) => Ok(Some(index)),
        Err(_) => missing(&format!("no interface with name \"{name}\" could be found")),
    }
}

fn missing<T>(message: &str) -> Outcome<Option<T>> {
    error::warning(message);
    Ok(None)
}
