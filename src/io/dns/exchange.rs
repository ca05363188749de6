//! One question to one server: a datagram, and a stream if the answer does not fit into one.
//!
//! Invariants: each question has a socket of its own, connected to the server, so that the port is a new one each time
//! and nobody else is heard; no call here blocks.

use std::io;
use std::io::Read;
use std::io::Write;
use std::net::Ipv4Addr;
use std::net::Ipv6Addr;
use std::net::SocketAddr;
use std::net::UdpSocket;
use std::os::fd::AsRawFd;
use std::os::fd::RawFd;

use mio::net::TcpStream;

use crate::coroutine::Wake;
use crate::io::Interest;
use crate::io::dns::message;
use crate::io::dns::message::Query;
use crate::io::dns::message::Reply;
use crate::io::wait_fd;
use crate::sys::clock::Nanos;

/// Why there is no reply.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Failure {
    /// Nothing came in time, or the server cannot be reached.
    Silence,
    /// The wait was cancelled.
    Cancelled,
}

/// The longest datagram without extensions.
const DATAGRAM: usize = 512;

/// Asks, and waits for the reply.
pub fn exchange(server: SocketAddr, query: &Query, deadline: Nanos) -> Result<Reply, Failure> {
    match by_datagram(server, query, deadline)? {
        Reply::Truncated => by_stream(server, query, deadline),
        reply => Ok(reply),
    }
}

fn by_datagram(server: SocketAddr, query: &Query, deadline: Nanos) -> Result<Reply, Failure> {
    let socket = connected(server).map_err(silence)?;
    let fd = socket.as_raw_fd();
    nonblocking(fd, Interest::WRITE, deadline, || socket.send(&query.bytes))?;
    let mut answer = [0; DATAGRAM];
    loop {
        let length = nonblocking(fd, Interest::READ, deadline, || socket.recv(&mut answer))?;
        // What is no answer to this question is not for us.
        if let Some(reply) = message::read(query, &answer[..length]) {
            return Ok(reply);
        }
    }
}

fn connected(server: SocketAddr) -> io::Result<UdpSocket> {
    let any = if server.is_ipv4() { Ipv4Addr::UNSPECIFIED.into() } else { Ipv6Addr::UNSPECIFIED.into() };
    let socket = UdpSocket::bind(SocketAddr::new(any, 0))?;
    socket.set_nonblocking(true)?;
    socket.connect(server)?;
    Ok(socket)
}

/// Over a stream each message has its length before it.
fn by_stream(server: SocketAddr, query: &Query, deadline: Nanos) -> Result<Reply, Failure> {
    let mut stream = TcpStream::connect(server).map_err(silence)?;
    let fd = stream.as_raw_fd();
    let length = u16::try_from(query.bytes.len()).map_err(|_| Failure::Silence)?;
    let message = [&length.to_be_bytes()[..], &query.bytes].concat();
    wait(fd, Interest::WRITE, deadline)?;
    let mut sent = 0;
    while sent < message.len() {
        sent += nonblocking(fd, Interest::WRITE, deadline, || stream.write(&message[sent..]))?;
    }
    let mut length = [0; 2];
    fill(&mut stream, &mut length, deadline)?;
    let mut answer = vec![0; u16::from_be_bytes(length).into()];
    fill(&mut stream, &mut answer, deadline)?;
    message::read(query, &answer).ok_or(Failure::Silence)
}

fn fill(stream: &mut TcpStream, buffer: &mut [u8], deadline: Nanos) -> Result<(), Failure> {
    let fd = stream.as_raw_fd();
    let mut done = 0;
    while done < buffer.len() {
        match nonblocking(fd, Interest::READ, deadline, || stream.read(&mut buffer[done..]))? {
            0 => return Err(Failure::Silence),
            more => done += more,
        }
    }
    Ok(())
}

/// Tries until it does not say "not now".
fn nonblocking(
    fd: RawFd,
    interest: Interest,
    deadline: Nanos,
    mut attempt: impl FnMut() -> io::Result<usize>,
) -> Result<usize, Failure> {
    loop {
        match attempt() {
            Ok(count) => return Ok(count),
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => wait(fd, interest, deadline)?,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(silence(error)),
        }
    }
}

fn wait(fd: RawFd, interest: Interest, deadline: Nanos) -> Result<(), Failure> {
    match wait_fd(fd, interest, Some(deadline)) {
        Ok(Wake::Ready) => Ok(()),
        Ok(Wake::TimedOut) | Err(_) => Err(Failure::Silence),
        Ok(Wake::Cancelled) => Err(Failure::Cancelled),
    }
}

/// To one who asks for a name it is all the same why a server cannot be reached.
fn silence(_: io::Error) -> Failure {
    Failure::Silence
}
