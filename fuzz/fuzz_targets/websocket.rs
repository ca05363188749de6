//! Any bytes, in any pieces: the same messages as in one piece, or the same fault; never a panic, never a message beyond
//! the limit, never text that is none.
#![no_main]

use libfuzzer_sys::fuzz_target;
use swirl::net::http::websocket::Assembler;
use swirl::net::http::websocket::Fault;
use swirl::net::http::websocket::Frame;
use swirl::net::http::websocket::Side;
use swirl::net::http::websocket::opcode;

const LIMIT: usize = 4096;

fn messages<'a>(pieces: impl Iterator<Item = &'a [u8]>, side: Side, compression: bool) -> (Vec<Frame>, Option<Fault>) {
    let (mut assembler, mut seen) = (Assembler::new(side, LIMIT), Vec::new());
    assembler.compression = compression;
    for piece in pieces {
        assembler.feed(piece);
        loop {
            match assembler.next_frame() {
                Ok(Some(frame)) => {
                    assert!(frame.payload.len() <= LIMIT);
                    assert!(frame.opcode != opcode::TEXT || std::str::from_utf8(&frame.payload).is_ok());
                    seen.push(frame);
                }
                Ok(None) => break,
                Err(fault) => return (seen, Some(fault)),
            }
        }
    }
    (seen, None)
}

fuzz_target!(|data: &[u8]| {
    let [choice, stream @ ..] = data else { return };
    let compression = choice & 1 != 0;
    let side = || if choice & 2 != 0 { Side::Client } else { Side::Server };
    let whole = messages(std::iter::once(stream), side(), compression);
    let cut = messages(stream.chunks(1 + usize::from(choice >> 2)), side(), compression);
    assert_eq!(whole, cut);
});
