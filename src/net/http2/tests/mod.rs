//! A session and a client of the crate `h2`, with buffers between them.

mod endless;
mod protocol;

use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;
use std::task::Context;
use std::task::Poll;

use bytes::Bytes;
use h2::client;
use http::HeaderMap;

use crate::net::http::Limits;
use crate::net::http2::Intake;
use crate::net::http2::Request;
use crate::net::http2::Session;
use crate::net::http2::Settings;
use crate::net::http2::flag::Flag;
use crate::net::http2::memory::Pipe;

struct Pair {
    session: Rc<Session>,
    pipe: Pipe,
    send: client::SendRequest<Bytes>,
    connection: Option<client::Connection<Pipe, Bytes>>,
    waker: std::task::Waker,
}

impl Pair {
    fn new(settings: Settings, intake: Intake) -> Self {
        let session = Rc::new(Session::new(settings, intake));
        let pipe = Pipe::default();
        let (_, waker) = Flag::new();
        let mut handshake = Box::pin(client::handshake(pipe.clone()));
        let Poll::Ready(Ok((send, connection))) = handshake.as_mut().poll(&mut Context::from_waker(&waker)) else {
            panic!("nothing to wait for")
        };
        let mut pair = Self { session, pipe, send, connection: Some(connection), waker };
        assert!(pair.exchange().is_empty());
        pair
    }

    /// Moves bytes as long as there are any; the requests that come out of it.
    fn exchange(&mut self) -> Vec<Request> {
        let mut requests = Vec::new();
        loop {
            let over = match &mut self.connection {
                Some(connection) => Pin::new(connection).poll(&mut Context::from_waker(&self.waker)).is_ready(),
                None => false,
            };
            if over {
                self.connection = None;
                self.session.end();
            }
            let to_server = self.pipe.take_output();
            self.session.feed(&to_server);
            requests.extend(std::iter::from_fn(|| self.session.next_request()));
            let to_client = self.session.take_output();
            self.pipe.feed(&to_client);
            if to_server.is_empty() && to_client.is_empty() {
                return requests;
            }
        }
    }

    fn ask(&mut self, method: &str, path: &str, ends: bool) -> (client::ResponseFuture, h2::SendStream<Bytes>) {
        let request = http::Request::builder().method(method).uri(format!("http://host{path}"));
        self.send.send_request(request.body(()).expect("a request"), ends).expect("sent")
    }

    fn answer(&mut self, mut future: client::ResponseFuture) -> Result<(u16, Vec<u8>), h2::Error> {
        let mut context = Context::from_waker(&self.waker);
        let Poll::Ready(response) = Pin::new(&mut future).poll(&mut context) else { panic!("no answer") };
        let (head, mut body) = response?.into_parts();
        let mut data = Vec::new();
        while let Poll::Ready(Some(piece)) = body.poll_data(&mut context) {
            let piece = piece?;
            data.extend_from_slice(&piece);
            body.flow_control().release_capacity(piece.len())?;
        }
        Ok((head.status.as_u16(), data))
    }
}

fn pair() -> Pair {
    Pair::new(Settings::current(), Intake::whole(Limits { head: 65536, body: 1000, upload: 0 }))
}

fn field(name: &'static str, value: &'static str) -> HeaderMap {
    HeaderMap::from_iter([(http::HeaderName::from_static(name), http::HeaderValue::from_static(value))])
}

#[test]
fn streams_are_answered_in_any_order() {
    let mut pair = pair();
    let asked: Vec<_> = ["/1?a=b", "/2", "/3"].iter().map(|path| pair.ask("GET", path, true).0).collect();
    let mut requests = pair.exchange();
    let targets: Vec<_> = requests.iter().map(|one| one.message.head.target(&one.message.bytes).to_vec()).collect();
    assert_eq!(targets, [&b"/1?a=b"[..], b"/2", b"/3"]);
    assert_eq!(requests[0].message.field("host"), Some(&b"host"[..]));
    assert_eq!(requests.iter().map(|one| one.stream.number()).collect::<Vec<_>>(), [1, 3, 5]);
    while let Some(request) = requests.pop() {
        request.stream.answer(200, field("x-a", "b"), false).expect("open");
        request.stream.write(request.message.head.target(&request.message.bytes), true).expect("open");
    }
    assert!(pair.session.is_idle());
    assert!(pair.exchange().is_empty());
    for (future, path) in asked.into_iter().zip(["/1?a=b", "/2", "/3"]) {
        assert_eq!(pair.answer(future).expect("an answer"), (200, path.as_bytes().to_vec()));
    }
}

