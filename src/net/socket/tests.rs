use super::*;
use crate::io::testing::go;
use crate::io::testing::logged;
use crate::io::testing::run;
use crate::net::tls::Options;
use crate::net::tls::tests::authority::Authority;
use crate::proto::framing::Mark;
use std::rc::Rc;

const TCP: Kind = Kind { family: libc::AF_INET, kind: libc::SOCK_STREAM, protocol: 0 };
const SOON: Option<Duration> = Some(Duration::from_millis(20));
const LATE: Option<Duration> = Some(Duration::from_secs(10));

fn pair() -> (Rc<Socket>, Rc<Socket>) {
    let kind = Kind { family: libc::AF_UNIX, kind: libc::SOCK_STREAM, protocol: 0 };
    let [a, b] = socket::open_pair(kind.family, kind.kind, kind.protocol).expect("a pair");
    (Rc::new(Socket::of(a, kind)), Rc::new(Socket::of(b, kind)))
}

fn server() -> (Rc<Socket>, i64) {
    let server = Rc::new(Socket::open(TCP).expect("a socket"));
    server.bind(b"127.0.0.1", 0).expect("bound");
    server.listen(64).expect("listening");
    let port = server.own_address().expect("an address").port();
    (server, port.into())
}

fn client() -> Socket {
    Socket::open(TCP).expect("a socket")
}

fn received(socket: &Socket) -> Result<Vec<u8>> {
    socket.receive(100, LATE, <[u8]>::to_vec)
}

#[test]
fn a_host_is_reached_by_name_and_bytes_go_both_ways() {
    let (log, say) = logged();
    let (server, port) = server();
    let serve = say.clone();
    go(move || {
        let connection = server.accept(LATE).expect("a connection");
        serve(received(&connection));
        assert_eq!(connection.send(b"you too", LATE), Ok(7));
    });
    go(move || {
        let client = client();
        client.connect(b"localhost", port, LATE).expect("connected");
        assert_eq!(client.send(b"hello", LATE), Ok(5));
        say(received(&client));
        say(received(&client));
    });
    run();
    assert_eq!(*log.borrow(), [Ok(b"hello".to_vec()), Ok(b"you too".to_vec()), Ok(Vec::new())]);
}

#[test]
fn what_cannot_be_reached_is_told_by_number() {
    let (server, port) = server();
    drop(server);
    go(move || {
        let refused = |host: &[u8], port| client().connect(host, port, LATE).expect_err("refused").code();
        assert_eq!(refused(b"127.0.0.1", port), libc::ECONNREFUSED);
        assert_eq!(refused(b"127.0.0.1", 65536), code::BAD_PORT);
        assert_eq!(refused(b"127.0.0.1", -1), code::BAD_PORT);
        assert_eq!(refused(b"\xff", 80), code::DNSLOOKUP_RESOLVE_FAILED);
    });
    run();
}

#[test]
fn a_read_ends_at_its_timeout_and_the_socket_goes_on() {
    let (a, b) = pair();
    go(move || {
        assert_eq!(a.receive(10, SOON, |_| ()), Err(Failure::Code(libc::ETIMEDOUT)));
        b.send(b"x", SOON).expect("room");
        assert_eq!(received(&a), Ok(b"x".to_vec()));
    });
    run();
}

#[test]
fn a_second_reader_is_an_error_and_a_writer_is_not() {
    let (a, b) = pair();
    let first = Rc::clone(&a);
    let reader = go(move || {
        assert_eq!(received(&first), Ok(b"x".to_vec()));
    });
    go(move || {
        let Err(Failure::Bound(conflict)) = received(&a) else { panic!("must be refused") };
        assert_eq!((conflict.holder, conflict.writing), (reader, false));
        assert_eq!(a.waiter(Side::Read), Some(reader));
        assert_eq!(a.send(b"to b", LATE), Ok(4));
        b.send(b"x", LATE).expect("room");
    });
    run();
}

#[test]
fn a_close_wakes_both_sides() {
    let (log, say) = logged();
    let (a, b) = pair();
    let (reader, writer) = (Rc::clone(&a), Rc::clone(&a));
    let (read, write) = (say.clone(), say.clone());
    go(move || read(reader.receive(1, None, |_| ()).expect_err("closed").code()));
    go(move || write(writer.send_all(&vec![0; 8 << 20], None).why.expect_err("closed").code()));
    go(move || {
        a.close().expect("open");
        say(0);
        assert_eq!(a.close(), Err(Failure::Code(libc::EBADF)));
        assert_eq!(received(&a), Err(Failure::Code(libc::EBADF)));
        drop(b);
    });
    run();
    assert_eq!(*log.borrow(), [libc::ECANCELED, libc::ECANCELED, 0]);
}

