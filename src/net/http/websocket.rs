//! WebSocket: frames and messages out of bytes, and back.
//!
//! Heads are read and written by `tungstenite`; what stands here is what it leaves to a connection: masks that must or
//! must not be there, fragments, limits, and compression (permessage-deflate without context, so that a connection costs
//! no window while it is idle).

use std::io::Cursor;
use std::io::Read;
use std::io::Write;

use flate2::Compression;
use tungstenite::protocol::frame::FrameHeader;
use tungstenite::protocol::frame::coding::OpCode;

/// Bits of `Frame::$flags`.
#[allow(missing_docs, reason = "the names are the constants of the API")]
pub mod flag {
    pub const FIN: u8 = 1;
    pub const COMPRESS: u8 = 2;
    pub const RSV1: u8 = 4;
    pub const RSV2: u8 = 8;
    pub const RSV3: u8 = 16;
    pub const MASK: u8 = 32;
}

/// Kinds of frames.
#[allow(missing_docs, reason = "the names are those of the standard")]
pub mod opcode {
    pub const CONTINUATION: u8 = 0;
    pub const TEXT: u8 = 1;
    pub const BINARY: u8 = 2;
    pub const CLOSE: u8 = 8;
    pub const PING: u8 = 9;
    pub const PONG: u8 = 10;
}

/// Why a connection is ended.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Fault {
    /// Not by the rules.
    Protocol,
    /// A message begins before the last one has ended.
    Interleaved,
    /// A message goes on that has not begun.
    Orphan,
    /// Text that is none, or data that does not unpack.
    Data,
    /// More than is taken.
    TooBig,
    /// A length that no message can have.
    Malformed,
}

impl Fault {
    /// The number that the other side is told.
    pub fn code(self) -> u16 {
        match self {
            Self::Protocol | Self::Interleaved | Self::Orphan | Self::Malformed => 1002,
            Self::Data => 1007,
            Self::TooBig => 1009,
        }
    }

    /// What the log is told, if Swoole's log is.
    pub fn complaint(self) -> Option<&'static str> {
        match self {
            Self::Interleaved => Some(
                "All fragments of a message, except for the initial frame, must use the continuation frame opcode(0).",
            ),
            Self::Orphan => Some(
                "A continuation frame cannot stand alone and MUST be preceded by an initial frame whose opcode indicates \
                 either text or binary data.",
            ),
            _ => None,
        }
    }
}

/// The extension, as both sides write it.
pub const DEFLATE: &str = "permessage-deflate; client_no_context_takeover; server_no_context_takeover";

/// The bits of a frame's first byte that say which kind it is.
const KIND: u8 = 15;
/// A frame's longest head.
const LONGEST_HEAD: usize = 14;
/// A buffer of this size is kept while nothing is in it.
const KEPT: usize = 4096;
/// The longest frame that is no data.
const LONGEST_CONTROL: u64 = 125;

/// One frame.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Frame {
    /// See [`opcode`].
    pub opcode: u8,
    /// See [`flag`].
    pub flags: u8,
    /// Without the mask, still compressed.
    pub payload: Vec<u8>,
}

