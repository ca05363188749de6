//! Any bytes, in any pieces: the same requests as in one piece, or the same refusal, whether bodies are waited for or taken as
//! they come; never a panic, never a body beyond the limit, never a field with a line break in it.
#![no_main]

use libfuzzer_sys::fuzz_target;
use swirl::net::http::Decoder;
use swirl::net::http::Limits;
use swirl::net::http::Message;
use swirl::net::http::Refusal;

const LIMITS: Limits = Limits { head: 2000, body: 500, upload: 0 };

/// A target and a body.
type Request = (Vec<u8>, Vec<u8>);

/// What has come, and what ended it.
type Seen = (Vec<Request>, Option<Refusal>);

fn request(message: &Message) -> Request {
    for (name, value) in message.head.fields(&message.bytes) {
        let is_clean = |part: &[u8]| !part.iter().any(|byte| matches!(byte, b'\r' | b'\n' | 0));
        assert!(is_clean(name) && is_clean(value) && !name.contains(&b' ') && !name.contains(&b':'));
    }
    let target = message.head.target(&message.bytes);
    assert!(!target.iter().any(|byte| byte.is_ascii_whitespace()));
    (target.to_vec(), message.body().to_vec())
}

/// Hands out what is complete. With `streams` the last request may lack some of its body.
fn take(decoder: &mut Decoder, seen: &mut Vec<Request>) -> Result<(), Refusal> {
    loop {
        if decoder.is_streaming() {
            let (_, body) = seen.last_mut().expect("it was handed out");
            if !decoder.take_piece(body)? {
                return Ok(());
            }
        }
        let Some(message) = decoder.next_message()? else { return Ok(()) };
        assert!(message.body().len() as u64 <= LIMITS.body);
        seen.push(request(&message));
    }
}

fn requests<'a>(pieces: impl Iterator<Item = &'a [u8]>, streams: bool) -> Seen {
    let (mut decoder, mut seen) = (Decoder::new(LIMITS), Vec::new());
    if streams {
        decoder.stream_bodies();
    }
    for piece in pieces {
        decoder.feed(piece);
        if let Err(why) = take(&mut decoder, &mut seen) {
            return (seen, Some(why));
        }
        decoder.rest();
    }
    (seen, None)
}

/// Only how soon it is noticed that something is too long may differ.
fn assert_same(one: &Seen, other: &Seen) {
    let is_length = |why| matches!(why, Some(Refusal::HeadTooLarge | Refusal::BodyTooLarge));
    assert_eq!(one.0, other.0);
    assert!(one.1 == other.1 || is_length(one.1) || is_length(other.1), "{one:?} {other:?}");
}

fuzz_target!(|data: &[u8]| {
    let [size, stream @ ..] = data else { return };
    // A head that does not end is not parsed at each piece: here each one ends.
    let stream = &[stream, b"\r\n\r\n"].concat();
    let pieces = || stream.chunks(1 + usize::from(*size));
    let whole = requests(std::iter::once(&stream[..]), false);
    assert_same(&whole, &requests(pieces(), false));
    let mut streamed = requests(std::iter::once(&stream[..]), true);
    let cut = requests(pieces(), true);
    // What came before a refusal may have been handed out already, or not.
    assert!(streamed.1.is_some() || streamed.0 == cut.0);
    if whole.1.is_none() {
        // One that is not complete is handed out only here.
        streamed.0.truncate(whole.0.len());
        assert_same(&whole, &streamed);
    }
});
