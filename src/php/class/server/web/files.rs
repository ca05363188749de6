//! `enable_static_handler`: files that the server gives out before PHP is asked.

use std::fs::File;
use std::ops::Range;
use std::path::PathBuf;
use std::rc::Rc;

use super::Talk;
use crate::net::http::Message;
use crate::net::http::static_files;
use crate::net::http::static_files::Folder;
use crate::net::http::static_files::Found;
use crate::php::functions::mime;
use crate::php::value::Owned;
use crate::php::value::Val;
use crate::php::value::each;
use crate::php::value::find;
use crate::php::value::tag;
use crate::server::connection::Connection;

/// The folder that the settings name, if files are to be given out.
pub fn folder(settings: &Val) -> Option<Folder> {
    if settings.tag() != tag::ARRAY || !find(settings, "enable_static_handler")?.to_bool() {
        return None;
    }
    let root = find(settings, "document_root")?;
    let root = PathBuf::from(String::from_utf8_lossy(root.as_bytes()?).trim_end_matches('/'));
    let names = |setting| names(settings, setting);
    let index = names("http_index_files").into_iter().map(|name| String::from_utf8_lossy(&name).into_owned());
    Some(Folder {
        root,
        locations: names("static_handler_locations"),
        index: index.collect(),
        lists: find(settings, "http_autoindex").is_some_and(|on| on.to_bool()),
    })
}

fn names(settings: &Val, setting: &str) -> Vec<Vec<u8>> {
    let mut all = Vec::new();
    if let Some(given) = find(settings, setting).filter(|given| given.tag() == tag::ARRAY) {
        each(&given, |_, name| {
            all.extend(name.as_bytes().map(<[u8]>::to_vec));
            true
        });
    }
    all
}

/// An answer that needs no PHP.
pub(super) struct Reply {
    /// As HTTP/1 has it.
    pub head: Vec<u8>,
    /// The body, if it is in memory.
    pub page: Vec<u8>,
    /// A file, and which part of it is the body.
    pub file: Option<(File, Range<u64>)>,
}

impl Talk {
    /// What to answer with a file, if the path leads to one; nothing when PHP is to be asked.
    pub(super) fn find_file(&self, message: &Message) -> Option<Reply> {
        let folder = self.site.folder.as_ref()?;
        let has_body = match message.method() {
            b"GET" => true,
            b"HEAD" => false,
            _ => return None,
        };
        let page = |status, body: &[u8]| Reply {
            head: static_files::plain_head(message, status, body.len() as u64),
            page: if has_body { body.to_vec() } else { Vec::new() },
            file: None,
        };
        Some(match folder.find(message.head.path(&message.bytes), &mime::is_known) {
            Found::Nothing => return None,
            Found::Missing => page(404, b"<html><body><h2>HTTP 404 Not Found</h2></body></html>"),
            Found::Page(listing) => page(200, &listing),
            Found::File(path, about) => {
                let kind = Owned::take(mime::of_file(path.as_os_str().as_encoded_bytes()));
                let answer = static_files::answer(message, &about, kind.as_bytes());
                let Some(file) = static_files::open(&path) else { return Some(page(403, b"")) };
                let file = (has_body && !answer.part.is_empty()).then_some((file, answer.part));
                Reply { head: answer.head, page: Vec::new(), file }
            }
        })
    }

    /// Answers with a file, if the path leads to one. False when PHP is to be asked.
    pub(super) fn give_file(&self, connection: &Rc<Connection>, message: &Message) -> bool {
        let Some(mut reply) = self.find_file(message) else { return false };
        let hub = &self.site.hub;
        reply.head.extend_from_slice(&reply.page);
        hub.send(connection, &reply.head);
        if let Some((file, part)) = reply.file {
            hub.send_file(connection, file, part.start, (part.end - part.start) as usize);
        }
        if !message.head.meaning.keep_alive {
            hub.close(connection, false, false);
        }
        true
    }
}
