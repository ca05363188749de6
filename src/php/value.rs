//! PHP's values.
//!
//! [`Val`] is a zval without an owner: copying it copies no reference. [`Owned`] holds one reference and lets go of it
//! when it is dropped.

use std::ffi::c_char;
use std::ffi::c_void;
use std::marker::PhantomData;

use super::ffi;

/// Type tags, the same in every PHP 8.
#[allow(missing_docs, reason = "the names say it")]
pub mod tag {
    pub const UNDEF: u8 = 0;
    pub const NULL: u8 = 1;
    pub const FALSE: u8 = 2;
    pub const TRUE: u8 = 3;
    pub const LONG: u8 = 4;
    pub const DOUBLE: u8 = 5;
    pub const STRING: u8 = 6;
    pub const ARRAY: u8 = 7;
    pub const OBJECT: u8 = 8;
    pub const RESOURCE: u8 = 9;
    pub const REFERENCE: u8 = 10;
}

const REFCOUNTED: u32 = 0xff00;

/// A zval. Plain bytes: whoever holds it knows whether a reference goes with it.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct Val {
    payload: u64,
    info: u32,
    extra: u32,
}

const _: () = assert!(size_of::<Val>() == size_of::<ext_php_rs::ffi::zval>());

impl Val {
    /// No value at all.
    pub const UNDEF: Self = Self { payload: 0, info: tag::UNDEF as u32, extra: 0 };
    /// PHP's null.
    pub const NULL: Self = Self { payload: 0, info: tag::NULL as u32, extra: 0 };

    /// PHP's true or false.
    pub const fn bool(value: bool) -> Self {
        Self { payload: 0, info: if value { tag::TRUE } else { tag::FALSE } as u32, extra: 0 }
    }

    /// An int.
    pub const fn long(value: i64) -> Self {
        Self { payload: value as u64, info: tag::LONG as u32, extra: 0 }
    }

    /// A float.
    pub fn double(value: f64) -> Self {
        Self { payload: value.to_bits(), info: tag::DOUBLE as u32, extra: 0 }
    }

    /// A new string with one reference.
    pub fn string(text: &str) -> Self {
        Self::bytes(text.as_bytes())
    }

    /// A new string with one reference.
    pub fn bytes(bytes: &[u8]) -> Self {
        let mut value = Self::UNDEF;
        // SAFETY: the C half's contract; the bytes are copied.
        unsafe { ffi::swirl_zval_string(&mut value, bytes.as_ptr().cast(), bytes.len()) };
        value
    }

    /// A new string with one reference, whose bytes `fill` writes.
    pub fn filled(length: usize, fill: impl FnOnce(&mut [u8])) -> Self {
        let mut value = Self::UNDEF;
        // SAFETY: the C half's contract; so many bytes are there, and nobody else knows the string.
        unsafe {
            let bytes = ffi::swirl_zval_new_string(&mut value, length).cast::<u8>();
            bytes.write_bytes(0, length);
            fill(std::slice::from_raw_parts_mut(bytes, length));
        }
        value
    }

    /// An object; takes over the caller's reference.
    pub fn object(object: *mut ffi::Object) -> Self {
        Self { payload: object as u64, info: tag::OBJECT as u32 | 0x300, extra: 0 }
    }

    /// The type tag.
    pub fn tag(&self) -> u8 {
        self.info as u8
    }

    /// Whether there is no value.
    pub fn is_undef(&self) -> bool {
        self.tag() == tag::UNDEF
    }

    /// Whether this is null or no value.
    pub fn is_null(&self) -> bool {
        self.tag() <= tag::NULL
    }

    /// The int, if it is one.
    pub fn as_long(&self) -> Option<i64> {
        (self.tag() == tag::LONG).then_some(self.payload as i64)
    }

    /// The float, if it is one.
    pub fn as_double(&self) -> Option<f64> {
        (self.tag() == tag::DOUBLE).then(|| f64::from_bits(self.payload))
    }

    /// The object, if it is one.
    pub fn as_object(&self) -> Option<*mut ffi::Object> {
        (self.tag() == tag::OBJECT).then_some(self.payload as *mut ffi::Object)
    }

