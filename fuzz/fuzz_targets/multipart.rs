//! Any body, in any pieces: the same fields and files as in one piece; never a panic, never a file that stays behind.
#![no_main]

use libfuzzer_sys::fuzz_target;
use swirl::net::http::multipart;

type Seen = (Vec<(Vec<u8>, Vec<u8>)>, Vec<(Vec<u8>, Vec<u8>)>);

fn parts<'a>(pieces: impl Iterator<Item = &'a [u8]>, folder: &str) -> Seen {
    let mut parser = multipart::Parser::new("XX", folder);
    pieces.for_each(|piece| parser.feed(piece));
    let parts = parser.finish();
    let files = parts.uploads.iter().map(|upload| {
        let content = upload.path.as_ref().map(|path| std::fs::read(path).expect("readable")).unwrap_or_default();
        assert_eq!(content.len() as u64, upload.size);
        (upload.name.clone(), content)
    });
    let files = files.collect();
    (parts.fields.clone(), files)
}

fuzz_target!(|data: &[u8]| {
    let [size, body @ ..] = data else { return };
    let folder = std::env::temp_dir().join(format!("swirl-fuzz-multipart-{}", std::process::id()));
    std::fs::create_dir_all(&folder).expect("made");
    let name = folder.display().to_string();
    let whole = parts(std::iter::once(body), &name);
    let cut = parts(body.chunks(1 + usize::from(*size)), &name);
    // Of a form that breaks off, pieces show more: what is complete is the same.
    assert!(cut.0.starts_with(&whole.0) || whole.0.starts_with(&cut.0));
    assert_eq!(std::fs::read_dir(&folder).expect("readable").count(), 0);
});
