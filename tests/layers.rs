//! The layers of the crate, held by reading the source: an import runs downwards only, siblings on one row do not know
//! each other, `unsafe` has an address, and Zend is named in one place. The compiler cannot say these things.

use std::fs;
use std::path::{Path, PathBuf};

/// Top to bottom. What stands in a row may use its own module and the rows below, not its neighbours.
const ROWS: &[&[&str]] = &[
    &["php"],
    &["server"],
    &["hook", "net"],
    &["io"],
    &["sync"],
    &["coroutine"],
    &["reactor"],
    &["sys", "timer", "proto"],
];

/// Where the keyword `unsafe` may stand.
const UNSAFE_LAYERS: &[&str] = &["sys", "hook", "php"];

/// Switching stacks is unsafe; no more than this many files of `coroutine` may know how.
const UNSAFE_FILES_OF_COROUTINE: usize = 2;

/// Where the words of the Zend engine may stand.
const ZEND_LAYER: &str = "php";

#[test]
fn imports_run_downwards() {
    let mut wrong = Vec::new();
    for file in files() {
        let Some(row) = row(&file.layer) else {
            if file.layer != "lib" {
                wrong.push(format!("{}: `{}` is in no row of tests/layers.rs", file.path, file.layer));
            }
            continue;
        };
        for (line, module) in crate_paths(&file.code) {
            if module == file.layer {
                continue;
            }
            match self::row(&module) {
                None => wrong.push(format!("{}:{line}: crate::{module} is no layer", file.path)),
                Some(other) if other == row => wrong.push(format!("{}:{line}: `{module}` is a neighbour", file.path)),
                Some(other) if other < row => wrong.push(format!("{}:{line}: `{module}` is above", file.path)),
                Some(_) => {}
            }
        }
    }
    report(wrong);
}

#[test]
fn each_import_names_its_module() {
    let mut wrong = Vec::new();
    for file in files() {
        for (line, text) in numbered(&file.code) {
            if text.contains("crate::{") || text.contains("crate::*") {
                wrong.push(format!("{}:{line}: one `use` per module, so that the layers can be seen", file.path));
            }
            if let Some(layer) = climbs_to_a_layer(text, file.depth) {
                wrong.push(format!("{}:{line}: write crate::{layer}, so that the layers can be seen", file.path));
            }
        }
    }
    report(wrong);
}

#[test]
fn unsafe_code_has_an_address() {
    let mut wrong = Vec::new();
    let mut of_coroutine = Vec::new();
    for file in files() {
        let Some((line, _)) = numbered(&file.code).find(|(_, text)| has_word(text, "unsafe")) else { continue };
        if file.layer == "coroutine" {
            of_coroutine.push(file.path);
        } else if !UNSAFE_LAYERS.contains(&file.layer.as_str()) {
            wrong.push(format!("{}:{line}: unsafe code belongs into {UNSAFE_LAYERS:?}", file.path));
        }
    }
    if of_coroutine.len() > UNSAFE_FILES_OF_COROUTINE {
        wrong.push(format!("unsafe code in more than {UNSAFE_FILES_OF_COROUTINE} files: {of_coroutine:?}"));
    }
    report(wrong);
}

#[test]
fn zend_is_named_in_one_layer() {
    let mut wrong = Vec::new();
    for file in files().into_iter().filter(|file| file.layer != ZEND_LAYER) {
        for (line, text) in numbered(&file.code) {
            if words(text).any(|word| word == "ext_php_rs" || word.starts_with("zend_")) {
                wrong.push(format!("{}:{line}: only src/{ZEND_LAYER} may know Zend", file.path));
            }
        }
    }
    report(wrong);
}

#[test]
fn the_reader_sees_code_only() {
    let source = r##"
use crate::sys::fd; // use crate::php::x
/* unsafe /* nested */ crate::php */
const S: &str = "unsafe \" crate::php::y";
const R: &str = r#"unsafe " crate::php"#;
const C: char = '"'; fn f<'a>(x: &'a str) -> &'a str { crate::io::g(x) }
"##;
    let code = without_comments_and_strings(source);
    let modules: Vec<_> = crate_paths(&code).into_iter().map(|(_, module)| module).collect();
    assert_eq!(modules, ["sys", "io"]);
    assert!(!has_word(&code, "unsafe"));
    assert!(has_word("unsafe { }", "unsafe") && !has_word("forbid(unsafe_code)", "unsafe"));
}

/// A source file without its comments and string literals.
struct File {
    path: String,
    /// The first folder below `src`, or the file itself: `src/sync/lock.rs` and `src/sync.rs` are both `sync`.
    layer: String,
    /// How many modules deep: 1 in `src/sync/mod.rs`, 2 in `src/sync/lock.rs`.
    depth: usize,
    code: String,
}

fn files() -> Vec<File> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut paths = Vec::new();
    collect(&root.join("src"), &mut paths);
    assert!(!paths.is_empty());
    paths.sort();
    paths
        .into_iter()
        .map(|path| {
            let below = path.strip_prefix(root.join("src")).expect("collected there");
            let first = Path::new(below.components().next().expect("a file has a name").as_os_str());
            File {
                depth: below.components().count() - usize::from(below.ends_with("mod.rs")),
                layer: first.file_stem().expect("a name").to_string_lossy().into_owned(),
                path: path.strip_prefix(root).expect("below the root").display().to_string(),
                code: without_comments_and_strings(&fs::read_to_string(&path).expect("source files are readable text")),
            }
        })
        .collect()
}