    /// The string's bytes, if it is one. They live as long as the value does.
    pub fn as_bytes(&self) -> Option<&[u8]> {
        (self.tag() == tag::STRING).then(|| {
            // SAFETY: the tag says that the payload is a live string.
            unsafe { string_bytes(self.payload as *const ffi::ZendString) }
        })
    }

    /// The value as PHP's `(int)` would have it.
    pub fn to_long(mut self) -> i64 {
        // SAFETY: the C half's contract.
        unsafe { ffi::swirl_zval_long(&mut self) }
    }

    /// The value as PHP's `(float)` would have it.
    pub fn to_double(mut self) -> f64 {
        // SAFETY: the C half's contract.
        unsafe { ffi::swirl_zval_double(&mut self) }
    }

    /// The value as PHP's `(bool)` would have it.
    pub fn to_bool(mut self) -> bool {
        // SAFETY: the C half's contract.
        unsafe { ffi::swirl_zval_true(&mut self) }
    }

    /// The value as PHP's `(string)` would have it; that may call PHP code.
    pub fn to_text(mut self) -> super::args::Outcome<Owned> {
        let mut text = Self::UNDEF;
        // SAFETY: the C half's contract.
        let outcome = unsafe { ffi::swirl_text(&mut self, &mut text) };
        super::ending::note(outcome);
        if outcome == ffi::DONE { Ok(Owned::take(text)) } else { Err(super::args::Thrown) }
    }

    /// Whether copies must be counted.
    pub fn is_refcounted(&self) -> bool {
        self.info & REFCOUNTED != 0
    }

    /// A reference to the same value, references to variables resolved.
    pub fn share(&self) -> Owned {
        let mut copy = Self::UNDEF;
        // SAFETY: the C half's contract.
        unsafe { ffi::swirl_zval_copy(&mut copy, self) };
        Owned(copy)
    }
}

/// The bytes of a string.
///
/// # Safety
/// `string` must be a live zend_string, and stay alive as long as the bytes are used.
pub unsafe fn string_bytes<'a>(string: *const ffi::ZendString) -> &'a [u8] {
    // SAFETY: the caller's promise.
    unsafe { std::slice::from_raw_parts(ffi::swirl_string_bytes(string).cast(), ffi::swirl_string_length(string)) }
}

/// One reference to a value.
#[repr(transparent)]
pub struct Owned(Val);

impl Owned {
    /// Takes over the caller's reference.
    pub fn take(value: Val) -> Self {
        Self(value)
    }

    /// A new, empty array.
    pub fn array() -> Self {
        let mut value = Val::UNDEF;
        // SAFETY: the C half's contract.
        unsafe { ffi::swirl_zval_array(&mut value) };
        Self(value)
    }

    /// A copy of an array with these values in place of its own, one each.
    pub fn filled(&self, values: &[Val]) -> Self {
        assert_eq!(count(&self.0), values.len());
        let mut copy = Val::UNDEF;
        // SAFETY: the C half's contract; callers know this to be an array, and there is a value for each of its own.
        unsafe { ffi::swirl_array_fill(&mut copy, &self.0, values.as_ptr()) };
        Self(copy)
    }

    /// A copy of an array that nobody else has.
    pub fn duplicate(&self) -> Self {
        let mut copy = Val::UNDEF;
        // SAFETY: the C half's contract; callers know this to be an array.
        unsafe { ffi::swirl_array_copy(&mut copy, &self.0) };
        Self(copy)
    }

    /// Sets an element of an array that nobody else has. What was there must not be the last reference to an object.
    pub fn put(&mut self, key: &[u8], value: Self) {
        let mut value = value.into_val();
        // SAFETY: as above; the array takes over the reference.
        unsafe { ffi::swirl_array_put(&mut self.0, key.as_ptr().cast(), key.len(), &mut value) };
    }

    /// Sets an element of an array that nobody else has.
    pub fn set_index(&mut self, index: i64, value: Self) {
        let mut value = value.into_val();
        // SAFETY: as above; the array takes over the reference.
        unsafe { ffi::swirl_array_set(&mut self.0, index, &mut value) };
    }

    /// The value, still owned here.
    pub fn get(&self) -> Val {
        self.0
    }

    /// A string's bytes; none of anything else.
    pub fn as_bytes(&self) -> &[u8] {
        self.0.as_bytes().unwrap_or_default()
    }

