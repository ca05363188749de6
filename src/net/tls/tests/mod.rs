use super::*;
use authority::Authority;
use proptest::prelude::*;
use std::collections::VecDeque;

pub(crate) mod authority;

type End = Session<Memory>;

/// Moves what each end has written to the other.
fn carry(a: &mut End, b: &mut End) -> bool {
    let there = std::mem::take(&mut a.transport_mut().outgoing);
    let back = std::mem::take(&mut b.transport_mut().outgoing);
    let moved = !there.is_empty() || !back.is_empty();
    b.transport_mut().incoming.extend(there);
    a.transport_mut().incoming.extend(back);
    moved
}

fn ends(server: &Context, client: &Context, host: Option<&str>) -> (End, End) {
    let server = server.accept(Memory::default()).expect("a session");
    (server, client.connect(Memory::default(), host).expect("a session"))
}

/// What the handshake comes to on both ends.
fn shake(server: &mut End, client: &mut End) -> (Result<(), Fault>, Result<(), Fault>) {
    let (mut there, mut here) = (Ok(Attempt::WantRead), Ok(Attempt::WantRead));
    loop {
        if matches!(here, Ok(Attempt::WantRead)) {
            here = client.handshake();
        }
        if matches!(there, Ok(Attempt::WantRead)) {
            there = server.handshake();
        }
        if !carry(server, client) {
            return (there.map(|_| ()), here.map(|_| ()));
        }
    }
}

fn meet(server: Options, client: Options, host: Option<&str>) -> (Result<(), Fault>, Result<(), Fault>) {
    let (server, client) = (Context::server(server).expect("a context"), Context::client(client).expect("a context"));
    let (mut server, mut client) = ends(&server, &client, host);
    shake(&mut server, &mut client)
}

fn verifying(authority: &Authority) -> Options {
    Options { verify_peer: true, cafile: Some(authority.file()), ..Options::default() }
}

fn reason(result: Result<(), Fault>) -> i32 {
    match result.expect_err("refused") {
        Fault::Unverified { reason, .. } => reason,
        other => panic!("refused for another reason: {other}"),
    }
}

#[test]
fn what_one_end_writes_the_other_reads() {
    let authority = Authority::new("talk");
    let server = Context::server(authority.signed("a.example")).expect("a context");
    let client = Context::client(Options::default()).expect("a context");
    let (mut server, mut client) = ends(&server, &client, Some("a.example"));
    assert!(matches!(shake(&mut server, &mut client), (Ok(()), Ok(()))));
    let sent: Vec<u8> = (0..100_000_u32).map(|i| i as u8).collect();
    let mut got = Vec::new();
    let mut at = 0;
    let mut buffer = [0; 7000];
    while got.len() < sent.len() {
        if at < sent.len()
            && let Attempt::Done(n) = client.write(&sent[at..]).expect("written")
        {
            at += n;
        }
        carry(&mut server, &mut client);
        while let Attempt::Done(n) = server.read(&mut buffer).expect("read") {
            got.extend_from_slice(&buffer[..n]);
        }
    }
    assert_eq!(got, sent);
    client.shut_down();
    carry(&mut server, &mut client);
    assert_eq!(server.read(&mut buffer).expect("an end"), Attempt::Done(0));
    assert!(server.is_ended());
}

#[test]
fn a_certificate_of_the_authority_for_the_host_is_accepted() {
    let authority = Authority::new("good");
    for host in ["a.example", "127.0.0.1"] {
        let met = meet(authority.signed(host), verifying(&authority), Some(host));
        assert!(matches!(met, (Ok(()), Ok(()))), "{met:?}");
    }
}

#[test]
fn a_certificate_for_another_host_is_refused() {
    let authority = Authority::new("mismatch");
    assert_eq!(reason(meet(authority.signed("a.example"), verifying(&authority), Some("b.example")).1), 62);
    assert_eq!(reason(meet(authority.signed("a.example"), verifying(&authority), Some("127.0.0.1")).1), 64);
    let named = Options { host_name: Some("c.example".into()), ..verifying(&authority) };
    assert_eq!(reason(meet(authority.signed("a.example"), named.clone(), Some("a.example")).1), 62);
    let met = meet(authority.signed("c.example"), named, Some("127.0.0.1"));
    assert!(met.1.is_ok(), "{met:?}");
}

