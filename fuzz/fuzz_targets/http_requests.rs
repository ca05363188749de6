//! Any bytes, in any pieces: the same requests as in one piece, or the same refusal; never a panic, never a body beyond the
//! limit.
#![no_main]

use libfuzzer_sys::fuzz_target;
use swirl::net::http::Decoder;
use swirl::net::http::Limits;
use swirl::net::http::Refusal;

const LIMITS: Limits = Limits { head: 2000, body: 500, upload: 0 };

/// Targets and bodies, and what ended them.
fn requests<'a>(pieces: impl Iterator<Item = &'a [u8]>) -> (Vec<(Vec<u8>, Vec<u8>)>, Option<Refusal>) {
    let (mut decoder, mut seen) = (Decoder::new(LIMITS), Vec::new());
    for piece in pieces {
        let mut rest = piece;
        while !rest.is_empty() {
            let room = decoder.room();
            let length = room.len().min(rest.len());
            room[..length].copy_from_slice(&rest[..length]);
            decoder.filled(length);
            rest = &rest[length..];
        }
        loop {
            match decoder.next_message() {
                Ok(Some(message)) => {
                    assert!(message.body().len() as u64 <= LIMITS.body);
                    seen.push((message.head.target(&message.bytes).to_vec(), message.body().to_vec()));
                }
                Ok(None) => break,
                Err(why) => return (seen, Some(why)),
            }
        }
        decoder.rest();
    }
    (seen, None)
}

fuzz_target!(|data: &[u8]| {
    let [size, stream @ ..] = data else { return };
    let (whole, refusal) = requests(std::iter::once(stream));
    let (cut, cut_refusal) = requests(stream.chunks(1 + usize::from(*size)));
    assert_eq!(whole, cut);
    // Only how soon too long a head is noticed may differ.
    if refusal != Some(Refusal::HeadTooLarge) && cut_refusal != Some(Refusal::HeadTooLarge) {
        assert_eq!(refusal, cut_refusal);
    }
});