#[test]
fn a_request_is_handed_out_when_its_body_is_there() {
    let mut pair = pair();
    let (_future, mut body) = pair.ask("POST", "/", false);
    assert!(pair.exchange().is_empty());
    body.send_data(Bytes::from_static(b"hel"), false).expect("sent");
    assert!(pair.exchange().is_empty());
    body.send_data(Bytes::from_static(b"lo"), true).expect("sent");
    let requests = pair.exchange();
    assert_eq!(requests[0].message.body(), b"hello");
    assert_eq!(requests[0].message.method(), b"POST");
}

#[test]
fn a_body_that_is_too_long_is_refused() {
    let mut pair = pair();
    let (future, mut body) = pair.ask("POST", "/", false);
    body.send_data(Bytes::from(vec![0; 1001]), true).expect("sent");
    assert!(pair.exchange().is_empty());
    assert_eq!(pair.answer(future).expect("an answer").0, 413);
    let request = http::Request::post("http://host/").header("content-length", "1001").body(()).expect("a request");
    let (future, _body) = pair.send.send_request(request, false).expect("sent");
    assert!(pair.exchange().is_empty());
    assert_eq!(pair.answer(future).expect("an answer").0, 413);
}

#[test]
fn what_the_client_resets_cannot_be_answered() {
    let mut pair = pair();
    let (future, mut body) = pair.ask("GET", "/", true);
    let requests = pair.exchange();
    body.send_reset(h2::Reason::CANCEL);
    drop(future);
    assert!(pair.exchange().is_empty());
    assert!(requests[0].stream.answer(200, HeaderMap::new(), true).is_err());
}

#[test]
fn after_leaving_the_rest_is_answered_and_the_connection_ends() {
    let mut pair = pair();
    let (future, _) = pair.ask("GET", "/", true);
    let requests = pair.exchange();
    pair.session.leave();
    assert!(pair.exchange().is_empty());
    assert!(!pair.session.is_over());
    requests[0].stream.answer(204, HeaderMap::new(), true).expect("open");
    drop(requests);
    assert!(pair.exchange().is_empty());
    assert_eq!(pair.answer(future).expect("an answer").0, 204);
    assert!(pair.session.is_over());
}

#[test]
fn after_a_goaway_of_the_users_nothing_is_taken() {
    let mut pair = pair();
    let (future, _) = pair.ask("GET", "/", true);
    let requests = pair.exchange();
    pair.session.goaway(0, b"enough");
    requests[0].stream.answer(204, HeaderMap::new(), true).expect("open");
    let late = pair.ask("GET", "/late", true).0;
    assert!(pair.exchange().is_empty());
    assert_eq!(pair.answer(future).expect("an answer").0, 204);
    assert!(pair.answer(late).is_err());
    drop(requests);
    assert!(pair.session.is_over());
}

#[test]
fn a_body_larger_than_the_window_waits_for_the_client() {
    let mut pair = pair();
    let (future, _) = pair.ask("GET", "/", true);
    let requests = pair.exchange();
    requests[0].stream.answer(200, HeaderMap::new(), false).expect("open");
    // Outside of a coroutine nothing can wait: all of it is kept.
    requests[0].stream.write(&vec![7; 200_000], true).expect("open");
    assert!(pair.exchange().is_empty());
    let mut context = Context::from_waker(&pair.waker);
    let mut future = future;
    let Poll::Ready(Ok(response)) = Pin::new(&mut future).poll(&mut context) else { panic!("no answer") };
    let mut body = response.into_body();
    let mut length = 0;
    loop {
        match body.poll_data(&mut Context::from_waker(&pair.waker)) {
            Poll::Ready(Some(data)) => {
                let data = data.expect("data");
                length += data.len();
                body.flow_control().release_capacity(data.len()).expect("released");
            }
            Poll::Ready(None) => break,
            Poll::Pending => {
                assert!(length % 65535 == 0 && length > 0, "{length}");
                assert!(pair.exchange().is_empty());
            }
        }
    }
    assert_eq!(length, 200_000);
}

