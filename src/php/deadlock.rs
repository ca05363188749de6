//! The report on coroutines that wait for what can never come.
//!
//! The frame of the report is Swoole's; the line that tells what each waits for, and since when, is ours.

use super::error;
use super::ffi;
use super::options;
use super::state;
use super::value::find;
use super::value::string_bytes;
use crate::coroutine;
use crate::sys::clock;

const RULE: &str = " =================================================================";
const THIN_RULE: &str = " -----------------------------------------------------------------";

/// How many coroutines are shown, and how many frames of each, unless the options say otherwise.
const LIMIT: usize = 32;
const DEPTH: i64 = 32;

/// `DEBUG_BACKTRACE_IGNORE_ARGS`
const IGNORE_ARGS: i32 = 2;

/// Prints the report, unless it was switched off.
pub fn report() {
    // SAFETY: the C half's contract.
    if !options::deadlock_check() || unsafe { ffi::swirl_in_fatal_error() } {
        return;
    }
    print();
}

/// Prints the report in any case.
pub fn print() {
    let ids = coroutine::ids();
    let mut text =
        format!("\n{RULE}\n  [FATAL ERROR]: all coroutines (count: {}) are asleep - deadlock!\n{RULE}\n", ids.len());
    let (limit, depth) = bounds();
    let trace = !flag("deadlock_check_disable_trace");
    for &id in ids.iter().rev().take(if trace { limit } else { 0 }) {
        text += &format!("\n  [Coroutine-{id}]\n{THIN_RULE}\n");
        if let Some((reason, since)) = coroutine::wait_of(id) {
            let seconds = clock::now().saturating_sub(since) as f64 / 1e9;
            text += &format!("waits for {reason}, since {seconds:.3} s\n");
        }
        text += &backtrace(id, IGNORE_ARGS, depth);
    }
    text += &format!("\n{RULE}\n");
    error::print(text.as_bytes());
}

fn bounds() -> (usize, i64) {
    let given = options::given();
    let number = |name: &str| given.as_ref().and_then(|given| find(&given.get(), name)).map(|value| value.to_long());
    let limit = number("deadlock_check_limit").filter(|&limit| limit > 0);
    let depth = number("deadlock_check_depth").filter(|&depth| depth > 0);
    (limit.map_or(LIMIT, |limit| limit as usize), depth.unwrap_or(DEPTH))
}

fn flag(name: &str) -> bool {
    options::given().and_then(|given| find(&given.get(), name).map(|value| value.to_bool())).unwrap_or(false)
}

/// Where a coroutine is parked, as text; `options` as for `debug_backtrace`, a depth of 0 is all.
pub fn backtrace(id: i64, options: i32, depth: i64) -> String {
    let Some(frame) = state::frame_of(id) else { return String::new() };
    // SAFETY: the C half's contract; a parked coroutine's frames stay while it is parked.
    unsafe {
        let text = ffi::swirl_backtrace_text(frame, 0, options, depth as i32, false);
        let copy = String::from_utf8_lossy(string_bytes(text)).trim_end().to_string() + "\n";
        ffi::swirl_string_release(text);
        copy
    }
}
