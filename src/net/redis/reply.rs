//! Bytes to answers: version 2 of Redis's protocol.
//!
//! Invariants: bytes are looked at once, however they are cut into pieces; a header says how much is to come, and
//! nothing is allocated for what has not come; nesting is bounded, so that no server can exhaust a stack.
//!
//! Rejected: the crate `redis-protocol`, which begins at a frame's first byte again whenever more has come, so that a
//! large array in many pieces costs the square of its size, and which recurses as deep as the server likes.

/// What a server answers.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Reply {
    /// Nothing.
    Nil,
    /// A number.
    Int(i64),
    /// A short word that says how things stand.
    Status(Vec<u8>),
    /// What is wrong with a command.
    Error(Vec<u8>),
    /// A string.
    Bulk(Vec<u8>),
    /// Several answers.
    Array(Vec<Reply>),
}

/// What is wrong with the bytes.
pub type Malformed = String;

/// Redis's own bound on a string.
const MAX_BULK: i64 = 512 * 1024 * 1024;
/// More elements than a server could ever send.
const MAX_ARRAY: i64 = 1 << 31;
/// Deeper than any command's answer.
const MAX_DEPTH: usize = 64;
/// A line holds a number or a message, nothing long.
const MAX_LINE: usize = 64 * 1024;

/// An array that is not complete.
#[derive(Debug)]
struct Open {
    missing: usize,
    items: Vec<Reply>,
}

/// Takes bytes as they come, gives answers as they are complete.
#[derive(Debug, Default)]
pub struct Parser {
    buffer: Vec<u8>,
    /// Up to here the bytes are used up.
    at: usize,
    /// Up to here there is no end of a line.
    searched: usize,
    /// Arrays from the outermost to the innermost.
    open: Vec<Open>,
}

impl Parser {
    /// More bytes.
    pub fn feed(&mut self, bytes: &[u8]) {
        if self.at == self.buffer.len() {
            self.buffer.clear();
            (self.at, self.searched) = (0, 0);
        } else if self.at > 64 * 1024 {
            self.buffer.drain(..self.at);
            self.searched = self.searched.saturating_sub(self.at);
            self.at = 0;
        }
        self.buffer.extend_from_slice(bytes);
    }

    /// Whether an answer has begun that is not complete.
    pub fn is_midway(&self) -> bool {
        self.at < self.buffer.len() || !self.open.is_empty()
    }

    /// The next complete answer.
    pub fn take(&mut self) -> Result<Option<Reply>, Malformed> {
        loop {
            let Some(value) = self.element()? else { return Ok(None) };
            let Some(mut reply) = value else { continue };
            // A complete element may complete the arrays around it.
            loop {
                let Some(array) = self.open.last_mut() else { return Ok(Some(reply)) };
                array.items.push(reply);
                array.missing -= 1;
                if array.missing > 0 {
                    break;
                }
                let Some(array) = self.open.pop() else { break };
                reply = Reply::Array(array.items);
            }
        }
    }

    /// One element: nothing when bytes are missing, nothing inside when it is the head of an array.
    #[allow(clippy::option_option, reason = "the inner one is an array that has just been opened")]
    fn element(&mut self) -> Result<Option<Option<Reply>>, Malformed> {
        let Some(end) = self.line_end()? else { return Ok(None) };
        let start = self.at;
        let (kind, text) = match self.buffer[start..end].split_first() {
            Some((&kind, text)) => (kind, text),
            None => return Err("got an empty line".into()),
        };
        let after = end + 2;
        let reply = match kind {
            b'+' => Reply::Status(text.to_vec()),
            b'-' => Reply::Error(text.to_vec()),
            b':' => Reply::Int(integer(text)?),
            b'$' => match integer(text)? {
                -1 => Reply::Nil,
                length @ 0..=MAX_BULK => {
                    let stop = after + length as usize;
                    if self.buffer.len() < stop + 2 {
                        return Ok(None);
                    }
                    if &self.buffer[stop..stop + 2] != b"\r\n" {
                        return Err("a string does not end where it says".into());
                    }
                    let bulk = self.buffer[after..stop].to_vec();
                    self.used(stop + 2);
                    return Ok(Some(Some(Reply::Bulk(bulk))));
                }
                length => return Err(format!("a string of {length} bytes")),
            },
            b'*' => match integer(text)? {
                -1 => Reply::Nil,
                0 => Reply::Array(Vec::new()),
                count @ 1..=MAX_ARRAY if self.open.len() < MAX_DEPTH => {
                    self.used(after);
                    let items = Vec::with_capacity((count as usize).min(1024));
                    self.open.push(Open { missing: count as usize, items });
                    return Ok(Some(None));
                }
                count @ 1..=MAX_ARRAY => return Err(format!("{MAX_DEPTH} arrays in each other, the last of {count}")),
                count => return Err(format!("an array of {count} elements")),
            },
            other => {
                return Err(format!("got {:?} as reply type byte", char::from(other).escape_default().to_string()));
            }
        };
        self.used(after);
        Ok(Some(Some(reply)))
    }

