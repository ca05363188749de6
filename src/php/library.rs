//! The part of the API that is written in PHP: `src/php/library/**/*.php`, embedded in the extension.
//!
//! A file is compiled when a class or a function of it is first asked for, so that requests which use none pay nothing.
//! To a script all of it seems to be there from the start: a lookup of a class asks here before any autoloader, so do
//! `class_exists($name, false)` and `get_declared_classes()`; functions are internal ones (tag `@php` in the stubs) that
//! hand over to their body. Which file declares what is found at build time, by `build/library.rs`.
//!
//! Compiling is C's work: a failure there is a longjmp, which may not pass a frame of ours that owns something.

use std::cell::RefCell;
use std::ffi::c_char;

use super::entry;
use super::ffi;
use super::value::string_bytes;

include!(concat!(env!("OUT_DIR"), "/library.rs"));

thread_local! {
    /// Which files have been compiled in this request; `None` while the library is switched off.
    static COMPILED: RefCell<Option<Box<[bool]>>> = const { RefCell::new(None) };
}

/// A file for C to compile.
#[repr(C)]
pub struct Source {
    /// Ended by zero.
    name: *const c_char,
    code: *const c_char,
    code_length: usize,
}

/// At request startup: nothing is compiled yet.
pub fn request_startup(on: bool) {
    COMPILED.set(on.then(|| vec![false; FILES.len()].into_boxed_slice()));
}

/// The file that declares a class, once in a request.
///
/// # Safety
/// `lc_name` is a live string, `source` a place for the result.
#[unsafe(no_mangle)]
unsafe extern "C" fn swirl_library_of_class(lc_name: *mut ffi::ZendString, source: *mut Source) -> bool {
    // SAFETY: the caller's promise.
    let name = unsafe { string_bytes(lc_name) };
    // SAFETY: the caller's promise.
    entry::guard(|| find(CLASSES, name).is_some_and(|&file| unsafe { take(file, source) }))
}

/// The file that declares a function, once in a request.
///
/// # Safety
/// `name` has `length` bytes, `source` is a place for the result.
#[unsafe(no_mangle)]
unsafe extern "C" fn swirl_library_of_function(name: *const c_char, length: usize, source: *mut Source) -> bool {
    // SAFETY: the caller's promise.
    let name = unsafe { std::slice::from_raw_parts(name.cast::<u8>(), length) };
    // SAFETY: the caller's promise.
    entry::guard(|| find(FUNCTIONS, name).is_some_and(|&file| unsafe { take(file, source) }))
}

/// Any file that is not compiled yet.
///
/// # Safety
/// `source` is a place for the result.
#[unsafe(no_mangle)]
unsafe extern "C" fn swirl_library_rest(source: *mut Source) -> bool {
    entry::guard(|| {
        let waiting = |files: &Option<Box<[bool]>>| files.as_ref()?.iter().position(|compiled| !compiled);
        // SAFETY: the caller's promise.
        COMPILED.with_borrow(waiting).is_some_and(|file| unsafe { take(file, source) })
    })
}

/// The class, in lower case and ended by `length`, that a short name stands for. Null when there is none.
///
/// # Safety
/// `lc_name` is a live string.
#[unsafe(no_mangle)]
unsafe extern "C" fn swirl_library_alias(lc_name: *mut ffi::ZendString, length: *mut usize) -> *const c_char {
    // SAFETY: the caller's promise.
    let name = unsafe { string_bytes(lc_name) };
    let on = COMPILED.with_borrow(Option::is_some);
    let Some(class) = find(ALIASES, name).filter(|_| on) else { return std::ptr::null() };
    // SAFETY: the caller's promise.
    unsafe { length.write(class.len()) };
    class.as_ptr().cast()
}

/// The short name at an index, for those who want all.
///
/// # Safety
/// `length` is a place for the result.
#[unsafe(no_mangle)]
unsafe extern "C" fn swirl_library_alias_at(index: usize, length: *mut usize) -> *const c_char {
    let Some((alias, _)) = ALIASES.get(index) else { return std::ptr::null() };
    // SAFETY: the caller's promise.
    unsafe { length.write(alias.len()) };
    alias.as_ptr().cast()
}

fn find<'a, T>(table: &'a [(&str, T)], name: &[u8]) -> Option<&'a T> {
    let index = table.binary_search_by(|row| row.0.as_bytes().cmp(name)).ok()?;
    Some(&table[index].1)
}

/// Notes that a file is being compiled; false when it has been, or the library is off.
///
/// # Safety
/// `source` is a place for the result.
unsafe fn take(file: usize, source: *mut Source) -> bool {
    let is_new = COMPILED
        .with_borrow_mut(|files| files.as_mut().is_some_and(|files| !std::mem::replace(&mut files[file], true)));
    if is_new {
        let (name, code) = FILES[file];
        let code = code.trim_start_matches("<?php");
        let source_of = Source { name: name.as_ptr().cast(), code: code.as_ptr().cast(), code_length: code.len() };
        // SAFETY: the caller's promise.
        unsafe { source.write(source_of) };
    }
    is_new
}
