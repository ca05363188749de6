//! Arginfo: what reflection, `ZEND_DEBUG` checks and named arguments know of a function.

use super::ast::{Function, Param, Type};
use super::emit::quote;

/// The arginfo array of a function, under the name `arginfo_<symbol>`.
pub fn table(symbol: &str, function: &Function) -> Result<String, String> {
    let name = format!("arginfo_{symbol}");
    let required = function.required();
    let mut text = match &function.returns {
        None => format!("ZEND_BEGIN_ARG_INFO_EX({name}, 0, 0, {required})\n"),
        Some(ty) if ty.classes.is_empty() => {
            format!("ZEND_BEGIN_ARG_WITH_RETURN_TYPE_MASK_EX({name}, 0, {required}, {})\n", mask(ty))
        }
        Some(ty) => format!(
            "ZEND_BEGIN_ARG_WITH_RETURN_OBJ_TYPE_MASK_EX({name}, 0, {required}, {}, {})\n",
            classes(ty),
            mask(ty)
        ),
    };
    for param in &function.params {
        text += &format!("\t{}\n", argument(param)?);
    }
    Ok(text + "ZEND_END_ARG_INFO()\n\n")
}

fn argument(param: &Param) -> Result<String, String> {
    let Param { name, by_ref, variadic, .. } = param;
    let by_ref = u8::from(*by_ref);
    let default = param.default.as_deref().map_or("NULL".into(), quote);
    Ok(match (&param.ty, variadic) {
        (None, true) => format!("ZEND_ARG_VARIADIC_INFO({by_ref}, {name})"),
        (None, false) => format!("ZEND_ARG_INFO_WITH_DEFAULT_VALUE({by_ref}, {name}, {default})"),
        (Some(ty), true) if ty.classes.is_empty() => {
            format!("SWIRL_ARG_VARIADIC_TYPE_MASK({by_ref}, {name}, {})", mask(ty))
        }
        (Some(_), true) => {
            return Err(format!("...${name}: a variadic parameter has no class type here"));
        }
        (Some(ty), false) if ty.classes.is_empty() => {
            format!("ZEND_ARG_TYPE_MASK({by_ref}, {name}, {}, {default})", mask(ty))
        }
        (Some(ty), false) => {
            format!("ZEND_ARG_OBJ_TYPE_MASK({by_ref}, {name}, {}, {}, {default})", classes(ty), mask(ty))
        }
    })
}

/// The `MAY_BE_*` masks of a type as a C expression.
pub fn mask(ty: &Type) -> String {
    if ty.masks.is_empty() { "0".into() } else { ty.masks.join("|") }
}

/// The classes of a type as tokens that Zend's macros make a string of.
fn classes(ty: &Type) -> String {
    ty.classes.join("|").replace('\\', "\\\\")
}
