//! The dynamic section of an object: where its symbols, names and relocations are.
//!
//! Invariant: a `Dynamic` is only made for an object that the dynamic linker has loaded and relocated, so
//! every table that it points at is mapped, readable and as long as the section says.
//!
//! Both 64-bit machines that we know use RELA relocations only; others have no slot kinds and find none.

use std::ffi::CStr;
use std::ffi::c_char;

const DT_PLTRELSZ: u64 = 2;
const DT_STRTAB: u64 = 5;
const DT_SYMTAB: u64 = 6;
const DT_RELA: u64 = 7;
const DT_RELASZ: u64 = 8;
const DT_JMPREL: u64 = 23;
const DT_GNU_HASH: u64 = 0x6fff_fef5;
const DT_RELACOUNT: u64 = 0x6fff_fff9;

/// R_X86_64_GLOB_DAT and R_X86_64_JUMP_SLOT
#[cfg(any(target_arch = "x86_64", test))]
const X86_64: &[u32] = &[6, 7];
/// R_AARCH64_GLOB_DAT and R_AARCH64_JUMP_SLOT
#[cfg(any(target_arch = "aarch64", test))]
const AARCH64: &[u32] = &[1025, 1026];

/// The relocations whose place is an import slot, on this machine.
#[cfg(target_arch = "x86_64")]
pub const SLOT_KINDS: &[u32] = X86_64;
#[cfg(target_arch = "aarch64")]
pub const SLOT_KINDS: &[u32] = AARCH64;
#[cfg(not(any(target_arch = "x86_64", target_arch = "aarch64")))]
pub const SLOT_KINDS: &[u32] = &[];

/// Elf64_Dyn
#[repr(C)]
struct Entry {
    tag: u64,
    value: u64,
}

/// Elf64_Sym
#[repr(C)]
struct Symbol {
    name: u32,
    info: u8,
    other: u8,
    section: u16,
    value: u64,
    size: u64,
}

/// Elf64_Rela
#[repr(C)]
struct Relocation {
    offset: u64,
    info: u64,
    addend: i64,
}

/// A table of relocations: address and number of entries.
#[derive(Clone, Copy, Default)]
struct Table {
    address: usize,
    entries: usize,
}

/// What the section says, with addresses made absolute.
pub struct Dynamic {
    bias: usize,
    kinds: &'static [u32],
    names: usize,
    symbols: usize,
    /// The hash table of the symbols that the object defines; zero if it has none of this kind.
    hash: usize,
    /// Relocations of the procedure linkage table.
    calls: Table,
    /// All others, from the first that is not a plain relative one.
    data: Table,
}

impl Dynamic {
    /// Reads the section at `section`; `None` where there is none or nothing is imported.
    ///
    /// # Safety
    ///
    /// `section` must be zero or the dynamic section of a loaded and relocated object, `bias` its bias.
    pub unsafe fn parse(section: usize, bias: usize) -> Option<Self> {
        // SAFETY: the caller's promise.
        unsafe { Self::parse_for(SLOT_KINDS, section, bias) }
    }

    /// As [`Dynamic::parse`], for a machine with these slots.
    ///
    /// # Safety
    ///
    /// As there.
    unsafe fn parse_for(kinds: &'static [u32], section: usize, bias: usize) -> Option<Self> {
        if section == 0 || kinds.is_empty() {
            return None;
        }
        let (calls, data) = (Table::default(), Table::default());
        let mut parsed = Self { bias, kinds, names: 0, symbols: 0, hash: 0, calls, data };
        let mut relative = 0;
        // SAFETY: the caller's promise; the section ends with a tag of zero.
        for entry in unsafe { entries(section) } {
            let value = entry.value as usize;
            match entry.tag {
                DT_STRTAB => parsed.names = parsed.absolute(value),
                DT_SYMTAB => parsed.symbols = parsed.absolute(value),
                DT_GNU_HASH => parsed.hash = parsed.absolute(value),
                DT_JMPREL => parsed.calls.address = parsed.absolute(value),
                DT_PLTRELSZ => parsed.calls.entries = value / size_of::<Relocation>(),
                DT_RELA => parsed.data.address = parsed.absolute(value),
                DT_RELASZ => parsed.data.entries = value / size_of::<Relocation>(),
                DT_RELACOUNT => relative = value,
                _ => {}
            }
        }
        parsed.data.skip(relative);
        (parsed.names != 0 && parsed.symbols != 0).then_some(parsed)
    }

