//! A server that never ends a head.

use crate::net::http2::Client;
use crate::net::http2::Manner;
use crate::net::http2::News;
use crate::net::http2::Settings;

/// A piece of a head: fields of five bytes, each of which counts for 34.
fn piece(kind: u8) -> Vec<u8> {
    let fields = b"\x10\x01a\x01b".repeat(3000);
    [&(fields.len() as u32).to_be_bytes()[1..], &[kind, 0, 0, 0, 0, 1], &fields].concat()
}

/// How many pieces of a head are taken before the client gives up; 2,000 when it does not.
fn taken(settings: Settings) -> usize {
    let client = Client::new(settings).expect("h2 takes these settings");
    let request = http::Request::get("http://host/").body(()).expect("a request");
    client.ask(request, b"", Manner::default()).expect("sent");
    client.feed(&[0, 0, 0, 4, 0, 0, 0, 0, 0]);
    let gives_up = |kind| {
        client.feed(&piece(kind));
        let given_up = std::iter::from_fn(|| client.next_news(false)).any(|news| match news {
            News::Answer(answer) => answer.reset.is_some(),
            News::Broken => true,
            News::Goaway(_) => false,
        });
        client.take_output();
        given_up
    };
    std::iter::once(1).chain(std::iter::repeat(9)).take(2000).take_while(|&kind| !gives_up(kind)).count()
}

#[test]
fn an_endless_head_is_given_up_soon_unless_longer_ones_are_wanted() {
    let usual = taken(Settings::SWOOLE);
    assert!(usual < 50, "{usual} pieces");
    let longer = taken(Settings { max_header_list_size: 4 << 20, ..Settings::SWOOLE });
    assert!((100..1000).contains(&longer), "{longer} pieces");
}
