//! Forms in parts: fields to memory, files to disk.
//!
//! The parser (`multer`) is a future that waits for bytes; here they are put before it and it is asked to go on, so that
//! it needs no runtime and nothing is read twice.

use std::collections::VecDeque;
use std::fs::File;
use std::future::Future;
use std::io::Write;
use std::pin::Pin;
use std::sync::Arc;
use std::task::Context;
use std::task::Poll;
use std::task::Waker;

use bytes::Bytes;
use futures_core::Stream;
use parking_lot::Mutex;

/// How a file ends its name: so many random characters.
const RANDOM: usize = 6;
/// How often another name is tried.
const TRIES: usize = 100;

/// Why there is no file, in PHP's numbers.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum UploadError {
    /// There is one.
    None,
    /// None was chosen.
    NoFile,
    /// The folder is not there.
    NoFolder,
    /// The disk is full, or the like.
    CannotWrite,
}

impl UploadError {
    /// One of PHP's `UPLOAD_ERR_*`.
    pub fn number(self) -> i64 {
        match self {
            Self::None => 0,
            Self::NoFile => 4,
            Self::NoFolder => 6,
            Self::CannotWrite => 7,
        }
    }
}

/// A file of a form.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Upload {
    /// The field's name.
    pub name: Vec<u8>,
    /// What the client calls the file.
    pub file_name: Vec<u8>,
    /// The type that the client gives.
    pub kind: Vec<u8>,
    /// Where it lies.
    pub path: Option<String>,
    /// How many bytes it has.
    pub size: u64,
    /// Why it is not there.
    pub error: UploadError,
}

/// Methods whose bodies may be forms.
pub const METHODS: &[&[u8]] = &[b"POST", b"PUT", b"DELETE", b"PATCH"];

/// What a form has. Files that nobody has taken out of it are removed with it.
#[derive(Debug, Default)]
pub struct Parts {
    /// Names and values, in order.
    pub fields: Vec<(Vec<u8>, Vec<u8>)>,
    /// The files, in order.
    pub uploads: Vec<Upload>,
}

/// The boundary in a Content-Type.
pub fn boundary(content_type: &[u8]) -> Option<String> {
    multer::parse_boundary(std::str::from_utf8(content_type).ok()?).ok()
}

/// Takes a whole body apart. What comes before an error is kept.
pub fn parse(body: &[u8], boundary: &str, folder: &str) -> Parts {
    let mut parser = Parser::new(boundary, folder);
    parser.feed(body);
    parser.finish()
}

/// Takes a body apart as it comes.
pub struct Parser {
    source: Source,
    parts: Arc<Mutex<Parts>>,
    work: Option<Pin<Box<dyn Future<Output = ()>>>>,
}

/// The bytes that the parser has not asked for yet; nothing stands for the end.
#[derive(Clone, Default)]
struct Source(Arc<Mutex<VecDeque<Option<Bytes>>>>);

impl Stream for Source {
    type Item = Result<Bytes, std::convert::Infallible>;

    fn poll_next(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        match self.0.lock().pop_front() {
            Some(piece) => Poll::Ready(piece.map(Ok)),
            None => Poll::Pending,
        }
    }
}

impl Parser {
    /// For a body with this boundary; files go to `folder`.
    pub fn new(boundary: &str, folder: &str) -> Self {
        let (source, parts) = (Source::default(), Arc::new(Mutex::new(Parts::default())));
        let form = multer::Multipart::new(source.clone(), boundary);
        let work = take_apart(form, parts.clone(), folder.to_owned());
        Self { source, parts, work: Some(Box::pin(work)) }
    }

    /// Some more of it.
    pub fn feed(&mut self, bytes: &[u8]) {
        self.go_on(Some(Bytes::copy_from_slice(bytes)));
    }

    /// That was all.
    pub fn finish(mut self) -> Parts {
        self.go_on(None);
        std::mem::take(&mut *self.parts.lock())
    }

    fn go_on(&mut self, bytes: Option<Bytes>) {
        let Some(work) = &mut self.work else { return };
        self.source.0.lock().push_back(bytes);
        if work.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_ready() {
            self.work = None;
        }
    }
}

impl Drop for Parts {
    fn drop(&mut self) {
        for upload in &self.uploads {
            if let Some(path) = &upload.path {
                // It may be gone: then there is nothing to do.
                let _ = std::fs::remove_file(path);
            }
        }
    }
}

