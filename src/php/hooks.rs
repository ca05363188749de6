//! PHP's side of the hooks: `Swoole\Runtime`, and when they are on.

use std::cell::Cell;
use std::ffi::c_int;
use std::sync::Once;

use super::conflict;
use super::entry;
use super::ffi;
use super::log;

/// `SWOOLE_HOOK_ALL`
pub const ALL: i64 = 2_143_287_295;

thread_local! {
    /// Set once the user has chosen flags: then `Co\run` leaves them alone.
    static CHOSEN: Cell<bool> = const { Cell::new(false) };
}

/// The log hears once of a platform without hooks.
static TOLD: Once = Once::new();

/// The user's choice: `SWOOLE_HOOK_*`.
pub fn set_flags(flags: i64) {
    CHOSEN.set(true);
    crate::hook::set_flags(flags as u32);
}

/// What is hooked: `SWOOLE_HOOK_*`.
pub fn flags() -> i64 {
    i64::from(crate::hook::flags())
}

/// `Co\run` hooks everything unless the user has chosen.
pub fn turn_on_by_default() {
    if !CHOSEN.get() {
        set_flags(ALL);
    }
}

/// When a script asks for hooks before its first coroutine: their slots are written now, and not while somebody waits.
pub fn prepare() {
    if are_allowed() {
        crate::hook::prepare();
    }
}

fn are_allowed() -> bool {
    // SAFETY: the C half's contract.
    unsafe { ffi::swirl_ini_bool(c"swirl.hooks".as_ptr(), 11) }
}

/// With the first coroutine of a script.
pub fn activate() {
    if are_allowed() {
        crate::hook::set_report(conflict::of_descriptor);
        crate::hook::install();
        if let Some(why) = crate::hook::obstacle() {
            TOLD.call_once(|| log::write(log::WARNING, format!("nothing is hooked: {why}").as_bytes()));
        }
    }
}

/// Whether calls of this family (`SWOOLE_HOOK_*`) are switches here and now.
#[unsafe(no_mangle)]
extern "C" fn swirl_hooks_act_on(family: u32) -> bool {
    crate::hook::acts_on_family(family)
}

/// The C half's to call when somebody is about to use a connection that may be in use.
#[unsafe(no_mangle)]
extern "C" fn swirl_descriptor_is_used(fd: c_int) {
    entry::guard(|| {
        crate::hook::check_use(fd);
    });
}

/// The C half's to call when a file was opened whose reads and locks are waited for whatever is hooked.
#[unsafe(no_mangle)]
extern "C" fn swirl_file_is_async(fd: c_int) {
    entry::guard(|| crate::hook::make_file_async(fd));
}

/// The C half's to call when a stream is about to be closed.
#[unsafe(no_mangle)]
extern "C" fn swirl_descriptor_ends(fd: c_int) {
    entry::guard(|| crate::io::closed(fd));
}

/// Everything as in the beginning.
pub fn request_startup() {
    CHOSEN.set(false);
    crate::hook::set_flags(0);
}