    /// The value, if it is an array.
    pub fn as_array(&self) -> Option<Val> {
        (self.0.tag() == tag::ARRAY).then_some(self.0)
    }

    /// For C, which may change it in place.
    pub fn as_mut_ptr(&mut self) -> *mut Val {
        &mut self.0
    }

    /// Gives the reference to the caller.
    pub fn into_val(self) -> Val {
        let value = self.0;
        std::mem::forget(self);
        value
    }
}

impl Drop for Owned {
    fn drop(&mut self) {
        if self.0.is_refcounted() {
            // SAFETY: one reference is ours; a destructor that fails fatally must not unwind through Rust, so that the C
            // half catches it and leaves the failure pending.
            unsafe { super::ending::note(ffi::swirl_release(&mut self.0)) };
        }
    }
}

/// Builds PHP arrays.
pub struct Array(Owned);

impl Default for Array {
    fn default() -> Self {
        Self::new()
    }
}

impl Array {
    /// An empty one.
    pub fn new() -> Self {
        Self(Owned::array())
    }

    /// Adds an int.
    pub fn long(mut self, key: &str, value: i64) -> Self {
        // SAFETY: the C half's contract; the key is copied.
        unsafe { ffi::swirl_array_add_long(self.0.as_mut_ptr(), key.as_ptr().cast(), key.len(), value) };
        self
    }

    /// Adds a bool.
    pub fn bool(mut self, key: &str, value: bool) -> Self {
        // SAFETY: as above.
        unsafe { ffi::swirl_array_add_bool(self.0.as_mut_ptr(), key.as_ptr().cast(), key.len(), value) };
        self
    }

    /// Adds any value.
    pub fn value(mut self, key: &str, value: Owned) -> Self {
        let mut value = value.into_val();
        // SAFETY: as above; the array takes over the reference.
        unsafe { ffi::swirl_array_add_zval(self.0.as_mut_ptr(), key.as_ptr().cast(), key.len(), &mut value) };
        self
    }

    /// Appends a value.
    pub fn push(&mut self, value: Owned) {
        let mut value = value.into_val();
        // SAFETY: as above.
        unsafe { ffi::swirl_array_push(self.0.as_mut_ptr(), &mut value) };
    }

    /// Sets a value at an int key.
    pub fn set(&mut self, index: i64, value: Owned) {
        let mut value = value.into_val();
        // SAFETY: as above.
        unsafe { ffi::swirl_array_set(self.0.as_mut_ptr(), index, &mut value) };
    }

    /// Done.
    pub fn build(self) -> Owned {
        self.0
    }
}

/// An array whose copies get other values: a record's names.
pub struct Record {
    array: Owned,
    count: usize,
}

impl Record {
    /// Of these names, some of which may be the same.
    pub fn new<'a>(names: impl Iterator<Item = &'a [u8]>) -> Self {
        let mut value = Val::UNDEF;
        // SAFETY: the C half's contract.
        unsafe { ffi::swirl_zval_record(&mut value) };
        let mut array = Owned(value);
        names.for_each(|name| array.put(name, Owned(Val::NULL)));
        let count = count(&array.0);
        Self { array, count }
    }

    /// How many different names there are.
    pub fn count(&self) -> usize {
        self.count
    }

    /// Appends a record to an array; what is not put into its places is null.
    pub fn push<'a>(&self, to: &'a mut Array) -> Places<'a> {
        // SAFETY: the C half's contract; this array was made for it.
        let next = unsafe { ffi::swirl_array_push_copy(to.0.as_mut_ptr(), &self.array.0) };
        Places { next, left: self.count, of: PhantomData }
    }

    /// A single record, whose values `fill` puts.
    pub fn filled<E>(&self, fill: impl FnOnce(&mut Places<'_>) -> Result<(), E>) -> Result<Owned, E> {
        let mut copy = self.array.duplicate();
        // SAFETY: the C half's contract; the copy is as the array, which was made for it.
        let next = unsafe { ffi::swirl_array_first(copy.as_mut_ptr()) };
        fill(&mut Places { next, left: self.count, of: PhantomData })?;
        Ok(copy)
    }
}

/// Where the values of a new record go, one behind the other.
pub struct Places<'a> {
    next: *mut Val,
    left: usize,
    of: PhantomData<&'a mut Array>,
}

