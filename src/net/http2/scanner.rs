//! What a client's user is told of frames that `h2` keeps to itself.
//!
//! It cuts what has come into frames, so that they can be given to `h2` one by one, and notes what a settings frame sets.

use crate::net::http2::frame::HEAD;
use crate::net::http2::frame::kind;
use crate::net::http2::settings::Settings;

/// A frame's flag that says: this confirms one of yours.
const ACK: u8 = 1;

/// A whole frame, as it came.
#[derive(Debug, PartialEq, Eq)]
pub struct Frame {
    /// Its stream; 0 is the connection.
    pub stream: u32,
    /// Its type.
    pub kind: u8,
    /// All of it.
    pub bytes: Vec<u8>,
}

/// What a GOAWAY says.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Goaway {
    /// Up to which stream requests are answered.
    pub last_stream: u32,
    /// Why.
    pub error: u32,
    /// A text for people.
    pub text: Vec<u8>,
}

/// Cuts bytes into frames.
#[derive(Debug)]
pub struct Scanner {
    bytes: Vec<u8>,
    /// Up to here they were cut.
    at: usize,
    longest: usize,
    /// The highest stream of a frame.
    pub last_stream: u32,
    /// What the other side has set.
    pub remote: Settings,
}

impl Scanner {
    /// For a connection that takes frames up to a length.
    pub fn new(longest: u32) -> Self {
        Self { bytes: Vec::new(), at: 0, longest: longest as usize, last_stream: 0, remote: Settings::SWOOLE }
    }

    /// Bytes have come.
    pub fn feed(&mut self, bytes: &[u8]) {
        self.bytes.drain(..self.at);
        self.at = 0;
        self.bytes.extend_from_slice(bytes);
    }

    /// The next frame. One that is too long comes as far as it is there: `h2` will complain.
    pub fn next_frame(&mut self) -> Option<Frame> {
        let rest = &self.bytes[self.at..];
        let head: &[u8; HEAD] = rest.first_chunk()?;
        let length = u32::from_be_bytes([0, head[0], head[1], head[2]]) as usize;
        let whole = if length > self.longest { rest.len() } else { HEAD + length };
        let bytes = rest.get(..whole)?.to_vec();
        let stream = u32::from_be_bytes([head[5] & 0x7f, head[6], head[7], head[8]]);
        let frame = Frame { stream, kind: head[3], bytes };
        self.at += whole;
        self.last_stream = self.last_stream.max(stream);
        if frame.kind == kind::SETTINGS && frame.bytes[4] & ACK == 0 {
            self.note_settings(&frame.bytes[HEAD..]);
        }
        Some(frame)
    }

    fn note_settings(&mut self, payload: &[u8]) {
        for setting in payload.chunks_exact(6) {
            let value = u32::from_be_bytes([setting[2], setting[3], setting[4], setting[5]]);
            let remote = &mut self.remote;
            let place = match u16::from_be_bytes([setting[0], setting[1]]) {
                1 => &mut remote.header_table_size,
                2 => &mut remote.enable_push,
                3 => &mut remote.max_concurrent_streams,
                4 => &mut remote.init_window_size,
                5 => &mut remote.max_frame_size,
                6 => &mut remote.max_header_list_size,
                _ => continue,
            };
            *place = value;
        }
    }
}

impl Frame {
    /// What it says, if it is a GOAWAY.
    pub fn goaway(&self) -> Option<Goaway> {
        let payload = &self.bytes[HEAD..];
        let (last, rest) = payload.split_first_chunk().filter(|_| self.kind == kind::GOAWAY)?;
        let (error, text) = rest.split_first_chunk()?;
        let last_stream = u32::from_be_bytes(*last) & 0x7fff_ffff;
        Some(Goaway { last_stream, error: u32::from_be_bytes(*error), text: text.to_vec() })
    }

    /// Why the stream was given up, if it was.
    pub fn reset(&self) -> Option<u32> {
        let error = self.bytes[HEAD..].first_chunk().filter(|_| self.kind == kind::RST_STREAM)?;
        Some(u32::from_be_bytes(*error))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::net::http2::frame;

    #[test]
    fn frames_may_come_byte_by_byte() {
        let mut scanner = Scanner::new(16384);
        let bytes = [frame::ping(b"12345678"), frame::goaway(7, 11, b"calm")].concat();
        let mut found = Vec::new();
        for byte in &bytes {
            scanner.feed(&[*byte]);
            found.extend(scanner.next_frame());
        }
        assert_eq!(found.len(), 2);
        assert_eq!(found[0].kind, kind::PING);
        assert_eq!(found[1].goaway(), Some(Goaway { last_stream: 7, error: 11, text: b"calm".to_vec() }));
    }

    #[test]
    fn settings_are_noted() {
        let mut scanner = Scanner::new(16384);
        scanner.feed(&[0, 0, 12, 4, 0, 0, 0, 0, 0, 0, 3, 0, 0, 0, 100, 0, 4, 0, 1, 0, 0]);
        assert!(scanner.next_frame().is_some());
        assert_eq!((scanner.remote.max_concurrent_streams, scanner.remote.init_window_size), (100, 65536));
    }

    #[test]
    fn a_frame_that_is_too_long_is_not_waited_for() {
        let mut scanner = Scanner::new(16384);
        scanner.feed(&[0xff, 0xff, 0xff, 0, 0, 0, 0, 0, 1]);
        assert_eq!(scanner.next_frame().map(|frame| frame.bytes.len()), Some(9));
    }
}
