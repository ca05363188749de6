//! The parts of a response that are the same every time.

use crate::net::http::refusal::Refusal;
use crate::sys::clock;
use std::cell::Cell;
use std::time::Duration;
use std::time::UNIX_EPOCH;

/// What servers of this kind call themselves; clients and tests look for it.
pub const SERVER: &str = "swoole-http-server";
/// What a response is when nobody says.
pub const CONTENT_TYPE: &str = "text/html";

/// What a client that waits with its body is told.
pub const CONTINUE: &[u8] = b"HTTP/1.1 100 Continue\r\n\r\n";

/// As long as every date in this format is.
const DATE_LENGTH: usize = 29;

thread_local! {
    static DATE: Cell<(u64, [u8; DATE_LENGTH])> = const { Cell::new((0, [0; DATE_LENGTH])) };
}

/// Appends a status line. A status without a reason of its own gets the usual one.
pub fn status_line(out: &mut Vec<u8>, status: u16, reason: Option<&[u8]>) {
    if status == 200 && reason.is_none() {
        return out.extend_from_slice(b"HTTP/1.1 200 OK\r\n");
    }
    out.extend_from_slice(b"HTTP/1.1 ");
    number(out, u64::from(status));
    out.push(b' ');
    match reason {
        Some(reason) => out.extend_from_slice(reason),
        None => out.extend_from_slice(usual_reason(status).as_bytes()),
    }
    out.extend_from_slice(b"\r\n");
}

/// Appends a field.
pub fn field(out: &mut Vec<u8>, name: &[u8], value: &[u8]) {
    out.reserve(name.len() + value.len() + 4);
    out.extend_from_slice(name);
    out.extend_from_slice(b": ");
    out.extend_from_slice(value);
    out.extend_from_slice(b"\r\n");
}

/// Appends the server's name.
pub fn server(out: &mut Vec<u8>) {
    out.extend_from_slice(b"Server: swoole-http-server\r\n");
}

/// Appends the usual type.
pub fn content_type(out: &mut Vec<u8>) {
    out.extend_from_slice(b"Content-Type: text/html\r\n");
}

/// Appends the time.
pub fn date(out: &mut Vec<u8>) {
    out.extend_from_slice(b"Date: ");
    out.extend_from_slice(&now());
    out.extend_from_slice(b"\r\n");
}

/// The time as HTTP writes it, made anew once a second.
pub fn now() -> [u8; DATE_LENGTH] {
    let now = clock::coarse_wall() / 1_000_000;
    let (written, mut text) = DATE.get();
    if written != now {
        let formatted = httpdate::fmt_http_date(UNIX_EPOCH + Duration::from_secs(now));
        text.copy_from_slice(formatted.as_bytes());
        DATE.set((now, text));
    }
    text
}

/// Appends digits.
pub fn number(out: &mut Vec<u8>, mut value: u64) {
    let mut digits = [0; 20];
    let mut at = digits.len();
    loop {
        at -= 1;
        digits[at] = b'0' + (value % 10) as u8;
        value /= 10;
        if value == 0 {
            break;
        }
    }
    out.extend_from_slice(&digits[at..]);
}

/// A whole response without a body that ends the connection.
pub fn closing(status: u16) -> Vec<u8> {
    closing_with(status, "")
}

/// What is said of a request that is not taken. At a port that speaks HTTP/2, too, nothing to bytes that are not HTTP/1 at
/// all: whoever meant to speak HTTP/2 could not read it.
pub fn refusal(why: Refusal, bytes: &[u8], speaks_http2: bool) -> Vec<u8> {
    let line = &bytes[..bytes.iter().position(|&byte| byte == b'\n').unwrap_or(bytes.len())];
    let is_http = memchr::memmem::find(line, b" HTTP/1.").is_some();
    if speaks_http2 && !is_http && why == Refusal::Malformed { Vec::new() } else { closing(why.status()) }
}

/// The same with a body.
pub fn closing_with(status: u16, page: &str) -> Vec<u8> {
    let mut out = Vec::with_capacity(256);
    status_line(&mut out, status, None);
    server(&mut out);
    date(&mut out);
    out.extend_from_slice(b"Connection: close\r\n");
    content_type(&mut out);
    out.extend_from_slice(b"Content-Length: ");
    number(&mut out, page.len() as u64);
    out.extend_from_slice(b"\r\n\r\n");
    out.extend_from_slice(page.as_bytes());
    out
}

/// A body that says no more than the status.
pub fn page(status: u16) -> String {
    format!("<html><body><h2>HTTP {status} {}</h2></body></html>", usual_reason(status))
}

fn usual_reason(status: u16) -> &'static str {
    http::StatusCode::from_u16(status).ok().and_then(|status| status.canonical_reason()).unwrap_or("Unknown")
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::SystemTime;

    #[test]
    fn numbers_are_written() {
        for value in [0, 7, 10, 12345, u64::MAX] {
            let mut out = Vec::new();
            number(&mut out, value);
            assert_eq!(out, value.to_string().as_bytes());
        }
    }

    #[test]
    fn fields_that_are_always_the_same_are_fields() {
        let (mut whole, mut parts) = (Vec::new(), Vec::new());
        server(&mut whole);
        content_type(&mut whole);
        field(&mut parts, b"Server", SERVER.as_bytes());
        field(&mut parts, b"Content-Type", CONTENT_TYPE.as_bytes());
        assert_eq!(whole, parts);
    }

    #[test]
    fn a_closing_response_is_whole() {
        let text = String::from_utf8(closing(413)).expect("text");
        assert!(text.starts_with("HTTP/1.1 413 Payload Too Large\r\nServer: swoole-http-server\r\nDate: "), "{text}");
        assert!(text.ends_with("Content-Length: 0\r\n\r\n"), "{text}");
        let text = String::from_utf8(closing_with(400, &page(400))).expect("text");
        assert!(text.ends_with("Length: 55\r\n\r\n<html><body><h2>HTTP 400 Bad Request</h2></body></html>"), "{text}");
    }

    #[test]
    fn what_is_no_http_gets_no_answer_where_it_may_have_meant_http2() {
        assert!(refusal(Refusal::Malformed, b"INVALID CONNECTION PREFACE\r\n\r\n", true).is_empty());
        assert!(refusal(Refusal::Malformed, b"INVALID CONNECTION PREFACE\r\n\r\n", false).starts_with(b"HTTP/1.1 400"));
        assert!(refusal(Refusal::Malformed, b"GET / HTTP/1.1\r\nno\r\n\r\n", true).starts_with(b"HTTP/1.1 400"));
        assert!(refusal(Refusal::HeadTooLarge, b"GET", true).starts_with(b"HTTP/1.1 431"));
    }

    #[test]
    fn the_date_is_that_of_now() {
        let mut out = Vec::new();
        date(&mut out);
        let text = std::str::from_utf8(&out).expect("text");
        let date = text.strip_prefix("Date: ").and_then(|text| text.strip_suffix("\r\n")).expect("a field");
        let told = httpdate::parse_http_date(date).expect("a date");
        assert!(SystemTime::now().duration_since(told).expect("not in the future") < Duration::from_secs(5));
    }
}
