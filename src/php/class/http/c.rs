//! `http.c`, as Rust sees it. The safety contract is that of the C half: see `php/ffi.rs`.

use std::ffi::c_char;
use std::ffi::c_int;

use crate::php::ending;
use crate::php::ffi;
use crate::php::log;
use crate::php::value::Owned;
use crate::php::value::Val;

unsafe extern "C" {
    /// Gives a class properties that are made when they are touched.
    pub fn swirl_lazy_handlers(handlers: *mut ffi::ObjectHandlers);
    /// Makes a class tell of objects that go.
    pub fn swirl_response_handlers(handlers: *mut ffi::ObjectHandlers);
    fn swirl_register_variable(name: *const c_char, length: usize, value: *mut Val, array: *mut Val) -> c_int;
    fn swirl_parse_query(text: *const c_char, length: usize, array: *mut Val) -> c_int;
    fn swirl_parse_cookies(text: *const c_char, length: usize, array: *mut Val) -> c_int;
    fn swirl_url_decode(text: *const c_char, length: usize, result: *mut Val);
    fn swirl_url_encode(text: *const c_char, length: usize, result: *mut Val);
    /// Makes the texts that requests have in common.
    pub fn swirl_texts_register();
    fn swirl_shared_text(which: u32, result: *mut Val);
    fn swirl_array_for(size: u32, result: *mut Val);
    fn swirl_array_put_text(array: *mut Val, which: u32, value: *mut Val);
    fn swirl_array_put_field(
        array: *mut Val,
        name: *const c_char,
        length: usize,
        value: *const c_char,
        value_length: usize,
    ) -> bool;
    fn swirl_uploaded_file_add(path: *const c_char, length: usize);
    fn swirl_uploaded_file_remove(path: *const c_char, length: usize) -> bool;
    fn swirl_slot_array(slot: *mut Val);
    fn swirl_slot_put(slot: *mut Val, key: *const c_char, length: usize, value: *mut Val);
    fn swirl_slot_push(slot: *mut Val, value: *mut Val);
}

/// The classes of this topic.
#[allow(non_upper_case_globals, missing_docs, reason = "the names are those of the generated code")]
pub mod ce {
    use crate::php::ffi::ClassEntry;

    unsafe extern "C" {
        pub static mut swirl_ce_Http_Request: *mut ClassEntry;
        pub static mut swirl_ce_Http_Response: *mut ClassEntry;
        pub static mut swirl_ce_Http_Cookie: *mut ClassEntry;
        pub static mut swirl_ce_Coroutine_Http_Server: *mut ClassEntry;
        pub static mut swirl_ce_Coroutine_Http_Client: *mut ClassEntry;
        pub static mut swirl_ce_Coroutine_Http_Client_Exception: *mut ClassEntry;
        pub static mut swirl_ce_Http_Server: *mut ClassEntry;
        pub static mut swirl_ce_WebSocket_Server: *mut ClassEntry;
        pub static mut swirl_ce_WebSocket_Frame: *mut ClassEntry;
        pub static mut swirl_ce_WebSocket_CloseFrame: *mut ClassEntry;
    }
}

/// A text that many requests have in common; PHP has one of each. The order is that of the C half.
#[derive(Clone, Copy)]
#[allow(missing_docs, reason = "the names are the texts")]
#[repr(u32)]
pub enum Text {
    QueryString,
    RequestMethod,
    RequestUri,
    PathInfo,
    RequestTime,
    RequestTimeFloat,
    ServerProtocol,
    ServerPort,
    RemotePort,
    ServerAddr,
    RemoteAddr,
    MasterTime,
    Get,
    Post,
    Http11,
    Http10,
    Http2,
}

impl Text {
    /// As PHP has it.
    pub fn value(self) -> Owned {
        let mut value = Val::UNDEF;
        // SAFETY: the C half's contract; the texts were made at startup.
        unsafe { swirl_shared_text(self as u32, &mut value) };
        Owned::take(value)
    }
}

/// An array that is put together with as little work as possible.
pub struct Fields(Owned);

impl Fields {
    /// With room for so many.
    pub fn with_room(size: usize) -> Self {
        let mut value = Val::UNDEF;
        // SAFETY: the C half's contract.
        unsafe { swirl_array_for(u32::try_from(size).unwrap_or(8), &mut value) };
        Self(Owned::take(value))
    }

    /// Sets an element.
    pub fn put(&mut self, name: Text, value: Owned) {
        let mut value = value.into_val();
        // SAFETY: the C half's contract; the array takes over the value.
        unsafe { swirl_array_put_text(self.0.as_mut_ptr(), name as u32, &mut value) };
    }

