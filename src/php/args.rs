//! Parameters of a PHP function, read where PHP put them.
//!
//! The common type is a test and a load; anything else goes to the C half, which converts or throws as PHP's own
//! parameter parsing does. An `Err` means that an exception is pending.

use super::call::Callable;
use super::ending;
use super::ffi;
use super::value::Owned;
use super::value::Val;
use super::value::string_bytes;
use super::value::tag;

/// An exception is pending: go back to PHP.
#[derive(Debug)]
pub struct Thrown;

/// Result of a handler's body.
pub type Outcome<T = ()> = Result<T, Thrown>;

/// The parameters of the call that is going on.
pub struct Args {
    frame: *mut ffi::ExecuteData,
}

/// Zend puts the arguments behind the frame, which is so many values long.
const FRAME_SLOTS: usize = size_of::<ffi::ExecuteData>().div_ceil(size_of::<Val>());

impl Args {
    /// # Safety
    /// `frame` must be the frame of an internal function that is being called.
    pub unsafe fn new(frame: *mut ffi::ExecuteData) -> Self {
        Self { frame }
    }

    /// How many were passed.
    pub fn count(&self) -> u32 {
        // SAFETY: the frame is live during the call; internal functions have their argument count there.
        unsafe { (*self.frame).This.u2.num_args }
    }

    /// Throws unless the count lies in `min..=max`.
    pub fn expect(&self, min: u32, max: u32) -> Outcome {
        let count = self.count();
        if (min..=max).contains(&count) {
            return Ok(());
        }
        // SAFETY: the C half's contract.
        unsafe { ffi::swirl_wrong_count(min, if max == u32::MAX { u32::MAX } else { max }) };
        Err(Thrown)
    }

    /// Pointer to argument `index` (from 0), which must have been passed.
    pub fn at(&self, index: u32) -> *mut Val {
        // SAFETY: `index` is below the count, so that the value lies in the frame.
        unsafe { self.frame.cast::<Val>().add(FRAME_SLOTS + index as usize) }
    }

    /// Whether argument `index` was passed.
    pub fn has(&self, index: u32) -> bool {
        index < self.count()
    }

    /// Any value; undefined when it was not passed.
    pub fn value(&self, index: u32) -> Val {
        if !self.has(index) {
            return Val::UNDEF;
        }
        // SAFETY: passed, so it is there.
        unsafe { *self.at(index) }
    }

    /// The arguments from `first` on.
    pub fn rest(&self, first: u32) -> (u32, *mut Val) {
        (self.count().saturating_sub(first), self.at(first))
    }

    /// The object that the method was called on; null in a static one.
    pub fn this(&self) -> *mut ffi::Object {
        // SAFETY: the frame is live during the call, and `This` is a value like any other.
        let this = unsafe { *(&raw const (*self.frame).This).cast::<Val>() };
        this.as_object().unwrap_or(std::ptr::null_mut())
    }

    /// An int.
    pub fn long(&self, index: u32) -> Outcome<i64> {
        if let Some(value) = self.value(index).as_long() {
            return Ok(value);
        }
        let mut value = 0;
        // SAFETY: the C half's contract; the argument was passed.
        self.slow(unsafe { ffi::swirl_arg_long(self.at(index), index + 1, &mut value) }, value)
    }

    /// An int, or `default` when it was not passed.
    pub fn long_or(&self, index: u32, default: i64) -> Outcome<i64> {
        if self.has(index) { self.long(index) } else { Ok(default) }
    }

    /// A float.
    pub fn double(&self, index: u32) -> Outcome<f64> {
        if let Some(value) = self.value(index).as_double() {
            return Ok(value);
        }
        let mut value = 0.0;
        // SAFETY: as above.
        self.slow(unsafe { ffi::swirl_arg_double(self.at(index), index + 1, &mut value) }, value)
    }

    /// A float, or `default` when it was not passed.
    pub fn double_or(&self, index: u32, default: f64) -> Outcome<f64> {
        if self.has(index) { self.double(index) } else { Ok(default) }
    }

    /// A bool, or `default` when it was not passed.
    pub fn bool_or(&self, index: u32, default: bool) -> Outcome<bool> {
        if !self.has(index) {
            return Ok(default);
        }
        let mut value = default;
        // SAFETY: as above.
        self.slow(unsafe { ffi::swirl_arg_bool(self.at(index), index + 1, &mut value) }, value)
    }

