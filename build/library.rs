//! What the library written in PHP declares: reads `src/php/library/**/*.php` and writes `library.rs`, tables from the
//! names of classes, aliases and functions to the files that declare them.
//!
//! A declaration is a line that begins with its keyword. Functions live below the namespace `Swirl\Library`, because
//! the name that users call belongs to an internal function, which the stubs declare; the table has the latter. An
//! `@alias` in the doc comment of a class gives it short names.

use std::path::{Path, PathBuf};

/// Where the functions are declared; what follows is the name that users call.
const FUNCTIONS: &str = "Swirl\\Library\\";

/// One file: its path, and what it declares.
#[derive(Default)]
struct Source {
    path: PathBuf,
    classes: Vec<String>,
    functions: Vec<String>,
    /// Short name, class.
    aliases: Vec<(String, String)>,
}

/// The text of `library.rs` for the files below `folder`, an absolute path.
pub fn tables(folder: &Path) -> Result<String, String> {
    let mut paths = Vec::new();
    collect(folder, &mut paths)?;
    paths.sort();
    let sources = paths.into_iter().map(read).collect::<Result<Vec<_>, _>>()?;
    let names = |pick: fn(&Source) -> &[String]| {
        let rows = sources.iter().enumerate();
        rows.flat_map(|(file, source)| pick(source).iter().map(move |name| (name.to_lowercase(), file))).collect()
    };
    let files = sources.iter().map(|source| {
        let name = source.path.strip_prefix(folder).unwrap_or(&source.path).display();
        format!("    (\"@swoole/library/{name}\\0\", include_str!({:?})),\n", source.path)
    });
    let mut aliases: Vec<_> = sources.iter().flat_map(|source| source.aliases.clone()).collect();
    aliases.sort();
    let aliases =
        aliases.iter().map(|(alias, class)| format!("    ({:?}, {:?}),\n", alias.to_lowercase(), class.to_lowercase()));
    Ok(format!(
        "/// Name, ended by zero, and code.\nstatic FILES: &[(&str, &str)] = &[\n{}];\n\n\
         /// Classes in lower case, sorted, and the index of the file.\n{}\
         /// Functions in lower case, sorted, and the index of the file.\n{}\
         /// Short names in lower case, sorted, and the class.\nstatic ALIASES: &[(&str, &str)] = &[\n{}];\n",
        files.collect::<String>(),
        index("CLASSES", names(|source| &source.classes)),
        index("FUNCTIONS", names(|source| &source.functions)),
        aliases.collect::<String>(),
    ))
}

fn index(name: &str, mut rows: Vec<(String, usize)>) -> String {
    rows.sort();
    let rows: String = rows.iter().map(|(name, file)| format!("    ({name:?}, {file}),\n")).collect();
    format!("static {name}: &[(&str, usize)] = &[\n{rows}];\n\n")
}

fn collect(folder: &Path, found: &mut Vec<PathBuf>) -> Result<(), String> {
    let entries = std::fs::read_dir(folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    for path in entries.filter_map(|entry| entry.ok().map(|entry| entry.path())) {
        if path.is_dir() {
            collect(&path, found)?;
        } else if path.extension().is_some_and(|end| end == "php") {
            found.push(path);
        }
    }
    Ok(())
}

fn read(path: PathBuf) -> Result<Source, String> {
    let text = std::fs::read_to_string(&path).map_err(|error| format!("{}: {error}", path.display()))?;
    let mut source = Source { path, ..Source::default() };
    let mut namespace = String::new();
    let mut aliases = Vec::new();
    for line in text.lines() {
        if let Some(name) = line.strip_prefix("namespace ") {
            namespace = format!("{}\\", name.trim_end_matches([';', ' ', '{']));
        } else if let Some(name) = line.strip_prefix("function ") {
            let name = format!("{namespace}{}", identifier(name));
            let name = name.strip_prefix(FUNCTIONS).ok_or_else(|| format!("{name}() is not below {FUNCTIONS}"))?;
            source.functions.push(name.to_owned());
        } else if let Some(names) = line.strip_prefix(" * @alias ") {
            aliases.extend(names.split(',').map(|name| name.trim().to_owned()));
        } else if let Some(name) = class(line) {
            let name = format!("{namespace}{name}");
            source.aliases.extend(aliases.drain(..).map(|alias| (alias, name.clone())));
            source.classes.push(name);
        }
    }
    Ok(source)
}

/// The name in `abstract class X extends Y`.
fn class(line: &str) -> Option<&str> {
    let bare = line.trim_start_matches("final ").trim_start_matches("abstract ");
    ["class ", "interface ", "trait "].iter().find_map(|word| bare.strip_prefix(word)).map(identifier)
}

/// The name that a text begins with.
fn identifier(text: &str) -> &str {
    text.split(|c: char| c != '_' && !c.is_ascii_alphanumeric()).next().unwrap_or("")
}
