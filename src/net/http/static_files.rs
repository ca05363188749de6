//! Files below a folder, as a server gives them out by itself.
//!
//! Invariants:
//!
//! - nothing outside of the folder can be asked for: `..`, in any disguise, is taken out of a path before anything is
//!   looked for, and what is left must begin with the folder. Links inside the folder are followed, wherever they lead:
//!   who may make them decides that;
//! - what cannot be served here is left to the program, unless the path is one of the locations that are files for sure.

use std::ffi::OsStr;
use std::fs::File;
use std::fs::Metadata;
use std::ops::Range;
use std::os::unix::ffi::OsStrExt;
use std::path::Path;
use std::path::PathBuf;
use std::time::Duration;
use std::time::SystemTime;
use std::time::UNIX_EPOCH;

use crate::net::http::message::Message;
use crate::net::http::reply;

/// The folder and what is given out of it.
#[derive(Clone, Debug, Default)]
pub struct Folder {
    /// The folder.
    pub root: PathBuf,
    /// Beginnings of paths; when there are any, only such paths are looked at, and they are files or not there.
    pub locations: Vec<Vec<u8>>,
    /// Names of files that stand for their folder.
    pub index: Vec<String>,
    /// Whether folders are listed.
    pub lists: bool,
}

/// What a path leads to.
#[derive(Debug)]
pub enum Found {
    /// Nothing that is served here.
    Nothing,
    /// A file that should be there and is not.
    Missing,
    /// A folder, as a page.
    Page(Vec<u8>),
    /// A file.
    File(PathBuf, Metadata),
}

/// The head of an answer, and which parts of the file follow it.
#[derive(Debug, PartialEq, Eq)]
pub struct Answer {
    /// The head.
    pub head: Vec<u8>,
    /// The parts, each with the text that stands before it.
    pub parts: Vec<(Vec<u8>, Range<u64>)>,
    /// What stands behind the last one.
    pub tail: Vec<u8>,
}

impl Answer {
    /// An answer with one part; an empty one for none.
    fn single(head: Vec<u8>, part: Range<u64>) -> Self {
        let parts = if part.is_empty() { Vec::new() } else { vec![(Vec::new(), part)] };
        Self { head, parts, tail: Vec::new() }
    }
}

/// The most parts that are sent; who asks for more gets the whole.
const MOST_PARTS: usize = 16;

impl Folder {
    /// Looks for a path as a request has it. `knows` tells whether a name's suffix is known.
    pub fn find(&self, path: &[u8], knows: &dyn Fn(&[u8]) -> bool) -> Found {
        let begins =
            |location: &Vec<u8>| path.get(..location.len()).is_some_and(|start| start.eq_ignore_ascii_case(location));
        let is_located = self.locations.iter().any(begins);
        if !self.locations.is_empty() && !is_located {
            return Found::Nothing;
        }
        let otherwise = || if is_located { Found::Missing } else { Found::Nothing };
        let Some(full) = below(&self.root, path) else { return otherwise() };
        let Ok(about) = std::fs::metadata(&full) else { return otherwise() };
        if about.is_dir() {
            // A folder that has nothing to show is no missing file: PHP may know more.
            return self.folder(path, &full).unwrap_or(Found::Nothing);
        }
        let name = full.as_os_str().as_bytes();
        if about.is_file() && (is_located || knows(name)) { Found::File(full, about) } else { otherwise() }
    }

    fn folder(&self, path: &[u8], full: &Path) -> Option<Found> {
        for name in &self.index {
            let file = full.join(name);
            if let Ok(about) = std::fs::metadata(&file)
                && about.is_file()
            {
                return Some(Found::File(file, about));
            }
        }
        if self.lists { Some(Found::Page(page(path, full))) } else { None }
    }
}

/// The path of a file below a folder, which has no `..` in it; nothing for one that leads out of it.
fn below(folder: &Path, path: &[u8]) -> Option<PathBuf> {
    let decoded = decode(path)?;
    let mut full = folder.to_path_buf();
    for part in decoded.split(|&byte| byte == b'/') {
        match part {
            b"" | b"." => {}
            b".." => drop(full.pop()),
            _ if part.contains(&0) => return None,
            _ => full.push(OsStr::from_bytes(part)),
        }
    }
    full.starts_with(folder).then_some(full)
}

/// Takes percent signs out; nothing when one stands for nothing.
fn decode(text: &[u8]) -> Option<Vec<u8>> {
    let mut out = Vec::with_capacity(text.len());
    let mut rest = text;
    while let Some((&byte, after)) = rest.split_first() {
        rest = after;
        if byte != b'%' {
            out.push(byte);
            continue;
        }
        let digits = std::str::from_utf8(rest.get(..2)?).ok()?;
        out.push(u8::from_str_radix(digits, 16).ok()?);
        rest = &rest[2..];
    }
    Some(out)
}

