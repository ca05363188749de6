//! The floor for an HTTP server on this machine: mio, httparse, one read and one write a request, no PHP.
//!
//! `cargo bench --bench bare_http -- PORT` serves on the loopback address for a minute; measure it with wrk beside the
//! servers that are to be compared, and read its CPU time from /proc.

use std::io::Read;
use std::io::Write;
use std::time::Duration;
use std::time::Instant;

use mio::Events;
use mio::Interest;
use mio::Poll;
use mio::Token;
use mio::net::TcpListener;
use mio::net::TcpStream;

const LISTENER: Token = Token(usize::MAX);
const ANSWER: &[u8] = b"HTTP/1.1 200 OK\r\nServer: swoole-http-server\r\nDate: Mon, 23 Nov 2026 00:00:00 GMT\r\n\
    Connection: keep-alive\r\nContent-Type: text/html\r\nContent-Length: 5\r\n\r\nhello";

fn main() -> std::io::Result<()> {
    // Cargo adds `--bench` when it runs benches, and runs them without a port when it runs all.
    let Some(port) = std::env::args().skip(1).find_map(|argument| argument.parse::<u16>().ok()) else {
        return Ok(());
    };
    let mut poll = Poll::new()?;
    let mut listener = TcpListener::bind((std::net::Ipv4Addr::LOCALHOST, port).into())?;
    poll.registry().register(&mut listener, LISTENER, Interest::READABLE)?;
    let (mut events, mut connections) = (Events::with_capacity(1024), Vec::<Option<TcpStream>>::new());
    let end = Instant::now() + Duration::from_secs(60);
    while Instant::now() < end {
        poll.poll(&mut events, Some(Duration::from_secs(1)))?;
        for event in &events {
            if event.token() == LISTENER {
                accept(&poll, &listener, &mut connections)?;
            } else if !serve(connections.get_mut(event.token().0).and_then(Option::as_mut)) {
                connections[event.token().0] = None;
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

/// Answers what has come. False when the connection is over.
fn serve(stream: Option<&mut TcpStream>) -> bool {
    let Some(stream) = stream else { return true };
    let mut buffer = [0; 16384];
    let Ok(length) = stream.read(&mut buffer) else { return true };
    if length == 0 {
        return false;
    }
    let mut fields = [httparse::EMPTY_HEADER; 32];
    let mut request = httparse::Request::new(&mut fields);
    let is_complete = request.parse(&buffer[..length]).is_ok_and(|status| status.is_complete());
    is_complete && stream.write_all(ANSWER).is_ok()
}
