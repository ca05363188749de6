//! WebSocket: frames and messages out of bytes, and back.
//!
//! Heads are read and written by `tungstenite`; what stands here is what it leaves to a connection: masks that must or
//! must not be there, fragments, limits, and compression (permessage-deflate without context, so that a connection costs
//! no window while it is idle).

mod assembler;

use std::io::Cursor;
use std::io::Read;
use std::io::Write;

use flate2::Compression;
use tungstenite::protocol::frame::FrameHeader;
use tungstenite::protocol::frame::coding::OpCode;

pub use crate::net::http::websocket::assembler::Assembler;
pub use crate::net::http::websocket::assembler::Side;

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

/// What stands before a frame's payload.
#[derive(Debug)]
struct Start {
    /// The kind; it may be one that nobody knows.
    opcode: u8,
    flags: u8,
    /// How long it is itself.
    at: usize,
    /// How long the payload is.
    length: usize,
    mask: Option<[u8; 4]>,
}

impl Start {
    /// Of the frame at the beginning of `bytes`; nothing when it has not come completely.
    fn parse(bytes: &[u8], limit: usize) -> Result<Option<Self>, Fault> {
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
        let bits = [
            (head.is_final, flag::FIN),
            (head.rsv1, flag::RSV1),
            (head.rsv2, flag::RSV2),
            (head.rsv3, flag::RSV3),
            (head.mask.is_some(), flag::MASK),
        ];
        let flags = bits.iter().filter(|(is_set, _)| *is_set).fold(0, |flags, (_, bit)| flags | bit);
        let at = cursor.position() as usize;
        Ok(Some(Self { opcode: first & KIND, flags, at, length: length as usize, mask: head.mask }))
    }
}

/// A frame at the beginning of `bytes` and its length there; nothing when it has not come completely. Its kind may be one
/// that nobody knows.
pub fn decode(bytes: &[u8], limit: usize) -> Result<Option<(Frame, usize)>, Fault> {
    let Some(start) = Start::parse(bytes, limit)? else { return Ok(None) };
    let end = start.at + start.length;
    let Some(data) = bytes.get(start.at..end) else { return Ok(None) };
    let mut payload = data.to_vec();
    if let Some(mask) = start.mask {
        apply_mask(&mut payload, mask);
    }
    Ok(Some((Frame { opcode: start.opcode, flags: start.flags, payload }, end)))
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

#[cfg(test)]
mod tests {
    use super::*;

    pub fn frame(code: u8, flags: u8, payload: &[u8]) -> Vec<u8> {
        let mut out = Vec::new();
        encode(&mut out, code, flags | flag::MASK, payload);
        out
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
    fn the_key_of_the_standard_gets_its_answer() {
        assert_eq!(accept_key(b"dGhlIHNhbXBsZSBub25jZQ=="), "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
    }
}