#[test]
fn an_unknown_authority_is_refused_and_nobody_asked_is_not() {
    let (authority, other) = (Authority::new("known"), Authority::new("unknown"));
    reason(meet(other.signed("a.example"), verifying(&authority), Some("a.example")).1);
    let met = meet(other.signed("a.example"), Options::default(), Some("a.example"));
    assert!(matches!(met, (Ok(()), Ok(()))), "{met:?}");
}

#[test]
fn a_certificate_of_ones_own_is_accepted_only_if_allowed_and_valid() {
    let authority = Authority::new("self");
    let lenient = Options { allow_self_signed: true, ..verifying(&authority) };
    let own = |days| authority.self_signed("a.example", days);
    assert_eq!(reason(meet(own(2), verifying(&authority), Some("a.example")).1), 18);
    assert!(meet(own(2), lenient.clone(), Some("a.example")).1.is_ok());
    // The name of the address is no promise of somebody who may call himself anything; one that was asked for is.
    assert!(meet(own(2), lenient.clone(), Some("127.0.0.1")).1.is_ok());
    let named = Options { host_name: Some("b.example".into()), ..lenient.clone() };
    assert_eq!(reason(meet(own(2), named, Some("127.0.0.1")).1), 62);
    assert_eq!(reason(meet(own(-1), lenient, Some("a.example")).1), 10);
}

#[test]
fn a_session_that_did_not_verify_can_say_what_it_would_have_found() {
    let authority = Authority::new("later");
    let client = Context::client(Options::default()).expect("a context");
    let mut found = Vec::new();
    for options in [authority.self_signed("a.example", 2), authority.self_signed("a.example", -1)] {
        let server = Context::server(options).expect("a context");
        let (mut server, mut client) = ends(&server, &client, Some("a.example"));
        assert!(matches!(shake(&mut server, &mut client), (Ok(()), Ok(()))));
        found.push((client.verify(false).is_ok(), client.verify(true).is_ok()));
        assert!(client.peer_certificate().expect("shown").starts_with(b"-----BEGIN CERTIFICATE-----"));
        assert_eq!(client.peer_chain().len(), 1);
    }
    assert_eq!(found, [(false, true), (false, false)]);
}

#[test]
fn a_server_that_verifies_wants_a_certificate() {
    let authority = Authority::new("mutual");
    let other = Authority::new("foreign");
    let server =
        || Options { verify_peer: true, client_cert_file: Some(authority.file()), ..authority.signed("a.example") };
    assert!(meet(server(), Options::default(), None).0.is_err());
    assert!(meet(server(), authority.signed("client"), None).0.is_ok());
    reason(meet(server(), other.signed("client"), None).0);
    // Asking is not demanding.
    let asking = Options { verify_peer: false, ..server() };
    assert!(meet(asking.clone(), Options::default(), None).0.is_ok());
    assert!(meet(asking, other.signed("client"), None).0.is_ok());
}

#[test]
fn the_certificate_is_chosen_by_the_name_asked_for() {
    let authority = Authority::new("sni");
    let mut options = authority.signed("a.example");
    options.sni_certs.insert("B.example".into(), authority.signed("b.example"));
    options.sni_certs.insert("*.c.example".into(), authority.signed("*.c.example"));
    for host in ["a.example", "b.example", "x.c.example"] {
        let met = meet(options.clone(), verifying(&authority), Some(host));
        assert!(met.1.is_ok(), "{host}: {met:?}");
    }
    assert!(meet(options, verifying(&authority), Some("d.example")).1.is_err());
}

