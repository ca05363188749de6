//! The part of the API that is written in PHP: `src/php/library/*.php`, compiled into the extension.

use super::ffi;
use super::value::c_text;

/// Name and code of each file.
const FILES: &[(&str, &str)] = &[("@swirl/coroutine.php", include_str!("library/coroutine.php"))];

/// Defines all of it in this request.
pub fn load() {
    for (name, code) in FILES {
        let code = c_text(code.trim_start().trim_start_matches("<?php"));
        let name = c_text(name);
        // SAFETY: the C half's contract; the code is ours and has no errors.
        unsafe { ffi::swirl_eval(code.as_ptr(), name.as_ptr()) };
    }
}
