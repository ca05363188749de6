//! Sockets: the calls of the C library, none of which waits here.
//!
//! Whoever calls keeps the descriptor open. Lengths and addresses are checked on the way in and out, so that nothing but
//! the kernel's own errors comes back.

use std::ffi::c_int;
use std::io;
use std::io::IoSlice;
use std::io::IoSliceMut;
use std::mem::offset_of;
use std::net::IpAddr;
use std::net::SocketAddr;
use std::net::SocketAddrV4;
use std::net::SocketAddrV6;
use std::os::fd::FromRawFd;
use std::os::fd::OwnedFd;
use std::os::fd::RawFd;

use super::real::real;

/// Where a socket is.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Address {
    /// A host's address and a port.
    Internet(SocketAddr),
    /// A path, or a name without a file if it begins with a zero byte.
    Local(Vec<u8>),
    /// None, or one of a family that is not told.
    Unknown,
}

/// An address as the kernel has it.
struct Raw {
    storage: libc::sockaddr_storage,
    length: libc::socklen_t,
}

const PATH: usize = offset_of!(libc::sockaddr_un, sun_path);
/// How long the path of a local socket may be, with the zero byte that ends it.
pub const LONGEST_PATH: usize = size_of::<libc::sockaddr_un>() - PATH;

impl Address {
    /// A host's address and a port.
    pub fn internet(host: IpAddr, port: u16) -> Self {
        Self::Internet(SocketAddr::new(host, port))
    }

    /// The host's address or the path, as text.
    pub fn host(&self) -> Vec<u8> {
        match self {
            Self::Internet(address) => address.ip().to_string().into_bytes(),
            Self::Local(path) => path.clone(),
            Self::Unknown => b"unknown".to_vec(),
        }
    }

    /// The port; 0 where there is none.
    pub fn port(&self) -> u16 {
        if let Self::Internet(address) = self { address.port() } else { 0 }
    }
}

impl Raw {
    fn empty() -> Self {
        // SAFETY: a plain C structure, for which zero bytes are a value.
        let storage = unsafe { std::mem::zeroed() };
        Self { storage, length: size_of::<libc::sockaddr_storage>() as libc::socklen_t }
    }

    fn of(address: &Address) -> io::Result<Self> {
        let mut raw = Self::empty();
        match address {
            Address::Internet(SocketAddr::V4(v4)) => raw.write(libc::sockaddr_in {
                sin_family: libc::AF_INET as libc::sa_family_t,
                sin_port: v4.port().to_be(),
                sin_addr: libc::in_addr { s_addr: u32::from_ne_bytes(v4.ip().octets()) },
                sin_zero: [0; 8],
            }),
            Address::Internet(SocketAddr::V6(v6)) => raw.write(libc::sockaddr_in6 {
                sin6_family: libc::AF_INET6 as libc::sa_family_t,
                sin6_port: v6.port().to_be(),
                sin6_flowinfo: v6.flowinfo(),
                sin6_addr: libc::in6_addr { s6_addr: v6.ip().octets() },
                sin6_scope_id: v6.scope_id(),
            }),
            Address::Local(path) => raw.write_path(path)?,
            Address::Unknown => return Err(io::Error::from_raw_os_error(libc::EAFNOSUPPORT)),
        }
        Ok(raw)
    }

    fn write<T>(&mut self, value: T) {
        const { assert!(size_of::<T>() <= size_of::<libc::sockaddr_storage>()) };
        // SAFETY: the storage is large enough, and aligned for every kind of address.
        unsafe { (&raw mut self.storage).cast::<T>().write(value) };
        self.length = size_of::<T>() as libc::socklen_t;
    }

    fn write_path(&mut self, path: &[u8]) -> io::Result<()> {
        if path.len() >= LONGEST_PATH {
            return Err(io::Error::from_raw_os_error(libc::ENAMETOOLONG));
        }
        // SAFETY: a plain C structure, for which zero bytes are a value.
        let mut local = unsafe { std::mem::zeroed::<libc::sockaddr_un>() };
        local.sun_family = libc::AF_UNIX as libc::sa_family_t;
        for (place, byte) in local.sun_path.iter_mut().zip(path) {
            *place = *byte as libc::c_char;
        }
        self.write(local);
        let named = path.first().is_some_and(|&byte| byte != 0);
        self.length = (PATH + path.len() + usize::from(named)) as libc::socklen_t;
        Ok(())
    }

