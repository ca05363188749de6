//! Properties that are made when they are touched; see `http.c`.

use crate::php::ending;
use crate::php::entry;
use crate::php::ffi;

/// Makes a property of a request, whose place is empty.
///
/// # Safety
/// For C, with an object of a class that has lazy properties.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn swirl_lazy_make(object: *mut ffi::Object, number: u32) {
    entry::guard(|| super::request::make(object, number as usize));
    ending::pass_on();
}