/// Ends at the end of the form or at its first fault.
async fn take_apart(mut form: multer::Multipart<'static>, parts: Arc<Mutex<Parts>>, folder: String) {
    while let Ok(Some(part)) = form.next_field().await {
        let name = part.name().unwrap_or_default().as_bytes().to_vec();
        match part.file_name() {
            None => {
                let Ok(value) = part.bytes().await else { return };
                parts.lock().fields.push((name, value.to_vec()));
            }
            Some(file_name) => {
                let file_name = file_name.as_bytes().to_vec();
                let kind = part.headers().get(http::header::CONTENT_TYPE).map(|kind| kind.as_bytes().to_vec());
                let upload = Upload {
                    name,
                    kind: kind.unwrap_or_default(),
                    path: None,
                    size: 0,
                    error: if file_name.is_empty() { UploadError::NoFile } else { UploadError::None },
                    file_name,
                };
                if save(part, upload, &parts, &folder).await.is_none() {
                    return;
                }
            }
        }
    }
}

async fn save(mut part: multer::Field<'_>, mut upload: Upload, parts: &Mutex<Parts>, folder: &str) -> Option<()> {
    let mut file = None;
    if upload.error == UploadError::None {
        match create(folder) {
            Some((made, path)) => (file, upload.path) = (Some(made), Some(path)),
            None => upload.error = UploadError::NoFolder,
        }
    }
    // It is listed before it is complete, so that it is removed if the rest never comes.
    let at = {
        let mut parts = parts.lock();
        parts.uploads.push(upload);
        parts.uploads.len() - 1
    };
    loop {
        let chunk = part.chunk().await.ok()?;
        let mut parts = parts.lock();
        let upload = parts.uploads.get_mut(at)?;
        let Some(chunk) = chunk else { return Some(()) };
        if let Some(open) = &mut file {
            upload.size += chunk.len() as u64;
            if open.write_all(&chunk).is_err() {
                upload.error = UploadError::CannotWrite;
                file = None;
            }
        }
    }
}

/// A new file that nobody else can read.
fn create(folder: &str) -> Option<(File, String)> {
    use std::os::unix::fs::OpenOptionsExt;
    for _ in 0..TRIES {
        let path = format!("{folder}/swoole.upfile.{}", random_name());
        match File::options().write(true).create_new(true).mode(0o600).open(&path) {
            Ok(file) => return Some((file, path)),
            Err(why) if why.kind() == std::io::ErrorKind::AlreadyExists => {}
            Err(_) => return None,
        }
    }
    None
}

fn random_name() -> String {
    use std::hash::BuildHasher;
    const LETTERS: &[u8; 62] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    let mut random = std::collections::hash_map::RandomState::new().hash_one(std::process::id());
    let mut name = String::with_capacity(RANDOM);
    for _ in 0..RANDOM {
        name.push(LETTERS[(random % 62) as usize].into());
        random /= 62;
    }
    name
}

#[cfg(test)]
mod tests {
    use super::*;

    const FORM: &[u8] = b"--XX\r\nContent-Disposition: form-data; name=\"a[]\"\r\n\r\none\r\n--XX\r\n\
        Content-Disposition: form-data; name=\"f\"; filename=\"x.txt\"\r\nContent-Type: text/plain\r\n\r\nfile \r\n-XX \
        data\r\n--XX\r\nContent-Disposition: form-data; name=\"g\"; filename=\"\"\r\n\r\n\r\n--XX--\r\n";

    fn check(parts: Parts) {
        assert_eq!(parts.fields, [(b"a[]".to_vec(), b"one".to_vec())]);
        let [one, none] = &parts.uploads[..] else { panic!("two files") };
        let path = one.path.clone().expect("a file");
        assert_eq!(std::fs::read(&path).expect("readable"), b"file \r\n-XX data");
        assert_eq!((&one.file_name[..], &one.kind[..], one.size), (&b"x.txt"[..], &b"text/plain"[..], 15));
        assert_eq!((none.path.as_ref(), none.error), (None, UploadError::NoFile));
    }

    #[test]
    fn a_form_may_be_cut_anywhere() {
        let folder = std::env::temp_dir().display().to_string();
        check(parse(FORM, "XX", &folder));
        for length in [1, 2, 3, 7, 50] {
            let mut parser = Parser::new("XX", &folder);
            FORM.chunks(length).for_each(|piece| parser.feed(piece));
            check(parser.finish());
        }
    }

    #[test]
    fn a_form_that_ends_too_early_leaves_no_file() {
        let folder = std::env::temp_dir().join(format!("swirl-multipart-{}", std::process::id()));
        std::fs::create_dir_all(&folder).expect("made");
        for length in 0..FORM.len() {
            let mut parser = Parser::new("XX", &folder.display().to_string());
            parser.feed(&FORM[..length]);
            drop(parser);
            assert_eq!(std::fs::read_dir(&folder).expect("readable").count(), 0, "{length}");
        }
        std::fs::remove_dir(&folder).expect("empty");
    }

    #[test]
    fn a_boundary_is_found() {
        assert_eq!(boundary(b"multipart/form-data; boundary=\"a b\"").as_deref(), Some("a b"));
        assert_eq!(boundary(b"multipart/form-data"), None);
    }
}