#[test]
fn protocols_and_versions_are_agreed_upon() {
    let authority = Authority::new("alpn");
    let protocols = |names: &[&str]| names.iter().map(|name| name.as_bytes().to_vec()).collect::<Vec<_>>();
    let server = Options {
        alpn: protocols(&["h2", "http/1.1"]),
        protocols: Protocols(Protocols::TLS1_2.0),
        ..authority.signed("a.example")
    };
    let server = Context::server(server).expect("a context");
    let client = Options { alpn: protocols(&["http/1.1", "h2"]), ..Options::default() };
    let (mut there, mut here) = ends(&server, &Context::client(client).expect("a context"), None);
    assert!(matches!(shake(&mut there, &mut here), (Ok(()), Ok(()))));
    assert_eq!((there.alpn(), here.alpn()), (Some(&b"h2"[..]), Some(&b"h2"[..])));
    assert_eq!(here.version(), "TLSv1.2");
    let newer = Options { protocols: Protocols::TLS1_3, ..Options::default() };
    let (mut there, mut here) = ends(&server, &Context::client(newer).expect("a context"), None);
    assert!(shake(&mut there, &mut here).0.is_err());
}

#[test]
fn files_that_do_not_fit_are_told_with_the_call_that_failed() {
    let authority = Authority::new("files");
    let good = authority.signed("a.example");
    let missing = Options { cert_file: Some("/nowhere".into()), ..good.clone() };
    let told = Context::server(missing).err().expect("refused").to_string();
    assert!(told.starts_with("SSL_CTX_use_certificate_chain_file(/nowhere) failed, Error: "), "{told}");
    let mixed = Options { key_file: authority.signed("b.example").key_file, ..good.clone() };
    assert!(Context::server(mixed).is_err());
    let ciphers = Options { ciphers: Some("NONSENSE".into()), ..good.clone() };
    assert!(Context::server(ciphers).is_err());
    authority.encrypt(good.key_file.as_deref().expect("a key"), "sesame");
    assert!(Context::server(good.clone()).is_err());
    assert!(Context::server(Options { passphrase: Some("wrong".into()), ..good.clone() }).is_err());
    assert!(Context::server(Options { passphrase: Some("sesame".into()), ..good }).is_ok());
}

#[test]
fn an_end_at_any_byte_of_the_handshake_is_a_fault() {
    let authority = Authority::new("cut");
    let (server, client) = (
        Context::server(authority.signed("a.example")).expect("a context"),
        Context::client(verifying(&authority)).expect("a context"),
    );
    // What the server says in a whole handshake.
    let (mut there, mut here) = ends(&server, &client, Some("a.example"));
    let _ = here.handshake();
    carry(&mut there, &mut here);
    let _ = there.handshake();
    let answer = there.transport().outgoing.clone();
    assert!(answer.len() > 500);
    for end in 0..answer.len() - 1 {
        let mut here = client.connect(Memory::default(), Some("a.example")).expect("a session");
        let _ = here.handshake();
        here.transport_mut().incoming = VecDeque::from(answer[..end].to_vec());
        here.transport_mut().ended = true;
        assert!(here.handshake().is_err(), "at {end}");
        assert!(here.read(&mut [0; 8]).is_err());
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]
    #[test]
    fn a_changed_byte_is_never_taken_for_data(at in 0_usize..200, change in 1_u8..=255) {
        let authority = Authority::new("change");
        let server = Context::server(authority.signed("a.example")).expect("a context");
        let client = Context::client(verifying(&authority)).expect("a context");
        let (mut there, mut here) = ends(&server, &client, Some("a.example"));
        prop_assert!(matches!(shake(&mut there, &mut here), (Ok(()), Ok(()))));
        let _ = here.read(&mut [0; 8]);
        there.write(&[7; 150]).expect("written");
        let mut wire = std::mem::take(&mut there.transport_mut().outgoing);
        let at = at % wire.len();
        wire[at] ^= change;
        here.transport_mut().incoming.extend(wire);
        here.transport_mut().ended = true;
        let mut buffer = [0; 200];
        prop_assert!(here.read(&mut buffer).is_err());
    }
}
