//! Replacements for libc's blocking calls, written into the import slots of PHP and its libraries.
//!
//! Invariants:
//!
//! - a call outside a coroutine goes straight to libc: two relaxed loads more than before (`gate`);
//! - errno is what the real call left; a replacement neither unwinds nor holds a borrow or a lock while it
//!   is parked;
//! - slots are written once and never given back; `turn_off` makes the replacements pass through;
//! - a forked child passes everything through until it installs the hooks itself.
//!
//! `table` says what is hooked, `objects` where, `decide` when; `attempt` is the one loop that tries, parks
//! and tries again. A longjmp over a replacement that is parked loses at most memory.

#![allow(clippy::missing_safety_doc, reason = "a replacement's contract is that of its C namesake")]

mod abort;
mod attempt;
mod close;
mod conflict;
mod connect;
mod decide;
mod dns;
mod file;
mod flags;
mod gate;
mod hosts;
mod load;
mod lull;
mod mutex;
mod objects;
mod open;
mod poll;
mod process;
mod regular;
mod resolver;
mod rw;
mod select;
mod sleep;
mod socket;
mod sysv;
mod table;
mod thread;

pub use crate::hook::abort::spare as spare_descriptors;
pub use crate::hook::conflict::check as check_use;
pub use crate::hook::conflict::set_report;
pub use crate::hook::decide::acts_on_family;
pub use crate::hook::decide::acts_on_sockets;
pub use crate::hook::decide::turn_off;
pub use crate::hook::flags::ALL as ALL_FLAGS;
pub use crate::hook::flags::flags;
pub use crate::hook::flags::set_flags;
pub use crate::hook::hosts::act as acts_on_names;
pub use crate::hook::lull::called;
pub use crate::hook::regular::make_async as make_file_async;

use crate::hook::objects::Plan;
use crate::sys::elf;
use crate::sys::elf::Object;
use crate::sys::elf::Slot;
use crate::sys::real::Resolved;
use parking_lot::Mutex;
use std::sync::atomic::AtomicU64;
use std::sync::atomic::Ordering::Relaxed;

/// What an installation has hooked so far.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Installed {
    /// Import slots.
    pub slots: usize,
    /// Objects with at least one of them.
    pub objects: usize,
}

/// An object that was looked at.
struct Known {
    object: Object,
    /// Empty for an object that is left alone.
    slots: Vec<Slot>,
}

static KNOWN: Mutex<Vec<Known>> = Mutex::new(Vec::new());

/// The loader's count of changes at the last scan.
static SCANNED_AT: AtomicU64 = AtomicU64::new(u64::MAX);

/// Hooks every object of the allow-list that is in memory, and turns the hooks on in this process. Call it
/// when a loop starts: it hooks what was loaded since, and takes back slots that others have taken.
pub fn install() -> Installed {
    decide::turn_on();
    rescan()
}

/// As [`install`], but leaves the hooks on or off as they are: what costs time is done then.
pub fn prepare() {
    rescan();
}

fn rescan() -> Installed {
    Resolved::now();
    let mut known = KNOWN.lock();
    let changes = elf::changes();
    if SCANNED_AT.swap(changes, Relaxed) != changes {
        scan(&mut known);
    }
    for one in known.iter() {
        write(one);
    }
    count(&known)
}

/// Why nothing can be hooked here; `None` where hooks work.
pub fn obstacle() -> Option<&'static str> {
    (!elf::has_slots()).then_some("import slots cannot be written on this platform: PHP's own waits block")
}

/// What is hooked, in words, for people: name and value.
pub fn describe() -> Vec<(&'static str, String)> {
    if let Some(why) = obstacle() {
        return vec![("libc hooks", format!("none; {why}"))];
    }
    let known = KNOWN.lock();
    let Installed { slots, objects } = count(&known);
    let hooked = known.iter().filter(|one| !one.slots.is_empty());
    let names: Vec<&str> =
        hooked.map(|one| one.object.name()).map(|name| if name.is_empty() { "php" } else { name }).collect();
    vec![
        ("libc hooks", format!("{slots} import slots in {objects} objects")),
        ("hooked objects", names.join(" ")),
        ("hooked symbols", table::ROWS.len().to_string()),
    ]
}

fn count(known: &[Known]) -> Installed {
    let hooked = known.iter().filter(|one| !one.slots.is_empty());
    hooked.fold(Installed::default(), |sum, one| Installed {
        slots: sum.slots + one.slots.len(),
        objects: sum.objects + 1,
    })
}

/// Drops what is gone, adds what is new; objects are known by path and base.
fn scan(known: &mut Vec<Known>) {
    if known.is_empty() {
        elf::keep_resident();
    }
    let present = elf::objects();
    known.retain(|one| present.iter().any(|object| is_same(object, &one.object)));
    for object in present {
        if !known.iter().any(|one| is_same(&one.object, &object)) {
            let slots = Plan::of(&object).map(|plan| slots(&object, plan)).unwrap_or_default();
            known.push(Known { object, slots });
        }
    }
}

fn is_same(one: &Object, other: &Object) -> bool {
    one.base() == other.base() && one.path() == other.path()
}

fn slots(object: &Object, plan: Plan) -> Vec<Slot> {
    object.slots(|symbol| {
        let row = table::find(symbol).filter(|_| plan.takes(symbol))?;
        Some(row.address(plan.caller))
    })
}

/// An object that cannot be written keeps blocking: that is what it did before.
fn write(one: &Known) {
    let _ = one.object.write(&one.slots);
}

#[cfg(test)]
mod tests;