    /// Calls `visit` with the name and the slot's address of every import.
    pub fn each_import(&self, mut visit: impl FnMut(&CStr, usize)) {
        for table in [self.calls, self.data] {
            for relocation in table.relocations() {
                let kind = relocation.info as u32;
                let symbol = (relocation.info >> 32) as usize;
                if symbol != 0 && self.kinds.contains(&kind) {
                    let slot = self.bias.wrapping_add(relocation.offset as usize);
                    visit(self.name(symbol), slot);
                }
            }
        }
    }

    /// Whether the object defines `name` for others. Says no for objects without a GNU hash table, which
    /// linkers have made for twenty years.
    pub fn exports(&self, name: &CStr) -> bool {
        if self.hash == 0 {
            return false;
        }
        // The table: four words, a bloom filter of machine words, the buckets, and for each symbol from
        // `first` on a word of hash whose lowest bit ends the bucket.
        let word = |index: usize| {
            // SAFETY: the struct's invariant; the indices below stay within the table as it describes itself.
            unsafe { *(self.hash as *const u32).add(index) }
        };
        let (buckets, first, filter) = (word(0) as usize, word(1) as usize, word(2) as usize);
        if buckets == 0 {
            return false;
        }
        let hash = gnu_hash(name);
        let bucket = 4 + filter * (size_of::<usize>() / size_of::<u32>());
        let mut symbol = word(bucket + hash as usize % buckets) as usize;
        if symbol < first {
            return false;
        }
        loop {
            let entry = word(bucket + buckets + symbol - first);
            if entry | 1 == hash | 1 && self.name(symbol) == name {
                return true;
            }
            if entry & 1 == 1 {
                return false;
            }
            symbol += 1;
        }
    }

    fn name(&self, symbol: usize) -> &CStr {
        // SAFETY: the struct's invariant: a relocation's symbol index lies in the symbol table, and
        // its name in the string table, whose strings end with NUL.
        unsafe {
            let symbol = &*(self.symbols as *const Symbol).add(symbol);
            CStr::from_ptr((self.names as *const c_char).add(symbol.name as usize))
        }
    }

    /// glibc has made these pointers absolute in place; musl, and read-only sections, leave them relative.
    fn absolute(&self, pointer: usize) -> usize {
        if pointer < self.bias { self.bias + pointer } else { pointer }
    }
}

impl Table {
    fn skip(&mut self, entries: usize) {
        let entries = entries.min(self.entries);
        self.address += entries * size_of::<Relocation>();
        self.entries -= entries;
    }

    fn relocations(&self) -> &[Relocation] {
        if self.address == 0 {
            return &[];
        }
        // SAFETY: the invariant of `Dynamic`: the table is mapped and this long.
        unsafe { std::slice::from_raw_parts(self.address as *const Relocation, self.entries) }
    }
}

fn gnu_hash(name: &CStr) -> u32 {
    name.to_bytes().iter().fold(5381, |hash: u32, byte| hash.wrapping_mul(33).wrapping_add(u32::from(*byte)))
}