    /// Adds a field by its name in small letters. False when there is one already.
    pub fn add(&mut self, name: &[u8], value: &[u8]) -> bool {
        let (text, size) = (value.as_ptr().cast(), value.len());
        // SAFETY: the C half's contract; both are copied.
        unsafe { swirl_array_put_field(self.0.as_mut_ptr(), name.as_ptr().cast(), name.len(), text, size) }
    }

    /// The array.
    pub fn array(&mut self) -> &mut Owned {
        &mut self.0
    }

    /// The array.
    pub fn build(self) -> Owned {
        self.0
    }
}

/// Sets in an array what `a[b][]=…` in a form sets.
pub fn register_variable(array: &mut Owned, name: &[u8], value: Owned) {
    let mut value = value.into_val();
    // SAFETY: the C half's contract; the array takes over the value.
    ending::note(unsafe { swirl_register_variable(name.as_ptr().cast(), name.len(), &mut value, array.as_mut_ptr()) });
}

/// A query string, or a form that looks like one, as an array.
pub fn query(text: &[u8]) -> Owned {
    let mut array = Owned::array();
    // SAFETY: the C half's contract; the text is copied.
    ending::note(unsafe { swirl_parse_query(text.as_ptr().cast(), text.len(), array.as_mut_ptr()) });
    array
}

/// For C: there are more variables than PHP is allowed to take.
#[unsafe(no_mangle)]
pub extern "C" fn swirl_too_many_variables(limit: i64) {
    let what = format!(
        "swoole_php_treat_data(): Input variables exceeded {limit}. To increase the limit change max_input_vars in php.ini."
    );
    log::write(log::WARNING, what.as_bytes());
}

/// Adds the cookies of a field to an array.
pub fn cookies(array: &mut Owned, text: &[u8]) {
    // SAFETY: the C half's contract; the text is copied.
    ending::note(unsafe { swirl_parse_cookies(text.as_ptr().cast(), text.len(), array.as_mut_ptr()) });
}

/// The text without its percent signs and pluses; mostly that is the same one.
pub fn url_decoded_text(text: &Owned) -> Owned {
    let is_plain = !text.as_bytes().iter().any(|byte| matches!(byte, b'%' | b'+'));
    if is_plain { text.get().share() } else { url_decoded(text.as_bytes()) }
}

/// The text without its percent signs and pluses.
pub fn url_decoded(text: &[u8]) -> Owned {
    let mut value = Val::UNDEF;
    // SAFETY: the C half's contract; the text is copied.
    unsafe { swirl_url_decode(text.as_ptr().cast(), text.len(), &mut value) };
    Owned::take(value)
}

/// The text as `urlencode()` has it.
pub fn url_encoded(text: &[u8]) -> Owned {
    let mut value = Val::UNDEF;
    // SAFETY: the C half's contract; the text is copied.
    unsafe { swirl_url_encode(text.as_ptr().cast(), text.len(), &mut value) };
    Owned::take(value)
}

/// From now on `move_uploaded_file()` knows the file.
pub fn add_upload(path: &str) {
    // SAFETY: the C half's contract; the path is copied.
    unsafe { swirl_uploaded_file_add(path.as_ptr().cast(), path.len()) };
}

/// Makes PHP forget an uploaded file. False when it was moved away.
pub fn remove_upload(path: &str) -> bool {
    // SAFETY: the C half's contract.
    unsafe { swirl_uploaded_file_remove(path.as_ptr().cast(), path.len()) }
}

/// A declared property as a place for an array: what is no array becomes one.
pub struct Slot(*mut Val);

impl Slot {
    /// The property in this place of an object that lives on.
    pub(in crate::php) fn of(object: *mut ffi::Object, place: u32) -> Self {
        // SAFETY: the C half's contract; classes declare so many properties.
        Self(unsafe { ffi::swirl_property(object, place) })
    }

    /// Makes it an array, if it is none.
    pub fn init(&mut self) {
        // SAFETY: the property is live.
        unsafe { swirl_slot_array(self.0) };
    }

    /// Sets an element.
    pub fn put(&mut self, key: &[u8], value: Owned) {
        let mut value = value.into_val();
        // SAFETY: as above; the array takes over the reference.
        unsafe { swirl_slot_put(self.0, key.as_ptr().cast(), key.len(), &mut value) };
    }

    /// Appends an element.
    pub fn push(&mut self, value: Owned) {
        let mut value = value.into_val();
        // SAFETY: as above.
        unsafe { swirl_slot_push(self.0, &mut value) };
    }
}
