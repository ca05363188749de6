//! Where a server listens, and where its clients come from.

use std::io;
use std::net::IpAddr;
use std::net::SocketAddr;
use std::os::fd::AsFd;
use std::os::fd::OwnedFd;
use std::path::Path;

use rustix::net::AddressFamily;
use rustix::net::SocketAddrAny;
use rustix::net::SocketAddrUnix;
use rustix::net::SocketFlags;
use rustix::net::SocketType;
use rustix::net::sockopt;

/// A kind of socket, numbered as in PHP.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[allow(missing_docs, reason = "the names say it")]
pub enum Kind {
    Tcp = 1,
    Udp = 2,
    Tcp6 = 3,
    Udp6 = 4,
    UnixStream = 5,
    UnixDatagram = 6,
}

/// Added to a kind's number: the connections are encrypted.
pub const TLS: i64 = 512;

const KINDS: [Kind; 6] = [Kind::Tcp, Kind::Udp, Kind::Tcp6, Kind::Udp6, Kind::UnixStream, Kind::UnixDatagram];

impl Kind {
    /// The kind of PHP's number, and whether [`TLS`] was added.
    pub fn parse(number: i64) -> Option<(Self, bool)> {
        let kind = KINDS.into_iter().find(|&kind| kind as i64 == number & !TLS)?;
        Some((kind, number & TLS != 0))
    }

    /// Whether clients connect; else each message stands alone.
    pub fn is_stream(self) -> bool {
        matches!(self, Self::Tcp | Self::Tcp6 | Self::UnixStream)
    }

    /// Whether the address is a path.
    pub fn is_unix(self) -> bool {
        matches!(self, Self::UnixStream | Self::UnixDatagram)
    }

    fn family(self) -> AddressFamily {
        match self {
            Self::Tcp | Self::Udp => AddressFamily::INET,
            Self::Tcp6 | Self::Udp6 => AddressFamily::INET6,
            Self::UnixStream | Self::UnixDatagram => AddressFamily::UNIX,
        }
    }
}

/// Makes a socket and binds it. Returns the port, too, which the system has chosen when 0 was asked for.
pub fn bind(kind: Kind, host: &str, port: u16, share: bool) -> io::Result<(OwnedFd, u16)> {
    let socket_type = if kind.is_stream() { SocketType::STREAM } else { SocketType::DGRAM };
    let flags = SocketFlags::CLOEXEC | SocketFlags::NONBLOCK;
    let fd = rustix::net::socket_with(kind.family(), socket_type, flags, None)?;
    if kind.is_unix() {
        // A socket that an earlier process has left there.
        let _ = std::fs::remove_file(host);
        rustix::net::bind(&fd, &SocketAddrUnix::new(Path::new(host))?)?;
        return Ok((fd, 0));
    }
    sockopt::set_socket_reuseaddr(&fd, true)?;
    if share {
        sockopt::set_socket_reuseport(&fd, true)?;
    }
    rustix::net::bind(&fd, &resolve(kind, host, port)?)?;
    let port = ip_address(&rustix::net::getsockname(&fd)?).map_or(port, |address| address.port());
    Ok((fd, port))
}

/// The sockets that whoever started this process has handed over: `LISTEN_FDS` of them, from descriptor 3 or
/// `LISTEN_FDS_START` on, if `LISTEN_PID` is this process. What is no socket that a server knows is left alone.
pub fn handed_over() -> Vec<(Kind, String, u16, OwnedFd)> {
    const FIRST: i32 = 3;
    let number = |name| std::env::var(name).ok().and_then(|text| text.trim().parse::<i32>().ok());
    if number("LISTEN_PID").is_none_or(|pid| pid as u32 != std::process::id()) {
        return Vec::new();
    }
    let first = number("LISTEN_FDS_START").unwrap_or(FIRST);
    let count = number("LISTEN_FDS").unwrap_or(0).clamp(0, 1024);
    (first..first.saturating_add(count)).filter_map(adopt).collect()
}

fn adopt(fd: i32) -> Option<(Kind, String, u16, OwnedFd)> {
    // The one that was handed over stays open: others may know its number.
    let socket = crate::sys::fd::duplicate(fd).ok()?;
    let is_stream = match sockopt::socket_type(&socket).ok()? {
        SocketType::STREAM => true,
        SocketType::DGRAM => false,
        _ => return None,
    };
    let address = rustix::net::getsockname(&socket).ok()?;
    rustix::io::ioctl_fionbio(&socket, true).ok()?;
    let (kind, host, port) = match ip_address(&address) {
        Some(ip) => {
            let kind = match (ip.is_ipv6(), is_stream) {
                (false, true) => Kind::Tcp,
                (false, false) => Kind::Udp,
                (true, true) => Kind::Tcp6,
                (true, false) => Kind::Udp6,
            };
            (kind, ip.ip().to_string(), ip.port())
        }
        None => {
            let unix = SocketAddrUnix::try_from(address).ok()?;
            let path = String::from_utf8_lossy(unix.path_bytes()?).into_owned();
            (if is_stream { Kind::UnixStream } else { Kind::UnixDatagram }, path, 0)
        }
    };
    Some((kind, host, port, socket))
}

/// Lets clients connect.
pub fn listen(fd: impl AsFd, backlog: i32) -> io::Result<()> {
    Ok(rustix::net::listen(fd, backlog)?)
}