fn collect(folder: &Path, paths: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("src is a folder") {
        let path = entry.expect("readable").path();
        if path.is_dir() {
            collect(&path, paths);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            paths.push(path);
        }
    }
}

fn row(layer: &str) -> Option<usize> {
    ROWS.iter().position(|row| row.contains(&layer))
}

/// The module after each `crate::`, with its line; whether in a `use` or in the middle of an expression.
fn crate_paths(code: &str) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    for (line, text) in numbered(code) {
        for (at, _) in text.match_indices("crate::") {
            if at > 0 && is_word(text.as_bytes()[at - 1]) {
                continue;
            }
            let rest = &text[at + "crate::".len()..];
            let module = words(rest).next().filter(|word| rest.starts_with(word)).unwrap_or("");
            // A macro's `crate::name!` and an item of the crate's root would be no module; neither exists here.
            if !module.is_empty() {
                found.push((line, module.to_string()));
            }
        }
    }
    found
}

/// The layer that a chain of `super::` names, if the chain is long enough to reach the crate's root.
fn climbs_to_a_layer(text: &str, depth: usize) -> Option<&str> {
    let chain = text.find("super::")?;
    let end = text[chain..].rfind("super::").map(|at| chain + at + "super::".len())?;
    let climbs = text[chain..end].matches("super::").count() >= depth;
    words(&text[end..]).next().filter(|word| climbs && row(word).is_some())
}

fn numbered(code: &str) -> impl Iterator<Item = (usize, &str)> {
    code.lines().enumerate().map(|(index, text)| (index + 1, text))
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !(c.is_ascii_alphanumeric() || c == '_')).filter(|word| !word.is_empty())
}

fn has_word(text: &str, word: &str) -> bool {
    words(text).any(|other| other == word)
}

fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_'
}

/// Replaces comments and the contents of literals by blanks, and keeps the lines.
fn without_comments_and_strings(source: &str) -> String {
    let bytes = source.as_bytes();
    let mut code = String::with_capacity(source.len());
    let mut at = 0;
    while at < bytes.len() {
        let end = literal_or_comment(bytes, at);
        if end > at {
            code.extend(source[at..end].chars().map(|c| if c == '\n' { '\n' } else { ' ' }));
            at = end;
        } else {
            let c = source[at..].chars().next().expect("at a character's start");
            code.push(c);
            at += c.len_utf8();
        }
    }
    code
}

/// Where the comment or literal that begins at `at` ends; `at` when none begins there.
fn literal_or_comment(bytes: &[u8], at: usize) -> usize {
    let rest = &bytes[at..];
    if rest.starts_with(b"//") {
        return at + rest.iter().position(|&b| b == b'\n').unwrap_or(rest.len());
    }
    if rest.starts_with(b"/*") {
        return at + block_comment(rest);
    }
    let begins_word = at == 0 || !is_word(bytes[at - 1]);
    if begins_word && let Some(length) = raw_string(rest) {
        return at + length;
    }
    match rest[0] {
        b'"' => at + quoted(rest, b'"'),
        // 'a' and '\n' are characters, 'a alone is a lifetime.
        b'\'' if rest.get(1) == Some(&b'\\') || character(rest) => at + quoted(rest, b'\''),
        _ => at,
    }
}

fn block_comment(rest: &[u8]) -> usize {
    let mut depth = 0;
    let mut at = 0;
    while at < rest.len() {
        if rest[at..].starts_with(b"/*") {
            depth += 1;
            at += 2;
        } else if rest[at..].starts_with(b"*/") {
            depth -= 1;
            at += 2;
            if depth == 0 {
                break;
            }
        } else {
            at += 1;
        }
    }
    at
}

fn raw_string(rest: &[u8]) -> Option<usize> {
    let prefix =
        if rest.starts_with(b"br") || rest.starts_with(b"cr") { 2 } else { usize::from(rest.starts_with(b"r")) };
    if prefix == 0 {
        return None;
    }
    let hashes = rest[prefix..].iter().take_while(|&&b| b == b'#').count();
    if rest.get(prefix + hashes) != Some(&b'"') {
        return None;
    }
    let close: Vec<u8> = [b"\"".as_slice(), &vec![b'#'; hashes]].concat();
    let body = prefix + hashes + 1;
    let length = rest[body..].windows(close.len()).position(|window| window == close)?;
    Some(body + length + close.len())
}

fn quoted(rest: &[u8], quote: u8) -> usize {
    let mut at = 1;
    while at < rest.len() && rest[at] != quote {
        at += if rest[at] == b'\\' { 2 } else { 1 };
    }
    (at + 1).min(rest.len())
}

fn character(rest: &[u8]) -> bool {
    let text = String::from_utf8_lossy(&rest[1..rest.len().min(6)]);
    let mut chars = text.chars();
    chars.next().is_some_and(|c| c != '\'') && chars.next() == Some('\'')
}

fn report(wrong: Vec<String>) {
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}
