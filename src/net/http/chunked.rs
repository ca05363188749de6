//! A body in chunks.
//!
//! ```text
//!          size > 0          all of it           CRLF
//!   Size ───────────▶ Data ───────────▶ AfterData ────▶ Size
//!    │ size = 0
//!    └────────▶ Trailer ─────▶ Done (an empty line)
//! ```

use crate::net::http::refusal::Refusal;
use httparse::Status;

/// The longest line that is no data: a size with its extensions, or a trailing field.
const LONGEST_LINE: usize = 4096;
/// The most bytes of trailing fields.
const LONGEST_TRAILER: usize = 16384;

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum State {
    Size,
    Data(u64),
    AfterData,
    Trailer(usize),
    Done,
}

/// Takes the chunks apart.
#[derive(Debug)]
pub struct Chunks {
    state: State,
    /// The lines behind the last chunk, for those who want them.
    trailer: Option<Vec<u8>>,
}

impl Chunks {
    /// Before the first chunk.
    pub fn new() -> Self {
        Self { state: State::Size, trailer: None }
    }

    /// The same; what stands behind the last chunk is kept.
    pub fn with_trailer() -> Self {
        Self { trailer: Some(Vec::new()), ..Self::new() }
    }

    /// The lines behind the last chunk, the empty one included.
    pub fn take_trailer(&mut self) -> Vec<u8> {
        self.trailer.take().unwrap_or_default()
    }

    /// Whether the last chunk and the trailer have been seen.
    pub fn is_done(&self) -> bool {
        self.state == State::Done
    }

    /// Takes from `bytes` what it can; data goes to `sink`. Returns how many bytes were taken: the rest has to be shown
    /// again, with more behind it.
    pub fn take(&mut self, bytes: &[u8], sink: &mut dyn FnMut(&[u8])) -> Result<usize, Refusal> {
        let mut at = 0;
        loop {
            let rest = &bytes[at..];
            match self.state {
                // The parser takes a line without digits for the last chunk.
                State::Size if rest.first().is_some_and(|first| !first.is_ascii_hexdigit()) => {
                    return Err(Refusal::Malformed);
                }
                State::Size => match httparse::parse_chunk_size(rest) {
                    Ok(Status::Complete((length, size))) => {
                        if has_bare_line_end(&rest[..length]) {
                            return Err(Refusal::Malformed);
                        }
                        at += length;
                        self.state = if size == 0 { State::Trailer(0) } else { State::Data(size) };
                    }
                    Ok(Status::Partial) if rest.len() <= LONGEST_LINE => return Ok(at),
                    _ => return Err(Refusal::Malformed),
                },
                State::Data(left) => {
                    let length = rest.len().min(usize::try_from(left).unwrap_or(usize::MAX));
                    if length == 0 {
                        return Ok(at);
                    }
                    sink(&rest[..length]);
                    at += length;
                    let left = left - length as u64;
                    self.state = if left == 0 { State::AfterData } else { State::Data(left) };
                }
                State::AfterData => match rest {
                    [b'\r', b'\n', ..] => {
                        at += 2;
                        self.state = State::Size;
                    }
                    [] | [b'\r'] => return Ok(at),
                    _ => return Err(Refusal::Malformed),
                },
                State::Trailer(before) => {
                    let Some(length) = rest.windows(2).position(|pair| pair == b"\r\n") else {
                        let fits = rest.len() <= LONGEST_LINE;
                        return if fits { Ok(at) } else { Err(Refusal::Malformed) };
                    };
                    // Whoever takes a bare line end for one sees another end of the body.
                    if before + length > LONGEST_TRAILER || has_bare_line_end(&rest[..length]) {
                        return Err(Refusal::Malformed);
                    }
                    if let Some(trailer) = &mut self.trailer {
                        trailer.extend_from_slice(&rest[..length + 2]);
                    }
                    at += length + 2;
                    self.state = if length == 0 { State::Done } else { State::Trailer(before + length) };
                }
                State::Done => return Ok(at),
            }
        }
    }
}

fn has_bare_line_end(line: &[u8]) -> bool {
    let text = line.strip_suffix(b"\r\n").unwrap_or(line);
    text.iter().any(|&byte| byte == b'\n' || byte == b'\r')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decode(pieces: &[&[u8]]) -> Result<(Vec<u8>, usize, bool), Refusal> {
        let (mut chunks, mut data, mut kept, mut taken) = (Chunks::new(), Vec::new(), Vec::new(), 0);
        for piece in pieces {
            kept.extend_from_slice(piece);
            let length = chunks.take(&kept, &mut |bytes| data.extend_from_slice(bytes))?;
            kept.drain(..length);
            taken += length;
        }
        Ok((data, taken, chunks.is_done()))
    }

    const BODY: &[u8] = b"4\r\nWiki\r\n6;ext=\"x\"\r\npedia \r\nA\r\n0123456789\r\n0\r\nTrailer: x\r\n\r\nnext";

    #[test]
    fn chunks_may_be_cut_anywhere() {
        for at in 0..BODY.len() {
            let (first, second) = BODY.split_at(at);
            let (data, taken, done) = decode(&[first, second]).expect("well-formed");
            assert_eq!(data, b"Wikipedia 0123456789", "{at}");
            assert!(done);
            assert_eq!(&BODY[taken..], b"next");
        }
        let bytes: Vec<&[u8]> = BODY.chunks(1).collect();
        assert_eq!(decode(&bytes).expect("well-formed").0, b"Wikipedia 0123456789");
    }

    #[test]
    fn what_is_no_chunk_is_refused() {
        for body in [
            &b"x\r\n"[..],
            b"\r\n",
            b";a\r\n",
            b" 4\r\nWiki\r\n",
            b"4\nWiki\r\n",
            b"4\r\nWikiX\r\n",
            b"4\r\nWiki\n",
            b"-1\r\n",
            b"0x4\r\nWiki\r\n",
            b"fffffffffffffffff\r\n",
            b"4;a\nb\r\nWiki\r\n",
            b"0\r\nA: b\n\nGET / HTTP/1.1\r\n",
            b"0\r\n\n\r\n",
            b"0\r\nA: b\rC: d\r\n",
        ] {
            assert_eq!(decode(&[body]).err(), Some(Refusal::Malformed), "{:?}", String::from_utf8_lossy(body));
        }
        let long = [b"1;".to_vec(), vec![b'a'; LONGEST_LINE]].concat();
        assert_eq!(decode(&[&long]).err(), Some(Refusal::Malformed));
        let endless = [&b"0\r\n"[..], &b"A: b\r\n".repeat(LONGEST_TRAILER)].concat();
        assert_eq!(decode(&[&endless]).err(), Some(Refusal::Malformed));
    }
}
