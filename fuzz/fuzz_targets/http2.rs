//! Any bytes on a connection of HTTP/2, to a server or a client: requests and answers, or the end of the connection; never a
//! panic, never a body beyond the limit, never output without end.
#![no_main]

use libfuzzer_sys::fuzz_target;
use std::rc::Rc;
use swirl::net::http::Limits;
use swirl::net::http2::Client;
use swirl::net::http2::Intake;
use swirl::net::http2::Manner;
use swirl::net::http2::PREFACE;
use swirl::net::http2::Session;
use swirl::net::http2::Settings;

const LIMITS: Limits = Limits { head: 2000, body: 500, upload: 0 };
/// How many bytes may go out for one that came in: an answer to a request of a frame's length is the most.
const MOST: usize = 64;

fn serve<'a>(pieces: impl Iterator<Item = &'a [u8]>) -> usize {
    let session = Rc::new(Session::new(Settings::SWOOLE, Intake::whole(LIMITS)));
    session.feed(PREFACE);
    let mut sent = 0;
    for piece in pieces {
        session.feed(piece);
        while let Some(request) = session.next_request() {
            assert!(request.message.body().len() as u64 <= LIMITS.body);
            let _ = request.stream.answer(200, http::HeaderMap::new(), false);
            let _ = request.stream.write(b"body", true);
        }
        sent += session.take_output().len();
    }
    sent
}

fn ask<'a>(pieces: impl Iterator<Item = &'a [u8]>) -> usize {
    let client = Client::new(Settings::SWOOLE).expect("a client");
    for path in ["/", "/other"] {
        let request = http::Request::builder().uri(format!("http://host{path}")).body(()).expect("a request");
        let _ = client.ask(request, b"", Manner { has_more: false, in_pieces: path == "/" });
    }
    let mut sent = client.take_output().len();
    for piece in pieces {
        client.feed(piece);
        while client.next_news(true).is_some() {}
        sent += client.take_output().len();
    }
    sent
}

fuzz_target!(|data: &[u8]| {
    let [choice, stream @ ..] = data else { return };
    let pieces = stream.chunks(1 + usize::from(choice >> 1));
    let sent = if choice & 1 == 0 { serve(pieces) } else { ask(pieces) };
    assert!(sent < 1000 + MOST * stream.len(), "{sent} bytes for {}", stream.len());
});
