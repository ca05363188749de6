//! Stubs to declarations, by recursive descent.
//!
//! Invariants: `doc` is the doc comment that directly precedes the current token, if there is one; every
//! declaration takes it, so a comment never lands on the wrong thing. A file that parses has no part that
//! was skipped in silence.

use super::ast::{Api, Class, Constant, Doc, Function, Method, Param, Property, Type};
use super::expr::{Value, expression};
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

/// Built-in types and their masks. `iterable` is a class type since PHP 8.2: not offered.
const BUILTIN: [(&str, &str); 13] = [
    ("int", "MAY_BE_LONG"),
    ("float", "MAY_BE_DOUBLE"),
    ("string", "MAY_BE_STRING"),
    ("bool", "MAY_BE_BOOL"),
    ("false", "MAY_BE_FALSE"),
    ("null", "MAY_BE_NULL"),
    ("array", "MAY_BE_ARRAY"),
    ("object", "MAY_BE_OBJECT"),
    ("callable", "MAY_BE_CALLABLE"),
    ("mixed", "MAY_BE_ANY"),
    ("void", "MAY_BE_VOID"),
    ("never", "MAY_BE_NEVER"),
    ("static", "MAY_BE_STATIC"),
];

/// Words before a class or a member, and their flags.
const MODIFIERS: [(&str, &str); 6] = [
    ("public", "ZEND_ACC_PUBLIC"),
    ("protected", "ZEND_ACC_PROTECTED"),
    ("private", "ZEND_ACC_PRIVATE"),
    ("static", "ZEND_ACC_STATIC"),
    ("final", "ZEND_ACC_FINAL"),
    ("abstract", "ZEND_ACC_ABSTRACT"),
];

/// Parses one stub into `api`.
pub fn parse(source: &str, api: &mut Api) -> Result<(), Error> {
    let tokens = tokens(source)?;
    let mut parser = Parser {
        source,
        tokens,
        next: 0,
        doc: Doc::default(),
        namespace: String::new(),
        class: String::new(),
        api,
    };
    parser.remember_docs();
    parser.file()
}

/// Where we are in a file, and what we have found.
pub struct Parser<'a, 'b> {
    source: &'a str,
    tokens: Vec<Token<'a>>,
    /// The index of the current token; never a doc comment.
    next: usize,
    /// The doc comment directly before the current token.
    doc: Doc,
    /// The namespace, without a backslash at its ends; empty for the global one.
    namespace: String,
    /// The class around us, for `self`; empty outside one.
    class: String,
    api: &'b mut Api,
}