/// A frame at the beginning of `bytes` and its length there; nothing when it has not come completely. Its kind may be one
/// that nobody knows.
pub fn decode(bytes: &[u8], limit: usize) -> Result<Option<(Frame, usize)>, Fault> {
    let Some(&first) = bytes.first() else { return Ok(None) };
    // The parser refuses kinds that it does not know; frames of those can be unpacked, too.
    let mut start = [0; LONGEST_HEAD];
    let known = bytes.len().min(LONGEST_HEAD);
    start[..known].copy_from_slice(&bytes[..known]);
    start[0] &= !KIND;
    let mut cursor = Cursor::new(&start[..known]);
    let Some((head, length)) = FrameHeader::parse(&mut cursor).map_err(|_| Fault::Protocol)? else {
        return Ok(None);
    };
    if length > i64::MAX as u64 {
        return Err(Fault::Malformed);
    } else if length > limit as u64 {
        return Err(Fault::TooBig);
    }
    let (at, length) = (cursor.position() as usize, length as usize);
    let Some(data) = bytes.get(at..at + length) else { return Ok(None) };
    let mut payload = data.to_vec();
    if let Some(mask) = head.mask {
        apply_mask(&mut payload, mask);
    }
    let bits = [
        (head.is_final, flag::FIN),
        (head.rsv1, flag::RSV1),
        (head.rsv2, flag::RSV2),
        (head.rsv3, flag::RSV3),
        (head.mask.is_some(), flag::MASK),
    ];
    let flags = bits.iter().filter(|(is_set, _)| *is_set).fold(0, |flags, (_, bit)| flags | bit);
    Ok(Some((Frame { opcode: first & KIND, flags, payload }, at + length)))
}

/// Appends a frame. With `flag::MASK` it is masked, with `flag::COMPRESS` compressed if that is allowed for its kind.
pub fn encode(out: &mut Vec<u8>, code: u8, flags: u8, payload: &[u8]) {
    let is_control = code >= opcode::CLOSE;
    let flags = if is_control { (flags | flag::FIN) & !(flag::RSV1 | flag::COMPRESS) } else { flags };
    let compresses =
        flags & flag::COMPRESS != 0 && flags & flag::FIN != 0 && code != opcode::CONTINUATION && !payload.is_empty();
    let compressed = if compresses { deflate(payload) } else { None };
    let payload = compressed.as_deref().unwrap_or(payload);
    let head = FrameHeader {
        is_final: flags & flag::FIN != 0,
        rsv1: flags & flag::RSV1 != 0 || compressed.is_some(),
        rsv2: flags & flag::RSV2 != 0,
        rsv3: flags & flag::RSV3 != 0,
        opcode: OpCode::from(code & 15),
        mask: (flags & flag::MASK != 0).then(random_mask),
    };
    out.reserve(LONGEST_HEAD + payload.len());
    // Writing to memory does not fail.
    let _ = head.format(payload.len() as u64, out);
    let from = out.len();
    out.extend_from_slice(payload);
    if let Some(mask) = head.mask {
        apply_mask(&mut out[from..], mask);
    }
}

/// The payload of a frame that ends a connection.
pub fn close_payload(code: u16, reason: &[u8]) -> Vec<u8> {
    [&code.to_be_bytes(), reason].concat()
}

/// What a server answers to a client's key.
pub fn accept_key(key: &[u8]) -> String {
    tungstenite::handshake::derive_accept_key(key)
}

/// A key for a client's handshake.
pub fn random_key() -> String {
    tungstenite::handshake::client::generate_key()
}

/// Undoes the compression of one message, up to a length.
pub fn inflate(data: &[u8], limit: usize) -> Result<Vec<u8>, Fault> {
    let mut out = Vec::new();
    // The end that each message leaves out, and one that says that nothing follows.
    let whole = data.chain(&[0, 0, 0xff, 0xff, 1, 0, 0, 0xff, 0xff][..]);
    let read = flate2::read::DeflateDecoder::new(whole).take(limit as u64 + 1).read_to_end(&mut out);
    match read {
        Err(_) => Err(Fault::Data),
        Ok(length) if length > limit => Err(Fault::TooBig),
        Ok(_) => Ok(out),
    }
}

fn deflate(data: &[u8]) -> Option<Vec<u8>> {
    let mut encoder = flate2::write::DeflateEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(data).ok()?;
    encoder.flush().ok()?;
    let mut out = encoder.get_ref().clone();
    if out.ends_with(&[0, 0, 0xff, 0xff]) {
        out.truncate(out.len() - 4);
    }
    Some(out)
}

