//! `enable_static_handler`: files that the server gives out before PHP is asked.

use std::fs::File;
use std::io::Read;
use std::path::PathBuf;
use std::rc::Rc;
use std::time::Duration;
use std::time::SystemTime;

use super::Talk;
use crate::net::http::Message;
use crate::net::http::access_log::Outcome;
use crate::net::http::reply;
use crate::net::http::static_files;
use crate::net::http::static_files::Answer;
use crate::net::http::static_files::Folder;
use crate::net::http::static_files::Found;
use crate::php::args;
use crate::php::call::Callable;
use crate::php::class::http::access_log;
use crate::php::functions::mime;
use crate::php::value::Key;
use crate::php::value::Owned;
use crate::php::value::Val;
use crate::php::value::each;
use crate::php::value::find;
use crate::php::value::tag;
use crate::server::connection::Connection;

/// Files up to here are read and sent with their head.
const SMALL: u64 = 16384;

/// The folder that the settings name, if files are to be given out.
pub fn folder(settings: &Val) -> Option<Folder> {
    if settings.tag() != tag::ARRAY || !find(settings, "enable_static_handler")?.to_bool() {
        return None;
    }
    let root = find(settings, "document_root")?;
    let root = PathBuf::from(String::from_utf8_lossy(root.as_bytes()?).trim_end_matches('/'));
    // Without links and dots, so that whatever leads out of it can be seen.
    let root = root.canonicalize().unwrap_or(root);
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

/// `url_rewrite_rules`: paths that lead to files of another path.
#[derive(Default)]
pub struct Rewrites {
    rules: Vec<Rule>,
}

enum Rule {
    /// What begins like this begins like that instead.
    Prefix(Vec<u8>, Vec<u8>),
    /// A regular expression, and what stands for what it matches; both as PHP has them.
    Pattern(Owned, Owned),
}

impl Rewrites {
    /// Those of the settings.
    pub fn of(settings: &Val) -> Self {
        let mut rules = Vec::new();
        if let Some(given) = find(settings, "url_rewrite_rules").filter(|given| given.tag() == tag::ARRAY) {
            each(&given, |key, to| {
                if let (Key::Name(from), Some(text)) = (key, to.as_bytes()) {
                    rules.push(match from.first() {
                        Some(b'~' | b'#') => Rule::Pattern(Owned::take(Val::bytes(from)), to.share()),
                        _ => Rule::Prefix(from.to_vec(), text.to_vec()),
                    });
                }
                true
            });
        }
        Self { rules }
    }

    /// The path by the first rule that applies.
    fn apply(&self, path: &[u8]) -> Option<Owned> {
        self.rules.iter().find_map(|rule| match rule {
            Rule::Prefix(from, to) => {
                let rest = path.strip_prefix(from.as_slice())?;
                Some(Owned::take(Val::bytes(&[to, rest].concat())))
            }
            Rule::Pattern(pattern, replacement) => {
                let whole = Owned::take(Val::bytes(path));
                let new = replace(pattern, replacement, &whole)?;
                (new.as_bytes() != path).then_some(new)
            }
        })
    }
}

/// What `preg_replace()` makes of it.
fn replace(pattern: &Owned, replacement: &Owned, subject: &Owned) -> Option<Owned> {
    let name = Owned::take(Val::string("preg_replace"));
    let function: Callable = args::resolve(name.get())?;
    let result = function.call(&mut [pattern.get(), replacement.get(), subject.get()])?;
    result.get().as_bytes().is_some().then_some(result)
}

/// Reads a small file, so that it goes out with its head: that is one packet, and less work than sending the file itself.
fn with_small_body(answer: Answer, mut file: &File) -> Answer {
    match &answer.parts[..] {
        [(_, part)] if part.start == 0 && part.end <= SMALL => {
            let mut tail = vec![0; part.end as usize];
            match file.read_exact(&mut tail) {
                Ok(()) => Answer { parts: Vec::new(), tail, ..answer },
                // It has become shorter: the client sees that when it is sent.
                Err(_) => answer,
            }
        }
        _ => answer,
    }
}

impl Talk {
    /// What to answer with a file, if the path leads to one; nothing when PHP is to be asked.
    pub(super) fn find_file(&self, message: &Message) -> Option<(Answer, Option<File>)> {
        let folder = self.site.folder.as_ref()?;
        let has_body = match message.method() {
            b"GET" => true,
            b"HEAD" => false,
            _ => return None,
        };
        let page = |status, body: &[u8]| {
            let head = static_files::plain_head(message, status, body.len() as u64);
            let tail = if has_body { body.to_vec() } else { Vec::new() };
            (Answer { head, parts: Vec::new(), tail }, None)
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
                let nothing = Answer { head: Vec::new(), parts: Vec::new(), tail: Vec::new() };
                match has_body {
                    true => (with_small_body(answer, &file), Some(file)),
                    false => (Answer { head: answer.head, ..nothing }, None),
                }
            }
        })
    }

    /// Answers with a file, if the path leads to one. False when PHP is to be asked.
    pub(super) fn give_file(&self, connection: &Rc<Connection>, message: &Message) -> bool {
        let Some((answer, file)) = self.find_file(message) else { return false };
        self.note_file(connection, message, &answer);
        self.send_parts(connection, file.as_ref(), answer);
        if !message.head.meaning.keep_alive {
            self.site.hub.close(connection, false, false);
        }
        true
    }

    /// Adds a line to the access log.
    pub(super) fn note_file(&self, connection: &Connection, message: &Message, answer: &Answer) {
        let Some(path) = &self.site.options.access_log else { return };
        // "HTTP/1.1 200 ..."
        let digits = answer.head.get(9..12).and_then(|digits| std::str::from_utf8(digits).ok());
        let status = digits.and_then(|digits| digits.parse().ok()).unwrap_or_default();
        let peer = self.site.run.table.find(connection.session).and_then(|row| row.peer());
        let address = peer.map(|peer| peer.ip().to_string()).unwrap_or_default();
        let (time, duration) = (SystemTime::now(), Duration::ZERO);
        access_log::put(path, message, Outcome { address: &address, time, status, duration });
    }

    /// Sends all of it: it was begun while there was room.
    fn send_parts(&self, connection: &Rc<Connection>, file: Option<&File>, answer: Answer) {
        let hub = &self.site.hub;
        let mut before = answer.head;
        for (text, part) in answer.parts {
            let Some(Ok(file)) = file.map(File::try_clone) else { return hub.close(connection, false, true) };
            before.extend_from_slice(&text);
            hub.send_always(connection, &before);
            before.clear();
            hub.send_file_always(connection, file, part.start, (part.end - part.start) as usize);
        }
        before.extend_from_slice(&answer.tail);
        if !before.is_empty() {
            hub.send_always(connection, &before);
        }
    }
}
