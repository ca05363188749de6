//! Datagrams that wait to go out together.

use std::io;
use std::net::SocketAddr;
use std::os::fd::AsRawFd;
use std::os::fd::BorrowedFd;

use libc::iovec;
use libc::mmsghdr;

/// The longest internet address, as the system calls want it.
const ADDRESS: usize = size_of::<libc::sockaddr_in6>();

/// What waits, in the order in which it goes out.
#[derive(Default)]
pub struct Outgoing {
    data: Vec<u8>,
    all: Vec<Datagram>,
    /// How many have gone out already.
    gone: usize,
    // Only kept to save allocations.
    parts: Vec<iovec>,
    heads: Vec<mmsghdr>,
}

struct Datagram {
    to: [u8; ADDRESS],
    to_length: usize,
    from: usize,
    length: usize,
}

impl Outgoing {
    /// Adds one.
    pub fn push(&mut self, to: SocketAddr, data: &[u8]) {
        let (to, to_length) = encode(to);
        self.all.push(Datagram { to, to_length, from: self.data.len(), length: data.len() });
        self.data.extend_from_slice(data);
    }

    /// How many wait.
    pub fn len(&self) -> usize {
        self.all.len() - self.gone
    }

    /// Whether none waits.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Forgets them.
    pub fn clear(&mut self) {
        self.data.clear();
        self.all.clear();
        self.gone = 0;
    }

    /// Sends all, as far as there is room, without waiting. `WouldBlock` when there is none: then the rest still waits.
    /// Another error is that of the next one, which is dropped; others may wait behind it.
    pub fn send(&mut self, socket: BorrowedFd) -> io::Result<()> {
        while !self.is_empty() {
            self.prepare();
            let (heads, count) = (self.heads.as_mut_ptr(), self.heads.len() as u32);
            let flags = libc::MSG_DONTWAIT | libc::MSG_NOSIGNAL;
            // SAFETY: so many heads, which `prepare` has just made; nothing that they point to has changed since.
            let sent = unsafe { libc::sendmmsg(socket.as_raw_fd(), heads, count, flags) };
            let Ok(sent) = usize::try_from(sent) else {
                let why = io::Error::last_os_error();
                match why.kind() {
                    io::ErrorKind::Interrupted => continue,
                    io::ErrorKind::WouldBlock => {}
                    _ => self.gone += 1,
                }
                return Err(why);
            };
            self.gone += sent;
        }
        self.clear();
        Ok(())
    }

    /// Has the heads point to what waits.
    fn prepare(&mut self) {
        self.parts.clear();
        self.heads.clear();
        let waiting = &mut self.all[self.gone..];
        self.parts.extend(waiting.iter().map(|one| {
            // The kernel only reads there.
            let data = self.data[one.from..one.from + one.length].as_ptr().cast_mut();
            iovec { iov_base: data.cast(), iov_len: one.length }
        }));
        for (one, part) in waiting.iter_mut().zip(&mut self.parts) {
            // SAFETY: a plain C structure, for which zero bytes are a value.
            let mut head: mmsghdr = unsafe { std::mem::zeroed() };
            head.msg_hdr.msg_name = one.to.as_mut_ptr().cast();
            head.msg_hdr.msg_namelen = one.to_length as u32;
            head.msg_hdr.msg_iov = part;
            head.msg_hdr.msg_iovlen = 1;
            self.heads.push(head);
        }
    }
}

fn encode(address: SocketAddr) -> ([u8; ADDRESS], usize) {
    let mut bytes = [0; ADDRESS];
    let family = if address.is_ipv4() { libc::AF_INET } else { libc::AF_INET6 };
    bytes[..2].copy_from_slice(&(family as u16).to_ne_bytes());
    bytes[2..4].copy_from_slice(&address.port().to_be_bytes());
    match address {
        SocketAddr::V4(v4) => {
            bytes[4..8].copy_from_slice(&v4.ip().octets());
            (bytes, size_of::<libc::sockaddr_in>())
        }
        SocketAddr::V6(v6) => {
            bytes[4..8].copy_from_slice(&v6.flowinfo().to_be_bytes());
            bytes[8..24].copy_from_slice(&v6.ip().octets());
            bytes[24..28].copy_from_slice(&v6.scope_id().to_ne_bytes());
            (bytes, ADDRESS)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::net::UdpSocket;
    use std::os::fd::AsFd;

    #[test]
    fn they_go_out_in_order_each_to_its_receiver() -> io::Result<()> {
        for address in ["127.0.0.1:0", "[::1]:0"] {
            let server = UdpSocket::bind(address)?;
            let clients = [UdpSocket::bind(address)?, UdpSocket::bind(address)?];
            let mut out = Outgoing::default();
            // More than one call of the system takes, and twice, for the room is used again.
            for round in 0..2_u8 {
                for number in 0..20_u8 {
                    out.push(
                        clients[usize::from(number % 2)].local_addr()?,
                        &vec![number + round; 30 + usize::from(number)],
                    );
                }
                assert_eq!(out.len(), 20);
                out.send(server.as_fd())?;
                assert!(out.is_empty());
                for number in 0..20_u8 {
                    let mut got = [0; 100];
                    let (length, from) = clients[usize::from(number % 2)].recv_from(&mut got)?;
                    assert_eq!(got[..length], vec![number + round; 30 + usize::from(number)]);
                    assert_eq!(from, server.local_addr()?);
                }
            }
        }
        Ok(())
    }

    #[test]
    fn one_that_cannot_be_sent_does_not_hold_up_the_others() -> io::Result<()> {
        let server = UdpSocket::bind("127.0.0.1:0")?;
        let client = UdpSocket::bind("127.0.0.1:0")?;
        let mut out = Outgoing::default();
        out.push(client.local_addr()?, b"first");
        out.push(client.local_addr()?, &[0; 70_000]);
        out.push(client.local_addr()?, b"last");
        let why = out.send(server.as_fd()).expect_err("too long for a datagram");
        assert_eq!((why.raw_os_error(), out.len()), (Some(libc::EMSGSIZE), 1));
        out.send(server.as_fd())?;
        let mut got = [0; 100];
        for expected in [&b"first"[..], b"last"] {
            let length = client.recv(&mut got)?;
            assert_eq!(&got[..length], expected);
        }
        Ok(())
    }
}
