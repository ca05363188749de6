//! The floor for an echo server on this machine, mio with one read and one write a message and no PHP, and a client for it.
//!
//! `cargo bench --bench bare_echo -- serve PORT` serves TCP and UDP on the loopback address for a minute;
//! `cargo bench --bench bare_echo -- load PORT CONNECTIONS SECONDS [udp]` asks whatever echoes there, each connection one
//! message after the other, and prints how many answers came in a second, and the 99th percentile in microseconds. Read the
//! servers' CPU time from /proc.

use std::io::Read;
use std::io::Write;
use std::net::SocketAddr;
use std::time::Duration;
use std::time::Instant;

use mio::Events;
use mio::Interest;
use mio::Poll;
use mio::Token;
use mio::net::TcpListener;
use mio::net::TcpStream;
use mio::net::UdpSocket;

const LISTENER: Token = Token(usize::MAX);
const DATAGRAMS: Token = Token(usize::MAX - 1);
const MESSAGE: [u8; 64] = *b"a message of sixty-four bytes, which comes back as it was sent..";

fn main() -> std::io::Result<()> {
    // Cargo adds `--bench` when it runs benches, and runs them without arguments when it runs all.
    let arguments: Vec<String> = std::env::args().skip(1).filter(|argument| argument != "--bench").collect();
    let number = |at: usize| arguments.get(at).and_then(|text| text.parse::<u64>().ok());
    let Some(port) = number(1) else { return Ok(()) };
    let address = SocketAddr::from((std::net::Ipv4Addr::LOCALHOST, port as u16));
    if arguments[0] == "serve" {
        return serve(address);
    }
    let (connections, seconds) = (number(2).unwrap_or(64) as usize, number(3).unwrap_or(5));
    let mut times = if arguments.get(4).is_some_and(|kind| kind == "udp") {
        ask((0..connections).map(|_| dial_udp(address)).collect::<std::io::Result<_>>()?, seconds)?
    } else {
        ask((0..connections).map(|_| dial_tcp(address)).collect::<std::io::Result<_>>()?, seconds)?
    };
    times.sort_unstable();
    let p99 = times.get(times.len() * 99 / 100).copied().unwrap_or_default();
    println!("{} {p99}", times.len() as u64 / seconds.max(1));
    Ok(())
}

fn serve(address: SocketAddr) -> std::io::Result<()> {
    let mut poll = Poll::new()?;
    let mut listener = TcpListener::bind(address)?;
    let mut datagrams = UdpSocket::bind(address)?;
    poll.registry().register(&mut listener, LISTENER, Interest::READABLE)?;
    poll.registry().register(&mut datagrams, DATAGRAMS, Interest::READABLE)?;
    let (mut events, mut connections) = (Events::with_capacity(1024), Vec::<Option<TcpStream>>::new());
    let end = Instant::now() + Duration::from_secs(60);
    while Instant::now() < end {
        poll.poll(&mut events, Some(Duration::from_secs(1)))?;
        for event in &events {
            match event.token() {
                LISTENER => accept(&poll, &listener, &mut connections)?,
                DATAGRAMS => echo_datagrams(&datagrams),
                Token(place) => {
                    if !connections.get_mut(place).and_then(Option::as_mut).is_none_or(echo) {
                        connections[place] = None;
                    }
                }
            }
        }
    }
    Ok(())
}

fn accept(poll: &Poll, listener: &TcpListener, connections: &mut Vec<Option<TcpStream>>) -> std::io::Result<()> {
    while let Ok((mut stream, _)) = listener.accept() {
        let free = connections.iter().position(Option::is_none).unwrap_or(connections.len());
        if free == connections.len() {
            connections.push(None);
        }
        poll.registry().register(&mut stream, Token(free), Interest::READABLE)?;
        connections[free] = Some(stream);
    }
    Ok(())
}

/// Sends back what has come. False when the connection is over.
fn echo(stream: &mut TcpStream) -> bool {
    let mut buffer = [0; 16384];
    match stream.read(&mut buffer) {
        Ok(0) => false,
        Ok(length) => stream.write_all(&buffer[..length]).is_ok(),
        Err(_) => true,
    }
}

fn echo_datagrams(socket: &UdpSocket) {
    let mut buffer = [0; 16384];
    while let Ok((length, from)) = socket.recv_from(&mut buffer) {
        // A datagram may be lost.
        let _ = socket.send_to(&buffer[..length], from);
    }
}

/// One that asks.
trait Asker: mio::event::Source {
    fn ask(&mut self) -> std::io::Result<()>;
    /// How many bytes have come.
    fn hear(&mut self) -> std::io::Result<usize>;
}

impl Asker for TcpStream {
    fn ask(&mut self) -> std::io::Result<()> {
        self.write_all(&MESSAGE)
    }

    fn hear(&mut self) -> std::io::Result<usize> {
        self.read(&mut [0; 1024])
    }
}

impl Asker for UdpSocket {
    fn ask(&mut self) -> std::io::Result<()> {
        self.send(&MESSAGE).map(drop)
    }

    fn hear(&mut self) -> std::io::Result<usize> {
        self.recv(&mut [0; 1024])
    }
}

fn dial_tcp(address: SocketAddr) -> std::io::Result<TcpStream> {
    let stream = std::net::TcpStream::connect(address)?;
    stream.set_nodelay(true)?;
    stream.set_nonblocking(true)?;
    Ok(TcpStream::from_std(stream))
}

fn dial_udp(address: SocketAddr) -> std::io::Result<UdpSocket> {
    let socket = UdpSocket::bind((std::net::Ipv4Addr::LOCALHOST, 0).into())?;
    socket.connect(address)?;
    Ok(socket)
}

/// Asks for so many seconds. How many microseconds each answer took.
fn ask<A: Asker>(mut askers: Vec<A>, seconds: u64) -> std::io::Result<Vec<u32>> {
    let mut poll = Poll::new()?;
    let mut events = Events::with_capacity(1024);
    let mut asked = vec![(Instant::now(), 0); askers.len()];
    for (place, asker) in askers.iter_mut().enumerate() {
        poll.registry().register(asker, Token(place), Interest::READABLE)?;
        asker.ask()?;
    }
    let mut times = Vec::new();
    let end = Instant::now() + Duration::from_secs(seconds);
    while Instant::now() < end {
        poll.poll(&mut events, Some(Duration::from_millis(100)))?;
        for event in &events {
            let place = event.token().0;
            let Ok(length) = askers[place].hear() else { continue };
            let (since, heard) = &mut asked[place];
            *heard += length;
            if *heard >= MESSAGE.len() {
                times.push(since.elapsed().as_micros() as u32);
                (*since, *heard) = (Instant::now(), 0);
                askers[place].ask()?;
            }
        }
    }
    Ok(times)
}
