//! What clients can choose beside packets and TLS: timeouts, an address of their own, buffers, proxies.

use crate::net::socket::HttpProxy;
use crate::net::socket::Proxy;
use crate::net::socket::Socket;
use crate::net::socket::Socks5;
use crate::php::args::Outcome;
use crate::php::error;
use crate::php::error::Exception;
use crate::php::error::code;
use crate::php::options::to_size;
use crate::php::value::Val;
use crate::php::value::find;
use crate::sys::socket;

use super::patience;

/// Takes the options of an array; false when one of them makes no sense.
pub fn apply(socket: &Socket, settings: &Val) -> Outcome<bool> {
    set_timeouts(socket, settings);
    let mut good = bind(socket, settings)?;
    if let Some(size) = find(settings, "socket_buffer_size") {
        good &= set_buffers(socket, size);
    }
    if let Some(on) = find(settings, "open_tcp_nodelay")
        && let Some(fd) = socket.descriptor()
    {
        let _ = socket::set_int(fd, libc::IPPROTO_TCP, libc::TCP_NODELAY, on.to_bool().into());
    }
    good &= super::packets::set(socket, settings)?;
    match proxy(socket, settings)? {
        Some(proxy) => *socket.proxy.borrow_mut() = proxy.or(socket.proxy.take()),
        None => good = false,
    }
    Ok(good)
}

/// Takes the timeouts alone.
pub fn set_timeouts(socket: &Socket, settings: &Val) {
    let mut timeouts = socket.timeouts.get();
    let seconds = |name| find(settings, name).map(|value| value.to_double()).filter(|&seconds| seconds != 0.0);
    if let Some(seconds) = seconds("timeout") {
        let all = patience(seconds, None);
        (timeouts.dns, timeouts.connect, timeouts.read, timeouts.write) = (all, all, all, all);
    }
    for (name, place) in [
        ("connect_timeout", &mut timeouts.connect),
        ("read_timeout", &mut timeouts.read),
        ("write_timeout", &mut timeouts.write),
    ] {
        if let Some(seconds) = seconds(name) {
            *place = patience(seconds, None);
        }
    }
    socket.timeouts.set(timeouts);
}

fn bind(socket: &Socket, settings: &Val) -> Outcome<bool> {
    let Some(address) = find(settings, "bind_address") else { return Ok(true) };
    let address = address.to_text()?;
    let port = find(settings, "bind_port").map_or(0, |port| port.to_long().clamp(0, u16::MAX.into()));
    if address.as_bytes().is_empty() {
        return Ok(true);
    }
    let bound = socket.bind(address.as_bytes(), port);
    if let Err(why) = &bound {
        error::set_last(why.code());
    }
    Ok(bound.is_ok())
}

fn set_buffers(socket: &Socket, size: Val) -> bool {
    let size = i32::try_from(to_size(size)).unwrap_or(i32::MAX);
    if size <= 0 {
        error::misuse(&format!("socket buffer size must be greater than 0, got {size}"));
        return false;
    }
    if let Some(fd) = socket.descriptor() {
        for name in [libc::SO_RCVBUF, libc::SO_SNDBUF] {
            let _ = socket::set_int(fd, libc::SOL_SOCKET, name, size);
        }
    }
    true
}

/// The proxy that was chosen, if one was; nothing at all, after a warning, when something is missing.
fn proxy(socket: &Socket, settings: &Val) -> Outcome<Option<Option<Proxy>>> {
    let kinds: [(&str, &[&str]); 2] =
        [("socks5", &["socks5_username"]), ("http_proxy", &["http_proxy_username", "http_proxy_user"])];
    for (kind, names) in kinds {
        let Some(host) = find(settings, &format!("{kind}_host")) else { continue };
        if !matches!(socket.kind().family, libc::AF_INET | libc::AF_INET6) {
            let what = if kind == "socks5" { "socks5" } else { "http" };
            let message = format!("Only tcp socket supports {what} proxy settings");
            return error::throw_with_code(Exception::Swoole, &message, code::OPERATION_NOT_SUPPORT.into());
        }
        let host = String::from_utf8_lossy(host.to_text()?.as_bytes()).into_owned();
        let Some(port) = find(settings, &format!("{kind}_port")) else {
            error::misuse(&format!("{kind}_port should not be null"));
            return Ok(None);
        };
        let port = port.to_long().clamp(0, u16::MAX.into()) as u16;
        let name = names.iter().find_map(|name| find(settings, name));
        let password = find(settings, &format!("{kind}_password"));
        let text = |value: Val| value.to_text().map(|text| String::from_utf8_lossy(text.as_bytes()).into_owned());
        let login = match (name, password) {
            (Some(name), Some(password)) => Some((text(name)?, text(password)?)),
            (Some(_), None) => {
                error::misuse("socks5_password should not be null");
                return Ok(None);
            }
            _ => None,
        };
        return Ok(Some(Some(match kind {
            "socks5" => Proxy::Socks5(Socks5 { host, port, login }),
            _ => Proxy::Http(HttpProxy { host, port, login, forwards: false }),
        })));
    }
    Ok(Some(None))
}
