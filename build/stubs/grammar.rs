//! The grammar of stubs, by recursive descent: each method takes what its name says.
//!
//! Invariants: a file that parses has no part that was skipped in silence; what a method returns is
//! complete, names qualified and values evaluated.

use super::ast::{Class, Constant, Doc, Function, Method, Param, Property, Type};
use super::expr::expression;
use super::lexer::{Error, Kind, Token};
use super::parser::Parser;

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

impl Parser<'_, '_> {
    /// A whole file.
    pub fn file(&mut self) -> Result<(), Error> {
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
            if self.api.values.insert(name.clone(), value.clone()).is_some() {
                return Err(self.error(format!("{name} is declared twice")));
            }
            self.api.constants.push(Constant { name, doc: doc.clone(), flags: Vec::new(), value });
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
        let returns = if self.take(":") { Some(self.ty()?) } else { None };
        Ok(Function { name, doc, params, returns })
    }

    fn param(&mut self) -> Result<Param, Error> {
        let untyped = self.at("&") || self.at("...") || self.peek().kind == Kind::Variable;
        let ty = if untyped { None } else { Some(self.ty()?) };
        let by_ref = self.take("&");
        let variadic = self.take("...");
        let name = self.expect_kind(Kind::Variable)?[1..].to_owned();
        let default = if self.take("=") { Some(self.default_text()?) } else { None };
        Ok(Param { name, ty, default, by_ref, variadic })
    }

    /// A parameter's default, as it is written: reflection compiles it when it is asked for.
    fn default_text(&mut self) -> Result<String, Error> {
        let start = self.peek().start;
        let mut depth = 0;
        while depth > 0 || !(self.at(",") || self.at(")")) {
            match self.bump() {
                Token { kind: Kind::End, .. } => return Err(self.error("a default does not end")),
                Token { kind: Kind::Punct, text: "(" | "[", .. } => depth += 1,
                Token { kind: Kind::Punct, text: ")" | "]", .. } => depth -= 1,
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
            match BUILTIN.iter().find(|builtin| builtin.0.eq_ignore_ascii_case(name)) {
                Some(&(_, mask)) => ty.masks.push(mask),
                None if name == "self" => ty.classes.push(self.class.clone()),
                None if ["iterable", "true", "parent"].contains(&name) => {
                    return Err(self.error(format!("the type {name} means different things to PHP 8.1 and 8.5")));
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
        let mut class = Class { name, doc, flags, parent, interfaces, constants, properties, methods };
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
        if !flags.iter().any(|flag| ["ZEND_ACC_PUBLIC", "ZEND_ACC_PROTECTED", "ZEND_ACC_PRIVATE"].contains(flag)) {
            flags.push("ZEND_ACC_PUBLIC");
        }
        if self.take("const") {
            let name = self.expect_kind(Kind::Name)?.to_owned();
            self.expect("=")?;
            let value = expression(self)?;
            class.constants.push(Constant { name, doc, flags, value });
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
        let ty = if self.peek().kind == Kind::Variable { None } else { Some(self.ty()?) };
        let name = self.expect_kind(Kind::Variable)?[1..].to_owned();
        let default = if self.take("=") { Some(expression(self)?) } else { None };
        class.properties.push(Property { name, flags, ty, default });
        self.expect(";")
    }
}
