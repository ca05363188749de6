//! Names to addresses, through the system's resolver, without blocking the loop.

use crate::io::blocking;
use crate::io::blocking::Outcome;
use crate::sys::clock::Nanos;
use std::io;
use std::net::IpAddr;
use std::net::ToSocketAddrs;

/// Which addresses are wanted.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Family {
    /// Both kinds.
    Any,
    /// IPv4 only.
    V4,
    /// IPv6 only.
    V6,
}

impl Family {
    fn admits(self, address: IpAddr) -> bool {
        match self {
            Self::Any => true,
            Self::V4 => address.is_ipv4(),
            Self::V6 => address.is_ipv6(),
        }
    }
}

/// The addresses of `host`, each once, in the resolver's order; a literal address is answered at once.
pub fn addresses(host: &str, family: Family, deadline: Option<Nanos>) -> Outcome<io::Result<Vec<IpAddr>>> {
    if let Ok(literal) = host.parse() {
        return Outcome::Done(Ok(only(family, std::iter::once(literal))));
    }
    let host = host.to_owned();
    blocking::run("getaddrinfo", deadline, move || {
        let found = (host.as_str(), 0).to_socket_addrs()?;
        Ok(only(family, found.map(|address| address.ip())))
    })
}

fn only(family: Family, addresses: impl Iterator<Item = IpAddr>) -> Vec<IpAddr> {
    let mut kept = Vec::new();
    for address in addresses {
        if family.admits(address) && !kept.contains(&address) {
            kept.push(address);
        }
    }
    kept
}
