//! The form in a request's body: fields and files.

use crate::net::http::multipart;
use crate::net::http::multipart::Upload;
use crate::net::http::multipart::UploadError;
use crate::php::class::http::c;
use crate::php::class::http::exchange::Exchange;
use crate::php::value::Array;
use crate::php::value::Owned;
use crate::php::value::Val;

/// A form, taken apart. Its files go when this goes, unless they were moved away.
#[derive(Default)]
pub struct Form {
    /// For `$request->post`; null when there is none.
    pub post: Option<Owned>,
    /// For `$request->files`.
    pub files: Option<Owned>,
    /// For `$request->tmpfiles`.
    pub paths: Vec<String>,
}

const URL_ENCODED: &[u8] = b"application/x-www-form-urlencoded";
const MULTIPART: &[u8] = b"multipart/form-data";

impl Form {
    /// The form of a request.
    pub fn parse(exchange: &Exchange) -> Self {
        let streamed = exchange.message.borrow_mut().form.take();
        if let Some(parts) = streamed {
            return Self::of_parts(*parts, exchange.options.parse_files);
        }
        let message = exchange.message.borrow();
        let kind = message.field("content-type").unwrap_or_default();
        if !multipart::METHODS.contains(&message.method()) {
            return Self::default();
        }
        if begins(kind, URL_ENCODED) && exchange.options.parse_post && !message.body().is_empty() {
            let mut form = Self::default();
            form.post = Some(c::query(message.body()));
            return form;
        }
        if !begins(kind, MULTIPART) {
            return Self::default();
        }
        let Some(boundary) = multipart::boundary(kind) else { return Self::default() };
        let parts = multipart::parse(message.body(), &boundary, &exchange.options.upload_tmp_dir);
        Self::of_parts(parts, exchange.options.parse_files)
    }

    fn of_parts(mut parts: multipart::Parts, nested: bool) -> Self {
        let mut form = Self::default();
        for (name, value) in std::mem::take(&mut parts.fields) {
            let value = Owned::take(Val::bytes(&value));
            c::register_variable(form.post.get_or_insert_with(Owned::array), &name, value);
        }
        // From now on the files are this form's.
        for upload in std::mem::take(&mut parts.uploads) {
            if let Some(path) = &upload.path {
                c::add_upload(path);
                form.paths.push(path.clone());
            }
            add_file(form.files.get_or_insert_with(Owned::array), &upload, nested);
        }
        form
    }
}

impl Drop for Form {
    fn drop(&mut self) {
        for path in &self.paths {
            if c::remove_upload(path) {
                // It may be gone: then there is nothing to do.
                let _ = std::fs::remove_file(path);
            }
        }
    }
}

/// What PHP tells of an uploaded file, in Swoole's order.
fn add_file(files: &mut Owned, upload: &Upload, nested: bool) {
    let path = upload.path.as_deref().unwrap_or("");
    let text = |bytes: &[u8]| Owned::take(Val::bytes(bytes));
    // As PHP has it: of a file that nobody chose nothing is told.
    let kind: &[u8] = if upload.error == UploadError::NoFile { b"" } else { &upload.kind };
    let size = || Owned::take(Val::long(upload.size as i64));
    let error = || Owned::take(Val::long(upload.error.number()));
    let bracket = upload.name.iter().position(|&byte| byte == b'[').filter(|&at| at > 0 && nested);
    let Some(at) = bracket else {
        let about = Array::new()
            .value("name", text(&upload.file_name))
            .value("type", text(kind))
            .value("tmp_name", text(path.as_bytes()))
            .value("error", error())
            .value("size", size());
        c::register_variable(files, &upload.name, about.build());
        return;
    };
    let (base, rest) = upload.name.split_at(at);
    let mut add = |what: &str, value| {
        let name = [base, b"[", what.as_bytes(), b"]", rest].concat();
        c::register_variable(files, &name, value);
    };
    add("name", text(&upload.file_name));
    add("type", text(kind));
    add("tmp_name", text(path.as_bytes()));
    add("error", error());
    add("size", size());
}

fn begins(text: &[u8], with: &[u8]) -> bool {
    text.get(..with.len()).is_some_and(|start| start.eq_ignore_ascii_case(with))
}