/// # Safety
///
/// `section` must be a dynamic section in memory.
unsafe fn entries(section: usize) -> impl Iterator<Item = &'static Entry> {
    let first = section as *const Entry;
    (0..)
        // SAFETY: the caller's promise; `take_while` stops at the section's end mark.
        .map(move |index| unsafe { &*first.add(index) })
        .take_while(|entry| entry.tag != 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Where the parts of an image are, in bytes from its beginning.
    const SYMBOLS: usize = 0x100;
    const NAMES: usize = 0x200;
    const CALLS: usize = 0x300;
    const DATA: usize = 0x400;
    const WORDS: usize = 0x100;

    /// An object in memory as the dynamic linker leaves it: a symbol `read` and a symbol `poll`, and relocations of
    /// these kinds: a relative one, a datum that is no slot, a slot for `read`, and a slot for a call of `poll`.
    struct Image {
        words: Box<[u64; WORDS]>,
        absolute: bool,
    }

    impl Image {
        fn new([relative, datum, global, jump]: [u64; 4], absolute: bool) -> Self {
            let mut image = Self { words: Box::new([0; WORDS]), absolute };
            let names = b"\0read\0poll\0\0\0\0\0\0";
            for (index, word) in names.chunks_exact(8).enumerate() {
                image.words[NAMES / 8 + index] = u64::from_ne_bytes(word.try_into().expect("eight bytes"));
            }
            // A symbol begins with its name; the first one is nobody.
            image.words[SYMBOLS / 8 + 3] = 1;
            image.words[SYMBOLS / 8 + 6] = 6;
            image.relocations(DATA, &[(0x700, relative, 0), (0x708, datum, 1), (0x710, global, 1)]);
            image.relocations(CALLS, &[(0x718, jump, 2)]);
            let size = size_of::<Relocation>();
            let section = [
                (DT_STRTAB, image.pointer(NAMES)),
                (DT_SYMTAB, image.pointer(SYMBOLS)),
                (DT_JMPREL, image.pointer(CALLS)),
                (DT_PLTRELSZ, size),
                (DT_RELA, image.pointer(DATA)),
                (DT_RELASZ, 3 * size),
                (DT_RELACOUNT, 1),
                (0, 0),
            ];
            for (index, (tag, value)) in section.into_iter().enumerate() {
                image.words[2 * index] = tag;
                image.words[2 * index + 1] = value as u64;
            }
            image
        }

        fn base(&self) -> usize {
            self.words.as_ptr() as usize
        }

        /// glibc makes pointers absolute, musl leaves them as they are in the file.
        fn pointer(&self, offset: usize) -> usize {
            if self.absolute { self.base() + offset } else { offset }
        }

        fn relocations(&mut self, at: usize, list: &[(u64, u64, u64)]) {
            for (index, (offset, kind, symbol)) in list.iter().enumerate() {
                let words = &mut self.words[at / 8 + 3 * index..][..3];
                words.copy_from_slice(&[*offset, symbol << 32 | kind, 0]);
            }
        }

        fn imports(&self, kinds: &'static [u32]) -> Vec<(String, usize)> {
            let mut found = Vec::new();
            // SAFETY: the image is what an object looks like in memory, and lives.
            let parsed = unsafe { Dynamic::parse_for(kinds, self.base(), self.base()) }.expect("it has symbols");
            parsed.each_import(|name, slot| found.push((name.to_string_lossy().into_owned(), slot - self.base())));
            found
        }
    }

    /// Relative, absolute, slot of a datum, slot of a call.
    const KINDS_OF_X86_64: [u64; 4] = [8, 1, 6, 7];
    const KINDS_OF_AARCH64: [u64; 4] = [1027, 257, 1025, 1026];

    #[test]
    fn the_slots_of_both_machines_are_found() {
        for (kinds, slots) in [(KINDS_OF_X86_64, X86_64), (KINDS_OF_AARCH64, AARCH64)] {
            for absolute in [true, false] {
                let imports = Image::new(kinds, absolute).imports(slots);
                assert_eq!(imports, [("poll".to_owned(), 0x718), ("read".to_owned(), 0x710)]);
            }
        }
    }

    #[test]
    fn the_slots_of_one_machine_are_none_of_the_other() {
        assert!(Image::new(KINDS_OF_AARCH64, true).imports(X86_64).is_empty());
        assert!(Image::new(KINDS_OF_X86_64, true).imports(AARCH64).is_empty());
    }

    #[test]
    fn a_machine_without_slots_finds_no_object() {
        let image = Image::new(KINDS_OF_X86_64, true);
        // SAFETY: as above.
        assert!(unsafe { Dynamic::parse_for(&[], image.base(), image.base()) }.is_none());
    }
}