    /// A string's bytes; they live as long as the call.
    pub fn bytes(&self, index: u32) -> Outcome<&[u8]> {
        let mut string = std::ptr::null_mut();
        // SAFETY: as above; a converted string is kept in the argument.
        let ok = unsafe { ffi::swirl_arg_string(self.at(index), index + 1, &mut string) };
        // SAFETY: a string that was parsed is live.
        if ok { Ok(unsafe { string_bytes(string) }) } else { Err(Thrown) }
    }

    /// A string's bytes; nothing for null and when it was not passed. They live as long as the call.
    pub fn bytes_or_null(&self, index: u32) -> Outcome<Option<&[u8]>> {
        if !self.has(index) {
            return Ok(None);
        }
        let mut string = std::ptr::null_mut();
        // SAFETY: as above.
        let ok = unsafe { ffi::swirl_arg_string_or_null(self.at(index), index + 1, &mut string) };
        // SAFETY: a string that was parsed is live.
        if ok { Ok((!string.is_null()).then(|| unsafe { string_bytes(string) })) } else { Err(Thrown) }
    }

    /// A string's bytes and PHP's hash of them; they live as long as the call.
    #[inline]
    pub fn key(&self, index: u32) -> Outcome<(&[u8], u64)> {
        let (mut bytes, mut length, mut hash) = (std::ptr::null(), 0, 0);
        // SAFETY: as above; a converted string is kept in the argument.
        let ok = unsafe { ffi::swirl_arg_key(self.at(index), index + 1, &mut bytes, &mut length, &mut hash) };
        // SAFETY: the bytes of a string that was parsed are live.
        if ok { Ok((unsafe { std::slice::from_raw_parts(bytes.cast(), length) }, hash)) } else { Err(Thrown) }
    }

    /// An array.
    pub fn array(&self, index: u32) -> Outcome<Val> {
        let value = self.value(index);
        if value.tag() == tag::ARRAY {
            return Ok(value);
        }
        let mut array = std::ptr::null_mut();
        // SAFETY: as above.
        let ok = unsafe { ffi::swirl_arg_array(self.at(index), index + 1, &mut array) };
        // SAFETY: what was parsed is an array in the frame.
        if ok { Ok(unsafe { *array }) } else { Err(Thrown) }
    }

    /// Sets the variable that was passed by reference, which may run PHP code.
    pub fn assign(&self, index: u32, value: Owned) -> Outcome {
        let mut value = value.into_val();
        // SAFETY: the C half's contract; the variable takes over the reference.
        match unsafe { ffi::swirl_assign(self.at(index), &mut value) } {
            ffi::DONE => Ok(()),
            outcome => {
                ending::note(outcome);
                Err(Thrown)
            }
        }
    }

    /// A callable, resolved but not yet owned.
    pub fn callable(&self, index: u32) -> Outcome<Borrowed> {
        // SAFETY: a plain C structure, for which zero bytes are a value.
        let mut fcc = unsafe { std::mem::zeroed::<ffi::FcallCache>() };
        // SAFETY: as above.
        let outcome = unsafe { ffi::swirl_arg_callable(self.at(index), index + 1, &mut fcc) };
        if outcome == ffi::DONE {
            return Ok(Borrowed { value: self.value(index), fcc });
        }
        ending::note(outcome);
        Err(Thrown)
    }

    /// A callable to keep.
    pub fn owned_callable(&self, index: u32) -> Outcome<Callable> {
        self.callable(index).map(|borrowed| borrowed.keep())
    }

    fn slow<T>(&self, ok: bool, value: T) -> Outcome<T> {
        if ok { Ok(value) } else { Err(Thrown) }
    }
}

/// A callable that belongs to the caller.
pub struct Borrowed {
    /// What was passed.
    pub value: Val,
    /// What it resolved to.
    pub fcc: ffi::FcallCache,
}

impl Borrowed {
    /// A reference of our own.
    pub fn keep(self) -> Callable {
        Callable::new(self.value.share(), self.fcc)
    }
}

/// A callable out of any value, or nothing when it is none.
pub fn resolve(value: Val) -> Option<Callable> {
    let mut copy = value.share();
    // SAFETY: a plain C structure, for which zero bytes are a value; then the C half's contract.
    unsafe {
        let mut fcc = std::mem::zeroed::<ffi::FcallCache>();
        let mut found = false;
        ending::note(ffi::swirl_resolve_callable(copy.as_mut_ptr(), &mut fcc, &mut found));
        found.then(|| Callable::new(copy, fcc))
    }
}
