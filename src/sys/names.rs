//! libc's resolver. These calls block for as long as name servers take: they belong on another thread.

use std::ffi::CStr;
use std::net::IpAddr;
use std::net::Ipv4Addr;
use std::net::Ipv6Addr;
use std::ptr;

use libc::addrinfo;
use libc::c_char;
use libc::c_int;
use libc::hostent;

use crate::sys::real::real;

/// What `getaddrinfo` is asked for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Wanted {
    /// `AF_INET` …
    pub family: c_int,
    /// `SOCK_STREAM` …
    pub socket_type: c_int,
    /// `IPPROTO_TCP` …
    pub protocol: c_int,
}

/// What `gethostbyname_r` finds.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Host {
    /// The official name.
    pub name: Vec<u8>,
    /// Other names.
    pub aliases: Vec<Vec<u8>>,
    /// `AF_INET` or `AF_INET6`.
    pub family: c_int,
    /// All of one length.
    pub addresses: Vec<Vec<u8>>,
}

impl Host {
    /// The IPv4 addresses.
    pub fn v4(&self) -> Vec<Ipv4Addr> {
        let quads = self.addresses.iter().filter_map(|bytes| <[u8; 4]>::try_from(&bytes[..]).ok());
        quads.map(Ipv4Addr::from).collect()
    }
}

/// `getaddrinfo`: the address of each result, in libc's order, or its error number (`EAI_NONAME` …).
pub fn addresses(host: &CStr, service: &CStr, wanted: Wanted) -> Result<Vec<IpAddr>, c_int> {
    // SAFETY: a plain C structure, for which zero bytes are a value.
    let mut hints: addrinfo = unsafe { std::mem::zeroed() };
    hints.ai_family = wanted.family;
    hints.ai_socktype = wanted.socket_type;
    hints.ai_protocol = wanted.protocol;
    let mut list = ptr::null_mut();
    // SAFETY: two C strings, hints without pointers, and a place of ours.
    let code = unsafe { (real().getaddrinfo)(host.as_ptr(), service.as_ptr(), &hints, &mut list) };
    if code != 0 {
        return Err(code);
    }
    let mut found = Vec::new();
    let mut link = list;
    // SAFETY: libc's list, which ends with null; its addresses are as long as their families say.
    unsafe {
        while let Some(one) = link.as_ref() {
            found.extend(address(one));
            link = one.ai_next;
        }
        libc::freeaddrinfo(list);
    }
    Ok(found)
}

/// # Safety
/// `one` must be an entry of a list of libc's.
unsafe fn address(one: &addrinfo) -> Option<IpAddr> {
    // SAFETY: the caller's promise: the address is of the structure that belongs to its family.
    unsafe {
        match one.ai_family {
            libc::AF_INET => {
                let address = one.ai_addr.cast::<libc::sockaddr_in>().as_ref()?;
                Some(Ipv4Addr::from_bits(u32::from_be(address.sin_addr.s_addr)).into())
            }
            libc::AF_INET6 => {
                let address = one.ai_addr.cast::<libc::sockaddr_in6>().as_ref()?;
                Some(Ipv6Addr::from(address.sin6_addr.s6_addr).into())
            }
            _ => None,
        }
    }
}

/// `gethostbyname2_r`: what is known of a name in a family, or the value of `h_errno`.
pub fn host_by_name(name: &CStr, family: c_int) -> Result<Host, c_int> {
    let mut room = vec![0 as c_char; 1024];
    loop {
        // SAFETY: a plain C structure, for which zero bytes are a value.
        let mut entry: hostent = unsafe { std::mem::zeroed() };
        let (mut found, mut why) = (ptr::null_mut(), 0);
        // SAFETY: a C string, and memory of ours with its length.
        let code = unsafe {
            (real().gethostbyname2_r)(
                name.as_ptr(),
                family,
                &mut entry,
                room.as_mut_ptr(),
                room.len(),
                &mut found,
                &mut why,
            )
        };
        if code == libc::ERANGE && room.len() < 1 << 20 {
            room.resize(room.len() * 2, 0);
        } else if found.is_null() || code != 0 {
            return Err(why);
        } else {
            // SAFETY: filled by libc, with pointers into `room`.
            return Ok(unsafe { host(&entry) });
        }
    }
}

/// # Safety
/// `entry` must be one that libc has filled, its memory still there.
unsafe fn host(entry: &hostent) -> Host {
    let length = entry.h_length.max(0) as usize;
    // SAFETY: the caller's promise: lists end with null, names with zero, addresses are `h_length` long.
    unsafe {
        Host {
            name: CStr::from_ptr(entry.h_name).to_bytes().to_vec(),
            aliases: list(entry.h_aliases, |text| CStr::from_ptr(text).to_bytes().to_vec()),
            family: entry.h_addrtype,
            addresses: list(entry.h_addr_list, |bytes| std::slice::from_raw_parts(bytes.cast(), length).to_vec()),
        }
    }
}

/// # Safety
/// `list` must be an array of pointers that ends with null.
unsafe fn list<T>(list: *mut *mut c_char, read: impl Fn(*mut c_char) -> T) -> Vec<T> {
    let mut all = Vec::new();
    let mut place = list;
    // SAFETY: the caller's promise.
    unsafe {
        while !place.is_null() && !(*place).is_null() {
            all.push(read(*place));
            place = place.add(1);
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    const STREAMS: Wanted = Wanted { family: libc::AF_INET, socket_type: libc::SOCK_STREAM, protocol: 0 };

    #[test]
    fn a_literal_address_is_its_own_address() {
        let found = addresses(c"127.0.0.1", c"", STREAMS);
        assert_eq!(found, Ok(vec![Ipv4Addr::LOCALHOST.into()]));
        let host = host_by_name(c"127.0.0.1", libc::AF_INET).expect("a literal");
        assert_eq!((host.v4(), host.family), (vec![Ipv4Addr::LOCALHOST], libc::AF_INET));
    }

    #[test]
    fn libc_says_why_not() {
        assert_eq!(addresses(c"127.0.0.1", c"no-such-service", STREAMS), Err(libc::EAI_SERVICE));
        assert!(host_by_name(c"", libc::AF_INET).is_err());
    }
}
