//! Properties that are made when they are touched; see `http.c`.

use crate::php::ending;
use crate::php::entry;
use crate::php::ffi;
use crate::php::value::Val;

use super::c;
use super::request;
use super::response;

/// Makes a property of a request or a response, whose place is empty.
///
/// # Safety
/// For C, with an object of a class that has lazy properties.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn swirl_lazy_make(object: *mut ffi::Object, number: u32) {
    let is_request = || {
        // SAFETY: the C half's contract; the class entry is registered, the reference is only looked at.
        unsafe { ffi::swirl_instance_of(&Val::object(object), c::ce::swirl_ce_Http_Request) }
    };
    entry::guard(|| {
        if is_request() { request::make(object, number as usize) } else { response::make(object, number as usize) }
    });
    ending::pass_on();
}
