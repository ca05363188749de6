//! Any fields of a request for a file: all of it, parts that lie in it and are no more than it, or none; and the head says
//! how long what follows is. Never a panic.
#![no_main]

use libfuzzer_sys::fuzz_target;
use std::fs::Metadata;
use std::sync::LazyLock;
use swirl::net::http::Decoder;
use swirl::net::http::Limits;
use swirl::net::http::static_files::answer;

const LENGTH: u64 = 1000;

static FILE: LazyLock<Metadata> = LazyLock::new(|| {
    let path = std::env::temp_dir().join(format!("swirl-fuzz-ranges-{}", std::process::id()));
    std::fs::write(&path, vec![b'x'; LENGTH as usize]).expect("written");
    let about = std::fs::metadata(&path).expect("there");
    std::fs::remove_file(&path).expect("removed");
    about
});

fuzz_target!(|fields: &[u8]| {
    let bytes = [b"GET /file HTTP/1.1\r\nHost: a\r\n", fields, b"\r\n\r\n"].concat();
    let mut decoder = Decoder::new(Limits::default());
    for piece in bytes.chunks(1000) {
        decoder.room()[..piece.len()].copy_from_slice(piece);
        decoder.filled(piece.len());
    }
    let Ok(Some(request)) = decoder.next_message() else { return };
    let answer = answer(&request, &FILE, b"text/plain");
    let mut length = answer.tail.len() as u64;
    for (before, part) in &answer.parts {
        assert!(part.start < part.end && part.end <= LENGTH, "{part:?}");
        length += before.len() as u64 + part.end - part.start;
    }
    let parts: u64 = answer.parts.iter().map(|(_, part)| part.end - part.start).sum();
    assert!(parts <= LENGTH, "no more than the file");
    let head = String::from_utf8(answer.head).expect("text");
    let told = head.lines().find_map(|line| line.strip_prefix("Content-Length: "));
    match told {
        Some(told) => assert!(head.contains(" 304 ") || told == length.to_string(), "{head}"),
        None => assert!(length == 0, "{head}"),
    }
});
