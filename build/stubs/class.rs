//! The C code that registers one class: methods, constants, properties, parent, interfaces, flags.

use super::arginfo::{mask, table};
use super::ast::{Api, Class, Property, Type};
use super::emit::{Handlers, class_variable, quote, symbol};
use super::expr::Value;

/// Classes and interfaces of PHP that ours may extend or implement.
const FOREIGN: [(&str, &str); 10] = [
    ("Exception", "zend_ce_exception"),
    ("Error", "zend_ce_error"),
    ("ArrayObject", "spl_ce_ArrayObject"),
    ("ArrayIterator", "spl_ce_ArrayIterator"),
    ("Iterator", "zend_ce_iterator"),
    ("IteratorAggregate", "zend_ce_aggregate"),
    ("Traversable", "zend_ce_traversable"),
    ("Countable", "zend_ce_countable"),
    ("ArrayAccess", "zend_ce_arrayaccess"),
    ("Stringable", "zend_ce_stringable"),
];

/// The C expression for a class that another one extends or implements.
fn entry(api: &Api, name: &str) -> Result<String, String> {
    if api.classes.iter().any(|class| class.name == name && class.is_native()) {
        return Ok(class_variable(name));
    }
    let known = FOREIGN.iter().find(|foreign| foreign.0 == name);
    known.map(|foreign| foreign.1.to_owned()).ok_or_else(|| format!("the class {name} is not a known one"))
}

/// Orders native classes so that a parent comes before its children.
pub fn parents_first(api: &Api) -> Result<Vec<&Class>, String> {
    let mut waiting: Vec<&Class> = api.classes.iter().filter(|class| class.is_native()).collect();
    let mut ordered: Vec<&Class> = Vec::new();
    while !waiting.is_empty() {
        let names: Vec<&str> = waiting.iter().map(|class| class.name.as_str()).collect();
        let is_ready = |class: &&Class| {
            let mut above = class.parent.iter().chain(&class.interfaces);
            above.all(|name| !names.contains(&name.as_str()))
        };
        let (ready, rest): (Vec<_>, Vec<_>) = waiting.iter().partition(|class| is_ready(class));
        if ready.is_empty() {
            return Err(format!("these classes extend each other: {}", names.join(", ")));
        }
        ordered.extend(ready);
        waiting = rest;
    }
    Ok(ordered)
}

/// Arginfo, the method table and the function `register_<class>`.
pub fn registration(api: &Api, class: &Class, handlers: &mut Handlers<'_>) -> Result<String, String> {
    let at = |what: String| format!("class {}: {what}", class.name);
    let id = symbol(&class.name);
    let mut text = String::new();
    let mut rows = String::new();
    for method in &class.methods {
        let name = &method.function.name;
        let own = format!("{id}_{name}");
        text += &table(&own, &method.function).map_err(|what| at(format!("{name}(): {what}")))?;
        let handler = match method.flags.contains(&"ZEND_ACC_ABSTRACT") {
            true => "NULL".into(),
            false => handlers.of(&format!("{}::{name}", class.name), &method.function.doc).map_err(at)?,
        };
        let flags = method.flags.join("|");
        rows += &format!("\tZEND_FENTRY({name}, {handler}, arginfo_{own}, {flags})\n");
    }
    text += &format!("static const zend_function_entry methods_{id}[] = {{\n{rows}\tZEND_FE_END\n}};\n\n");
    text += &format!("zend_class_entry *{};\n\n", class_variable(&class.name));
    text += &format!("static void register_{id}(void)\n{{\n{}}}\n\n", body(api, class).map_err(at)?);
    Ok(text)
}

/// The statements of a registration function.
fn body(api: &Api, class: &Class) -> Result<String, String> {
    let parent = class.parent.as_ref().map_or(Ok("NULL".into()), |name| entry(api, name))?;
    let variable = class_variable(&class.name);
    let id = symbol(&class.name);
    let mut text = format!(
        "\tzend_class_entry entry;\n\tINIT_CLASS_ENTRY(entry, {}, methods_{id});\n\
         \tzend_class_entry *ce = zend_register_internal_class_ex(&entry, {parent});\n\t{variable} = ce;\n",
        quote(&class.name)
    );
    let mut flags = class.flags.clone();
    if class.doc.has("not-serializable") {
        flags.push("ZEND_ACC_NOT_SERIALIZABLE");
    }
    if !flags.is_empty() {
        let flags = flags.join("|").replace("ZEND_ACC_ABSTRACT", "ZEND_ACC_EXPLICIT_ABSTRACT_CLASS");
        text += &format!("\tce->ce_flags |= {flags};\n");
    }
    for interface in &class.interfaces {
        text += &format!("\tzend_class_implements(ce, 1, {});\n", entry(api, interface)?);
    }
    for constant in &class.constants {
        let declare = format!("zend_declare_class_constant_ex(ce, name, &value, {}, NULL);", constant.flags.join("|"));
        text += &declaration(&constant.name, &zval(&constant.value), &declare);
    }
    for property in &class.properties {
        text += &declaration(&property.name, &default(property), &declare(property)?);
    }
    Ok(text)
}

/// A block with `name` and `value`, and the call that takes them.
fn declaration(name: &str, value: &str, declare: &str) -> String {
    let length = name.len();
    format!(
        "\t{{\n\t\tzval value;\n\t\t{value}\n\
         \t\tzend_string *name = zend_string_init({}, {length}, 1);\n\
         \t\t{declare}\n\t\tzend_string_release(name);\n\t}}\n",
        quote(name)
    )
}

fn declare(property: &Property) -> Result<String, String> {
    let flags = property.flags.join("|");
    let Some(ty) = &property.ty else {
        return Ok(format!("zend_declare_property_ex(ce, name, &value, {flags}, NULL);"));
    };
    let ty = property_type(ty).ok_or_else(|| format!("${}: one class at most in a type", property.name))?;
    Ok(format!("zend_declare_typed_property(ce, name, &value, {flags}, NULL, (zend_type) {ty});"))
}

fn property_type(ty: &Type) -> Option<String> {
    match ty.classes.as_slice() {
        [] => Some(format!("ZEND_TYPE_INIT_MASK({})", mask(ty))),
        [class] => Some(format!(
            "ZEND_TYPE_INIT_CLASS(zend_string_init({}, {}, 1), 0, {})",
            quote(class),
            class.len(),
            mask(ty)
        )),
        _ => None,
    }
}

/// The statement that sets `value` to the default of a property.
fn default(property: &Property) -> String {
    match (&property.default, &property.ty) {
        (Some(value), _) => zval(value),
        (None, Some(_)) => "ZVAL_UNDEF(&value);".into(),
        (None, None) => "ZVAL_NULL(&value);".into(),
    }
}

/// The statement that sets `value`.
fn zval(value: &Value) -> String {
    match value {
        Value::Null => "ZVAL_NULL(&value);".into(),
        Value::Bool(value) => format!("ZVAL_BOOL(&value, {});", u8::from(*value)),
        Value::Int(value) => format!("ZVAL_LONG(&value, {});", super::emit::long(*value)),
        Value::Float(value) => format!("ZVAL_DOUBLE(&value, {value:?});"),
        Value::EmptyArray => "ZVAL_EMPTY_ARRAY(&value);".into(),
        Value::Text(text) => {
            format!("ZVAL_STR(&value, zend_string_init({}, {}, 1));", quote(text), text.len())
        }
    }
}