#[test]
fn a_wait_can_be_cancelled() {
    let (a, _b) = pair();
    let waiting = Rc::clone(&a);
    go(move || assert_eq!(received(&waiting), Err(Failure::Code(libc::ECANCELED))));
    go(move || {
        assert!(a.cancel(Side::Read));
        assert!(!a.cancel(Side::Read));
    });
    run();
}

#[test]
fn outside_of_coroutines_only_what_need_not_wait_works() {
    let (a, b) = pair();
    assert_eq!(received(&a), Err(Failure::Outside));
    b.send(b"x", None).expect("room");
    assert_eq!(received(&a), Ok(b"x".to_vec()));
    a.may_block.set(true);
    assert_eq!(a.receive(1, SOON, |_| ()), Err(Failure::Code(libc::ETIMEDOUT)));
}

#[test]
fn lines_counts_and_packets_come_from_one_stream() {
    let (a, b) = pair();
    go(move || {
        b.send(b"first\nsecond\rrest", None).expect("room");
        let line = |length| a.receive_line(length, LATE, <[u8]>::to_vec).expect("a line");
        assert_eq!(line(100), b"first\n");
        assert_eq!(line(3), b"sec");
        assert_eq!(line(100), b"ond\r");
        assert_eq!(a.receive_buffered(2, LATE, <[u8]>::to_vec).expect("bytes"), b"re");
        a.packets.borrow_mut().eof_check = true;
        a.packets.borrow_mut().mark = Mark::new(b"--");
        b.send(b"ored--and", None).expect("room");
        assert_eq!(a.receive_packet(LATE, <[u8]>::to_vec).expect("a packet"), b"stored--");
        drop(b);
        assert_eq!(a.receive_packet(LATE, <[u8]>::to_vec).expect("the end"), b"");
    });
    run();
}

#[test]
fn all_is_received_and_sent_or_as_much_as_came() {
    let (a, b) = pair();
    let big: Vec<u8> = (0..3_000_000_u32).map(|i| i as u8).collect();
    let expected = big.clone();
    go(move || {
        let sent = a.send_all(&big, LATE);
        assert_eq!((sent.done, sent.why), (big.len(), Ok(())));
        a.send(b"tail", LATE).expect("room");
        a.close().expect("open");
    });
    go(move || {
        let mut got = Vec::new();
        assert_eq!(b.receive_all(&mut got, expected.len(), LATE).done, expected.len());
        assert!(got == expected);
        assert_eq!(b.receive_all(&mut got, 100, LATE).done, 4);
    });
    run();
}

#[test]
fn vectors_are_split_where_the_buffers_end() {
    let (a, b) = pair();
    go(move || {
        assert_eq!(a.send_vector(&[b"one", b"two", b"three"], true, LATE).done, 11);
        let mut buffers = [vec![0; 4], vec![0; 20]];
        assert_eq!(b.receive_vector(&mut buffers, false, LATE).done, 11);
        assert_eq!((&buffers[0][..], &buffers[1][..7]), (&b"onet"[..], &b"wothree"[..]));
        let partial = b.receive_vector(&mut [vec![0; 4]], true, SOON);
        assert_eq!((partial.done, partial.why), (0, Err(Failure::Code(libc::ETIMEDOUT))));
    });
    run();
}

#[test]
fn files_are_sent_in_part_or_whole() {
    let (a, b) = pair();
    let path = std::env::temp_dir().join(format!("swirl-send-file-{}", std::process::id()));
    std::fs::write(&path, b"0123456789").expect("written");
    let name = path.to_str().expect("text").to_string();
    go(move || {
        a.send_file(&name, 0, 0, LATE).expect("sent");
        a.send_file(&name, 4, 2, LATE).expect("sent");
        assert_eq!(received(&b), Ok(b"012345678945".to_vec()));
        assert_eq!(a.send_file(&name, 9, 2, LATE).expect_err("too short").code(), code::SYSTEM_CALL_FAIL);
        assert_eq!(a.send_file("/nowhere", 0, 0, LATE).expect_err("missing").code(), libc::ENOENT);
        std::fs::remove_file(&name).expect("there");
    });
    run();
}

