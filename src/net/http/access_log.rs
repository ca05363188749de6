//! One line for each request that was answered.
//!
//! `ADDRESS [TIME] "METHOD TARGET PROTOCOL" STATUS MICROSECONDS "REFERER" "AGENT"`, with a dash for what is not known. What
//! clients have chosen cannot leave its quotes: all but plain characters is written as `\xHH`.

use std::io::Write;
use std::time::Duration;
use std::time::SystemTime;

use crate::net::http::message::Message;

/// What came of a request.
#[derive(Clone, Copy, Debug)]
pub struct Outcome<'a> {
    /// Who asked.
    pub address: &'a str,
    /// When it came.
    pub time: SystemTime,
    /// How it was answered.
    pub status: u16,
    /// How long that took.
    pub duration: Duration,
}

/// Appends a line.
pub fn line(out: &mut Vec<u8>, message: &Message, outcome: Outcome) {
    let time = httpdate::fmt_http_date(outcome.time);
    // Writing to memory does not fail.
    let _ = write!(out, "{} [{time}] ", if outcome.address.is_empty() { "-" } else { outcome.address });
    let version: &[u8] = match &message.head.meaning {
        meaning if meaning.is_2 => b" HTTP/2.0",
        meaning if meaning.is_1_1 => b" HTTP/1.1",
        _ => b" HTTP/1.0",
    };
    quoted(out, &[message.method(), b" ", message.head.target(&message.bytes), version]);
    let _ = write!(out, " {} {} ", outcome.status, outcome.duration.as_micros());
    quoted(out, &[message.field("referer").unwrap_or(b"-")]);
    out.push(b' ');
    quoted(out, &[message.field("user-agent").unwrap_or(b"-")]);
    out.push(b'\n');
}

fn quoted(out: &mut Vec<u8>, parts: &[&[u8]]) {
    out.push(b'"');
    for &byte in parts.iter().copied().flatten() {
        match byte {
            b'"' | b'\\' | 0..=0x1f | 0x7f.. => {
                let _ = write!(out, "\\x{byte:02x}");
            }
            plain => out.push(plain),
        }
    }
    out.push(b'"');
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::net::http::decoder::Decoder;
    use crate::net::http::decoder::Limits;

    #[test]
    fn a_client_cannot_leave_its_quotes() {
        let mut decoder = Decoder::new(Limits::default());
        let bytes = b"GET /a?\"b HTTP/1.1\r\nUser-Agent: x\" 200\\\xff\r\n\r\n";
        decoder.room()[..bytes.len()].copy_from_slice(bytes);
        decoder.filled(bytes.len());
        let message = decoder.next_message().expect("well-formed").expect("complete");
        let mut out = Vec::new();
        let (time, duration) = (SystemTime::UNIX_EPOCH, Duration::from_millis(2));
        line(&mut out, &message, Outcome { address: "::1", time, status: 404, duration });
        let expected =
            "::1 [Thu, 01 Jan 1970 00:00:00 GMT] \"GET /a?\\x22b HTTP/1.1\" 404 2000 \"-\" \"x\\x22 200\\x5c\\xff\"\n";
        assert_eq!(String::from_utf8(out).expect("plain"), expected);
    }
}
