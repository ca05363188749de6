//! The machine: its processors and its network interfaces.

use std::ffi::CStr;
use std::io;
use std::net::Ipv4Addr;
use std::net::Ipv6Addr;

/// How many descriptors a process may have.
pub fn descriptor_limit() -> usize {
    let mut limit = libc::rlimit { rlim_cur: 0, rlim_max: 0 };
    // SAFETY: a structure of ours to fill.
    unsafe { libc::getrlimit(libc::RLIMIT_NOFILE, &mut limit) };
    usize::try_from(limit.rlim_cur).unwrap_or(usize::MAX)
}

/// How many processors are online.
pub fn processors() -> u32 {
    // SAFETY: sysconf takes an int.
    let number = unsafe { libc::sysconf(libc::_SC_NPROCESSORS_ONLN) };
    u32::try_from(number).unwrap_or(1).max(1)
}

/// Keeps this process on one processor.
#[cfg(target_os = "linux")]
pub fn stay_on(processor: usize) -> io::Result<()> {
    // SAFETY: a set of bits, for which zero is a value; CPU_SET leaves numbers out that are too large.
    let result = unsafe {
        let mut set: libc::cpu_set_t = std::mem::zeroed();
        libc::CPU_SET(processor, &mut set);
        libc::sched_setaffinity(0, size_of::<libc::cpu_set_t>(), &set)
    };
    if result == 0 { Ok(()) } else { Err(io::Error::last_os_error()) }
}

/// Name and address of each interface that is up, `AF_INET` or `AF_INET6`; loopback addresses are left out.
pub fn addresses(family: libc::c_int) -> io::Result<Vec<(String, String)>> {
    let interfaces = Interfaces::new()?;
    let up = interfaces.iter().filter(|one| one.ifa_flags & libc::IFF_UP as libc::c_uint != 0);
    Ok(up.filter(|one| self::family(one) == Some(family)).filter_map(|one| Some((name(one), address(one)?))).collect())
}

/// Name and hardware address of each interface that speaks IPv4, loopback left out.
#[cfg(target_os = "linux")]
pub fn hardware_addresses() -> io::Result<Vec<(String, String)>> {
    let interfaces = Interfaces::new()?;
    let speaks =
        |wanted: &str| interfaces.iter().any(|one| self::family(one) == Some(libc::AF_INET) && name(one) == wanted);
    let real = interfaces.iter().filter(|one| one.ifa_flags & libc::IFF_LOOPBACK as libc::c_uint == 0);
    let links = real.filter(|one| self::family(one) == Some(libc::AF_PACKET)).map(|one| {
        // SAFETY: the family says that this is a link-layer address.
        let link = unsafe { &*one.ifa_addr.cast::<libc::sockaddr_ll>() };
        let bytes: Vec<String> = link.sll_addr[..6].iter().map(|byte| format!("{byte:02X}")).collect();
        (name(one), bytes.join(":"))
    });
    Ok(links.filter(|(name, _)| speaks(name)).collect())
}

/// Not known here.
#[cfg(not(target_os = "linux"))]
pub fn hardware_addresses() -> io::Result<Vec<(String, String)>> {
    Ok(Vec::new())
}

/// The kernel's list, as libc gives it.
struct Interfaces(*mut libc::ifaddrs);

impl Interfaces {
    fn new() -> io::Result<Self> {
        let mut first = std::ptr::null_mut();
        // SAFETY: getifaddrs writes one pointer.
        if unsafe { libc::getifaddrs(&mut first) } != 0 {
            return Err(io::Error::last_os_error());
        }
        Ok(Self(first))
    }

    fn iter(&self) -> impl Iterator<Item = &libc::ifaddrs> {
        // SAFETY: the list ends with null; its links live as long as `self`.
        let first = unsafe { self.0.as_ref() };
        // SAFETY: as above.
        std::iter::successors(first, |one| unsafe { one.ifa_next.as_ref() })
    }
}

impl Drop for Interfaces {
    fn drop(&mut self) {
        // SAFETY: what getifaddrs gave, once.
        unsafe { libc::freeifaddrs(self.0) };
    }
}

fn name(one: &libc::ifaddrs) -> String {
    // SAFETY: every interface has a name, a C string that lives as long as the list.
    unsafe { CStr::from_ptr(one.ifa_name) }.to_string_lossy().into_owned()
}

fn family(one: &libc::ifaddrs) -> Option<libc::c_int> {
    // SAFETY: null or a live address.
    unsafe { one.ifa_addr.as_ref() }.map(|address| address.sa_family.into())
}

fn address(one: &libc::ifaddrs) -> Option<String> {
    match family(one)? {
        libc::AF_INET => {
            // SAFETY: the family says that this is an IPv4 address.
            let address = unsafe { &*one.ifa_addr.cast::<libc::sockaddr_in>() };
            let address = Ipv4Addr::from(u32::from_be(address.sin_addr.s_addr));
            (!address.is_loopback()).then(|| address.to_string())
        }
        libc::AF_INET6 => {
            // SAFETY: the family says that this is an IPv6 address.
            let address = unsafe { &*one.ifa_addr.cast::<libc::sockaddr_in6>() };
            let address = Ipv6Addr::from(address.sin6_addr.s6_addr);
            (!address.is_loopback()).then(|| address.to_string())
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_is_a_processor_and_no_loopback_address() {
        assert!(processors() >= 1);
        let addresses = addresses(libc::AF_INET).expect("every machine has interfaces");
        assert!(addresses.iter().all(|(_, address)| !address.starts_with("127.")));
    }
}
