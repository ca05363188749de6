//! Messages out of frames: fragments, limits, what is text, and what a side must not send.

use crate::net::http::websocket::Fault;
use crate::net::http::websocket::Frame;
use crate::net::http::websocket::Start;
use crate::net::http::websocket::apply_mask;
use crate::net::http::websocket::decode;
use crate::net::http::websocket::flag;
use crate::net::http::websocket::inflate;
use crate::net::http::websocket::opcode;

/// A buffer of this size is kept while nothing is in it.
const KEPT: usize = 4096;
/// The longest frame that is no data.
const LONGEST_CONTROL: usize = 125;

/// Which side of a connection this is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Side {
    /// Frames that come should be masked; as with Swoole they need not be, for masks protect others than the server.
    Server,
    /// They must not.
    Client,
}

/// Puts messages together.
#[derive(Debug)]
pub struct Assembler {
    side: Side,
    /// Whether compressed messages were agreed on.
    pub compression: bool,
    limit: usize,
    bytes: Vec<u8>,
    /// How many of the bytes were used.
    used: usize,
    /// The message that has begun: its first frame, with the payloads of all so far.
    partial: Option<Frame>,
    /// How much of the message that has begun is known to be text.
    text: usize,
    /// How much of the frame that is coming is, if it belongs to a text.
    ahead: usize,
}

impl Assembler {
    /// For a new connection; messages are taken up to `limit` bytes.
    pub fn new(side: Side, limit: usize) -> Self {
        Self { side, compression: false, limit, bytes: Vec::new(), used: 0, partial: None, text: 0, ahead: 0 }
    }

    /// Bytes that have come.
    pub fn feed(&mut self, bytes: &[u8]) {
        self.bytes.extend_from_slice(bytes);
    }

    /// How many bytes wait for the rest of their frame.
    pub fn pending(&self) -> usize {
        self.bytes.len() - self.used
    }

    /// The next message, or the next frame that is no data; its flags are those of its first frame, and final.
    pub fn next_frame(&mut self) -> Result<Option<Frame>, Fault> {
        while let Some((frame, length)) = decode(&self.bytes[self.used..], self.limit)? {
            self.used += length;
            let ahead = std::mem::take(&mut self.ahead);
            self.check(&frame)?;
            if frame.opcode >= opcode::CLOSE {
                return Ok(Some(frame));
            }
            let is_final = frame.flags & flag::FIN != 0;
            let message = match self.partial.take() {
                None => {
                    self.text = ahead;
                    frame
                }
                Some(mut first) => {
                    if ahead > 0 {
                        self.text = first.payload.len() + ahead;
                    }
                    first.payload.extend_from_slice(&frame.payload);
                    first
                }
            };
            if is_final {
                return self.complete(message).map(Some);
            }
            self.check_text(&message, false)?;
            self.partial = Some(message);
        }
        self.look_ahead()?;
        // What is left is the beginning of a frame, mostly nothing.
        self.bytes.drain(..std::mem::take(&mut self.used));
        if self.bytes.is_empty() && self.bytes.capacity() > KEPT {
            self.bytes = Vec::new();
        }
        Ok(None)
    }

    /// Refuses a frame before it has come whole if its head or the text in it is wrong: a client that sends a long one would
    /// else hear of it late.
    fn look_ahead(&mut self) -> Result<(), Fault> {
        let bytes = &self.bytes[self.used..];
        let Some(start) = Start::parse(bytes, self.limit)? else { return Ok(()) };
        self.check_head(start.opcode, start.flags, start.length)?;
        let message = match start.opcode {
            opcode::TEXT => Some((opcode::TEXT, start.flags, &[][..])),
            opcode::CONTINUATION => {
                self.partial.as_ref().map(|first| (first.opcode, first.flags, &first.payload[self.text..]))
            }
            _ => None,
        };
        let Some((opcode::TEXT, flags, before)) = message else { return Ok(()) };
        if flags & flag::RSV1 != 0 {
            return Ok(());
        }
        // A character may have begun in the fragment before; once something was seen here, it was complete.
        let before = if self.ahead == 0 { before } else { &[] };
        let mut seen = bytes[start.at + self.ahead..].to_vec();
        if let Some(mut mask) = start.mask {
            mask.rotate_left(self.ahead % 4);
            apply_mask(&mut seen, mask);
        }
        let text = [before, &seen].concat();
        let known = match std::str::from_utf8(&text) {
            Ok(_) => text.len(),
            Err(why) if why.error_len().is_none() => why.valid_up_to(),
            Err(_) => return Err(Fault::Data),
        };
        self.ahead += known.saturating_sub(before.len());
        Ok(())
    }

