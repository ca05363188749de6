//! The socket on which clients send messages: four bytes with the length, in network order, and the data.

use std::io;
use std::io::Read;
use std::io::Write;
use std::net::TcpListener;
use std::net::TcpStream;
use std::os::fd::AsRawFd;
use std::os::fd::RawFd;
use std::os::unix::net::UnixListener;
use std::os::unix::net::UnixStream;

use crate::sys::socket_pair;

/// A socket that listens. All workers accept from it.
pub enum Socket {
    Tcp(TcpListener),
    Unix(UnixListener),
}

/// A client.
pub trait Client: Read + Write {}

impl Client for TcpStream {}
impl Client for UnixStream {}

impl Socket {
    /// Listens at an address, or at a path after `unix:`.
    pub fn listen(host: &str, port: i64, backlog: i64) -> io::Result<Self> {
        let backlog = i32::try_from(backlog).unwrap_or(i32::MAX);
        let socket = match unix_path(host) {
            Some(path) => {
                // A socket that an earlier process has left there.
                let _ = std::fs::remove_file(path);
                Self::Unix(UnixListener::bind(path)?)
            }
            None => {
                let port = u16::try_from(port).map_err(|_| io::Error::from_raw_os_error(libc::EINVAL))?;
                Self::Tcp(TcpListener::bind((host, port))?)
            }
        };
        match &socket {
            Self::Tcp(listener) => listener.set_nonblocking(true)?,
            Self::Unix(listener) => listener.set_nonblocking(true)?,
        }
        socket_pair::set_backlog(socket.descriptor(), backlog)?;
        Ok(socket)
    }

    /// What becomes readable when a client comes.
    pub fn descriptor(&self) -> RawFd {
        match self {
            Self::Tcp(listener) => listener.as_raw_fd(),
            Self::Unix(listener) => listener.as_raw_fd(),
        }
    }

    /// The next client, unless another worker was quicker.
    pub fn accept(&self) -> io::Result<Box<dyn Client>> {
        match self {
            Self::Tcp(listener) => {
                let (client, _) = listener.accept()?;
                client.set_nonblocking(false)?;
                Ok(Box::new(client))
            }
            Self::Unix(listener) => {
                let (client, _) = listener.accept()?;
                client.set_nonblocking(false)?;
                Ok(Box::new(client))
            }
        }
    }
}

/// Reads a message of up to `longest` bytes. `None` when that is not what came.
pub fn read_message(client: &mut dyn Client, longest: usize) -> Option<Vec<u8>> {
    let mut length = [0; 4];
    client.read_exact(&mut length).ok()?;
    let length = usize::try_from(u32::from_be_bytes(length)).ok().filter(|length| (1..=longest).contains(length))?;
    let mut message = vec![0; length];
    client.read_exact(&mut message).ok()?;
    Some(message)
}

/// Writes an answer, unless it is empty. A client that does not want it has gone.
pub fn write_answer(client: &mut dyn Client, answer: &[u8]) {
    if let Ok(length) = u32::try_from(answer.len())
        && length > 0
    {
        let _ = client.write_all(&length.to_be_bytes()).and_then(|()| client.write_all(answer));
    }
}

fn unix_path(host: &str) -> Option<&str> {
    let (scheme, path) = host.split_at_checked(5)?;
    scheme.eq_ignore_ascii_case("unix:").then_some(path).filter(|path| path.starts_with('/'))
}
