//! `enable_static_handler`: files that the server gives out before PHP is asked.

use std::fs::File;
use std::io::Read;
use std::ops::Range;
use std::path::PathBuf;
use std::rc::Rc;

use super::Talk;
use crate::net::http::Message;
use crate::net::http::reply;
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

/// Files up to here are read and sent with their head: that is one packet, and less work than sending the file itself.
const SMALL: u64 = 16384;

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
    /// The body.
    pub pieces: Vec<Piece>,
}

/// A part of a body.
pub(super) enum Piece {
    Bytes(Vec<u8>),
    File(File, Range<u64>),
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
            pieces: if has_body { vec![Piece::Bytes(body.to_vec())] } else { Vec::new() },
        };
        let path = message.head.path(&message.bytes);
        let rewritten = self.site.rewrites.apply(path);
        Some(match folder.find(rewritten.as_ref().map_or(path, Owned::as_bytes), &mime::is_known) {
            Found::Nothing => return None,
            Found::Missing => page(404, reply::page(404).as_bytes()),
            Found::Page(listing) => page(200, &listing),
            Found::File(path, about) => {
                let kind = Owned::take(mime::of_file(path.as_os_str().as_encoded_bytes()));
                let answer = static_files::answer(message, &about, kind.as_bytes());
                let Some(file) = static_files::open(&path) else { return Some(page(403, b"")) };
                let pieces = if has_body { pieces(file, answer.parts, answer.tail) } else { Some(Vec::new()) };
                Reply { head: answer.head, pieces: pieces? }
            }
        })
    }

    /// Answers with a file, if the path leads to one. False when PHP is to be asked.
    pub(super) fn give_file(&self, connection: &Rc<Connection>, message: &Message) -> bool {
        let Some(reply) = self.find_file(message) else { return false };
        let hub = &self.site.hub;
        let mut before = reply.head;
        for piece in reply.pieces {
            match piece {
                Piece::Bytes(bytes) => before.extend_from_slice(&bytes),
                Piece::File(file, part) => {
                    hub.send(connection, &before);
                    before.clear();
                    hub.send_file(connection, file, part.start, (part.end - part.start) as usize);
                }
            }
        }
        if !before.is_empty() {
            hub.send(connection, &before);
        }
        if !message.head.meaning.keep_alive {
            hub.close(connection, false, false);
        }
        true
    }
}

/// A file's parts, with what stands before each and behind the last. Nothing if the file cannot be read.
fn pieces(mut file: File, parts: Vec<(Vec<u8>, Range<u64>)>, tail: Vec<u8>) -> Option<Vec<Piece>> {
    if let [(_, part)] = &parts[..]
        && part.start == 0
        && part.end <= SMALL
    {
        let mut bytes = vec![0; part.end as usize];
        file.read_exact(&mut bytes).ok()?;
        return Some(vec![Piece::Bytes(bytes)]);
    }
    let mut pieces = Vec::with_capacity(2 * parts.len() + 1);
    for (before, part) in parts {
        pieces.push(Piece::Bytes(before));
        pieces.push(Piece::File(file.try_clone().ok()?, part));
    }
    pieces.push(Piece::Bytes(tail));
    Some(pieces)
}