fn page(path: &[u8], folder: &Path) -> Vec<u8> {
    let base = escaped(&String::from_utf8_lossy(path));
    let base = base.trim_end_matches('/');
    let mut names: Vec<String> = std::fs::read_dir(folder)
        .map(|entries| entries.flatten().map(|entry| entry.file_name().to_string_lossy().into_owned()).collect())
        .unwrap_or_default();
    if !base.is_empty() {
        names.push("..".into());
    }
    names.sort();
    let mut out = format!(
        "<!DOCTYPE html>\n<html>\n<head><meta charset=\"utf-8\"><title>Index of {base}/</title></head>\n<body>\n\
         <h1>Index of {base}/</h1>\n<ul>\n"
    );
    for name in names {
        let name = escaped(&name);
        out.push_str(&format!("<li><a href=\"{base}/{name}\">{name}</a></li>\n"));
    }
    out.push_str("</ul>\n</body>\n</html>\n");
    out.into_bytes()
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

/// What to answer with a file: all of it, a part, that it has not changed, or that there is no such part.
pub fn answer(request: &Message, about: &Metadata, kind: &[u8]) -> Answer {
    let length = about.len();
    // HTTP knows whole seconds.
    let since = about.modified().ok().and_then(|at| at.duration_since(UNIX_EPOCH).ok()).unwrap_or_default();
    let modified = UNIX_EPOCH + Duration::from_secs(since.as_secs());
    let tag = format!("\"{:x}-{length:x}\"", since.as_secs());
    if is_unchanged(request, modified, &tag) {
        return Answer::single(head(304, request, None, &[], modified, &tag, kind), 0..0);
    }
    let wanted = request.field("range").filter(|_| may_be_a_part(request, modified, &tag));
    let wanted = wanted.and_then(|range| range.strip_prefix(b"bytes="));
    match wanted.map(|ranges| parts(ranges, length)).as_deref() {
        Some([]) => {
            let extra = format!("Content-Range: bytes */{length}\r\n");
            Answer::single(head(416, request, Some(0), extra.as_bytes(), modified, &tag, kind), 0..0)
        }
        Some([part]) => {
            let extra = format!("Content-Range: bytes {}-{}/{length}\r\n", part.start, part.end - 1);
            let size = part.end - part.start;
            Answer::single(head(206, request, Some(size), extra.as_bytes(), modified, &tag, kind), part.clone())
        }
        Some(several) if several.len() <= MOST_PARTS && total(several) <= length => {
            several_parts(several, length, kind, |size, kind| head(206, request, Some(size), &[], modified, &tag, kind))
        }
        _ => {
            let extra = b"Accept-Ranges: bytes\r\n";
            Answer::single(head(200, request, Some(length), extra, modified, &tag, kind), 0..length)
        }
    }
}

fn total(parts: &[Range<u64>]) -> u64 {
    parts.iter().map(|part| part.end - part.start).sum()
}

/// As one body: each part behind a head of its own.
fn several_parts(parts: &[Range<u64>], length: u64, kind: &[u8], head: impl FnOnce(u64, &[u8]) -> Vec<u8>) -> Answer {
    use std::hash::BuildHasher;
    let boundary = format!("{:016x}", std::collections::hash_map::RandomState::new().hash_one(length));
    let kind = String::from_utf8_lossy(kind);
    let mut written = Vec::with_capacity(parts.len());
    for part in parts {
        let line = if written.is_empty() { "" } else { "\r\n" };
        let before = format!(
            "{line}--{boundary}\r\nContent-Type: {kind}\r\nContent-Range: bytes {}-{}/{length}\r\n\r\n",
            part.start,
            part.end - 1
        );
        written.push((before.into_bytes(), part.clone()));
    }
    let tail = format!("\r\n--{boundary}--\r\n").into_bytes();
    let size = written.iter().map(|(before, _)| before.len() as u64).sum::<u64>() + total(parts) + tail.len() as u64;
    Answer { head: head(size, format!("multipart/byteranges; boundary={boundary}").as_bytes()), parts: written, tail }
}

/// A head for something that is no file.
pub fn plain_head(request: &Message, status: u16, length: u64) -> Vec<u8> {
    let mut out = Vec::with_capacity(256);
    begin(&mut out, status, request);
    reply::content_type(&mut out);
    reply::field(&mut out, b"Content-Length", length.to_string().as_bytes());
    out.extend_from_slice(b"\r\n");
    out
}

fn begin(out: &mut Vec<u8>, status: u16, request: &Message) {
    reply::status_line(out, status, None);
    let keeps = request.head.meaning.keep_alive;
    reply::field(out, b"Connection", if keeps { b"keep-alive" } else { b"close" });
    reply::server(out);
    reply::date(out);
}

fn head(
    status: u16,
    request: &Message,
    length: Option<u64>,
    extra: &[u8],
    modified: SystemTime,
    tag: &str,
    kind: &[u8],
) -> Vec<u8> {
    let mut out = Vec::with_capacity(320);
    begin(&mut out, status, request);
    if let Some(length) = length {
        reply::field(&mut out, b"Content-Type", kind);
        reply::field(&mut out, b"Content-Length", length.to_string().as_bytes());
    }
    reply::field(&mut out, b"Last-Modified", httpdate::fmt_http_date(modified).as_bytes());
    reply::field(&mut out, b"ETag", tag.as_bytes());
    out.extend_from_slice(extra);
    out.extend_from_slice(b"\r\n");
    out
}

fn is_unchanged(request: &Message, modified: SystemTime, tag: &str) -> bool {
    if let Some(known) = request.field("if-none-match") {
        let same = |one: &[u8]| {
            let one = one.trim_ascii();
            one == b"*" || one.strip_prefix(b"W/").unwrap_or(one) == tag.as_bytes()
        };
        return known.split(|&byte| byte == b',').any(same);
    }
    request.field("if-modified-since").and_then(date).is_some_and(|known| modified <= known)
}

/// Whether what the client has a part of is still the same.
fn may_be_a_part(request: &Message, modified: SystemTime, tag: &str) -> bool {
    match request.field("if-range") {
        None => true,
        Some(known) if known.starts_with(b"\"") => known == tag.as_bytes(),
        // What is neither a tag nor a date says nothing.
        Some(known) => date(known).is_none_or(|known| known == modified),
    }
}

fn date(text: &[u8]) -> Option<SystemTime> {
    httpdate::parse_http_date(std::str::from_utf8(text).ok()?).ok()
}

/// The parts that are asked for and lie in the file.
fn parts(ranges: &[u8], length: u64) -> Vec<Range<u64>> {
    ranges.split(|&byte| byte == b',').filter_map(|range| part(range, length)).collect()
}

/// One part, if it lies in the file.
fn part(range: &[u8], length: u64) -> Option<Range<u64>> {
    let (from, to) = std::str::from_utf8(range).ok()?.trim().split_once('-')?;
    let number = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit()).then(|| text.parse::<u64>().ok())?;
    let part = match (from, to) {
        ("", last) => length.saturating_sub(number(last)?)..length,
        (from, "") => number(from)?..length,
        (from, to) => number(from)?..number(to)?.checked_add(1)?.min(length),
    };
    (part.start < part.end && part.end <= length).then_some(part)
}

