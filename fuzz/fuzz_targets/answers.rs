//! Any bytes of a server, in any pieces: the same answer as in one piece, or the same refusal; never a panic.
#![no_main]

use libfuzzer_sys::fuzz_target;
use swirl::net::http::AnswerDecoder;
use swirl::net::http::Event;
use swirl::net::http::Refusal;

type Field = (Vec<u8>, Vec<u8>);

/// An answer as far as it has come.
#[derive(Default, PartialEq, Debug)]
struct Seen {
    status: Option<u16>,
    fields: Vec<Field>,
    body: Vec<u8>,
    trailing: Vec<Field>,
    rest: Option<Vec<u8>>,
}

fn answer<'a>(pieces: impl Iterator<Item = &'a [u8]>, head_only: bool) -> (Seen, Option<Refusal>) {
    let (mut decoder, mut seen) = (AnswerDecoder::new(head_only), Seen::default());
    for piece in pieces {
        if let Some(rest) = &mut seen.rest {
            rest.extend_from_slice(piece);
            continue;
        }
        decoder.feed(piece);
        loop {
            match decoder.next_event() {
                Ok(Some(Event::Head(head))) => {
                    assert!(seen.status.replace(head.status).is_none(), "one head");
                    seen.fields = head.fields().map(|(name, value)| (name.to_vec(), value.to_vec())).collect();
                }
                Ok(Some(Event::Data(data))) => {
                    assert!(!data.is_empty() && seen.status.is_some());
                    seen.body.extend_from_slice(data);
                }
                Ok(Some(Event::End)) => {
                    seen.trailing = decoder.trailing_fields();
                    seen.rest = Some(decoder.rest().to_vec());
                    break;
                }
                Ok(None) => break,
                Err(why) => return (seen, Some(why)),
            }
        }
    }
    (seen, None)
}

fuzz_target!(|data: &[u8]| {
    let [choice, stream @ ..] = data else { return };
    let head_only = choice & 1 != 0;
    let (whole, refusal) = answer(std::iter::once(stream), head_only);
    let (cut, cut_refusal) = answer(stream.chunks(1 + usize::from(choice >> 1)), head_only);
    // What came before a refusal may have been told already, or not.
    assert!(refusal.is_some() || whole == cut, "{whole:?} {cut:?}");
    assert_eq!(refusal, cut_refusal);
});
