//! A form in parts: fields from memory, files from memory or from disk.

use crate::net::socket::Result;
use crate::net::socket::Socket;
use crate::php::args::Outcome;
use crate::php::value::Key;
use crate::php::value::Owned;
use crate::php::value::Val;
use crate::php::value::each;
use crate::php::value::find;
use crate::php::value::tag;

/// What a part's data is.
enum Data {
    Bytes(Owned),
    File { path: String, offset: u64, length: u64 },
}

struct Part {
    head: Vec<u8>,
    data: Data,
}

/// A form that can be sent.
pub struct Form {
    boundary: String,
    parts: Vec<Part>,
}

impl Form {
    /// Of the fields and files of a client's properties.
    pub fn new(fields: &Val, files: &Val) -> Outcome<Self> {
        let boundary = format!("------------------------SwooleBoundary{}", random());
        let mut parts = Vec::new();
        let mut outcome = Ok(());
        if fields.tag() == tag::ARRAY {
            each(fields, |key, value| {
                let Key::Name(name) = key else { return true };
                match value.to_text() {
                    Ok(text) => parts.push(Part { head: head(&boundary, name, None), data: Data::Bytes(text) }),
                    Err(thrown) => outcome = Err(thrown),
                }
                outcome.is_ok()
            });
        }
        outcome?;
        each(files, |_, about| {
            parts.extend(file(&boundary, &about));
            true
        });
        Ok(Self { boundary, parts })
    }

    /// What tells its parts apart.
    pub fn boundary(&self) -> &str {
        &self.boundary
    }

    /// How long all of it is.
    pub fn length(&self) -> u64 {
        let of_part = |part: &Part| {
            let data = match &part.data {
                Data::Bytes(bytes) => bytes.as_bytes().len() as u64,
                Data::File { length, .. } => *length,
            };
            part.head.len() as u64 + data + 2
        };
        self.parts.iter().map(of_part).sum::<u64>() + self.end().len() as u64
    }

    /// Sends it behind what is to be sent before.
    pub fn send(&self, socket: &Socket, before: Vec<u8>) -> Result<()> {
        let timeout = socket.timeouts.get().write;
        let mut out = before;
        for part in &self.parts {
            out.extend_from_slice(&part.head);
            match &part.data {
                Data::Bytes(bytes) => out.extend_from_slice(bytes.as_bytes()),
                Data::File { path, offset, length } => {
                    socket.send_all(&out, timeout).why?;
                    out.clear();
                    socket.send_file(path, *offset, *length, timeout)?;
                }
            }
            out.extend_from_slice(b"\r\n");
        }
        out.extend_from_slice(self.end().as_bytes());
        socket.send_all(&out, timeout).why
    }

    fn end(&self) -> String {
        format!("--{}--\r\n", self.boundary)
    }
}

fn file(boundary: &str, about: &Val) -> Option<Part> {
    if about.tag() != tag::ARRAY {
        return None;
    }
    let text = |name: &str| find(about, name).and_then(|value| value.as_bytes().map(<[u8]>::to_vec));
    let number = |name: &str| find(about, name).map(|value| value.to_long().max(0) as u64);
    let head = head(boundary, &text("name")?, Some((&text("filename")?, &text("type")?)));
    let data = match find(about, "content") {
        Some(content) => Data::Bytes(content.share()),
        None => Data::File {
            path: String::from_utf8_lossy(&text("path")?).into_owned(),
            offset: number("offset")?,
            length: number("size")?,
        },
    };
    Some(Part { head, data })
}

/// The head of a part. What would end a name is written as browsers do.
fn head(boundary: &str, name: &[u8], file: Option<(&[u8], &[u8])>) -> Vec<u8> {
    let mut out = format!("--{boundary}\r\nContent-Disposition: form-data; name=\"").into_bytes();
    quoted(&mut out, name);
    if let Some((file_name, kind)) = file {
        out.extend_from_slice(b"\"; filename=\"");
        quoted(&mut out, file_name);
        out.extend_from_slice(b"\"\r\nContent-Type: ");
        out.extend(kind.iter().filter(|byte| !matches!(byte, b'\r' | b'\n')));
        out.extend_from_slice(b"\r\n\r\n");
    } else {
        out.extend_from_slice(b"\"\r\n\r\n");
    }
    out
}

fn quoted(out: &mut Vec<u8>, text: &[u8]) {
    for &byte in text {
        match byte {
            b'"' => out.extend_from_slice(b"%22"),
            b'\r' => out.extend_from_slice(b"%0D"),
            b'\n' => out.extend_from_slice(b"%0A"),
            _ => out.push(byte),
        }
    }
}

fn random() -> String {
    use std::hash::BuildHasher;
    format!("{:016x}", std::collections::hash_map::RandomState::new().hash_one(0))
}