impl Places<'_> {
    /// Puts a value into the next place; its reference goes with it.
    #[inline]
    pub fn put(&mut self, value: Val) {
        let place = self.next();
        // SAFETY: the place is the record's; the last word of a place belongs to the array.
        unsafe { (*place).payload = value.payload };
        // SAFETY: as above.
        unsafe { (*place).info = value.info };
    }

    /// Puts a string into the next place.
    #[inline]
    pub fn put_bytes(&mut self, bytes: &[u8]) {
        // SAFETY: the C half's contract; it leaves the place's last word alone.
        unsafe { ffi::swirl_zval_string(self.next(), bytes.as_ptr().cast(), bytes.len()) };
    }

    #[inline]
    fn next(&mut self) -> *mut Val {
        assert!(self.left > 0, "a record has a place for each name");
        self.left -= 1;
        let place = self.next;
        self.next = place.cast::<ext_php_rs::ffi::Bucket>().wrapping_add(1).cast();
        place
    }
}

/// A key of a PHP array.
pub enum Key<'a> {
    /// An int.
    Index(i64),
    /// A string.
    Name(&'a [u8]),
}

/// Calls `visit` for each element of an array, until it says false. `array` must be an array.
pub fn each<'a>(array: &'a Val, mut visit: impl FnMut(Key<'a>, Val) -> bool) {
    let mut array = *array;
    let mut position = 0;
    loop {
        let (mut key, mut index) = (std::ptr::null_mut(), 0);
        // SAFETY: the C half's contract; the caller vouches for the array.
        let value = unsafe { ffi::swirl_array_next(&mut array, &mut position, &mut key, &mut index) };
        if value.is_null() {
            return;
        }
        // SAFETY: key and value live in the array, which the caller keeps.
        let (key, value) = unsafe {
            let key = if key.is_null() { Key::Index(index as i64) } else { Key::Name(string_bytes(key)) };
            (key, *value)
        };
        if !visit(key, value) {
            return;
        }
    }
}

/// Puts elements of an array that bear these names, which must be strings, into the places of the same numbers; they
/// belong to the array still. False when to convert them may run PHP code that changes them. `array` must be an array.
pub fn pick(array: &Val, names: &[Owned], places: &mut [Val]) -> bool {
    assert_eq!(names.len(), places.len());
    // SAFETY: the C half's contract; an `Owned` is a value, and there are as many places as names.
    unsafe { ffi::swirl_array_pick(array, names.as_ptr().cast(), names.len() as u32, places.as_mut_ptr()) }
}

/// An element of an array by name. `array` must be an array.
pub fn find(array: &Val, name: &str) -> Option<Val> {
    let mut array = *array;
    // SAFETY: the C half's contract.
    let found = unsafe { ffi::swirl_array_find(&mut array, name.as_ptr().cast(), name.len()) };
    // SAFETY: a found element lives in the array.
    (!found.is_null()).then(|| unsafe { *found })
}

/// An element of an array by a key that counts as an int when it looks like one. `array` must be an array.
pub fn find_symbol(array: &Val, key: &[u8]) -> Option<Val> {
    // SAFETY: the C half's contract.
    let found = unsafe { ffi::swirl_array_symbol(array, key.as_ptr().cast(), key.len()) };
    // SAFETY: a found element lives in the array.
    (!found.is_null()).then(|| unsafe { *found })
}

/// How many elements an array has. `array` must be an array.
pub fn count(array: &Val) -> usize {
    let mut array = *array;
    // SAFETY: the C half's contract.
    unsafe { ffi::swirl_array_count(&mut array) as usize }
}

/// Text for C.
pub fn c_text(text: &str) -> std::ffi::CString {
    std::ffi::CString::new(text.replace('\0', "")).expect("zero bytes were taken out")
}

/// Text from C, as long as the caller knows it to live.
///
/// # Safety
/// `text` must be a live C string or null.
pub unsafe fn from_c<'a>(text: *const c_char) -> &'a str {
    if text.is_null() {
        return "";
    }
    // SAFETY: the caller's promise.
    unsafe { std::ffi::CStr::from_ptr(text) }.to_str().unwrap_or("?")
}

/// A pointer for C.
pub type Opaque = *mut c_void;
