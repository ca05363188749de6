//! Commands as clients of Redis send them: `*3\r\n$3\r\nSET\r\n$1\r\nk\r\n$1\r\nv\r\n`.
//!
//! A command is an array of strings, where some clients also write integers (`:7\r\n`) and nulls (`$-1\r\n`).

use crate::proto::framing::Fault;
use crate::proto::framing::Step;

/// An argument of a command: its bytes, or null.
pub type Argument<'a> = Option<&'a [u8]>;

/// How far a command has been read. What is here only saves reading twice.
#[derive(Clone, Copy, Default, Debug)]
pub struct Progress {
    /// Where the next line begins.
    at: usize,
    /// How many arguments are still to come; nothing before the first line is complete.
    left: Option<usize>,
}

/// What a line of a command announces.
enum Line {
    /// So many arguments.
    Array(usize),
    /// A string of so many bytes, and CRLF.
    String(usize),
    /// An argument that is complete.
    Inline,
}

/// The longest line is a mark and a number.
const LONGEST_LINE: usize = 32;

impl Progress {
    /// Whether all of the command is there. A command is longer than `limit` once the strings it announces are.
    pub fn read(&mut self, data: &[u8], limit: usize) -> Result<Step, Fault> {
        loop {
            if self.left == Some(0) {
                return Ok(Step::Packet(self.at));
            }
            let Some((line, end)) = line(data, self.at)? else {
                return Ok(Step::More(1));
            };
            let end = match (line, self.left) {
                (Line::Array(count), None) => {
                    // Each argument has at least four bytes: more than the limit allows is no promise to wait for.
                    if count > limit / 4 {
                        return Err(Fault::TooLarge(count.saturating_mul(4)));
                    }
                    self.left = Some(count);
                    self.at = end;
                    continue;
                }
                (Line::String(length), Some(_)) => end.saturating_add(length).saturating_add(2),
                (Line::Inline, Some(_)) => end,
                _ => return Err(Fault::Malformed),
            };
            if end > limit {
                return Err(Fault::TooLarge(end));
            }
            if end > data.len() {
                return Ok(Step::More(end - data.len()));
            }
            if !data[..end].ends_with(b"\r\n") {
                return Err(Fault::Malformed);
            }
            self.at = end;
            self.left = self.left.map(|left| left - 1);
        }
    }
}

/// The arguments of a command that a framer cut out; nothing if it is none.
pub fn arguments(packet: &[u8]) -> Option<Vec<Argument<'_>>> {
    let (Line::Array(count), mut at) = line(packet, 0).ok()?? else {
        return None;
    };
    let mut arguments = Vec::with_capacity(count.min(packet.len() / 4));
    for _ in 0..count {
        let (line, end) = line(packet, at).ok()??;
        match line {
            Line::Array(_) => return None,
            Line::String(length) => {
                let (text, rest) = packet.get(end..)?.split_at_checked(length)?;
                arguments.push(rest.starts_with(b"\r\n").then_some(Some(text))?);
                at = end + length + 2;
            }
            Line::Inline => {
                let text = &packet[at + 1..end - 2];
                arguments.push((packet[at] == b':').then_some(text));
                at = end;
            }
        }
    }
    (at == packet.len()).then_some(arguments)
}

/// The line that begins at `at`, and where the next one does.
fn line(data: &[u8], at: usize) -> Result<Option<(Line, usize)>, Fault> {
    let rest = data.get(at..).unwrap_or_default();
    let Some(&mark) = rest.first() else {
        return Ok(None);
    };
    if !matches!(mark, b'*' | b'$' | b':') {
        return Err(Fault::Malformed);
    }
    let text = &rest[1..rest.len().min(LONGEST_LINE)];
    let Some(length) = memchr::memmem::find(text, b"\r\n") else {
        return if rest.len() < LONGEST_LINE { Ok(None) } else { Err(Fault::Malformed) };
    };
    let number = std::str::from_utf8(&text[..length]).ok().and_then(|text| text.parse::<i64>().ok());
    let line = match (mark, number.ok_or(Fault::Malformed)?) {
        (b'*', count @ 1..) => Line::Array(count as usize),
        (b'$', length @ 0..) => Line::String(length as usize),
        (b'$', -1) | (b':', _) => Line::Inline,
        _ => return Err(Fault::Malformed),
    };
    Ok(Some((line, at + 1 + length + 2)))
}
