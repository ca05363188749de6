//! The import slots (GOT entries) of the objects in memory, and a way to write them.
//!
//! Invariants:
//!
//! - a slot is known by address and wanted value; it is written with one aligned atomic store, so a thread
//!   that calls through it meanwhile lands in the old or in the new function;
//! - the RELRO pages of an object are writable only inside `Object::write`;
//! - slots are never given back: unhooking would write into objects that may be gone. Whoever hooks keeps
//!   an OFF flag instead, and keeps this library resident.
//!
//! An object that is unloaded between `objects` and `write` would be written after its end. PHP unloads
//! extensions only at the very end of the process, when nobody patches any more.

mod dynamic;

use crate::sys::elf::dynamic::Dynamic;
use std::ffi::CStr;
use std::ffi::c_int;
use std::ffi::c_void;
use std::io;
use std::ops::Range;
use std::sync::atomic::AtomicUsize;
use std::sync::atomic::Ordering::Relaxed;
use std::sync::atomic::Ordering::Release;

/// An executable or a shared library in memory.
#[derive(Clone, Debug)]
pub struct Object {
    /// The path it was loaded from; empty for the main executable.
    path: String,
    /// What the linker adds to every address in the file.
    bias: usize,
    /// From the first to the last byte of its segments.
    span: Range<usize>,
    /// Its dynamic section; zero when it has none.
    dynamic: usize,
    /// The whole pages that the dynamic linker made read-only after relocation.
    relro: Range<usize>,
}

/// One import slot and the address that it shall hold.
#[derive(Clone, Copy, Debug)]
pub struct Slot {
    address: usize,
    value: usize,
}

impl Slot {
    /// Whether nobody has changed the slot since it was written.
    ///
    /// The object that the slot belongs to must still be loaded.
    fn holds(&self) -> bool {
        self.cell().load(Relaxed) == self.value
    }

    fn cell(&self) -> &AtomicUsize {
        // SAFETY: `address` comes from a relocation of a loaded object, so it is an aligned word of
        // that object's data; every access from here is atomic.
        unsafe { AtomicUsize::from_ptr(self.address as *mut usize) }
    }
}

impl Object {
    /// The path it was loaded from; empty for the main executable.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// The last part of the path.
    pub fn name(&self) -> &str {
        self.path.rsplit('/').next().unwrap_or_default()
    }

    /// What tells this object from all others, together with its path.
    pub fn base(&self) -> usize {
        self.span.start
    }

    /// Whether `address` lies in one of its segments.
    pub fn contains(&self, address: usize) -> bool {
        self.span.contains(&address)
    }

    /// Whether the object itself, not one that it depends on, defines `symbol`.
    pub fn exports(&self, symbol: &CStr) -> bool {
        self.dynamic().is_some_and(|dynamic| dynamic.exports(symbol))
    }

    /// The slots of the imports that `choose` has a value for.
    pub fn slots(&self, mut choose: impl FnMut(&CStr) -> Option<usize>) -> Vec<Slot> {
        let mut slots = Vec::new();
        let Some(dynamic) = self.dynamic() else {
            return slots;
        };
        dynamic.each_import(|symbol, address| {
            if let Some(value) = choose(symbol) {
                slots.push(Slot { address, value });
            }
        });
        slots
    }

    fn dynamic(&self) -> Option<Dynamic> {
        // SAFETY: the section belongs to a loaded, relocated object.
        unsafe { Dynamic::parse(self.dynamic, self.bias) }
    }

    /// Writes the slots that do not hold their value; says how many those were.
    pub fn write(&self, slots: &[Slot]) -> io::Result<usize> {
        let stale: Vec<&Slot> = slots.iter().filter(|slot| !slot.holds()).collect();
        if stale.is_empty() {
            return Ok(0);
        }
        let sealed = stale.iter().any(|slot| self.relro.contains(&slot.address));
        if sealed {
            protect(&self.relro, libc::PROT_READ | libc::PROT_WRITE)?;
        }
        for slot in &stale {
            slot.cell().store(slot.value, Release);
        }
        if sealed {
            protect(&self.relro, libc::PROT_READ)?;
        }
        Ok(stale.len())
    }
}

/// How often an object was loaded or unloaded: when the number is the same, a rescan finds nothing new.
pub fn changes() -> u64 {
    extern "C" fn first(info: *mut libc::dl_phdr_info, _: usize, out: *mut c_void) -> c_int {
        // SAFETY: the linker passes a valid `info`; `out` is the `u64` below.
        unsafe { *out.cast::<u64>() = (*info).dlpi_adds + (*info).dlpi_subs };
        1
    }
    let mut changes = 0u64;
    // SAFETY: `first` takes what is passed, and stops after one object.
    unsafe { libc::dl_iterate_phdr(Some(first), (&raw mut changes).cast()) };
    changes
}

/// All objects in memory, the main executable first.
pub fn objects() -> Vec<Object> {
    extern "C" fn each(info: *mut libc::dl_phdr_info, _: usize, out: *mut c_void) -> c_int {
        // SAFETY: the linker passes a valid `info`; `out` is the vector below, borrowed by nobody else.
        unsafe { (*out.cast::<Vec<Object>>()).push(describe(&*info)) };
        0
    }
    let mut objects = Vec::<Object>::new();
    // SAFETY: `each` takes what is passed; the vector outlives the call.
    unsafe { libc::dl_iterate_phdr(Some(each), (&raw mut objects).cast()) };
    objects
}