/// What a client that expects packets makes of a server that sends `bytes` and then goes away.
fn told(bytes: &'static [u8], reset: bool, packets: Packets) -> Vec<Result<Vec<u8>>> {
    let (log, say) = logged();
    let (server, port) = server();
    go(move || {
        let connection = server.accept(LATE).expect("a connection");
        connection.send_all(bytes, LATE).why.expect("sent");
        if reset {
            // Lingering for no time makes the close a reset.
            let linger = [1_i32.to_ne_bytes(), 0_i32.to_ne_bytes()].concat();
            let fd = connection.descriptor().expect("open");
            socket::set_option(fd, libc::SOL_SOCKET, libc::SO_LINGER, &linger).expect("set");
            *connection.fd.borrow_mut() = None;
        }
    });
    go(move || {
        let client = client();
        *client.packets.borrow_mut() = packets.clone();
        if let Err(why) = client.connect(b"127.0.0.1", port, LATE) {
            assert!(reset);
            return say(Err(why));
        }
        loop {
            let packet = client.receive_packet(LATE, <[u8]>::to_vec);
            let ended = packet.as_ref().is_ok_and(Vec::is_empty) || packet.is_err();
            say(packet);
            if ended {
                break;
            }
        }
    });
    run();
    Rc::into_inner(log).expect("all are done").into_inner()
}