    fn read(&self) -> Address {
        let length = self.length as usize;
        if length < size_of::<libc::sa_family_t>() {
            return Address::Unknown;
        }
        let storage = &raw const self.storage;
        // SAFETY: the storage is initialised in full and large enough for each of these.
        unsafe {
            match c_int::from(self.storage.ss_family) {
                libc::AF_INET => {
                    let v4 = storage.cast::<libc::sockaddr_in>().read();
                    let host = v4.sin_addr.s_addr.to_ne_bytes().into();
                    Address::Internet(SocketAddrV4::new(host, u16::from_be(v4.sin_port)).into())
                }
                libc::AF_INET6 => {
                    let v6 = storage.cast::<libc::sockaddr_in6>().read();
                    let (host, port) = (v6.sin6_addr.s6_addr.into(), u16::from_be(v6.sin6_port));
                    Address::Internet(SocketAddrV6::new(host, port, v6.sin6_flowinfo, v6.sin6_scope_id).into())
                }
                libc::AF_UNIX => {
                    let local = storage.cast::<libc::sockaddr_un>().read();
                    let path = local.sun_path.map(|byte| byte as u8);
                    let path = &path[..length.saturating_sub(PATH).min(path.len())];
                    let abstracted = path.first() == Some(&0) && path.len() > 1;
                    let end = if abstracted { None } else { path.iter().position(|&byte| byte == 0) };
                    Address::Local(path[..end.unwrap_or(path.len())].to_vec())
                }
                _ => Address::Unknown,
            }
        }
    }

    fn pointer(&self) -> *const libc::sockaddr {
        (&raw const self.storage).cast()
    }

    fn pointer_mut(&mut self) -> *mut libc::sockaddr {
        (&raw mut self.storage).cast()
    }
}

/// A new socket that never waits and is not handed to programs that are started.
pub fn open(family: c_int, kind: c_int, protocol: c_int) -> io::Result<OwnedFd> {
    // SAFETY: takes no pointer; the descriptor is new and ours.
    unsafe {
        let fd = check(libc::socket(family, kind | libc::SOCK_NONBLOCK | libc::SOCK_CLOEXEC, protocol))?;
        Ok(OwnedFd::from_raw_fd(fd))
    }
}

/// Two connected sockets that never wait.
pub fn open_pair(family: c_int, kind: c_int, protocol: c_int) -> io::Result<[OwnedFd; 2]> {
    let mut pair = [0; 2];
    let kind = kind | libc::SOCK_NONBLOCK | libc::SOCK_CLOEXEC;
    // SAFETY: there is room for two descriptors, which are new and ours.
    unsafe {
        check(libc::socketpair(family, kind, protocol, pair.as_mut_ptr()))?;
        Ok(pair.map(|fd| OwnedFd::from_raw_fd(fd)))
    }
}

/// Gives the socket an address.
pub fn bind(fd: RawFd, address: &Address) -> io::Result<()> {
    let raw = Raw::of(address)?;
    // SAFETY: the address is live and as long as it says.
    check(unsafe { libc::bind(fd, raw.pointer(), raw.length) }).map(drop)
}

/// Lets others connect.
pub fn listen(fd: RawFd, backlog: c_int) -> io::Result<()> {
    // SAFETY: takes no pointer.
    check(unsafe { libc::listen(fd, backlog) }).map(drop)
}

/// Takes a connection, if there is one, and whose it is.
pub fn accept(fd: RawFd) -> io::Result<(OwnedFd, Address)> {
    let mut raw = Raw::empty();
    loop {
        // SAFETY: the address has as much room as it says; the descriptor is new and ours.
        let taken = check(unsafe {
            libc::accept4(fd, raw.pointer_mut(), &mut raw.length, libc::SOCK_NONBLOCK | libc::SOCK_CLOEXEC)
        });
        match taken {
            Err(why) if why.kind() == io::ErrorKind::Interrupted => {}
            // SAFETY: as above.
            other => return Ok((unsafe { OwnedFd::from_raw_fd(other?) }, raw.read())),
        }
    }
}

/// Begins to connect; `EINPROGRESS` when that takes longer.
pub fn connect(fd: RawFd, address: &Address) -> io::Result<()> {
    let raw = Raw::of(address)?;
    // SAFETY: the address is live and as long as it says.
    retry(|| unsafe { (real().connect)(fd, raw.pointer(), raw.length) as isize }).map(drop)
}

/// The socket's own address.
pub fn own_address(fd: RawFd) -> io::Result<Address> {
    let mut raw = Raw::empty();
    // SAFETY: the address has as much room as it says.
    check(unsafe { libc::getsockname(fd, raw.pointer_mut(), &mut raw.length) })?;
    Ok(raw.read())
}

