//! `url_rewrite_rules`: paths that lead to files of another path.

use crate::php::args;
use crate::php::call::Callable;
use crate::php::value::Key;
use crate::php::value::Owned;
use crate::php::value::Val;
use crate::php::value::each;
use crate::php::value::find;
use crate::php::value::tag;

/// The rules, in their order.
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
    pub(super) fn apply(&self, path: &[u8]) -> Option<Owned> {
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

