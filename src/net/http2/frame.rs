//! Frames of the user's, which `h2` has no way to send.

/// How long a frame's head is.
pub const HEAD: usize = 9;

/// Types of frames.
pub mod kind {
    pub const DATA: u8 = 0;
    pub const RST_STREAM: u8 = 3;
    pub const SETTINGS: u8 = 4;
    pub const PING: u8 = 6;
    pub const GOAWAY: u8 = 7;
}

/// A PING; of the payload as much counts as fits.
pub fn ping(payload: &[u8]) -> Vec<u8> {
    let mut data = [0; 8];
    let length = payload.len().min(data.len());
    data[..length].copy_from_slice(&payload[..length]);
    frame(kind::PING, &[&data])
}

/// A GOAWAY: up to which stream requests are answered, why, and a text.
pub fn goaway(last_stream: u32, error: u32, text: &[u8]) -> Vec<u8> {
    frame(kind::GOAWAY, &[&last_stream.to_be_bytes(), &error.to_be_bytes(), text])
}

/// A frame of the whole connection, without flags.
fn frame(kind: u8, payload: &[&[u8]]) -> Vec<u8> {
    let length: usize = payload.iter().map(|part| part.len()).sum();
    let mut out = Vec::with_capacity(HEAD + length);
    out.extend_from_slice(&(length as u32).to_be_bytes()[1..]);
    out.extend_from_slice(&[kind, 0, 0, 0, 0, 0]);
    payload.iter().for_each(|part| out.extend_from_slice(part));
    out
}
