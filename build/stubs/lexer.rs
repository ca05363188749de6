//! Tokens of the part of PHP that stubs use.
//!
//! Invariants: a token borrows the text; tokens come in order of position; the last one is
//! [`Kind::End`], and nothing follows it. Comments are dropped, doc comments are tokens.

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A name, keyword or qualified name: `class`, `\Swoole\Timer`.
    Name,
    /// `$name`, the dollar sign included.
    Variable,
    /// An integer or float, as written.
    Number,
    /// A quoted string, quotes included.
    Text,
    /// `/** ... */`.
    Doc,
    /// Punctuation: one character, or one of `... << >> :: #[`.
    Punct,
    /// The end of the file.
    End,
}

/// One token and where it is.
#[derive(Clone, Copy, Debug)]
pub struct Token<'a> {
    pub kind: Kind,
    pub text: &'a str,
    /// Byte offset of its first character.
    pub start: usize,
    pub line: usize,
}

/// A place and what is wrong there.
pub type Error = (usize, String);

/// Cuts a stub into tokens.
pub fn tokens(source: &str) -> Result<Vec<Token<'_>>, Error> {
    let Some(body) = source.strip_prefix("<?php") else {
        return Err((1, "a stub starts with <?php".into()));
    };
    let mut found = Vec::new();
    let mut line = 1;
    let mut rest = body;
    while !rest.is_empty() {
        let (kind, length) = next(rest).map_err(|what| (line, what))?;
        let (text, tail) = rest.split_at(length);
        if let Some(kind) = kind {
            let start = source.len() - rest.len();
            found.push(Token { kind, text, start, line });
        }
        line += text.matches('\n').count();
        rest = tail;
    }
    found.push(Token { kind: Kind::End, text: "", start: source.len(), line });
    Ok(found)
}

/// The kind (`None` for what is dropped) and the length of the first token of a text that is not empty.
fn next(rest: &str) -> Result<(Option<Kind>, usize), String> {
    let first = rest.chars().next().unwrap_or(' ');
    let to_line_end = rest.find('\n').unwrap_or(rest.len());
    let found = match first {
        _ if first.is_whitespace() => (None, first.len_utf8()),
        _ if rest.starts_with("/**") && !rest.starts_with("/**/") => (Some(Kind::Doc), comment(rest)?),
        _ if rest.starts_with("/*") => (None, comment(rest)?),
        _ if rest.starts_with("//") => (None, to_line_end),
        _ if rest.starts_with("#[") => (Some(Kind::Punct), 2),
        '#' => (None, to_line_end),
        '\'' | '"' => (Some(Kind::Text), quoted(rest, first)?),
        '$' => (Some(Kind::Variable), 1 + span(&rest[1..], is_name)),
        '0'..='9' => (Some(Kind::Number), number(rest)),
        _ if first == '\\' || is_name(first) => (Some(Kind::Name), span(rest, |c| c == '\\' || is_name(c))),
        _ if rest.starts_with("...") => (Some(Kind::Punct), 3),
        _ if ["<<", ">>", "::"].iter().any(|two| rest.starts_with(two)) => (Some(Kind::Punct), 2),
        _ if first.is_ascii_punctuation() => (Some(Kind::Punct), 1),
        _ => return Err(format!("unexpected character {first:?}")),
    };
    Ok(found)
}

fn is_name(c: char) -> bool {
    c == '_' || c.is_ascii_alphanumeric()
}

/// How many bytes at the start of `rest` are characters that `keep` accepts.
fn span(rest: &str, keep: impl Fn(char) -> bool) -> usize {
    rest.find(|c| !keep(c)).unwrap_or(rest.len())
}

fn comment(rest: &str) -> Result<usize, String> {
    rest.find("*/").map(|end| end + 2).ok_or_else(|| "a comment does not end".into())
}

fn quoted(rest: &str, quote: char) -> Result<usize, String> {
    let mut escaped = false;
    for (at, c) in rest.char_indices().skip(1) {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            _ if c == quote => return Ok(at + 1),
            _ => {}
        }
    }
    Err("a string does not end".into())
}

/// Decimal, `0x...`, `1_000`, `0.5`, `1e3`, `1.5e-3`.
fn number(rest: &str) -> usize {
    let mut end = span(rest, is_name);
    if rest[end..].starts_with('.') && !rest[end..].starts_with("..") {
        end += 1 + span(&rest[end + 1..], is_name);
    }
    let exponent = !rest.starts_with("0x") && rest[..end].ends_with(['e', 'E']);
    if exponent && rest[end..].starts_with(['-', '+']) {
        end += 1 + span(&rest[end + 1..], is_name);
    }
    end
}
