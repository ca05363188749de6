//! Many datagrams in one call.

mod outgoing;

use std::io;
use std::os::fd::AsRawFd;
use std::os::fd::BorrowedFd;

use libc::iovec;
use libc::mmsghdr;
use libc::sockaddr_storage;

pub use outgoing::Outgoing;

/// The longest datagram there is.
pub const LONGEST: usize = 65536;

/// Room for some datagrams and for the addresses of those who sent them. What was never received into takes no memory.
///
/// Invariant: `heads` points into `data` and `senders`, which are as long as it lives where they were at first.
pub struct Batch {
    data: Box<[u8]>,
    senders: Box<[sockaddr_storage]>,
    parts: Box<[iovec]>,
    heads: Box<[mmsghdr]>,
    received: usize,
}

/// Who sent a datagram, as the system calls want it.
#[derive(Clone, Copy, Debug)]
pub struct Sender<'a>(&'a [u8]);

impl Batch {
    /// Room for so many.
    pub fn new(count: usize) -> Self {
        let mut data = vec![0; count * LONGEST].into_boxed_slice();
        // SAFETY: plain C structures, for which zero bytes are a value.
        let (mut senders, none) =
            unsafe { (vec![std::mem::zeroed(); count].into_boxed_slice(), std::mem::zeroed::<mmsghdr>()) };
        let mut parts: Box<[iovec]> = data
            .chunks_mut(LONGEST)
            .map(|chunk| iovec { iov_base: chunk.as_mut_ptr().cast(), iov_len: LONGEST })
            .collect();
        let mut heads = vec![none; count].into_boxed_slice();
        for (at, head) in heads.iter_mut().enumerate() {
            let sender: *mut sockaddr_storage = &mut senders[at];
            head.msg_hdr.msg_name = sender.cast();
            head.msg_hdr.msg_iov = &mut parts[at];
            head.msg_hdr.msg_iovlen = 1;
        }
        Self { data, senders, parts, heads, received: 0 }
    }

    /// Takes what is there, without waiting: how many there were. EAGAIN when there was none.
    pub fn receive(&mut self, socket: BorrowedFd) -> io::Result<usize> {
        debug_assert_eq!(self.parts.len(), self.heads.len());
        self.received = 0;
        for head in &mut self.heads {
            head.msg_hdr.msg_namelen = size_of::<sockaddr_storage>() as u32;
        }
        let (heads, count) = (self.heads.as_mut_ptr(), self.heads.len() as u32);
        // SAFETY: so many heads, each with a part and an address of ours that nobody else refers to meanwhile.
        let received =
            unsafe { libc::recvmmsg(socket.as_raw_fd(), heads, count, libc::MSG_DONTWAIT, std::ptr::null_mut()) };
        self.received = usize::try_from(received).map_err(|_| io::Error::last_os_error())?;
        Ok(self.received)
    }

    /// One that was received last, and who sent it.
    pub fn get(&self, at: usize) -> Option<(&[u8], Sender<'_>)> {
        let head = self.heads[..self.received].get(at)?;
        let from = at * LONGEST;
        let length = (head.msg_len as usize).min(LONGEST);
        let sender: *const sockaddr_storage = &self.senders[at];
        let known = (head.msg_hdr.msg_namelen as usize).min(size_of::<sockaddr_storage>());
        // SAFETY: an address lies there whose bytes were all initialized at first; the kernel has said how long it is.
        let sender = unsafe { std::slice::from_raw_parts(sender.cast(), known) };
        Some((&self.data[from..from + length], Sender(sender)))
    }
}

impl Sender<'_> {
    /// The internet address, if it is one.
    pub fn ip(self) -> Option<std::net::SocketAddr> {
        let family = libc::c_int::from(u16::from_ne_bytes(*self.0.first_chunk()?));
        match family {
            libc::AF_INET => {
                let port = u16::from_be_bytes(*self.0.get(2..)?.first_chunk()?);
                let ip: [u8; 4] = *self.0.get(4..)?.first_chunk()?;
                Some((ip, port).into())
            }
            libc::AF_INET6 => {
                let port = u16::from_be_bytes(*self.0.get(2..)?.first_chunk()?);
                let ip: [u8; 16] = *self.0.get(8..)?.first_chunk()?;
                Some((ip, port).into())
            }
            _ => None,
        }
    }

    /// The path of a unix socket that has one.
    pub fn path(self) -> Option<Vec<u8>> {
        let family = libc::c_int::from(u16::from_ne_bytes(*self.0.first_chunk()?));
        let path = self.0.get(2..)?;
        let end = path.iter().position(|&byte| byte == 0).unwrap_or(path.len());
        (family == libc::AF_UNIX && end > 0).then(|| path[..end].to_vec())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::net::UdpSocket;
    use std::os::fd::AsFd;
    use std::os::unix::net::UnixDatagram;

    #[test]
    fn many_come_at_once_each_with_its_sender() -> io::Result<()> {
        let server = UdpSocket::bind("127.0.0.1:0")?;
        let clients = [UdpSocket::bind("127.0.0.1:0")?, UdpSocket::bind("127.0.0.1:0")?];
        let mut batch = Batch::new(4);
        assert_eq!(batch.receive(server.as_fd()).map_err(|why| why.kind()), Err(io::ErrorKind::WouldBlock));
        for round in 0..2_u8 {
            for (number, client) in clients.iter().enumerate() {
                client.send_to(&vec![round + number as u8; 1000 * (number + 1)], server.local_addr()?)?;
            }
            assert_eq!(batch.receive(server.as_fd())?, 2);
            for (number, client) in clients.iter().enumerate() {
                let (data, sender) = batch.get(number).expect("it was received");
                assert_eq!(data, vec![round + number as u8; 1000 * (number + 1)]);
                assert_eq!(sender.ip(), Some(client.local_addr()?));
                assert_eq!(sender.path(), None);
            }
            assert!(batch.get(2).is_none());
        }
        Ok(())
    }

    #[test]
    fn the_longest_and_the_empty_come_whole() -> io::Result<()> {
        let server = UdpSocket::bind("[::1]:0")?;
        let client = UdpSocket::bind("[::1]:0")?;
        client.send_to(&[], server.local_addr()?)?;
        client.send_to(&[7; 65_507], server.local_addr()?)?;
        let mut batch = Batch::new(2);
        assert_eq!(batch.receive(server.as_fd())?, 2);
        let got: Vec<_> = (0..2).filter_map(|at| batch.get(at)).collect();
        assert_eq!(got[0].0, b"");
        assert!(got[1].0 == [7; 65_507]);
        assert_eq!(got[1].1.ip(), Some(client.local_addr()?));
        Ok(())
    }

    #[test]
    fn unix_senders_have_a_path_or_none() -> io::Result<()> {
        let folder = std::env::temp_dir().join(format!("swirl-datagrams-{}", std::process::id()));
        std::fs::create_dir_all(&folder)?;
        let path = folder.join("client");
        let (client, server) = UnixDatagram::pair()?;
        let named = UnixDatagram::bind(&path)?;
        let bound = UnixDatagram::bind(folder.join("server"))?;
        named.send_to(b"x", folder.join("server"))?;
        client.send(b"y")?;
        let mut batch = Batch::new(1);
        batch.receive(bound.as_fd())?;
        let found = batch.get(0).and_then(|(_, sender)| sender.path());
        assert_eq!(found.as_deref(), Some(path.as_os_str().as_encoded_bytes()));
        batch.receive(server.as_fd())?;
        assert_eq!(batch.get(0).and_then(|(_, sender)| sender.path()), None);
        std::fs::remove_dir_all(&folder)
    }
}