/// The address of the other end.
pub fn peer_address(fd: RawFd) -> io::Result<Address> {
    let mut raw = Raw::empty();
    // SAFETY: the address has as much room as it says.
    check(unsafe { libc::getpeername(fd, raw.pointer_mut(), &mut raw.length) })?;
    Ok(raw.read())
}

/// Receives; `flags` may be `MSG_PEEK` and the like.
pub fn receive(fd: RawFd, buffer: &mut [u8], flags: c_int) -> io::Result<usize> {
    let flags = flags | libc::MSG_DONTWAIT;
    // SAFETY: pointer and length are those of a live slice.
    retry(|| unsafe { (real().recv)(fd, buffer.as_mut_ptr().cast(), buffer.len(), flags) })
}

/// Receives a datagram and who sent it.
pub fn receive_from(fd: RawFd, buffer: &mut [u8]) -> io::Result<(usize, Address)> {
    let mut raw = Raw::empty();
    // SAFETY: pointer and length are those of a live slice, and the address has as much room as it says.
    let received = retry(|| unsafe {
        (real().recvfrom)(
            fd,
            buffer.as_mut_ptr().cast(),
            buffer.len(),
            libc::MSG_DONTWAIT,
            raw.pointer_mut(),
            &mut raw.length,
        )
    })?;
    Ok((received, raw.read()))
}

/// Sends some of `data`.
pub fn send(fd: RawFd, data: &[u8]) -> io::Result<usize> {
    let flags = libc::MSG_DONTWAIT | libc::MSG_NOSIGNAL;
    // SAFETY: pointer and length are those of a live slice.
    retry(|| unsafe { (real().send)(fd, data.as_ptr().cast(), data.len(), flags) })
}

/// Sends a datagram to somebody.
pub fn send_to(fd: RawFd, data: &[u8], address: &Address) -> io::Result<usize> {
    let raw = Raw::of(address)?;
    let flags = libc::MSG_DONTWAIT | libc::MSG_NOSIGNAL;
    // SAFETY: pointer and length are those of a live slice, and the address is live.
    retry(|| unsafe { (real().sendto)(fd, data.as_ptr().cast(), data.len(), flags, raw.pointer(), raw.length) })
}

