//! Names to addresses, through the system's resolver, without blocking the loop.

use std::ffi::CString;
use std::net::IpAddr;

use libc::c_int;

use crate::io::blocking;
use crate::io::blocking::Outcome;
use crate::sys::clock::Nanos;
use crate::sys::names;
use crate::sys::names::Host;
use crate::sys::names::Wanted;

/// The addresses of a host that can be asked for a service, in the resolver's order, or its error number.
pub fn service_addresses(
    host: CString,
    service: CString,
    wanted: Wanted,
    deadline: Option<Nanos>,
) -> Outcome<Result<Vec<IpAddr>, c_int>> {
    blocking::run("getaddrinfo", deadline, move || names::addresses(&host, &service, wanted))
}

/// All that is known of a name in a family (`AF_INET` …), or the value of `h_errno`.
pub fn host(name: CString, family: c_int, deadline: Option<Nanos>) -> Outcome<Result<Host, c_int>> {
    blocking::run("gethostbyname", deadline, move || names::host_by_name(&name, family))
}
