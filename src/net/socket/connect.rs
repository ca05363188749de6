//! Finding a host and reaching it.

use crate::coroutine;
use crate::io::Interest;
use crate::io::dns;
use crate::io::dns::Lookup;
use crate::net::socket::Bound;
use crate::net::socket::Failure;
use crate::net::socket::Patience;
use crate::net::socket::Result;
use crate::net::socket::Side;
use crate::net::socket::Socket;
use crate::net::socket::Timeouts;
use crate::net::socket::code;
use crate::sys::clock;
use crate::sys::fd;
use crate::sys::names;
use crate::sys::socket;
use crate::sys::socket::Address;
use crate::sys::socket::LONGEST_PATH;
use std::net::IpAddr;
use std::os::fd::AsRawFd;
use std::path::PathBuf;
use std::time::Duration;

/// How old an address may be.
const FRESH: Duration = Duration::from_secs(60);

/// A path of a socket's own, which goes with it.
pub(super) struct OwnPath(PathBuf);

impl Drop for OwnPath {
    fn drop(&mut self) {
        // Somebody may have removed it.
        let _ = std::fs::remove_file(&self.0);
    }
}

impl Socket {
    /// Connects to a host, which may be named, or to a path, by way of the proxy if there is one; makes the handshake of
    /// TLS if that was chosen.
    pub fn connect(&self, host: &[u8], port: i64, timeout: Option<Duration>) -> Result<()> {
        self.need(Side::Both)?;
        let proxy = self.proxy.borrow().clone();
        let (first_host, first_port) = match &proxy {
            Some(proxy) => (proxy.host().as_bytes().to_vec(), proxy.port().into()),
            None => (host.to_vec(), port),
        };
        if proxy.is_some() {
            self.speak_the_family_of(&first_host)?;
        }
        let address = self.find(&first_host, first_port)?;
        self.name_datagrams()?;
        self.connect_to(&address, timeout)?;
        if let Some(proxy) = proxy {
            self.pass(&proxy, &String::from_utf8_lossy(host), port as u16)?;
        }
        self.expect_host(host);
        if self.has_tls() {
            self.handshake()?;
        }
        Ok(())
    }

    /// Gives a unix datagram socket a path, without which nobody could answer.
    fn name_datagrams(&self) -> Result<()> {
        if self.kind().family != libc::AF_UNIX || !self.is_datagram() || self.own_path.borrow().is_some() {
            return Ok(());
        }
        let fd = self.open_descriptor()?;
        let path = std::env::temp_dir().join(format!("swirl-client.{}.{}.sock", std::process::id(), fd.as_raw_fd()));
        let own = OwnPath(path);
        let _ = std::fs::remove_file(&own.0);
        match socket::bind(fd.as_raw_fd(), &Address::Local(own.0.as_os_str().as_encoded_bytes().to_vec())) {
            // It has a path already.
            Err(why) if why.raw_os_error() == Some(libc::EINVAL) => Ok(()),
            Err(why) => Err(why.into()),
            Ok(()) => {
                self.own_path.replace(Some(own));
                Ok(())
            }
        }
    }

    /// Begins to connect to a host and does not wait for that; whether it is done already. No proxy is passed, and TLS is
    /// left to the caller.
    pub fn begin_connect(&self, host: &[u8], port: i64) -> Result<bool> {
        self.need(Side::Both)?;
        let address = self.find(host, port)?;
        self.expect_host(host);
        match socket::connect(self.open_descriptor()?.as_raw_fd(), &address) {
            Err(why) if why.raw_os_error() == Some(libc::EINPROGRESS) => return Ok(false),
            other => other?,
        }
        self.connected.set(true);
        Ok(true)
    }

    /// That a connection which was begun is made by now, as far as the kernel knows.
    pub fn end_connect(&self) -> Result<()> {
        match fd::take_error(self.open_descriptor()?.as_raw_fd())? {
            0 => {
                self.connected.set(true);
                Ok(())
            }
            errno => Err(Failure::Code(errno)),
        }
    }

    /// Connects to an address.
    pub fn connect_to(&self, address: &Address, timeout: Option<Duration>) -> Result<()> {
        let fd = self.open_descriptor()?;
        match socket::connect(fd.as_raw_fd(), address) {
            Err(why) if why.raw_os_error() == Some(libc::EINPROGRESS) => {
                let waited = self.wait(&fd, Side::Write, Interest::WRITE, &mut Patience::new(timeout));
                match waited {
                    Err(_) if self.is_closed() => return Err(Failure::Code(libc::ECONNABORTED)),
                    other => other?,
                }
                match fd::take_error(fd.as_raw_fd())? {
                    0 => {}
                    errno => return Err(Failure::Code(errno)),
                }
            }
            other => other?,
        }
        self.connected.set(true);
        self.shut.set((false, false));
        Ok(())
    }

