//! The text of `api.c`: prototypes of the handlers, tables of functions, classes, aliases, constants.
//!
//! Only Zend's macros are used, none of its struct layouts, so that one generator serves PHP 8.1 to 8.5,
//! thread-safe and debug builds.

use std::collections::BTreeSet;

use super::arginfo::table;
use super::ast::{Api, Class, Constant, Doc, Function};
use super::class::{parents_first, registration};
use super::expr::Value;

const HEAD: &str = r#"/* Generated from the stubs by the build script. Do not edit. */
#include "php.h"
#include "zend_exceptions.h"
#include "zend_interfaces.h"
#include "ext/spl/spl_array.h"

#define SWIRL_ARG_VARIADIC_TYPE_MASK(by_ref, name, mask) \
	{ #name, ZEND_TYPE_INIT_MASK((mask) | _ZEND_ARG_INFO_FLAGS(by_ref, 1, 0)), NULL },

#ifdef ZEND_ACC_ALLOW_DYNAMIC_PROPERTIES
# define SWIRL_ACC_DYNAMIC_PROPERTIES ZEND_ACC_ALLOW_DYNAMIC_PROPERTIES
#else
# define SWIRL_ACC_DYNAMIC_PROPERTIES 0
#endif

struct swirl_alias { const char *name; zend_class_entry **ce; };

"#;

const WEAK: &str = r#"static ZEND_NAMED_FUNCTION(swirl_unwritten)
{
	zend_throw_error(NULL, "%s() is not written yet", get_active_function_name());
}

"#;

/// The tables of functions. A function is in the first one whose tags it bears.
const FUNCTION_TABLES: [(&str, &[&str]); 4] = [
    ("swirl_short_library_functions", &["php", "shortname"]),
    ("swirl_library_functions", &["php"]),
    ("swirl_short_functions", &["shortname"]),
    ("swirl_functions", &[]),
];

/// The handler of functions that the PHP library has.
const LIBRARY_CALL: &str = "swirl_library_call";

/// The whole of `api.c`. The text of the tables decides which handlers are needed, so they come first here
/// and second in the file.
pub fn file(api: &Api, weak: bool) -> Result<String, String> {
    let mut handlers = Handlers { api, needed: BTreeSet::new() };
    let classes = parents_first(api)?;
    let mut tables = String::new();
    for (variable, _) in FUNCTION_TABLES {
        let table = |doc: &Doc| FUNCTION_TABLES.iter().find(|(_, tags)| tags.iter().all(|tag| doc.has(tag)));
        tables += &functions(variable, api, &mut handlers, |doc| table(doc).is_some_and(|found| found.0 == variable))?;
    }
    for class in &classes {
        tables += &registration(api, class, &mut handlers)?;
    }
    let register: String = classes.iter().map(|class| format!("\tregister_{}();\n", symbol(&class.name))).collect();
    tables += &format!("void swirl_register_classes(void)\n{{\n{register}}}\n\n");
    tables += &class_tables(&classes);
    tables += &constants(&api.constants);
    Ok(format!("{HEAD}{}{tables}", handlers.prototypes(weak)))
}

/// Which C function implements what, and which of them the tables need.
pub struct Handlers<'a> {
    api: &'a Api,
    needed: BTreeSet<String>,
}

impl Handlers<'_> {
    /// The handler of `target`, `Class::method` or a function, unless its doc comment names another one.
    pub fn of(&mut self, target: &str, doc: &Doc) -> Result<String, String> {
        let name = match doc.tag("handler") {
            None if doc.has("php") => LIBRARY_CALL.to_owned(),
            None => handler(target),
            Some(symbol) if symbol.starts_with("swirl_") => symbol.to_owned(),
            Some(other) if self.is_declared(other) => handler(other),
            Some(other) => return Err(format!("{target}: @handler {other} is declared nowhere")),
        };
        self.needed.insert(name.clone());
        Ok(name)
    }

    fn is_declared(&self, target: &str) -> bool {
        let Some((class, method)) = target.split_once("::") else {
            return self.api.functions.iter().any(|function| function.name == target);
        };
        let mut classes = self.api.classes.iter().filter(|known| known.name == class);
        classes.any(|class| class.methods.iter().any(|known| known.function.name == method))
    }

    fn prototypes(&self, weak: bool) -> String {
        let attribute = if weak { " __attribute__((weak, alias(\"swirl_unwritten\")))" } else { "" };
        let lines = self.needed.iter().map(|name| format!("ZEND_NAMED_FUNCTION({name}){attribute};\n"));
        let head = if weak { WEAK } else { "" };
        format!("{head}{}\n", lines.collect::<String>())
    }
}