/// Receives into several buffers. The socket must be one that does not wait.
pub fn receive_vector(fd: RawFd, buffers: &mut [IoSliceMut<'_>]) -> io::Result<usize> {
    // SAFETY: a plain C structure, for which zero bytes are a value.
    let mut message = unsafe { std::mem::zeroed::<libc::msghdr>() };
    message.msg_iov = buffers.as_mut_ptr().cast();
    message.msg_iovlen = buffers.len() as _;
    // SAFETY: std promises that its slices have the layout of `iovec`; they are live.
    retry(|| unsafe { libc::recvmsg(fd, &mut message, libc::MSG_DONTWAIT) })
}

/// Sends some of several buffers.
pub fn send_vector(fd: RawFd, buffers: &[IoSlice<'_>]) -> io::Result<usize> {
    // SAFETY: a plain C structure, for which zero bytes are a value.
    let mut message = unsafe { std::mem::zeroed::<libc::msghdr>() };
    message.msg_iov = buffers.as_ptr().cast_mut().cast();
    message.msg_iovlen = buffers.len() as _;
    let flags = libc::MSG_DONTWAIT | libc::MSG_NOSIGNAL;
    // SAFETY: std promises that its slices have the layout of `iovec`; they are live and only read.
    retry(|| unsafe { libc::sendmsg(fd, &message, flags) })
}

/// Sends some of a file from `offset` on. The socket must be one that does not wait.
pub fn send_file(fd: RawFd, file: RawFd, offset: u64, count: usize) -> io::Result<usize> {
    let mut offset = libc::off_t::try_from(offset).map_err(|_| io::Error::from_raw_os_error(libc::EINVAL))?;
    // SAFETY: the offset is live.
    retry(|| unsafe { libc::sendfile(fd, file, &mut offset, count) })
}

/// Ends one or both directions (`SHUT_RD` …).
pub fn shut_down(fd: RawFd, how: c_int) -> io::Result<()> {
    // SAFETY: takes no pointer.
    check(unsafe { libc::shutdown(fd, how) }).map(drop)
}

/// Reads an option into `value`; how long it is.
pub fn option(fd: RawFd, level: c_int, name: c_int, value: &mut [u8]) -> io::Result<usize> {
    let mut length = value.len() as libc::socklen_t;
    // SAFETY: pointer and length are those of a live slice.
    check(unsafe { libc::getsockopt(fd, level, name, value.as_mut_ptr().cast(), &mut length) })?;
    Ok(value.len().min(length as usize))
}

/// Sets an option.
pub fn set_option(fd: RawFd, level: c_int, name: c_int, value: &[u8]) -> io::Result<()> {
    // SAFETY: pointer and length are those of a live slice.
    check(unsafe { libc::setsockopt(fd, level, name, value.as_ptr().cast(), value.len() as libc::socklen_t) }).map(drop)
}

/// Sets an option that is an int.
pub fn set_int(fd: RawFd, level: c_int, name: c_int, value: c_int) -> io::Result<()> {
    set_option(fd, level, name, &value.to_ne_bytes())
}

fn retry(mut call: impl FnMut() -> isize) -> io::Result<usize> {
    loop {
        match usize::try_from(call()) {
            Ok(done) => return Ok(done),
            Err(_) => {
                let why = io::Error::last_os_error();
                if why.kind() != io::ErrorKind::Interrupted {
                    return Err(why);
                }
            }
        }
    }
}

fn check(result: c_int) -> io::Result<c_int> {
    if result < 0 { Err(io::Error::last_os_error()) } else { Ok(result) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::fd::AsRawFd;

    fn fresh(family: c_int, kind: c_int) -> OwnedFd {
        open(family, kind, 0).expect("a socket")
    }

    #[test]
    fn addresses_come_back_as_they_went() -> io::Result<()> {
        let any: Address = Address::internet(IpAddr::from([127, 0, 0, 1]), 0);
        let server = fresh(libc::AF_INET, libc::SOCK_STREAM);
        bind(server.as_raw_fd(), &any)?;
        listen(server.as_raw_fd(), 1)?;
        let address = own_address(server.as_raw_fd())?;
        assert_ne!(address.port(), 0);
        assert_eq!(address.host(), b"127.0.0.1");
        let client = fresh(libc::AF_INET, libc::SOCK_STREAM);
        let begun = connect(client.as_raw_fd(), &address);
        assert!(begun.is_ok() || begun.is_err_and(|why| why.raw_os_error() == Some(libc::EINPROGRESS)));
        super::super::fd::wait(server.as_raw_fd(), libc::POLLIN, None)?;
        let (_, from) = accept(server.as_raw_fd())?;
        assert_eq!(from, own_address(client.as_raw_fd())?);
        assert_eq!(peer_address(client.as_raw_fd())?, address);
        Ok(())
    }

    #[test]
    fn local_sockets_have_paths_names_or_nothing() -> io::Result<()> {
        let path = std::env::temp_dir().join(format!("swirl-address-{}", std::process::id()));
        let path = path.to_str().expect("text").as_bytes().to_vec();
        let name = [&b"\0swirl-"[..], &path].concat();
        for address in [path.clone(), name] {
            let socket = fresh(libc::AF_UNIX, libc::SOCK_DGRAM);
            assert_eq!(own_address(socket.as_raw_fd())?, Address::Local(Vec::new()));
            bind(socket.as_raw_fd(), &Address::Local(address.clone()))?;
            assert_eq!(own_address(socket.as_raw_fd())?, Address::Local(address.clone()));
            let sender = fresh(libc::AF_UNIX, libc::SOCK_DGRAM);
            assert_eq!(send_to(sender.as_raw_fd(), b"hi", &Address::Local(address))?, 2);
            assert_eq!(receive(socket.as_raw_fd(), &mut [0; 8], 0)?, 2);
        }
        std::fs::remove_file(std::str::from_utf8(&path).expect("text"))?;
        let long = Address::Local(vec![b'x'; LONGEST_PATH]);
        let refused = bind(fresh(libc::AF_UNIX, libc::SOCK_DGRAM).as_raw_fd(), &long).expect_err("too long");
        assert_eq!(refused.raw_os_error(), Some(libc::ENAMETOOLONG));
        Ok(())
    }

    #[test]
    fn vectors_are_filled_in_order() -> io::Result<()> {
        let [a, b] = open_pair(libc::AF_UNIX, libc::SOCK_STREAM, 0)?;
        assert_eq!(send_vector(a.as_raw_fd(), &[IoSlice::new(b"hel"), IoSlice::new(b"lo")])?, 5);
        let (mut first, mut second) = ([0; 2], [0; 8]);
        let mut buffers = [IoSliceMut::new(&mut first), IoSliceMut::new(&mut second)];
        assert_eq!(receive_vector(b.as_raw_fd(), &mut buffers)?, 5);
        assert_eq!((&first, &second[..3]), (b"he", &b"llo"[..]));
        assert_eq!(receive(b.as_raw_fd(), &mut first, 0).expect_err("empty").kind(), io::ErrorKind::WouldBlock);
        Ok(())
    }
}
