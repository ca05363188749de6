//! Autoloading: one coroutine loads a class, the others that want it wait for it.
//!
//! PHP's own note "this class is being loaded" would make the second coroutine fail with "Class not found". It is taken
//! away, and this list takes its place: a coroutine that asks for what it is loading itself gets PHP's answer (no such
//! class), another one waits. A ring of coroutines that wait for each other's classes is broken by not waiting.

use std::cell::RefCell;

use super::entry;
use super::ffi;
use super::value::string_bytes;
use crate::coroutine;
use crate::coroutine::WaitReason;
use crate::coroutine::Waker;

struct Loading {
    name: Vec<u8>,
    /// The coroutine that loads; -1 for the thread's own stack.
    loader: i64,
    /// Who waits, with their ids.
    waiters: Vec<(i64, Waker)>,
}

thread_local! {
    static LOADING: RefCell<Vec<Loading>> = const { RefCell::new(Vec::new()) };
}

enum Plan {
    Load,
    Refuse,
    Wait,
}

/// In place of `zend_autoload`.
///
/// # Safety
/// Zend's to call, with live strings.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn swirl_autoload(
    name: *mut ffi::ZendString,
    lc_name: *mut ffi::ZendString,
) -> *mut ffi::ClassEntry {
    // SAFETY: the caller's promise.
    let key = unsafe { string_bytes(lc_name) };
    let me = coroutine::current_id().unwrap_or(-1);
    // SAFETY: the C half's contract.
    unsafe { ffi::swirl_forget_autoload(lc_name) };
    match entry::guard(|| plan(key, me)) {
        // SAFETY: the C half's contract.
        Plan::Load => unsafe { load(name, lc_name, key) },
        Plan::Refuse => std::ptr::null_mut(),
        Plan::Wait => {
            coroutine::park(WaitReason::Autoload, None);
            // SAFETY: the C half's contract.
            unsafe { ffi::swirl_find_class(lc_name) }
        }
    }
}

fn plan(key: &[u8], me: i64) -> Plan {
    LOADING.with_borrow_mut(|all| {
        let Some(index) = all.iter().position(|loading| loading.name == key) else {
            all.push(Loading { name: key.to_vec(), loader: me, waiters: Vec::new() });
            return Plan::Load;
        };
        if all[index].loader == me || !coroutine::can_park() || waits_for(all, all[index].loader, me) {
            return Plan::Refuse;
        }
        all[index].waiters.push((me, coroutine::waker()));
        Plan::Wait
    })
}

/// Whether `who` waits, directly or not, for a class that `me` loads.
fn waits_for(all: &[Loading], who: i64, me: i64) -> bool {
    let mut who = who;
    for _ in 0..=all.len() {
        if who == me {
            return true;
        }
        match all.iter().find(|loading| loading.waiters.iter().any(|&(id, _)| id == who)) {
            Some(loading) => who = loading.loader,
            None => return false,
        }
    }
    true
}

/// # Safety
/// As [`swirl_autoload`].
unsafe fn load(name: *mut ffi::ZendString, lc_name: *mut ffi::ZendString, key: &[u8]) -> *mut ffi::ClassEntry {
    // A bailout jumps over this frame, which owns nothing; `request_startup` forgets the entry then.
    // SAFETY: the C half's contract.
    let class = unsafe { ffi::swirl_original_autoload(name, lc_name) };
    entry::guard(|| {
        let waiters = LOADING.with_borrow_mut(|all| {
            let index = all.iter().position(|loading| loading.name == key);
            index.map(|index| all.remove(index).waiters).unwrap_or_default()
        });
        for (_, waker) in waiters {
            coroutine::wake(waker);
        }
    });
    class
}

/// Forgets everything: a new request, or all coroutines have been abandoned.
pub fn reset() {
    LOADING.with_borrow_mut(Vec::clear);
}
