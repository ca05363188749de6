//! The machine's network interfaces: numbers, names and addresses.

use std::ffi::CString;
use std::io;
use std::net::Ipv4Addr;

/// The number of the interface of this name.
pub fn of_name(name: &str) -> io::Result<u32> {
    let name = CString::new(name).map_err(|_| io::Error::from_raw_os_error(libc::ENODEV))?;
    // SAFETY: the name is a live C string.
    match unsafe { libc::if_nametoindex(name.as_ptr()) } {
        0 => Err(io::Error::last_os_error()),
        index => Ok(index),
    }
}

/// The number of the interface that has this address; 0 for no address.
pub fn of_address(address: Ipv4Addr) -> io::Result<u32> {
    if address.is_unspecified() {
        return Ok(0);
    }
    let found = addresses()?.into_iter().find(|&(_, other)| other == address);
    found.map(|(index, _)| index).ok_or_else(|| io::Error::from_raw_os_error(libc::EADDRNOTAVAIL))
}

/// The first address of the interface of this number; none for 0.
pub fn address(index: u32) -> io::Result<Ipv4Addr> {
    if index == 0 {
        return Ok(Ipv4Addr::UNSPECIFIED);
    }
    let found = addresses()?.into_iter().find(|&(other, _)| other == index);
    found.map(|(_, address)| address).ok_or_else(|| io::Error::from_raw_os_error(libc::ENODEV))
}

/// The IPv4 addresses of all interfaces, by number.
fn addresses() -> io::Result<Vec<(u32, Ipv4Addr)>> {
    let mut first = std::ptr::null_mut();
    // SAFETY: writes a list that is ours to free.
    if unsafe { libc::getifaddrs(&mut first) } < 0 {
        return Err(io::Error::last_os_error());
    }
    let mut found = Vec::new();
    let mut at: *const libc::ifaddrs = first;
    // SAFETY: the list's entries, names and addresses live until the list is freed; an address of that family is as long.
    unsafe {
        while let Some(entry) = at.as_ref() {
            if !entry.ifa_addr.is_null() && i32::from((*entry.ifa_addr).sa_family) == libc::AF_INET {
                let address = entry.ifa_addr.cast::<libc::sockaddr_in>().read_unaligned();
                let index = libc::if_nametoindex(entry.ifa_name);
                found.push((index, Ipv4Addr::from(address.sin_addr.s_addr.to_ne_bytes())));
            }
            at = entry.ifa_next;
        }
        libc::freeifaddrs(first);
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_loopback_is_known_by_name_number_and_address() -> io::Result<()> {
        let index = of_name("lo")?;
        assert_eq!(address(index)?, Ipv4Addr::LOCALHOST);
        assert_eq!(of_address(Ipv4Addr::LOCALHOST)?, index);
        assert_eq!((address(0)?, of_address(Ipv4Addr::UNSPECIFIED)?), (Ipv4Addr::UNSPECIFIED, 0));
        assert!(of_name("no such interface").is_err());
        Ok(())
    }
}
