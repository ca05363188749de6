//! Lookups with real coroutines, against a name server of our own on a thread.

use super::*;
use crate::io::testing::go;
use crate::io::testing::logged;
use crate::io::testing::run;
use simple_dns::CLASS;
use simple_dns::Name;
use simple_dns::Packet;
use simple_dns::PacketFlag;
use simple_dns::RCODE;
use simple_dns::ResourceRecord;
use simple_dns::rdata::A;
use simple_dns::rdata::RData;
use std::io::Read;
use std::io::Write;
use std::net::TcpListener;
use std::net::UdpSocket;

/// Answers `count` questions: what begins with "no" is unknown, "long" does not fit into a datagram, "mute" is not
/// answered, the rest is 10.0.0.1 for a minute.
fn serve(count: usize) -> SocketAddr {
    let stream = TcpListener::bind("127.0.0.1:0").expect("a port is free");
    let address = stream.local_addr().expect("bound");
    let socket = UdpSocket::bind(address).expect("the same port is free");
    std::thread::spawn(move || {
        for _ in 0..count {
            let mut buffer = [0; 512];
            let (length, from) = socket.recv_from(&mut buffer).expect("a question");
            let Some(answer) = answer(&buffer[..length], false) else { continue };
            socket.send_to(&[0; 12], from).expect("room for garbage");
            socket.send_to(&answer, from).expect("room for an answer");
            if Packet::parse(&answer).expect("our own").has_flags(PacketFlag::TRUNCATION) {
                let (mut peer, _) = stream.accept().expect("a second question");
                let mut length = [0; 2];
                peer.read_exact(&mut length).expect("its length");
                let mut question = vec![0; u16::from_be_bytes(length).into()];
                peer.read_exact(&mut question).expect("the question");
                let answer = super::tests::answer(&question, true).expect("not mute");
                peer.write_all(&(answer.len() as u16).to_be_bytes()).expect("room");
                peer.write_all(&answer).expect("room");
            }
        }
    });
    address
}

fn answer(question: &[u8], whole: bool) -> Option<Vec<u8>> {
    let question = Packet::parse(question).expect("a question");
    let name = question.questions[0].qname.to_string();
    let mut reply = Packet::new_reply(question.id());
    reply.questions = question.questions.clone();
    match &name {
        name if name.starts_with("mute") => return None,
        name if name.starts_with("no") => *reply.rcode_mut() = RCODE::NameError,
        name if name.starts_with("long") && !whole => reply.set_flags(PacketFlag::TRUNCATION),
        name => {
            let address = RData::A(A { address: 0x0a00_0001 });
            reply.answers.push(ResourceRecord::new(Name::new_unchecked(name), CLASS::IN, 60, address));
        }
    }
    Some(reply.build_bytes_vec().expect("small"))
}

fn look_up(names: &[&'static str], milliseconds: u64) -> Vec<Lookup> {
    let (log, say) = logged();
    let server = serve(names.len());
    let names = names.to_vec();
    go(move || {
        set_server(Some(server));
        for name in names {
            let deadline = clock::after(Duration::from_millis(milliseconds));
            say(lookup(name, Kind::V4, Duration::MAX, Some(deadline)));
        }
    });
    run();
    log.take()
}

fn found() -> Lookup {
    Lookup::Found([IpAddr::from([10, 0, 0, 1])].into())
}

#[test]
fn a_server_is_asked_and_believed() {
    assert_eq!(look_up(&["www.test", "no.test"], 5000), [found(), Lookup::NotFound]);
}

#[test]
fn a_long_answer_comes_over_a_stream() {
    assert_eq!(look_up(&["long.test"], 5000), [found()]);
}

#[test]
fn an_answer_is_remembered() {
    // The server answers once less than it is asked.
    let (log, say) = logged();
    let server = serve(1);
    go(move || {
        set_server(Some(server));
        for _ in 0..3 {
            say(lookup("Again.Test", Kind::V4, Duration::MAX, None));
        }
    });
    run();
    assert_eq!(log.take(), [found(), found(), found()]);
}

#[test]
fn a_mute_server_costs_no_more_than_the_timeout() {
    assert_eq!(look_up(&["mute.test"], 20), [Lookup::TimedOut]);
}

#[test]
fn what_needs_no_server_asks_none() {
    let (log, say) = logged();
    go(move || {
        for name in ["127.0.0.1", "::1", "x.localhost", "a..b"] {
            say(lookup(name, Kind::V4, Duration::MAX, Some(clock::now())));
        }
    });
    run();
    let loopback = Lookup::Found([Kind::V4.loopback()].into());
    assert_eq!(log.take(), [loopback.clone(), Lookup::NotFound, loopback, Lookup::NotFound]);
}
