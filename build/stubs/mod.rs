//! The stub compiler: `stubs/*.stub.php`, the documented PHP API, becomes C tables for Zend.
//!
//! The stubs are the only place where the API is declared. IDEs read them as they are; the build script
//! compiles them to `api.c`. What a stub may hold is a small part of PHP:
//!
//! ```php
//! namespace X\Y;                         // or namespace X { ... }
//! const SWOOLE_X = 1 << 2 | SWOOLE_Y;    // int, float, string, bool, null; earlier constants; PHP_INT_MAX
//! #[\AllowDynamicProperties]
//! final class A extends \B implements \C {
//!     const X = 1;
//!     public static ?int $p = null;
//!     public function f(int|string $a = 1, mixed &...$rest): ?A {}
//! }
//! function g(): void {}
//! ```
//!
//! Tags in doc comments steer the compiler:
//!
//! | tag | on | meaning |
//! |---|---|---|
//! | `@alias Co, Co\Chan` | class | short names, for `swirl_class_aliases` |
//! | `@deny-new` | class | listed in `swirl_deny_new`: `new` is refused |
//! | `@not-serializable` | class | `serialize()` is refused |
//! | `@handler Swoole\Timer::tick` | function, method | shares that one's handler (or names a C symbol) |
//! | `@shortname` | function | goes to `swirl_short_functions`, which the ini setting can withhold |
//! | `@php` | function | its body is in the PHP library: goes to `swirl_library_functions` |
//! | `@php` | class, constant | made elsewhere (start-up code): only parsed |
//!
//! Handlers are named after what they implement, `Swoole\` left out: `swirl_Coroutine_Channel_push`,
//! `swirl_fn_swoole_cpu_num`, `swirl_fn_Coroutine_run`. Unknown tags, types and parents are errors.

mod arginfo;
mod ast;
mod class;
mod emit;
mod expr;
mod grammar;
mod lexer;
mod parser;

pub use ast::Api;
#[cfg(test)]
pub use expr::Value;

/// Parses stubs, given as (file name, text). Constants are known to the files after theirs.
pub fn parse(files: &[(String, String)]) -> Result<Api, String> {
    let mut api = Api::default();
    for (name, text) in files {
        parser::parse(text, &mut api).map_err(|(line, what)| format!("{name}:{line}: {what}"))?;
    }
    Ok(api)
}

/// Compiles stubs to the text of `api.c`. With `weak`, a handler that nobody has written yet throws an
/// `Error` when it is called, instead of failing the load of the extension.
pub fn compile(files: &[(String, String)], weak: bool) -> Result<String, String> {
    emit::file(&parse(files)?, weak)
}
