//! What stubs declare.
//!
//! Invariants: class and function names are fully qualified without a leading backslash; values are
//! evaluated; types are split into classes and Zend masks; tags have been checked to be known ones.

use std::collections::BTreeMap;

use super::expr::Value;

/// Everything that a set of stubs declares, in the order of the files.
#[derive(Debug, Default)]
pub struct Api {
    pub classes: Vec<Class>,
    pub functions: Vec<Function>,
    pub constants: Vec<Constant>,
    /// All values so far by name, for expressions.
    pub values: BTreeMap<String, Value>,
}

/// The tags of a doc comment.
#[derive(Clone, Debug, Default)]
pub struct Doc {
    /// Name (without `@`) and the rest of the line.
    pub tags: Vec<(String, String)>,
}

impl Doc {
    /// The argument of a tag, if the tag is there.
    pub fn tag(&self, name: &str) -> Option<&str> {
        self.tags.iter().find(|tag| tag.0 == name).map(|tag| tag.1.as_str())
    }

    /// True when the tag is there.
    pub fn has(&self, name: &str) -> bool {
        self.tag(name).is_some()
    }
}

/// A type declaration: any of these classes, or what the masks allow.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Type {
    pub classes: Vec<String>,
    /// Names of `MAY_BE_*` macros.
    pub masks: Vec<&'static str>,
}

/// A parameter of a function.
#[derive(Clone, Debug)]
pub struct Param {
    pub name: String,
    pub ty: Option<Type>,
    /// The default as PHP source, as reflection shows it.
    pub default: Option<String>,
    pub by_ref: bool,
    pub variadic: bool,
}

/// A function, or the part of a method that is like one.
#[derive(Clone, Debug)]
pub struct Function {
    /// Qualified for a function, bare for a method.
    pub name: String,
    pub doc: Doc,
    pub params: Vec<Param>,
    pub returns: Option<Type>,
}

impl Function {
    /// How many arguments a call must give at least.
    pub fn required(&self) -> usize {
        let optional = |param: &Param| param.variadic || param.default.is_some();
        self.params.iter().rposition(|param| !optional(param)).map_or(0, |last| last + 1)
    }
}

/// A method: a function with Zend's access flags.
#[derive(Clone, Debug)]
pub struct Method {
    pub flags: Vec<&'static str>,
    pub function: Function,
}

/// A property with its default; `None` is "uninitialized" when typed and null when not.
#[derive(Clone, Debug)]
pub struct Property {
    pub name: String,
    pub flags: Vec<&'static str>,
    pub ty: Option<Type>,
    pub default: Option<Value>,
}

/// A constant of the global scope or of a class.
#[derive(Clone, Debug)]
pub struct Constant {
    pub name: String,
    pub doc: Doc,
    pub flags: Vec<&'static str>,
    pub value: Value,
}

/// A class.
#[derive(Clone, Debug)]
pub struct Class {
    pub name: String,
    pub doc: Doc,
    /// Zend's class flags: final, abstract, dynamic properties allowed.
    pub flags: Vec<&'static str>,
    pub parent: Option<String>,
    pub interfaces: Vec<String>,
    pub constants: Vec<Constant>,
    pub properties: Vec<Property>,
    pub methods: Vec<Method>,
}

impl Class {
    /// True when C code is generated for it.
    pub fn is_native(&self) -> bool {
        !self.doc.has("php")
    }
}