    fn used(&mut self, to: usize) {
        self.at = to;
        self.searched = to;
    }

    /// Where the line that begins at `at` ends.
    fn line_end(&mut self) -> Result<Option<usize>, Malformed> {
        let from = self.searched.max(self.at);
        let found = self.buffer[from..].windows(2).position(|pair| pair == b"\r\n").map(|place| from + place);
        if found.unwrap_or(self.buffer.len()) - self.at > MAX_LINE {
            return Err("a line without an end".into());
        }
        // A wrong first byte is known at once: do not wait for the end of a line that never ends.
        if found.is_none() {
            if let Some(&first) = self.buffer.get(self.at)
                && !b"+-:$*".contains(&first)
            {
                return Err(format!("got {:?} as reply type byte", char::from(first).escape_default().to_string()));
            }
            self.searched = self.buffer.len().saturating_sub(1).max(self.at);
        }
        Ok(found)
    }
}

fn integer(text: &[u8]) -> Result<i64, Malformed> {
    let number = std::str::from_utf8(text).ok().and_then(|text| text.parse().ok());
    number.ok_or_else(|| format!("{:?} is no number", String::from_utf8_lossy(text)))
}

#[cfg(test)]
mod tests {
    use super::*;

    const SAMPLE: &[u8] =
        b"+OK\r\n-ERR no\r\n:-42\r\n$5\r\na\r\nbc\r\n$-1\r\n*3\r\n:1\r\n*2\r\n$0\r\n\r\n+x\r\n*0\r\n*-1\r\n$3\r\nend\r\n";

    fn all(parser: &mut Parser) -> Vec<Reply> {
        std::iter::from_fn(|| parser.take().expect("well-formed")).collect()
    }

    fn expected() -> Vec<Reply> {
        vec![
            Reply::Status(b"OK".to_vec()),
            Reply::Error(b"ERR no".to_vec()),
            Reply::Int(-42),
            Reply::Bulk(b"a\r\nbc".to_vec()),
            Reply::Nil,
            Reply::Array(vec![
                Reply::Int(1),
                Reply::Array(vec![Reply::Bulk(Vec::new()), Reply::Status(b"x".to_vec())]),
                Reply::Array(Vec::new()),
            ]),
            Reply::Nil,
            Reply::Bulk(b"end".to_vec()),
        ]
    }

    #[test]
    fn answers_are_the_same_however_the_bytes_are_cut() {
        for piece in 1..=SAMPLE.len() {
            let mut parser = Parser::default();
            let mut found = Vec::new();
            for bytes in SAMPLE.chunks(piece) {
                parser.feed(bytes);
                found.extend(all(&mut parser));
            }
            assert_eq!(found, expected(), "in pieces of {piece}");
            assert!(!parser.is_midway());
        }
    }

    #[test]
    fn no_answer_is_given_before_it_is_complete() {
        for length in 0..SAMPLE.len() {
            let mut parser = Parser::default();
            parser.feed(&SAMPLE[..length]);
            let found = all(&mut parser);
            assert!(found.len() < expected().len());
            assert_eq!(found, expected()[..found.len()]);
        }
    }

    #[test]
    fn what_is_no_answer_is_refused() {
        for bytes in [
            &b"HTTP/1.1 400\r\n"[..],
            b"h",
            b"\r\n",
            b":12a\r\n",
            b"$-2\r\n",
            b"$536870913\r\n",
            b"$99999999999999999999\r\n",
            b"*-5\r\n",
            b"*2147483649\r\n",
            b"$2\r\nabcd",
        ] {
            let mut parser = Parser::default();
            parser.feed(bytes);
            assert!(parser.take().is_err(), "{:?}", String::from_utf8_lossy(bytes));
        }
    }

    #[test]
    fn a_line_without_an_end_is_refused() {
        let mut parser = Parser::default();
        for _ in 0..17 {
            parser.feed(&[b'+'; 4096]);
        }
        assert!(parser.take().is_err());
    }

    #[test]
    fn nesting_is_bounded() {
        let mut parser = Parser::default();
        parser.feed(&b"*1\r\n".repeat(1000));
        assert!(parser.take().is_err());
    }

    #[test]
    fn a_large_claim_takes_no_memory() {
        let mut parser = Parser::default();
        parser.feed(b"*2000000000\r\n$500000000\r\n");
        assert_eq!(parser.take(), Ok(None));
        assert!(parser.buffer.capacity() < 1024 && parser.open[0].items.capacity() <= 1024);
    }
}
