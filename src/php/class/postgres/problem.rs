//! `$error`, `$errCode`, `$resultStatus`, `$resultDiag` and `$notices`, which clients and statements have alike.

use crate::net::postgres::Diagnosis;
use crate::net::postgres::Error;
use crate::php::ffi;
use crate::php::object;
use crate::php::value::Array;
use crate::php::value::Owned;
use crate::php::value::Val;
use crate::php::value::tag;

/// Declared properties, in the order of the stub.
const ERROR: usize = 0;
const ERR_CODE: usize = 1;
const RESULT_STATUS: usize = 2;
const RESULT_DIAG: usize = 3;
const NOTICES: usize = 4;

/// libpq's number for an error of the server.
const FATAL_ERROR: i64 = 7;

/// What the parts of a diagnosis are called, and the protocol's letters for them.
const PARTS: &[(&str, u8)] = &[
    ("severity", b'S'),
    ("sqlstate", b'C'),
    ("message_primary", b'M'),
    ("message_detail", b'D'),
    ("message_hint", b'H'),
    ("statement_position", b'P'),
    ("internal_position", b'p'),
    ("internal_query", b'q'),
    ("content", b'W'),
    ("schema_name", b's'),
    ("table_name", b't'),
    ("column_name", b'c'),
    ("datatype_name", b'd'),
    ("constraint_name", b'n'),
    ("source_file", b'F'),
    ("source_line", b'L'),
    ("source_function", b'R'),
];

/// Nothing went wrong.
pub fn none(object: *mut ffi::Object, status: i64) {
    object::set_property(object, ERROR, Owned::take(Val::NULL));
    object::set_long(object, ERR_CODE, 0);
    object::set_property(object, RESULT_DIAG, Owned::take(Val::NULL));
    object::set_long(object, RESULT_STATUS, status);
}

/// Something went wrong.
pub fn show(object: *mut ffi::Object, error: &Error) {
    match error {
        Error::Server(diagnosis) => {
            text(object, &diagnosis.text(), 0);
            object::set_long(object, RESULT_STATUS, FATAL_ERROR);
            object::set_property(object, RESULT_DIAG, parts(diagnosis));
        }
        Error::Failed(why) => text(object, &why.to_string(), why.errno()),
    }
}

/// Something that has no diagnosis went wrong.
pub fn text(object: *mut ffi::Object, what: &str, number: i32) {
    object::set_property(object, ERROR, Owned::take(Val::string(what)));
    object::set_long(object, ERR_CODE, number.into());
}

/// What the server has said besides is added to what it said before.
pub fn add_notices(object: *mut ffi::Object, notices: &[String]) {
    if notices.is_empty() {
        return;
    }
    let before = object::property(object, NOTICES).share();
    let mut all = if before.get().tag() == tag::ARRAY { before.duplicate() } else { Owned::array() };
    let first = crate::php::value::count(&all.get()) as i64;
    for (index, notice) in (first..).zip(notices) {
        all.set_index(index, Owned::take(Val::string(notice)));
    }
    object::set_property(object, NOTICES, all);
}

fn parts(diagnosis: &Diagnosis) -> Owned {
    let mut array = Array::new();
    for (name, letter) in PARTS {
        let value = diagnosis.part(*letter).map_or(Val::NULL, Val::string);
        array = array.value(name, Owned::take(value));
    }
    array.build()
}