/// The C name of what implements `Class::method` or a function.
fn handler(target: &str) -> String {
    match target.split_once("::") {
        Some((class, method)) => format!("swirl_{}_{method}", symbol(class)),
        None => format!("swirl_fn_{}", symbol(target)),
    }
}

/// A PHP name as part of a C name.
pub fn symbol(name: &str) -> String {
    name.strip_prefix("Swoole\\").unwrap_or(name).replace('\\', "_")
}

/// The C variable that holds a class of ours.
pub fn class_variable(name: &str) -> String {
    format!("swirl_ce_{}", symbol(name))
}

/// Text as a C string literal.
pub fn quote(text: &str) -> String {
    let escape = |c: char| match c {
        '\\' | '"' => format!("\\{c}"),
        '\n' => "\\n".into(),
        '\t' => "\\t".into(),
        _ => c.to_string(),
    };
    format!("\"{}\"", text.chars().map(escape).collect::<String>())
}

/// An integer as a C constant expression.
pub fn long(value: i64) -> String {
    if value == i64::MIN { "ZEND_LONG_MIN".into() } else { format!("Z_L({value})") }
}

/// Arginfo and the entry table of the functions that `wanted` picks.
fn functions(
    variable: &str,
    api: &Api,
    handlers: &mut Handlers<'_>,
    wanted: impl Fn(&Doc) -> bool,
) -> Result<String, String> {
    let mut text = String::new();
    let mut rows = String::new();
    let picked = |function: &&Function| wanted(&function.doc);
    for function in api.functions.iter().filter(picked) {
        let own = format!("fn_{}", symbol(&function.name));
        text += &table(&own, function).map_err(|what| format!("{}(): {what}", function.name))?;
        let handler = handlers.of(&function.name, &function.doc)?;
        rows += &match function.name.rsplit_once('\\') {
            None => format!("\tZEND_FENTRY({}, {handler}, arginfo_{own}, 0)\n", function.name),
            Some((space, name)) => {
                format!("\tZEND_NS_FENTRY({}, {name}, {handler}, arginfo_{own}, 0)\n", quote(space))
            }
        };
    }
    Ok(format!("{text}const zend_function_entry {variable}[] = {{\n{rows}\tZEND_FE_END\n}};\n\n"))
}

/// The aliases, and the classes that `new` refuses.
fn class_tables(classes: &[&Class]) -> String {
    let mut aliases = String::new();
    let mut denied = String::new();
    for class in classes {
        let variable = class_variable(&class.name);
        let names = class.doc.tag("alias").unwrap_or("").split(',').map(str::trim);
        for name in names.filter(|name| !name.is_empty()) {
            aliases += &format!("\t{{ {}, &{variable} }},\n", quote(name.trim_start_matches('\\')));
        }
        if class.doc.has("deny-new") {
            denied += &format!("\t&{variable},\n");
        }
    }
    format!(
        "const struct swirl_alias swirl_class_aliases[] = {{\n{aliases}\t{{ NULL, NULL }}\n}};\n\n\
         zend_class_entry **const swirl_deny_new[] = {{\n{denied}\tNULL\n}};\n\n"
    )
}

/// The function that registers global constants.
fn constants(constants: &[Constant]) -> String {
    let native = constants.iter().filter(|constant| !constant.doc.has("php"));
    let rows: String = native.map(|constant| format!("\t{}\n", register(constant))).collect();
    format!("void swirl_register_constants(int module_number)\n{{\n{rows}}}\n")
}

/// One registration. A name that is not Swoole's own may belong to another extension already.
fn register(constant: &Constant) -> String {
    let name = quote(&constant.name);
    let (kind, value) = match &constant.value {
        Value::Int(value) => ("LONG", format!("{}, ", long(*value))),
        Value::Float(value) => ("DOUBLE", format!("{value:?}, ")),
        Value::Text(value) => ("STRING", format!("{}, ", quote(value))),
        Value::Bool(value) => ("BOOL", format!("{}, ", u8::from(*value))),
        Value::Null | Value::EmptyArray => ("NULL", String::new()),
    };
    let call = format!("REGISTER_{kind}_CONSTANT({name}, {value}CONST_PERSISTENT);");
    if constant.name.starts_with("SWOOLE_") {
        return call;
    }
    format!("if (!zend_get_constant_str(ZEND_STRL({name}))) {call}")
}
