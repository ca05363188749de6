//! From a host's name to a connection.

use crate::io::Outcome;
use crate::io::resolve;
use crate::net::connection::Connection;
use crate::net::connection::Deadline;
use crate::sys::names::Wanted;
use socket2::SockAddr;
use std::ffi::CString;
use std::io;
use std::net::IpAddr;
use std::net::SocketAddr;

/// Why there is no connection.
#[derive(Debug)]
pub enum DialError {
    /// The name has no address.
    Unknown,
    /// Each address refused, the last with this.
    Refused(io::Error),
}

/// Connects to a host: an address, a name, or `unix:/path`. The addresses of a name are tried in order.
pub fn dial(host: &str, port: u16, deadline: Deadline) -> Result<Connection, DialError> {
    if let Some(path) = host.strip_prefix("unix:") {
        let path = format!("/{}", path.trim_start_matches('/'));
        let address = SockAddr::unix(path).map_err(DialError::Refused)?;
        return Connection::connect(&address, deadline).map_err(DialError::Refused);
    }
    let mut last = None;
    for ip in addresses(host, deadline)? {
        let address = SockAddr::from(SocketAddr::new(ip, port));
        match Connection::connect(&address, deadline) {
            Ok(connection) => return Ok(connection),
            Err(why) => last = Some(why),
        }
    }
    Err(last.map_or(DialError::Unknown, DialError::Refused))
}

fn addresses(host: &str, deadline: Deadline) -> Result<Vec<IpAddr>, DialError> {
    if let Ok(ip) = host.trim_start_matches('[').trim_end_matches(']').parse() {
        return Ok(vec![ip]);
    }
    let name = CString::new(host).map_err(|_| DialError::Unknown)?;
    let wanted = Wanted { family: libc::AF_UNSPEC, socket_type: libc::SOCK_STREAM, protocol: libc::IPPROTO_TCP };
    match resolve::service_addresses(name, CString::default(), wanted, deadline) {
        Outcome::Done(Ok(found)) => Ok(found),
        Outcome::Done(Err(_)) => Err(DialError::Unknown),
        Outcome::TimedOut => Err(DialError::Refused(io::Error::from_raw_os_error(libc::ETIMEDOUT))),
        Outcome::Cancelled => Err(DialError::Refused(io::Error::from_raw_os_error(libc::ECANCELED))),
    }
}