#[test]
fn bodies_of_one_connection_wait_for_each_other() {
    const MEGABYTE: usize = 1 << 20;
    let mut pair = Pair::new(Settings::current(), Intake::whole(Limits { head: 65536, body: 1 << 20, upload: 0 }));
    let mut asked = Vec::new();
    for _ in 0..20 {
        let (future, mut body) = pair.ask("POST", "/", false);
        body.send_data(Bytes::from(vec![0; MEGABYTE]), true).expect("kept until there is room");
        asked.push(future);
    }
    let mut held = pair.exchange();
    assert!((8..=9).contains(&held.len()), "{}", held.len());
    // One without a body does not wait.
    let (_future, _) = pair.ask("GET", "/", true);
    let small = pair.exchange();
    assert_eq!(small.len(), 1);
    drop(small);
    let mut answered = 0;
    while let Some(request) = held.pop() {
        assert_eq!(request.message.body().len(), MEGABYTE);
        request.stream.answer(200, HeaderMap::new(), true).expect("open");
        drop(request);
        answered += 1;
        held.extend(pair.exchange());
        assert!(held.len() <= 9);
    }
    assert_eq!(answered, 20);
}

#[test]
fn a_body_may_be_read_as_it_comes() {
    let limits = Limits { head: 65536, body: 10, upload: 0 };
    let mut pair = Pair::new(Settings::current(), Intake { streams: true, ..Intake::whole(limits) });
    let (_future, mut body) = pair.ask("POST", "/", false);
    let requests = pair.exchange();
    assert!(requests[0].stream.has_body() && !requests[0].stream.is_read());
    // Outside of a coroutine nobody can wait.
    assert_eq!(requests[0].stream.read(100, None), Err(libc::EAGAIN));
    body.send_data(Bytes::from(vec![7; 200_000]), true).expect("kept until there is room");
    let mut length = 0;
    loop {
        assert!(pair.exchange().is_empty());
        match requests[0].stream.read(50_000, None) {
            Ok(piece) if piece.is_empty() => break,
            Ok(piece) => length += piece.len(),
            Err(why) => assert_eq!(why, libc::EAGAIN),
        }
    }
    assert_eq!((length, requests[0].stream.is_read()), (200_000, true));
}

#[test]
fn files_of_a_form_go_to_disk() {
    let folder = std::env::temp_dir().join(format!("swirl-http2-{}", std::process::id()));
    std::fs::create_dir_all(&folder).expect("made");
    let limits = Limits { head: 65536, body: 10, upload: 100_000 };
    let intake = Intake { folder: folder.display().to_string().into(), ..Intake::whole(limits) };
    let mut pair = Pair::new(Settings::current(), intake);
    let request = http::Request::post("http://host/").header("content-type", "multipart/form-data; boundary=XX");
    let (_future, mut body) = pair.send.send_request(request.body(()).expect("a request"), false).expect("sent");
    let form = "--XX\r\nContent-Disposition: form-data; name=\"f\"; filename=\"a\"\r\n\r\nhello\r\n--XX--\r\n";
    body.send_data(Bytes::from(form), true).expect("sent");
    let requests = pair.exchange();
    let message = &requests[0].message;
    assert_eq!((message.body(), message.form.as_ref().map(|form| form.uploads[0].size)), (&b""[..], Some(5)));
    drop(requests);
    std::fs::remove_dir(&folder).expect("nobody wanted the file");
}