    fn check(&self, frame: &Frame) -> Result<(), Fault> {
        self.check_head(frame.opcode, frame.flags, frame.payload.len())?;
        if frame.opcode == opcode::CLOSE { check_close(&frame.payload) } else { Ok(()) }
    }

    /// What the head of a frame tells already.
    fn check_head(&self, code: u8, flags: u8, length: usize) -> Result<(), Fault> {
        let has = |bit: u8| flags & bit != 0;
        let is_control = code >= opcode::CLOSE;
        let continues = code == opcode::CONTINUATION;
        let wrong = (has(flag::MASK) && self.side == Side::Client)
            || matches!(code, 3..=7 | 11..)
            || has(flag::RSV2 | flag::RSV3)
            || (has(flag::RSV1) && (!self.compression || is_control || continues))
            || (is_control && (!has(flag::FIN) || length > LONGEST_CONTROL));
        if wrong {
            return Err(Fault::Protocol);
        }
        match (continues, &self.partial) {
            (true, None) => Err(Fault::Orphan),
            (false, Some(_)) if !is_control => Err(Fault::Interleaved),
            (true, Some(first)) if first.payload.len() + length > self.limit => Err(Fault::TooBig),
            _ => Ok(()),
        }
    }

    fn complete(&mut self, mut message: Frame) -> Result<Frame, Fault> {
        if message.flags & flag::RSV1 != 0 {
            message.payload = inflate(&message.payload, self.limit)?;
            message.flags |= flag::COMPRESS;
        }
        self.check_text(&message, true)?;
        message.flags = (message.flags | flag::FIN) & !flag::MASK;
        Ok(message)
    }

    /// Text is looked at as it comes, so that what is none is refused before all of it has come.
    fn check_text(&mut self, message: &Frame, is_final: bool) -> Result<(), Fault> {
        let is_packed = message.flags & (flag::RSV1 | flag::COMPRESS) == flag::RSV1;
        if message.opcode != opcode::TEXT || is_packed {
            return Ok(());
        }
        match std::str::from_utf8(&message.payload[self.text..]) {
            Ok(_) => self.text = message.payload.len(),
            // A character may be cut by the end of a fragment.
            Err(why) if why.error_len().is_none() && !is_final => self.text += why.valid_up_to(),
            Err(_) => return Err(Fault::Data),
        }
        Ok(())
    }
}

