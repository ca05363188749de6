//! `enable_static_handler`: files that the server gives out before PHP is asked.

use std::path::PathBuf;
use std::rc::Rc;

use super::Talk;
use crate::net::http::Message;
use crate::net::http::static_files;
use crate::net::http::static_files::Folder;
use crate::net::http::static_files::Found;
use crate::php::functions::mime;
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

impl Talk {
    /// Answers with a file, if the path leads to one. False when PHP is to be asked.
    pub(super) fn give_file(&self, connection: &Rc<Connection>, message: &Message) -> bool {
        let Some(folder) = &self.site.folder else { return false };
        let has_body = match message.method() {
            b"GET" => true,
            b"HEAD" => false,
            _ => return false,
        };
        let hub = &self.site.hub;
        let page = |status, body: &[u8]| {
            let mut out = static_files::plain_head(message, status, body.len() as u64);
            if has_body {
                out.extend_from_slice(body);
            }
            hub.send(connection, &out);
        };
        match folder.find(message.head.path(&message.bytes), &mime::is_known) {
            Found::Nothing => return false,
            Found::Missing => page(404, b"<html><body><h2>HTTP 404 Not Found</h2></body></html>"),
            Found::Page(listing) => page(200, &listing),
            Found::File(path, about) => {
                let kind = mime::of_file(path.as_os_str().as_encoded_bytes());
                let answer = static_files::answer(message, &about, kind.as_bytes().unwrap_or_default());
                drop(crate::php::value::Owned::take(kind));
                let Some(file) = static_files::open(&path) else {
                    page(403, b"");
                    return true;
                };
                hub.send(connection, &answer.head);
                if has_body && !answer.part.is_empty() {
                    hub.send_file(connection, file, answer.part.start, (answer.part.end - answer.part.start) as usize);
                }
            }
        }
        if !message.head.meaning.keep_alive {
            hub.close(connection, false, false);
        }
        true
    }
}