/// Whether objects have import slots that can be written, on this machine.
pub fn has_slots() -> bool {
    !dynamic::SLOT_KINDS.is_empty()
}

/// Keeps the library that this function is in until the process ends: hooked slots point into it.
pub fn keep_resident() -> bool {
    let mut info = std::mem::MaybeUninit::<libc::Dl_info>::zeroed();
    // SAFETY: dladdr fills `info` when it answers non-zero; its file name is then a C string. NOLOAD
    // and NODELETE only mark an object that is loaded already.
    unsafe {
        if libc::dladdr(keep_resident as *const c_void, info.as_mut_ptr()) == 0 {
            return false;
        }
        let path = info.assume_init().dli_fname;
        let flags = libc::RTLD_LAZY | libc::RTLD_NOLOAD | libc::RTLD_NODELETE;
        !libc::dlopen(path, flags).is_null()
    }
}

/// # Safety
///
/// `info` must be what the dynamic linker hands to a `dl_iterate_phdr` callback.
unsafe fn describe(info: &libc::dl_phdr_info) -> Object {
    let bias = info.dlpi_addr as usize;
    let mut object = Object { path: String::new(), bias, span: 0..0, dynamic: 0, relro: 0..0 };
    // SAFETY: the caller's promise: name and headers are valid during the callback.
    let headers = unsafe {
        if !info.dlpi_name.is_null() {
            object.path = CStr::from_ptr(info.dlpi_name).to_string_lossy().into_owned();
        }
        std::slice::from_raw_parts(info.dlpi_phdr, info.dlpi_phnum as usize)
    };
    for header in headers {
        let start = bias.wrapping_add(header.p_vaddr as usize);
        let end = start.wrapping_add(header.p_memsz as usize);
        match header.p_type {
            libc::PT_LOAD => {
                let first = if object.span.is_empty() { start } else { object.span.start.min(start) };
                object.span = first..object.span.end.max(end);
            }
            libc::PT_DYNAMIC => object.dynamic = start,
            libc::PT_GNU_RELRO => object.relro = page_of(start)..page_of(end),
            _ => {}
        }
    }
    object
}

/// The dynamic linker rounds both ends of RELRO down, and so must we.
fn page_of(address: usize) -> usize {
    // SAFETY: sysconf takes no pointer.
    let page = unsafe { libc::sysconf(libc::_SC_PAGESIZE) } as usize;
    address & !(page - 1)
}

fn protect(pages: &Range<usize>, protection: c_int) -> io::Result<()> {
    // SAFETY: the pages are a loaded object's RELRO segment; they stay readable at all times.
    let result = unsafe { libc::mprotect(pages.start as *mut c_void, pages.len(), protection) };
    if result != 0 {
        return Err(io::Error::last_os_error());
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn this_binary() -> Object {
        let here = this_binary as *const () as usize;
        let mut found = objects();
        found.retain(|object| object.contains(here));
        found.remove(0)
    }

    extern "C" fn stand_in() -> libc::pid_t {
        4242
    }

    #[test]
    fn libc_and_the_binary_itself_are_found() {
        assert!(objects().iter().any(|o| o.name().starts_with("libc.so")));
        assert_eq!(this_binary().path(), "");
    }

    #[test]
    fn only_the_defining_object_exports_a_symbol() {
        let all = objects();
        let exporting: Vec<&str> =
            all.iter().filter(|object| object.exports(c"getaddrinfo")).map(Object::name).collect();
        assert_eq!(exporting.len(), 1, "{exporting:?}");
    }

    #[test]
    fn the_imports_of_this_binary_are_named() {
        let mut names = Vec::new();
        this_binary().slots(|symbol| {
            names.push(symbol.to_string_lossy().into_owned());
            None
        });
        assert!(names.iter().any(|name| name == "dl_iterate_phdr"));
    }

    #[test]
    fn a_slot_is_written_once_and_then_holds() -> io::Result<()> {
        // getpgrp: nothing else in the harness calls it.
        // SAFETY: takes nothing, returns an int.
        let real = unsafe { libc::getpgrp() };
        let binary = this_binary();
        let mut slots = binary.slots(|symbol| (symbol == c"getpgrp").then_some(stand_in as *const () as usize));
        assert_eq!(slots.len(), 1);
        assert_eq!((binary.write(&slots)?, binary.write(&slots)?), (1, 0));
        // SAFETY: as above; the call now lands in `stand_in`, of the same type.
        assert_eq!(unsafe { libc::getpgrp() }, 4242);

        // SAFETY: the name is a C string.
        slots[0].value = unsafe { libc::dlsym(libc::RTLD_DEFAULT, c"getpgrp".as_ptr()) } as usize;
        binary.write(&slots)?;
        // SAFETY: as above.
        assert_eq!(unsafe { libc::getpgrp() }, real);
        Ok(())
    }

    #[test]
    fn the_count_of_changes_is_stable_while_nothing_is_loaded() {
        assert_eq!(changes(), changes());
    }
}
