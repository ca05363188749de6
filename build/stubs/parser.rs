//! A place in a stub and what has been found up to there. The grammar itself is in `grammar.rs`.
//!
//! Invariants: `next` is never at a doc comment; `doc` is the doc comment that directly precedes the current
//! token, if there is one; every declaration takes it, so a comment never lands on the wrong thing.

use super::ast::{Api, Doc};
use super::expr::Value;
use super::lexer::{Error, Kind, Token, tokens};

/// Tags for people, and those for the compiler.
const TAGS: [&str; 16] = [
    "param",
    "return",
    "throws",
    "see",
    "var",
    "link",
    "since",
    "example",
    "deprecated",
    "internal",
    "alias",
    "deny-new",
    "not-serializable",
    "handler",
    "shortname",
    "php",
];

/// Parses one stub into `api`.
pub fn parse(source: &str, api: &mut Api) -> Result<(), Error> {
    let tokens = tokens(source)?;
    let mut parser =
        Parser { source, tokens, next: 0, doc: Doc::default(), namespace: String::new(), class: String::new(), api };
    parser.remember_docs();
    parser.file()
}

/// Where we are in a file, and what we have found.
pub struct Parser<'a, 'b> {
    /// The text of the file.
    pub source: &'a str,
    tokens: Vec<Token<'a>>,
    /// The index of the current token; never a doc comment.
    next: usize,
    /// The doc comment directly before the current token.
    doc: Doc,
    /// The namespace, without a backslash at its ends; empty for the global one.
    pub namespace: String,
    /// The class around us, for `self`; empty outside one.
    pub class: String,
    /// What has been found, in this file and those before.
    pub api: &'b mut Api,
}

impl<'a> Parser<'a, '_> {
    /// The current token.
    pub fn peek(&self) -> Token<'a> {
        self.tokens[self.next]
    }

    /// True when the current token reads so.
    pub fn at(&self, text: &str) -> bool {
        self.peek().text == text && !matches!(self.peek().kind, Kind::Text | Kind::End)
    }

    /// Takes the current token. At the end of the file, stays there.
    pub fn bump(&mut self) -> Token<'a> {
        let token = self.peek();
        self.next = (self.next + 1).min(self.tokens.len() - 1);
        self.doc = Doc::default();
        self.remember_docs();
        token
    }

    /// Steps over doc comments and keeps the last. Their tags are checked where a declaration takes it.
    fn remember_docs(&mut self) {
        while self.peek().kind == Kind::Doc {
            self.doc = doc(self.peek().text);
            self.next += 1;
        }
    }

    /// Takes the token if it reads so.
    pub fn take(&mut self, text: &str) -> bool {
        let found = self.at(text);
        if found {
            self.bump();
        }
        found
    }

    /// Takes a token that must be there.
    pub fn expect(&mut self, text: &str) -> Result<(), Error> {
        if self.take(text) {
            return Ok(());
        }
        Err(self.error(format!("{text:?} is expected, not {:?}", self.peek().text)))
    }

    pub fn expect_kind(&mut self, kind: Kind) -> Result<&'a str, Error> {
        if self.peek().kind == kind {
            return Ok(self.bump().text);
        }
        Err(self.error(format!("a {kind:?} is expected, not {:?}", self.peek().text)))
    }

    /// An error at the current token.
    pub fn error(&self, what: impl Into<String>) -> Error {
        (self.peek().line, what.into())
    }

    /// The value of a constant declared so far, in this namespace or globally.
    pub fn value(&self, name: &str) -> Option<Value> {
        let values = &self.api.values;
        values.get(&self.qualified(name)).or_else(|| values.get(name)).cloned()
    }

    /// A declared name with the namespace before it.
    pub fn qualified(&self, name: &str) -> String {
        match (name.strip_prefix('\\'), self.namespace.as_str()) {
            (Some(absolute), _) => absolute.to_owned(),
            (None, "") => name.to_owned(),
            (None, namespace) => format!("{namespace}\\{name}"),
        }
    }

    /// The doc comment of the declaration that starts here, its tags checked.
    pub fn take_doc(&mut self) -> Result<Doc, Error> {
        let doc = std::mem::take(&mut self.doc);
        match doc.tags.iter().find(|tag| !TAGS.contains(&tag.0.as_str())) {
            Some((name, _)) => Err(self.error(format!("the tag @{name} is not a known one"))),
            None => Ok(doc),
        }
    }
}

/// A doc comment with its tags: lines whose first word starts with `@`.
fn doc(text: &str) -> Doc {
    let inner = text.trim_start_matches("/**").trim_end_matches("*/");
    let lines = inner.lines().map(|line| line.trim().trim_start_matches('*').trim());
    let tags = lines.filter_map(|line| {
        let (name, rest) = line.strip_prefix('@')?.split_once(' ').unwrap_or((&line[1..], ""));
        Some((name.to_owned(), rest.trim().to_owned()))
    });
    Doc { tags: tags.collect() }
}