impl<'a> Parser<'a, '_> {
    /// The current token.
    fn peek(&self) -> Token<'a> {
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
    fn take(&mut self, text: &str) -> bool {
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

    fn expect_kind(&mut self, kind: Kind) -> Result<&'a str, Error> {
        if self.peek().kind == kind {
            return Ok(self.bump().text);
        }
        Err(self.error(format!(
            "a {kind:?} is expected, not {:?}",
            self.peek().text
        )))
    }

    /// An error at the current token.
    pub fn error(&self, what: impl Into<String>) -> Error {
        (self.peek().line, what.into())
    }

    /// The value of a constant declared so far, in this namespace or globally.
    pub fn value(&self, name: &str) -> Option<Value> {
        let values = &self.api.values;
        values
            .get(&self.qualified(name))
            .or_else(|| values.get(name))
            .cloned()
    }

    /// A declared name with the namespace before it.
    fn qualified(&self, name: &str) -> String {
        match (name.strip_prefix('\\'), self.namespace.as_str()) {
            (Some(absolute), _) => absolute.to_owned(),
            (None, "") => name.to_owned(),
            (None, namespace) => format!("{namespace}\\{name}"),
        }
    }

    /// The doc comment of the declaration that starts here, its tags checked.
    fn take_doc(&mut self) -> Result<Doc, Error> {
        let doc = std::mem::take(&mut self.doc);
        match doc.tags.iter().find(|tag| !TAGS.contains(&tag.0.as_str())) {
            Some((name, _)) => Err(self.error(format!("the tag @{name} is not a known one"))),
            None => Ok(doc),
        }
    }

    fn file(&mut self) -> Result<(), Error> {
        while self.peek().kind != Kind::End {
            self.declaration()?;
        }
        Ok(())
    }

    fn declaration(&mut self) -> Result<(), Error> {
        let doc = self.take_doc()?;
        let line = self.peek().line;
        let mut flags = self.attributes()?;
        flags.extend(self.modifiers());
        match self.bump().text {
            "namespace" => self.namespace(),
            "const" => self.constants(&doc),
            "function" => {
                let name = self.expect_kind(Kind::Name)?;
                let function = self.function(self.qualified(name), doc)?;
                self.expect("{")?;
                self.expect("}")?;
                self.api.functions.push(function);
                Ok(())
            }
            "class" => self.class(doc, flags),
            other => Err((line, format!("a declaration cannot start with {other:?}"))),
        }
    }

    fn namespace(&mut self) -> Result<(), Error> {
        self.namespace = match self.peek().kind {
            Kind::Name => self.bump().text.to_owned(),
            _ => String::new(),
        };
        if self.take(";") {
            return Ok(());
        }
        self.expect("{")?;
        while !self.take("}") {
            self.declaration()?;
        }
        self.namespace.clear();
        Ok(())
    }

    /// `#[\AllowDynamicProperties]`: the only attribute that means something to the compiler.
    fn attributes(&mut self) -> Result<Vec<&'static str>, Error> {
        let mut flags = Vec::new();
        while self.take("#[") {
            match self.expect_kind(Kind::Name)? {
                "\\AllowDynamicProperties" => flags.push("SWIRL_ACC_DYNAMIC_PROPERTIES"),
                other => {
                    return Err(self.error(format!("the attribute {other} is not a known one")));
                }
            }
            self.expect("]")?;
        }
        Ok(flags)
    }

    fn modifiers(&mut self) -> Vec<&'static str> {
        let mut flags = Vec::new();
        while let Some(&(word, flag)) = MODIFIERS.iter().find(|modifier| self.at(modifier.0)) {
            self.take(word);
            flags.push(flag);
        }
        flags
    }

    /// `const A = 1, B = 2;` of the global scope; the word `const` is taken.
    fn constants(&mut self, doc: &Doc) -> Result<(), Error> {
        loop {
            let name = self.expect_kind(Kind::Name)?;
            let name = self.qualified(name);
            self.expect("=")?;
            let value = expression(self)?;
            if self
                .api
                .values
                .insert(name.clone(), value.clone())
                .is_some()
            {
                return Err(self.error(format!("{name} is declared twice")));
            }
            self.api.constants.push(Constant {
                name,
                doc: doc.clone(),
                flags: Vec::new(),
                value,
            });
            if !self.take(",") {
                return self.expect(";");
            }
        }
    }

    /// From the opening parenthesis to the return type.
    fn function(&mut self, name: String, doc: Doc) -> Result<Function, Error> {
        self.expect("(")?;
        let mut params = Vec::new();
        while !self.take(")") {
            params.push(self.param()?);
            if !self.at(")") {
                self.expect(",")?;
            }
        }
        let returns = if self.take(":") {
            Some(self.ty()?)
        } else {
            None
        };
        Ok(Function {
            name,
            doc,
            params,
            returns,
        })
    }

    fn param(&mut self) -> Result<Param, Error> {
        let untyped = self.at("&") || self.at("...") || self.peek().kind == Kind::Variable;
        let ty = if untyped { None } else { Some(self.ty()?) };
        let by_ref = self.take("&");
        let variadic = self.take("...");
        let name = self.expect_kind(Kind::Variable)?[1..].to_owned();
        let default = if self.take("=") {
            Some(self.default_text()?)
        } else {
            None
        };
        Ok(Param {
            name,
            ty,
            default,
            by_ref,
            variadic,
        })
    }

    /// A parameter's default, as it is written: reflection compiles it when it is asked for.
    fn default_text(&mut self) -> Result<String, Error> {
        let start = self.peek().start;
        let mut depth = 0;
        while depth > 0 || !(self.at(",") || self.at(")")) {
            match self.bump() {
                Token {
                    kind: Kind::End, ..
                } => return Err(self.error("a default does not end")),
                Token {
                    kind: Kind::Punct,
                    text: "(" | "[",
                    ..
                } => depth += 1,
                Token {
                    kind: Kind::Punct,
                    text: ")" | "]",
                    ..
                } => depth -= 1,
                _ => {}
            }
        }
        Ok(self.source[start..self.peek().start].trim().to_owned())
    }

    /// `?int`, `array|false`, `\Swoole\Coroutine\Context`.
    fn ty(&mut self) -> Result<Type, Error> {
        let mut ty = Type::default();
        let nullable = self.take("?");
        loop {
            let name = self.expect_kind(Kind::Name)?;
            match BUILTIN
                .iter()
                .find(|builtin| builtin.0.eq_ignore_ascii_case(name))
            {
                Some(&(_, mask)) => ty.masks.push(mask),
                None if name == "self" => ty.classes.push(self.class.clone()),
                None if ["iterable", "true", "parent"].contains(&name) => {
                    return Err(self.error(format!(
                        "the type {name} means different things to PHP 8.1 and 8.5"
                    )));
                }
                None => ty.classes.push(self.qualified(name)),
            }
            if !self.take("|") {
                break;
            }
        }
        if nullable {
            ty.masks.push("MAY_BE_NULL");
        }
        Ok(ty)
    }

    /// A class from its name on.
    fn class(&mut self, doc: Doc, flags: Vec<&'static str>) -> Result<(), Error> {
        let name = self.expect_kind(Kind::Name)?;
        let name = self.qualified(name);
        self.class.clone_from(&name);
        let mut parent = None;
        if self.take("extends") {
            let name = self.expect_kind(Kind::Name)?;
            parent = Some(self.qualified(name));
        }
        let mut interfaces = Vec::new();
        if self.take("implements") {
            loop {
                let name = self.expect_kind(Kind::Name)?;
                interfaces.push(self.qualified(name));
                if !self.take(",") {
                    break;
                }
            }
        }
        let (constants, properties, methods) = Default::default();
        let mut class = Class {
            name,
            doc,
            flags,
            parent,
            interfaces,
            constants,
            properties,
            methods,
        };
        self.expect("{")?;
        while !self.at("}") {
            self.member(&mut class)?;
        }
        self.bump();
        self.class.clear();
        self.api.classes.push(class);
        Ok(())
    }

    fn member(&mut self, class: &mut Class) -> Result<(), Error> {
        let doc = self.take_doc()?;
        let mut flags = self.modifiers();
        if !flags.iter().any(|flag| {
            ["ZEND_ACC_PUBLIC", "ZEND_ACC_PROTECTED", "ZEND_ACC_PRIVATE"].contains(flag)
        }) {
            flags.push("ZEND_ACC_PUBLIC");
        }
        if self.take("const") {
            let name = self.expect_kind(Kind::Name)?.to_owned();
            self.expect("=")?;
            let value = expression(self)?;
            class.constants.push(Constant {
                name,
                doc,
                flags,
                value,
            });
            return self.expect(";");
        }
        if self.take("function") {
            let name = self.expect_kind(Kind::Name)?.to_owned();
            let function = self.function(name, doc)?;
            if !self.take(";") {
                self.expect("{")?;
                self.expect("}")?;
            }
            class.methods.push(Method { flags, function });
            return Ok(());
        }
        self.property(class, flags)
    }

    fn property(&mut self, class: &mut Class, flags: Vec<&'static str>) -> Result<(), Error> {
        let ty = if self.peek().kind == Kind::Variable {
            None
        } else {
            Some(self.ty()?)
        };
        let name = self.expect_kind(Kind::Variable)?[1..].to_owned();
        let default = if self.take("=") {
            Some(expression(self)?)
        } else {
            None
        };
        class.properties.push(Property {
            name,
            flags,
            ty,
            default,
        });
        self.expect(";")
    }
}

/// A doc comment with its tags: lines whose first word starts with `@`.
fn doc(text: &str) -> Doc {
    let inner = text.trim_start_matches("/**").trim_end_matches("*/");
    let lines = inner
        .lines()
        .map(|line| line.trim().trim_start_matches('*').trim());
    let tags = lines.filter_map(|line| {
        let (name, rest) = line
            .strip_prefix('@')?
            .split_once(' ')
            .unwrap_or((&line[1..], ""));
        Some((name.to_owned(), rest.trim().to_owned()))
    });
    Doc {
        tags: tags.collect(),
    }
}