fn apply_mask(data: &mut [u8], mask: [u8; 4]) {
    let wide = u64::from_ne_bytes([mask[0], mask[1], mask[2], mask[3], mask[0], mask[1], mask[2], mask[3]]);
    let (words, rest) = data.as_chunks_mut::<8>();
    for word in words {
        *word = (u64::from_ne_bytes(*word) ^ wide).to_ne_bytes();
    }
    for (byte, mask) in rest.iter_mut().zip(mask.iter().cycle()) {
        *byte ^= mask;
    }
}

fn random_mask() -> [u8; 4] {
    use std::hash::BuildHasher;
    let random = std::collections::hash_map::RandomState::new().hash_one(0);
    [random as u8, (random >> 8) as u8, (random >> 16) as u8, (random >> 24) as u8]
}

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
}

impl Assembler {
    /// For a new connection; messages are taken up to `limit` bytes.
    pub fn new(side: Side, limit: usize) -> Self {
        Self { side, compression: false, limit, bytes: Vec::new(), used: 0, partial: None, text: 0 }
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
            self.check(&frame)?;
            if frame.opcode >= opcode::CLOSE {
                return Ok(Some(frame));
            }
            let is_final = frame.flags & flag::FIN != 0;
            let message = match self.partial.take() {
                None => {
                    self.text = 0;
                    frame
                }
                Some(mut first) => {
                    first.payload.extend_from_slice(&frame.payload);
                    first
                }
            };
            if message.payload.len() > self.limit {
                return Err(Fault::TooBig);
            }
            if is_final {
                return self.complete(message).map(Some);
            }
            self.check_text(&message, false)?;
            self.partial = Some(message);
        }
        // What is left is the beginning of a frame, mostly nothing.
        self.bytes.drain(..std::mem::take(&mut self.used));
        if self.bytes.is_empty() && self.bytes.capacity() > KEPT {
            self.bytes = Vec::new();
        }
        Ok(None)
    }

    fn check(&self, frame: &Frame) -> Result<(), Fault> {
        let has = |bit: u8| frame.flags & bit != 0;
        let is_control = frame.opcode >= opcode::CLOSE;
        let continues = frame.opcode == opcode::CONTINUATION;
        let wrong = (has(flag::MASK) && self.side == Side::Client)
            || matches!(frame.opcode, 3..=7 | 11..)
            || has(flag::RSV2 | flag::RSV3)
            || (has(flag::RSV1) && (!self.compression || is_control || continues))
            || (is_control && (!has(flag::FIN) || frame.payload.len() as u64 > LONGEST_CONTROL));
        if wrong {
            return Err(Fault::Protocol);
        }
        match (continues, self.partial.is_some()) {
            (true, false) => return Err(Fault::Orphan),
            (false, true) if !is_control => return Err(Fault::Interleaved),
            _ => {}
        }
        if frame.opcode == opcode::CLOSE { check_close(&frame.payload) } else { Ok(()) }
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

    fn frame(code: u8, flags: u8, payload: &[u8]) -> Vec<u8> {
        let mut out = Vec::new();
        encode(&mut out, code, flags | flag::MASK, payload);
        out
    }

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
    fn frames_of_any_length_come_back() {
        for length in [0, 1, 125, 126, 65535, 65536] {
            let payload: Vec<u8> = (0..length).map(|at| (at % 100) as u8).collect();
            let bytes = frame(opcode::BINARY, flag::FIN, &payload);
            let (decoded, used) = decode(&bytes, 1 << 20).expect("well-formed").expect("complete");
            assert_eq!((decoded.payload, used), (payload, bytes.len()));
            assert_eq!(decode(&bytes[..bytes.len() - 1], 1 << 20), Ok(None));
        }
        assert_eq!(decode(&frame(opcode::BINARY, flag::FIN, &[0; 11]), 10), Err(Fault::TooBig));
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

    #[test]
    fn the_key_of_the_standard_gets_its_answer() {
        assert_eq!(accept_key(b"dGhlIHNhbXBsZSBub25jZQ=="), "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
    }
}