fn resolve(kind: Kind, host: &str, port: u16) -> io::Result<SocketAddr> {
    let wants_six = kind.family() == AddressFamily::INET6;
    if let Ok(ip) = host.parse::<IpAddr>() {
        return if ip.is_ipv6() == wants_six { Ok((ip, port).into()) } else { Err(invalid()) };
    }
    let mut found = std::net::ToSocketAddrs::to_socket_addrs(&(host, port)).map_err(|_| invalid())?;
    found.find(|address| address.is_ipv6() == wants_six).ok_or_else(invalid)
}

fn invalid() -> io::Error {
    io::Error::from_raw_os_error(libc::EINVAL)
}

/// The internet address, if it is one.
pub fn ip_address(address: &SocketAddrAny) -> Option<SocketAddr> {
    SocketAddr::try_from(address.clone()).ok()
}

/// The longest path of a unix socket.
const LONGEST: usize = 108;

/// An address as text, without the port, where nothing is allocated for it.
#[derive(Clone, Copy)]
pub struct Text {
    bytes: [u8; LONGEST],
    length: usize,
}

impl Text {
    /// A text that is there, or as much of it as an address can have.
    pub fn of(text: &[u8]) -> Self {
        let length = text.len().min(LONGEST);
        let mut bytes = [0; LONGEST];
        bytes[..length].copy_from_slice(&text[..length]);
        Self { bytes, length }
    }

    /// That of an internet address.
    pub fn of_ip(ip: IpAddr) -> Self {
        let IpAddr::V4(ip) = ip else { return Self::of(ip.to_string().as_bytes()) };
        // By hand: the library's way takes longer than all the rest that is done for a datagram.
        let mut text = Self { bytes: [0; LONGEST], length: 0 };
        for (place, octet) in ip.octets().into_iter().enumerate() {
            if place > 0 {
                text.push(b'.');
            }
            let digits = [octet / 100, octet / 10 % 10, octet % 10].map(|digit| b'0' + digit);
            let first = if octet >= 100 { 0 } else { 2 - usize::from(octet >= 10) };
            digits[first..].iter().for_each(|&digit| text.push(digit));
        }
        text
    }

    fn push(&mut self, byte: u8) {
        self.bytes[self.length] = byte;
        self.length += 1;
    }

    /// The text.
    pub fn as_bytes(&self) -> &[u8] {
        &self.bytes[..self.length]
    }
}

/// Options of a socket that listens; connections inherit them.
#[derive(Clone, Copy, Debug, Default)]
pub struct Options {
    /// `TCP_NODELAY`
    pub no_delay: bool,
    /// `SO_KEEPALIVE`, and then seconds until the first probe, between probes, and how many.
    pub keep_alive: Option<(u32, u32, u32)>,
    /// `TCP_USER_TIMEOUT` in milliseconds
    pub user_timeout: Option<u32>,
    /// `TCP_DEFER_ACCEPT` in seconds
    pub defer_accept: Option<i32>,
    /// `TCP_FASTOPEN`
    pub fast_open: bool,
    /// `SO_RCVBUF`
    pub receive_buffer: Option<usize>,
    /// `SO_SNDBUF`
    pub send_buffer: Option<usize>,
}

impl Options {
    /// Sets them. What the system refuses is left out: none of them is needed.
    pub fn apply(&self, kind: Kind, fd: &OwnedFd) {
        use std::time::Duration;
        let mut refused = Vec::new();
        if let Some(size) = self.receive_buffer {
            refused.push(sockopt::set_socket_recv_buffer_size(fd, size).is_err());
        }
        if let Some(size) = self.send_buffer {
            refused.push(sockopt::set_socket_send_buffer_size(fd, size).is_err());
        }
        if !matches!(kind, Kind::Tcp | Kind::Tcp6) {
            return;
        }
        refused.push(sockopt::set_tcp_nodelay(fd, self.no_delay).is_err());
        if let Some((idle, interval, count)) = self.keep_alive {
            refused.push(sockopt::set_socket_keepalive(fd, true).is_err());
            refused.push(sockopt::set_tcp_keepidle(fd, Duration::from_secs(idle.max(1).into())).is_err());
            refused.push(sockopt::set_tcp_keepintvl(fd, Duration::from_secs(interval.max(1).into())).is_err());
            refused.push(sockopt::set_tcp_keepcnt(fd, count.max(1)).is_err());
        }
        if let Some(milliseconds) = self.user_timeout {
            refused.push(sockopt::set_tcp_user_timeout(fd, milliseconds).is_err());
        }
        let plain = [(libc::TCP_DEFER_ACCEPT, self.defer_accept), (libc::TCP_FASTOPEN, self.fast_open.then_some(5))];
        for (option, value) in plain {
            if let Some(value) = value {
                refused.push(crate::sys::fd::set_tcp_option(fd, option, value).is_err());
            }
        }
        drop(refused);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_as_text_is_what_the_library_writes() {
        let texts = ["0.0.0.0", "1.9.10.99", "100.101.199.200", "255.255.255.255", "127.0.0.1", "::1", "fe80::1:2"];
        for text in texts {
            let ip = text.parse().expect("an address");
            assert_eq!(Text::of_ip(ip).as_bytes(), text.as_bytes());
        }
        for octet in 0..=255_u8 {
            let ip = std::net::Ipv4Addr::from([octet; 4]);
            assert_eq!(Text::of_ip(ip.into()).as_bytes(), ip.to_string().as_bytes());
        }
        assert_eq!(Text::of(&[b'x'; 200]).as_bytes(), [b'x'; LONGEST]);
    }
}
