//! PHP objects that carry a Rust value.
//!
//! ```text
//! ┌────────────┬─────────────┬────────────┐
//! │ value: T   │ zend_object │ properties │
//! └────────────┴─────────────┴────────────┘
//!              ▲ what PHP points to
//! ```

use std::ffi::c_int;
use std::ffi::c_void;
use std::marker::PhantomData;
use std::sync::atomic::AtomicPtr;
use std::sync::atomic::Ordering;

use super::entry;
use super::ffi;
use super::value::Owned;
use super::value::Val;
use crate::hook;

/// Hands the values that an object holds to the cycle collector.
pub type GetGc = Option<unsafe extern "C" fn(*mut ffi::Object, *mut *mut Val, *mut c_int) -> *mut c_void>;

/// For classes whose objects hold nothing that could be part of a cycle, or that never end in one.
pub const NO_GC: GetGc = None;

/// A value that the objects of one class carry; see [`carried!`].
pub trait Carried: Default + 'static {
    /// The class.
    fn class() -> &'static Class<Self>;
}

/// Declares the class whose objects carry values of a type: `carried! { static CLASS: Type }`.
macro_rules! carried {
    ($(#[$about:meta])* $visibility:vis static $name:ident: $value:ty) => {
        $(#[$about])*
        $visibility static $name: $crate::php::object::Class<$value> = $crate::php::object::Class::new();

        impl $crate::php::object::Carried for $value {
            fn class() -> &'static $crate::php::object::Class<Self> {
                &$name
            }
        }
    };
}
pub(crate) use carried;

/// A class whose objects carry a `T`.
pub struct Class<T> {
    handlers: AtomicPtr<ffi::ObjectHandlers>,
    _value: PhantomData<fn() -> T>,
}

impl<T: Carried> Class<T> {
    /// The bytes before the zend_object.
    const OFFSET: usize = size_of::<T>().next_multiple_of(16);

    /// Not yet known to Zend.
    #[allow(clippy::new_without_default, reason = "made once for each class, in a static")]
    pub const fn new() -> Self {
        Self { handlers: AtomicPtr::new(std::ptr::null_mut()), _value: PhantomData }
    }

    /// Makes `new` create objects with a default `T`. To be called at module startup.
    ///
    /// # Safety
    /// `ce` must be a registered class of ours without a parent that creates objects of its own kind.
    pub unsafe fn install(&'static self, ce: *mut ffi::ClassEntry, get_gc: GetGc) {
        assert!(align_of::<T>() <= 16);
        // SAFETY: the C half's contract.
        unsafe {
            let handlers = ffi::swirl_object_handlers(Self::OFFSET, Some(free::<T>), None, get_gc);
            self.handlers.store(handlers.cast_mut(), Ordering::Release);
            ffi::swirl_class_set_create(ce, Some(create::<T>));
        }
    }

    /// Lets a class below this one carry the same value. To be called after [`Class::install`].
    ///
    /// # Safety
    /// `ce` must be a registered class of ours that inherits from the installed one.
    pub unsafe fn inherit(&'static self, ce: *mut ffi::ClassEntry) {
        // SAFETY: the C half's contract.
        unsafe { ffi::swirl_class_set_create(ce, Some(create::<T>)) };
    }

    /// Its handlers, to change while nobody uses them yet: at module startup.
    pub fn handlers(&self) -> *mut ffi::ObjectHandlers {
        self.handlers.load(Ordering::Acquire)
    }

    /// The value in an object of this class, for values that change by interior mutability: this borrow may be held
    /// while PHP code runs and over a park, as long as somebody holds the object.
    pub fn shared(&self, object: *mut ffi::Object) -> &'static T {
        // SAFETY: as in `of`; users of a class go through this one only, so that there is no `&mut` to the value.
        unsafe { &*value_of::<T>(object) }
    }

    /// The value in an object of this class.
    pub fn of(&self, object: *mut ffi::Object) -> &'static mut T {
        // SAFETY: objects of the class are made by `create`, which puts the value there. PHP's objects are used by one
        // thread; handlers take care not to hold the borrow across a call into PHP or a park.
        unsafe { &mut *value_of::<T>(object) }
    }
}

/// The name of an object's class.
pub(crate) fn class_name(object: *mut ffi::Object) -> String {
    // SAFETY: the C half's contract; the name is copied.
    unsafe { super::value::from_c(ffi::swirl_class_name(object)) }.to_owned()
}

/// Sets a declared property, by its place in the class, to an int.
pub(crate) fn set_long(object: *mut ffi::Object, place: usize, value: i64) {
    // SAFETY: declared properties lie in the object in the order of their declaration; what lies there is let go of.
    unsafe {
        let property = (*object).properties_table.as_mut_ptr().cast::<Val>().add(place);
        let old = property.replace(Val::long(value));
        if old.is_refcounted() {
            drop(Owned::take(old));
        }
    }
}

/// Sets a declared property, by its place in the class.
pub(crate) fn set_property(object: *mut ffi::Object, place: usize, value: Owned) {
    // SAFETY: as in `set_long`; the property takes over the reference.
    unsafe {
        let property = (*object).properties_table.as_mut_ptr().cast::<Val>().add(place);
        drop(Owned::take(property.replace(value.into_val())));
    }
}

/// Leaves the place of a declared property empty: the class's handlers make it when it is touched.
pub(crate) fn set_unmade(object: *mut ffi::Object, place: usize) {
    // SAFETY: as in `set_long`.
    unsafe {
        let property = (*object).properties_table.as_mut_ptr().cast::<Val>().add(place);
        drop(Owned::take(property.replace(Val::UNDEF)));
    }
}

/// A declared property, by its place in the class.
pub(crate) fn property(object: *mut ffi::Object, place: usize) -> Val {
    // SAFETY: declared properties lie in the object in the order of their declaration.
    unsafe { *(*object).properties_table.as_ptr().cast::<Val>().add(place) }
}

fn value_of<T>(object: *mut ffi::Object) -> *mut T {
    let offset = size_of::<T>().next_multiple_of(16);
    object.cast::<u8>().wrapping_sub(offset).cast()
}

unsafe extern "C" fn create<T: Carried>(ce: *mut ffi::ClassEntry) -> *mut ffi::Object {
    let offset = size_of::<T>().next_multiple_of(16);
    // SAFETY: the C half's contract; the value's place is ours to initialise.
    unsafe {
        let object = ffi::swirl_object_alloc(ce, offset, T::class().handlers());
        value_of::<T>(object).write(T::default());
        object
    }
}

unsafe extern "C" fn free<T>(object: *mut ffi::Object) {
    hook::called();
    // SAFETY: the C half's contract; the object is used no more, so that its value may be dropped in place.
    unsafe {
        entry::guard(|| std::ptr::drop_in_place(value_of::<T>(object)));
        ffi::swirl_object_std_dtor(object);
    }
}