#[test]
fn a_server_that_goes_away_at_any_byte_is_an_end_or_an_error() {
    let counted = Packets { length_check: true, body: 4, ..Packets::default() };
    let marked = Packets { eof_check: true, ..Packets::default() };
    let streams: [(&'static [u8], Packets, usize); 2] =
        [(b"\0\0\0\x03abc\0\0\0\x02de", counted, 7), (b"abc\r\nde\r\n", marked, 5)];
    for (stream, packets, first) in streams {
        for end in 0..=stream.len() {
            for reset in [false, true] {
                let heard = told(&stream[..end], reset, packets.clone());
                let whole = usize::from(end >= first) + usize::from(end == stream.len());
                let good = heard.iter().filter(|packet| packet.as_ref().is_ok_and(|packet| !packet.is_empty())).count();
                // A reset may overtake what was sent.
                assert!(if reset { good <= whole } else { good == whole }, "{end} {reset}: {heard:?}");
                assert_eq!(heard.len(), good + 1);
            }
        }
    }
}

#[test]
fn a_huge_length_is_refused_at_once() {
    let packets = Packets { length_check: true, body: 4, ..Packets::default() };
    let heard = told(b"\xff\xff\xff\xff", false, packets);
    assert!(matches!(&heard[..], [Err(Failure::Noted(code::PACKAGE_LENGTH_TOO_LARGE, _))]), "{heard:?}");
    let signed = Packets { length_check: true, field: crate::proto::framing::Field::of(b'l'), ..Packets::default() };
    let heard = told(b"\xff\xff\xff\xff", false, signed);
    assert!(matches!(&heard[..], [Err(Failure::Ended(_))]), "{heard:?}");
}

#[test]
fn a_packet_that_stops_in_the_middle_outlives_the_timeout() {
    let (a, b) = pair();
    *a.packets.borrow_mut() = Packets { length_check: true, body: 4, ..Packets::default() };
    go(move || {
        b.send(b"\0\0\0\x05ab", None).expect("room");
        let cut = a.receive_packet(SOON, <[u8]>::to_vec).expect_err("too few");
        assert!(matches!(&cut, Failure::Ended(why) if why.is_timeout()), "{cut:?}");
        b.send(b"\0\0", None).expect("room");
        let cut = a.receive_packet(SOON, <[u8]>::to_vec).expect_err("still too few");
        assert!(matches!(&cut, Failure::Ended(why) if why.is_timeout()), "{cut:?}");
        b.send(b"c", None).expect("room");
        assert_eq!(a.receive_packet(SOON, <[u8]>::to_vec), Ok(b"\0\0\0\x05ab\0\0c".to_vec()));
        assert_eq!(a.receive_packet(SOON, <[u8]>::to_vec), Err(Failure::Code(libc::ETIMEDOUT)));
    });
    run();
}

#[test]
fn tls_goes_over_it_and_the_name_is_verified() {
    let authority = Authority::new("socket");
    let (log, say) = logged();
    let (server, port) = server();
    server.set_tls(authority.signed("localhost"));
    let trusting = Options { verify_peer: true, cafile: Some(authority.file()), ..Options::default() };
    go(move || {
        for good in [true, false] {
            let connection = server.accept(LATE).expect("a connection");
            assert_eq!(connection.handshake().is_ok(), good);
            if good {
                assert_eq!(connection.send_all(&vec![7; 1 << 20], LATE).done, 1 << 20);
            }
        }
    });
    go(move || {
        let good = client();
        good.set_tls(trusting.clone());
        good.connect(b"localhost", port, LATE).expect("connected");
        let mut got = Vec::new();
        say(good.receive_all(&mut got, 2 << 20, LATE).done);
        assert!(got.iter().all(|&byte| byte == 7));
        let bad = client();
        bad.set_tls(Options { host_name: Some("example.org".into()), ..trusting });
        say(bad.connect(b"localhost", port, LATE).expect_err("refused").code() as usize);
    });
    run();
    assert_eq!(*log.borrow(), [1 << 20, code::SSL_VERIFY_FAILED as usize]);
}

/// Lets a client connect by way of a proxy that hears and says this.
fn by_way(proxy: fn(u16) -> Proxy, talk: &[(&[u8], &[u8])]) -> Result<Vec<u8>> {
    let talk: Vec<_> = talk.iter().map(|(heard, said)| (heard.to_vec(), said.to_vec())).collect();
    let (log, say) = logged();
    let (server, port) = server();
    go(move || {
        let connection = server.accept(LATE).expect("a connection");
        for (heard, said) in talk {
            let mut got = Vec::new();
            connection.receive_all(&mut got, heard.len(), LATE);
            assert_eq!(String::from_utf8_lossy(&got), String::from_utf8_lossy(&heard));
            connection.send_all(&said, LATE).why.expect("sent");
        }
    });
    go(move || {
        let client = client();
        *client.proxy.borrow_mut() = Some(proxy(port as u16));
        say(client.connect(b"example.org", 80, LATE).and_then(|()| received(&client)));
    });
    run();
    Rc::into_inner(log).expect("all are done").into_inner().remove(0)
}

fn socks5(port: u16) -> Proxy {
    Proxy::Socks5(Socks5 { host: "127.0.0.1".into(), port, login: Some(("me".into(), "secret".into())) })
}

fn http(port: u16) -> Proxy {
    let login = Some(("me".into(), "secret".into()));
    Proxy::Http(HttpProxy { host: "127.0.0.1".into(), port, login, forwards: false })
}

#[test]
fn a_socks5_proxy_is_asked_and_its_answer_taken_off() {
    let request = b"\x05\x01\0\x03\x0bexample.org\0\x50";
    let heard = by_way(
        socks5,
        &[
            (b"\x05\x01\x02", b"\x05\x02"),
            (b"\x01\x02me\x06secret", b"\x01\0"),
            (request, b"\x05\0\0\x03\x02ab\0\x01hi"),
        ],
    );
    assert_eq!(heard, Ok(b"hi".to_vec()));
    let failed = Err(Failure::Code(code::SOCKS5_HANDSHAKE_FAILED));
    assert_eq!(by_way(socks5, &[(b"\x05\x01\x02", b"\x05\x02"), (b"\x01\x02me\x06secret", b"\x01\x01")]), failed);
    assert_eq!(by_way(socks5, &[(b"\x05\x01\x02", b"\x05\xff")]), failed);
    assert_eq!(by_way(socks5, &[(b"\x05\x01\x02", b"HTTP/1.1 400")]), failed);
    assert_eq!(by_way(socks5, &[(b"\x05\x01\x02", b"\x05")]), failed);
}

#[test]
fn an_http_proxy_opens_a_tunnel_or_not() {
    let request: &[u8] = b"CONNECT example.org:80 HTTP/1.1\r\nHost: example.org:80\r\n\
        User-Agent: Mozilla/5.0 (compatible; Swoole)\r\nProxy-Connection: Keep-Alive\r\n\
        Proxy-Authorization: Basic bWU6c2VjcmV0\r\n\r\n";
    let answer = |text: &str| by_way(http, &[(request, text.as_bytes())]);
    assert_eq!(answer("HTTP/1.1 200 Connection established\r\nVia: x\r\n\r\nhi"), Ok(b"hi".to_vec()));
    let failed = Err(Failure::Code(code::HTTP_PROXY_HANDSHAKE_FAILED));
    assert_eq!(answer("HTTP/1.1 407 Who are you\r\n\r\n"), failed);
    assert_eq!(answer("\x16\x03\x01"), failed);
    assert_eq!(answer("HTTP/1.1 200"), failed);
}