/// Opens a file to be sent.
pub fn open(path: &Path) -> Option<File> {
    File::open(path).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::net::http::decoder::Decoder;
    use crate::net::http::decoder::Limits;

    fn request(fields: &str) -> Box<Message> {
        let mut decoder = Decoder::new(Limits::default());
        let bytes = format!("GET / HTTP/1.1\r\n{fields}\r\n");
        decoder.room()[..bytes.len()].copy_from_slice(bytes.as_bytes());
        decoder.filled(bytes.len());
        decoder.next_message().expect("well-formed").expect("complete")
    }

    struct Temporary(PathBuf);

    impl Drop for Temporary {
        fn drop(&mut self) {
            let _ = std::fs::remove_dir_all(&self.0);
        }
    }

    fn folder(name: &str) -> (Temporary, Folder) {
        let base = std::env::temp_dir().join(format!("swirl-static-{name}-{}", std::process::id()));
        let root = base.join("root");
        std::fs::create_dir_all(root.join("sub")).expect("made");
        std::fs::write(base.join("secret.txt"), "secret").expect("written");
        std::fs::write(root.join("a b.txt"), "0123456789").expect("written");
        std::fs::write(root.join("sub/index.html"), "index").expect("written");
        (Temporary(base), Folder { root, ..Folder::default() })
    }

    #[test]
    fn nothing_above_the_folder_is_found() {
        let (_base, mut folder) = folder("above");
        folder.locations = vec![b"/".to_vec()];
        for path in [
            "/../secret.txt",
            "/sub/../../secret.txt",
            "/%2e%2e/secret.txt",
            "/..%2fsecret.txt",
            "/%2e%2e%2fsecret.txt",
            "//../secret.txt",
            "/./../secret.txt",
            "/a%00b",
            "/%zz",
            "/%2",
        ] {
            assert!(matches!(folder.find(path.as_bytes(), &|_| true), Found::Missing), "{path}");
        }
        for path in ["/a%20b.txt", "/sub/../a%20b.txt", "/../root/a%20b.txt", "/./sub/%2e%2e/a%20b.txt"] {
            assert!(matches!(folder.find(path.as_bytes(), &|_| true), Found::File(..)), "{path}");
        }
        assert!(matches!(folder.find(b"/../root2/x", &|_| true), Found::Missing));
    }

    #[test]
    fn what_is_no_file_is_left_to_the_program() {
        let (_base, mut folder) = folder("left");
        assert!(matches!(folder.find(b"/nothing.txt", &|_| true), Found::Nothing));
        assert!(matches!(folder.find(b"/a%20b.txt", &|_| false), Found::Nothing));
        assert!(matches!(folder.find(b"/sub", &|_| true), Found::Nothing));
        folder.index = vec!["index.html".into()];
        assert!(matches!(folder.find(b"/sub/", &|_| true), Found::File(..)));
        folder.lists = true;
        let Found::Page(page) = folder.find(b"/", &|_| true) else { panic!("a page") };
        assert!(String::from_utf8_lossy(&page).contains("a b.txt"));
        folder.locations = vec![b"/files".to_vec()];
        assert!(matches!(folder.find(b"/a%20b.txt", &|_| true), Found::Nothing));
        assert!(matches!(folder.find(b"/files/x", &|_| true), Found::Missing));
        (folder.locations, folder.lists) = (vec![b"/".to_vec()], false);
        assert!(matches!(folder.find(b"/", &|_| true), Found::Nothing));
    }

    #[test]
    fn parts_are_cut() {
        for (range, expected) in [
            ("0-3", Some(0..4)),
            ("5-", Some(5..10)),
            ("-3", Some(7..10)),
            ("-30", Some(0..10)),
            ("8-100", Some(8..10)),
            ("10-", None),
            ("5-4", None),
            ("-0", None),
            ("+1-2", None),
            ("0-18446744073709551615", None),
            ("a-b", None),
        ] {
            assert_eq!(part(range.as_bytes(), 10), expected, "{range}");
        }
    }

    #[test]
    fn answers_say_what_follows() {
        let (_base, folder) = folder("answers");
        let Found::File(_, about) = folder.find(b"/a%20b.txt", &|_| true) else { panic!("a file") };
        let status = |fields: &str| {
            let answer = answer(&request(fields), &about, b"text/plain");
            let text = String::from_utf8(answer.head).expect("text");
            let parts: Vec<_> = answer.parts.into_iter().map(|(_, part)| (part.start, part.end)).collect();
            (text[9..12].to_string(), parts, text)
        };
        let (code, whole, text) = status("");
        assert_eq!((code.as_str(), whole), ("200", vec![(0, 10)]));
        let tag = text.split("ETag: ").nth(1).and_then(|rest| rest.split("\r\n").next()).expect("a tag").to_string();
        let date = text.split("Last-Modified: ").nth(1).and_then(|rest| rest.split("\r\n").next()).expect("a date");
        assert_eq!(status(&format!("If-None-Match: \"x\", {tag}\r\n")).0, "304");
        assert_eq!(status(&format!("If-Modified-Since: {date}\r\n")).0, "304");
        assert_eq!(status("If-Modified-Since: Mon, 01 Jan 1990 00:00:00 GMT\r\n").0, "200");
        assert_eq!(status("Range: bytes=2-4\r\n").1, [(2, 5)]);
        assert_eq!(status("Range: bytes=20-\r\n").0, "416");
        assert_eq!(status("Range: lines=1\r\n").0, "200");
        let (code, parts, text) = status("Range: bytes=0-1, 4-5\r\n");
        assert_eq!((code.as_str(), parts), ("206", vec![(0, 2), (4, 6)]));
        assert!(text.contains("multipart/byteranges; boundary="), "{text}");
        // Parts that overlap are more than the file: that is an attack.
        assert_eq!(status("Range: bytes=0-,0-,0-\r\n").1, [(0, 10)]);
        assert_eq!(status("Range: bytes=2-4\r\nIf-Range: \"old\"\r\n").1, [(0, 10)]);
        assert_eq!(status(&format!("Range: bytes=2-4\r\nIf-Range: {tag}\r\n")).1, [(2, 5)]);
    }
}