    /// The address that is written there; a name is none.
    pub(super) fn address(&self, host: &[u8], port: i64) -> Result<Address> {
        let Ok(port) = u16::try_from(port) else {
            return Err(Failure::Code(code::BAD_PORT));
        };
        let written = || std::str::from_utf8(host).ok().and_then(|text| text.parse::<IpAddr>().ok());
        match self.kind().family {
            libc::AF_INET => written().filter(IpAddr::is_ipv4),
            libc::AF_INET6 => written().filter(IpAddr::is_ipv6),
            libc::AF_UNIX if host.len() + 1 < LONGEST_PATH => return Ok(Address::Local(host.to_vec())),
            libc::AF_UNIX => return Err(Failure::Code(code::NAME_TOO_LONG)),
            _ => return Err(Failure::Code(code::BAD_SOCKET_TYPE)),
        }
        .map(|host| Address::internet(host, port))
        .ok_or(Failure::Code(code::BAD_HOST_ADDR))
    }

    /// The address of a host, which may be named.
    pub(super) fn find(&self, host: &[u8], port: i64) -> Result<Address> {
        match self.address(host, port) {
            Err(Failure::Code(code::BAD_HOST_ADDR)) => self.address(self.resolve(host)?.to_string().as_bytes(), port),
            other => other,
        }
    }

    fn resolve(&self, host: &[u8]) -> Result<IpAddr> {
        let Ok(name) = std::str::from_utf8(host) else {
            return Err(Failure::Code(code::DNSLOOKUP_RESOLVE_FAILED));
        };
        let kind = if self.kind().family == libc::AF_INET6 { dns::Kind::V6 } else { dns::Kind::V4 };
        let Some(here) = coroutine::current().filter(|here| here.can_park()) else {
            return self.resolve_here(name);
        };
        // Nobody else may use the socket meanwhile.
        let bound = Some(Bound { coroutine: here.id(), waker: here.waker() });
        self.reader.set(bound);
        self.writer.set(bound);
        let found = dns::lookup(name, kind, FRESH, self.timeouts.get().dns.map(clock::after));
        self.reader.set(None);
        self.writer.set(None);
        match found {
            Lookup::Found(addresses) => addresses.first().copied().ok_or(Failure::Code(code::DNSLOOKUP_RESOLVE_FAILED)),
            Lookup::NotFound => Err(Failure::Code(code::DNSLOOKUP_RESOLVE_FAILED)),
            Lookup::TimedOut => Err(Failure::Code(code::DNSLOOKUP_RESOLVE_TIMEOUT)),
            Lookup::Cancelled => Err(Failure::Code(libc::ECANCELED)),
        }
    }

    /// By the system's resolver, on this thread: for sockets that may block it.
    fn resolve_here(&self, name: &str) -> Result<IpAddr> {
        if !self.may_block.get() {
            return Err(Failure::Outside);
        }
        let name = std::ffi::CString::new(name).map_err(|_| Failure::Code(code::DNSLOOKUP_RESOLVE_FAILED))?;
        let found = names::host_by_name(&name, self.kind().family).ok();
        let first = found.and_then(|host| host.addresses.into_iter().next());
        first.and_then(|bytes| ip(&bytes)).ok_or(Failure::Code(code::DNSLOOKUP_RESOLVE_FAILED))
    }

    /// Opens the socket anew if a proxy has an address of the other family.
    fn speak_the_family_of(&self, host: &[u8]) -> Result<()> {
        let Some(address) = std::str::from_utf8(host).ok().and_then(|text| text.parse::<IpAddr>().ok()) else {
            return Ok(());
        };
        let mut kind = self.kind();
        let family = if address.is_ipv6() { libc::AF_INET6 } else { libc::AF_INET };
        if kind.family == family {
            return Ok(());
        }
        kind.family = family;
        let fd = socket::open(kind.family, kind.kind, kind.protocol)?;
        let before = self.fd.borrow_mut().replace(std::rc::Rc::new(fd));
        if let Some(before) = before {
            crate::io::closed(before.as_raw_fd());
        }
        self.kind.set(kind);
        self.send_at_once();
        Ok(())
    }

    /// The four timeouts, all the same.
    pub fn set_timeout(&self, timeout: Option<Duration>) {
        self.timeouts.set(Timeouts { dns: timeout, connect: timeout, read: timeout, write: timeout });
    }
}

fn ip(bytes: &[u8]) -> Option<IpAddr> {
    let v4 = <[u8; 4]>::try_from(bytes).map(IpAddr::from);
    v4.or_else(|_| <[u8; 16]>::try_from(bytes).map(IpAddr::from)).ok()
}