fn check_close(payload: &[u8]) -> Result<(), Fault> {
    let Some((code, reason)) = payload.split_first_chunk() else {
        return if payload.is_empty() { Ok(()) } else { Err(Fault::Protocol) };
    };
    match u16::from_be_bytes(*code) {
        1000..=1003 | 1007..=1014 | 3000..=4999 => {}
        _ => return Err(Fault::Protocol),
    }
    if std::str::from_utf8(reason).is_err() { Err(Fault::Data) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::net::http::websocket::deflate;
    use crate::net::http::websocket::encode;
    use crate::net::http::websocket::tests::frame;

    fn server() -> Assembler {
        Assembler::new(Side::Server, 100_000)
    }

    fn refused(bytes: &[u8]) -> Option<Fault> {
        let mut assembler = server();
        assembler.feed(bytes);
        loop {
            match assembler.next_frame() {
                Ok(Some(_)) => {}
                Ok(None) => return None,
                Err(fault) => return Some(fault),
            }
        }
    }

    #[test]
    fn fragments_become_a_message_with_control_frames_between() {
        let mut assembler = server();
        let bytes = [
            frame(opcode::TEXT, 0, "gr\u{fc}".as_bytes().split_last().expect("bytes").1),
            frame(opcode::PING, flag::FIN, b"?"),
            frame(opcode::CONTINUATION, 0, &"\u{fc}".as_bytes()[1..]),
            frame(opcode::CONTINUATION, flag::FIN, b"n"),
        ]
        .concat();
        let mut seen = Vec::new();
        for byte in bytes {
            assembler.feed(&[byte]);
            seen.extend(assembler.next_frame().expect("by the rules"));
        }
        let kinds: Vec<_> = seen.iter().map(|frame| (frame.opcode, frame.payload.as_slice())).collect();
        assert_eq!(kinds, [(opcode::PING, &b"?"[..]), (opcode::TEXT, "gr\u{fc}n".as_bytes())]);
        assert_eq!(seen[1].flags, flag::FIN);
    }

    #[test]
    fn what_is_against_the_rules_is_refused() {
        let cases: &[(Vec<u8>, Fault)] = &[
            ([vec![0x82, 0xff], vec![0xff; 20]].concat(), Fault::Malformed),
            ([frame(opcode::TEXT, 0, b"x"), frame(opcode::CONTINUATION, 0, b"\xff")].concat(), Fault::Data),
            ([frame(opcode::TEXT, 0, b"\xc3"), frame(opcode::CONTINUATION, flag::FIN, b"")].concat(), Fault::Data),
            (frame(0x7f & 7, 0, b"x"), Fault::Protocol),
            (frame(opcode::TEXT, flag::FIN | flag::RSV2, b"x"), Fault::Protocol),
            (frame(opcode::TEXT, flag::FIN | flag::RSV1, b"x"), Fault::Protocol),
            (frame(3, flag::FIN, b"x"), Fault::Protocol),
            (frame(11, flag::FIN, b"x"), Fault::Protocol),
            (frame(opcode::CONTINUATION, flag::FIN, b"x"), Fault::Orphan),
            ([frame(opcode::TEXT, 0, b"x"), frame(opcode::TEXT, flag::FIN, b"x")].concat(), Fault::Interleaved),
            (frame(opcode::PING, flag::FIN, &[0; 126]), Fault::Protocol),
            (frame(opcode::TEXT, flag::FIN, b"\xff"), Fault::Data),
            (frame(opcode::CLOSE, flag::FIN, b"\x03"), Fault::Protocol),
            (frame(opcode::CLOSE, flag::FIN, &1005_u16.to_be_bytes()), Fault::Protocol),
            (frame(opcode::CLOSE, flag::FIN, b"\x03\xe8\xff"), Fault::Data),
        ];
        for (bytes, fault) in cases {
            assert_eq!(refused(bytes), Some(*fault), "{bytes:x?}");
        }
        let endless = [frame(opcode::BINARY, 0, &[0; 60_000]), frame(opcode::CONTINUATION, 0, &[0; 60_000])].concat();
        assert_eq!(refused(&endless), Some(Fault::TooBig));
    }

    /// All ways to cut a message into two fragments, of which the bytes come one by one.
    fn in_two_fragments(text: &[u8]) -> impl Iterator<Item = (usize, Vec<u8>)> {
        (0..=text.len()).map(|at| {
            let (first, second) = text.split_at(at);
            (at, [frame(opcode::TEXT, 0, first), frame(opcode::CONTINUATION, flag::FIN, second)].concat())
        })
    }

    fn by_the_byte(bytes: &[u8]) -> Result<Vec<Frame>, (usize, Fault)> {
        let (mut assembler, mut seen) = (server(), Vec::new());
        for (at, byte) in bytes.iter().enumerate() {
            assembler.feed(&[*byte]);
            while let Some(frame) = assembler.next_frame().map_err(|fault| (at, fault))? {
                seen.push(frame);
            }
        }
        Ok(seen)
    }

    #[test]
    fn text_may_be_cut_at_any_byte() {
        let text = "\u{3ba}\u{1f79}\u{3c3}\u{3bc}\u{3b5} \u{0} \u{7f}\u{80}\u{7ff}\u{800}\u{ffff}\u{10000}\u{10ffff}";
        for (at, bytes) in in_two_fragments(text.as_bytes()) {
            let seen = by_the_byte(&bytes).expect("by the rules");
            assert_eq!(seen.iter().map(|frame| &frame.payload[..]).collect::<Vec<_>>(), [text.as_bytes()], "{at}");
        }
    }

    #[test]
    fn what_is_no_text_is_refused_with_its_first_wrong_byte() {
        // Behind what is right: how many bytes of it do no harm yet.
        let wrong: &[(&[u8], usize)] = &[
            (b"\x80", 0),
            (b"\xbf", 0),
            (b"\xc0\xaf", 0),
            (b"\xc1\xbf", 0),
            (b"\xc3(", 1),
            (b"\xe0\x80\xaf", 1),
            (b"\xe0\x9f\xbf", 1),
            (b"\xe2\x82(", 2),
            (b"\xed\xa0\x80", 1),
            (b"\xed\xbf\xbf", 1),
            (b"\xf0\x80\x80\xaf", 1),
            (b"\xf0\x8f\xbf\xbf", 1),
            (b"\xf0\x9f\x98(", 3),
            (b"\xf4\x90\x80\x80", 1),
            (b"\xf5\x80\x80\x80", 0),
            (b"\xf8\x88\x80\x80\x80", 0),
            (b"\xfc\x84\x80\x80\x80\x80", 0),
            (b"\xfe", 0),
            (b"\xff", 0),
        ];
        let right = "\u{3ba}\u{1f79}x".as_bytes();
        for (bad, harmless) in wrong {
            let whole = [right, bad, b"edited"].concat();
            let head = frame(opcode::TEXT, flag::FIN, &whole).len() - whole.len();
            let expected = Some((head + right.len() + harmless, Fault::Data));
            assert_eq!(by_the_byte(&frame(opcode::TEXT, flag::FIN, &whole)).err(), expected, "{bad:x?}");
            for (at, bytes) in in_two_fragments(&whole) {
                let second = if at <= right.len() + harmless { head } else { 0 };
                let expected = Some((head + second + right.len() + harmless, Fault::Data));
                assert_eq!(by_the_byte(&bytes).err(), expected, "{bad:x?} in two at {at}");
            }
        }
        // A character that never ends is one only at the end.
        let cut = frame(opcode::TEXT, flag::FIN, b"x\xf0\x9f\x98");
        assert_eq!(by_the_byte(&cut).err(), Some((cut.len() - 1, Fault::Data)));
    }

    #[test]
    fn every_code_that_nobody_may_send_is_refused() {
        let may = |code: u16| matches!(code, 1000..=1003 | 1007..=1014 | 3000..=4999);
        for code in 0..=u16::MAX {
            let bytes = frame(opcode::CLOSE, flag::FIN, &[&code.to_be_bytes()[..], b"reason"].concat());
            assert_eq!(refused(&bytes), if may(code) { None } else { Some(Fault::Protocol) }, "{code}");
        }
        assert_eq!(refused(&frame(opcode::CLOSE, flag::FIN, &[3])), Some(Fault::Protocol));
        assert_eq!(refused(&frame(opcode::CLOSE, flag::FIN, &[&[3, 232][..], &[b'x'; 123]].concat())), None);
        assert_eq!(
            refused(&frame(opcode::CLOSE, flag::FIN, &[&[3, 232][..], &[b'x'; 124]].concat())),
            Some(Fault::Protocol)
        );
    }

    #[test]
    fn frames_that_are_no_data_are_whole_and_not_compressed() {
        for code in [opcode::CLOSE, opcode::PING, opcode::PONG] {
            let mut bytes = frame(code, flag::FIN, b"");
            bytes[0] &= 0x7f;
            assert_eq!(refused(&bytes), Some(Fault::Protocol), "a fragment of {code}");
            bytes[0] |= 0xc0;
            assert_eq!(refused(&bytes), Some(Fault::Protocol), "{code}, compressed");
        }
        for code in 0..16 {
            let is_known = matches!(code, 0..=2 | 8..=10);
            for reserved in 1..8 {
                let mut bytes = frame(opcode::PING, flag::FIN, b"");
                bytes[0] = 0x80 | reserved << 4 | code;
                assert_eq!(refused(&bytes), Some(Fault::Protocol), "{code}, reserved bits {reserved}");
            }
            let mut bytes = frame(opcode::PING, flag::FIN, b"");
            bytes[0] = 0x80 | code;
            assert_eq!(matches!(refused(&bytes), Some(Fault::Protocol)), !is_known, "{code}");
        }
    }

    #[test]
    fn a_server_takes_frames_without_masks_and_a_client_none_with() {
        let mut unmasked = Vec::new();
        encode(&mut unmasked, opcode::TEXT, flag::FIN, b"x");
        assert_eq!(refused(&unmasked), None);
        let mut client = Assembler::new(Side::Client, 1000);
        client.feed(&frame(opcode::TEXT, flag::FIN, b"x"));
        assert_eq!(client.next_frame(), Err(Fault::Protocol));
    }

    #[test]
    fn messages_are_compressed_when_that_was_agreed_on() {
        let text = "all work and no play ".repeat(50);
        let bytes = frame(opcode::TEXT, flag::FIN | flag::COMPRESS, text.as_bytes());
        assert!(bytes.len() < 100);
        let mut assembler = server();
        assembler.compression = true;
        assembler.feed(&bytes);
        let message = assembler.next_frame().expect("by the rules").expect("complete");
        assert_eq!(message.payload, text.as_bytes());
        assert_eq!(message.flags, flag::FIN | flag::RSV1 | flag::COMPRESS);
        assert_eq!(inflate(&deflate(&[0; 10_000]).expect("compressed"), 9_999), Err(Fault::TooBig));
        assert_eq!(inflate(b"\xff\xff", 100), Err(Fault::Data));
    }
}
