//! Settings: `Swoole\Coroutine::set()`, and what the first coroutine of a script sets in motion.

use std::cell::Cell;
use std::cell::RefCell;
use std::time::Duration;

use super::args::Outcome;
use super::call::Callable;
use super::error;
use super::event_loop;
use super::ffi;
use super::preempt;
use super::value::Owned;
use super::value::Val;
use super::value::find;
use super::value::tag;
use crate::coroutine;
use crate::net::http2;
use crate::net::socket::Timeouts;

/// As Swoole's.
pub const DEFAULT_MAX_COROUTINE: usize = 100_000;

struct Options {
    /// What was set, as an array; for `getOptions`.
    given: RefCell<Option<Owned>>,
    max_coroutine: Cell<usize>,
    deadlock_check: Cell<bool>,
    socket_buffer_size: Cell<usize>,
    exit_condition: RefCell<Option<Callable>>,
    /// Whether warnings of ours are shown, as far as the ini setting allows.
    display_errors: Cell<bool>,
    /// Whether this request has used a coroutine.
    active: Cell<bool>,
}

thread_local! {
    static OPTIONS: Options = const { Options {
        given: RefCell::new(None),
        max_coroutine: Cell::new(DEFAULT_MAX_COROUTINE),
        deadlock_check: Cell::new(true),
        socket_buffer_size: Cell::new(0),
        exit_condition: RefCell::new(None),
        display_errors: Cell::new(true),
        active: Cell::new(false),
    } };
}

/// How many coroutines may be alive at once.
pub fn max_coroutine() -> usize {
    OPTIONS.with(|options| options.max_coroutine.get())
}

/// Whether coroutines that wait for ever are reported.
pub fn deadlock_check() -> bool {
    OPTIONS.with(|options| options.deadlock_check.get())
}

/// Whether warnings of ours are shown, as far as the ini setting allows.
pub fn display_errors() -> bool {
    OPTIONS.with(|options| options.display_errors.get())
}

/// Asks the user's exit condition; true without one.
pub fn may_exit() -> bool {
    let Some(condition) = OPTIONS.with(|options| {
        let condition = options.exit_condition.borrow();
        condition.as_ref().map(|condition| Callable::new(condition.value().share(), condition.fcc()))
    }) else {
        return true;
    };
    condition.call(&mut []).is_none_or(|answer| answer.get().tag() != tag::FALSE)
}

/// What was set, as a new array; `None` when nothing was.
pub fn given() -> Option<Owned> {
    OPTIONS.with(|options| options.given.borrow().as_ref().map(|given| given.get().share()))
}

/// Takes settings: an array.
pub fn set(settings: &Val) -> Outcome {
    OPTIONS.with(|options| {
        if let Some(max) = find(settings, "max_coroutine").or_else(|| find(settings, "max_coro_num")) {
            let max = max.to_long();
            options.max_coroutine.set(if max <= 0 { DEFAULT_MAX_COROUTINE } else { max as usize });
        }
        if let Some(check) = find(settings, "enable_deadlock_check") {
            options.deadlock_check.set(check.to_bool());
        }
    });
    if let Some(size) = find(settings, "stack_size").or_else(|| find(settings, "c_stack_size")) {
        coroutine::set_stack_size(to_size(size));
    }
    if let Some(on) = find(settings, "enable_preemptive_scheduler") {
        preempt::set_enabled(on.to_bool());
    }
    if let Some(flags) = find(settings, "hook_flags") {
        super::hooks::set_flags(flags.to_long());
    }
    set_global(settings);
    if let Some(condition) = find(settings, "exit_condition") {
        set_exit_condition(condition);
    }
    remember(settings);
    Ok(())
}

/// Takes the settings that do not concern coroutines alone.
pub fn set_global(settings: &Val) {
    super::log::configure(settings);
    super::dns::configure(settings);
    set_socket_timeouts(settings);
    set_http2(settings);
    if let Some(shown) = find(settings, "display_errors") {
        OPTIONS.with(|options| options.display_errors.set(shown.to_bool()));
    }
    if let Some(size) = find(settings, "socket_buffer_size") {
        OPTIONS.with(|options| options.socket_buffer_size.set(to_size(size)));
    }
}

/// What new connections of HTTP/2 begin with.
fn set_http2(settings: &Val) {
    let mut http2 = http2::Settings::current();
    let take = |name, place: &mut u32| {
        if let Some(value) = find(settings, name) {
            *place = u32::try_from(value.to_long()).unwrap_or(u32::MAX);
        }
    };
    take("http2_header_table_size", &mut http2.header_table_size);
    take("http2_enable_push", &mut http2.enable_push);
    take("http2_max_concurrent_streams", &mut http2.max_concurrent_streams);
    take("http2_init_window_size", &mut http2.init_window_size);
    take("http2_max_frame_size", &mut http2.max_frame_size);
    take("http2_max_header_list_size", &mut http2.max_header_list_size);
    http2.make_current();
}

/// How long sockets that are opened from now on wait; nothing and less waits for ever.
fn set_socket_timeouts(settings: &Val) {
    let seconds = |name| {
        let seconds: Val = find(settings, name)?;
        Some(Duration::try_from_secs_f64(seconds.to_double()).ok().filter(|timeout| !timeout.is_zero()))
    };
    let mut timeouts = Timeouts::defaults();
    timeouts.dns = seconds("socket_dns_timeout").unwrap_or(timeouts.dns);
    timeouts.connect = seconds("socket_connect_timeout").unwrap_or(timeouts.connect);
    let write = seconds("socket_write_timeout").or_else(|| seconds("socket_send_timeout"));
    let read = seconds("socket_read_timeout").or_else(|| seconds("socket_recv_timeout"));
    let both = seconds("socket_timeout");
    timeouts.write = both.or(write).unwrap_or(timeouts.write);
    timeouts.read = both.or(read).unwrap_or(timeouts.read);
    timeouts.set_defaults();
}

/// The most that is kept of what a descriptor has no room for.
pub fn socket_buffer_size() -> usize {
    OPTIONS.with(|options| options.socket_buffer_size.get())
}

fn set_exit_condition(condition: Val) {
    let condition = super::args::resolve(condition);
    OPTIONS.with(|options| options.exit_condition.replace(condition));
}

/// Later settings go over earlier ones.
fn remember(settings: &Val) {
    OPTIONS.with(|options| {
        let mut given = options.given.borrow_mut();
        match given.as_mut() {
            None => *given = Some(settings.share()),
            Some(given) => {
                let mut settings = *settings;
                // SAFETY: the C half's contract; both are arrays.
                unsafe { ffi::swirl_array_merge(given.as_mut_ptr(), &mut settings) };
            }
        }
    });
}

/// A size in bytes; "2M" and the like are understood.
pub fn to_size(value: Val) -> usize {
    let Some(text) = value.as_bytes().map(|bytes| String::from_utf8_lossy(bytes).trim().to_ascii_lowercase()) else {
        return value.to_long() as usize;
    };
    let digits = text.trim_end_matches(|c: char| !c.is_ascii_digit());
    let unit = match text[digits.len()..].trim() {
        "k" | "kb" => 1 << 10,
        "m" | "mb" => 1 << 20,
        "g" | "gb" => 1 << 30,
        _ => 1,
    };
    digits.parse::<usize>().unwrap_or(0).saturating_mul(unit)
}

/// Something needs the loop: the script's end must wait for it, hooks go in.
pub fn activate() {
    if !event_loop::begin() {
        return;
    }
    super::hooks::activate();
    if !OPTIONS.with(|options| options.active.replace(true)) {
        super::crash::install();
        preempt::activate();
        super::watchdog::activate();
    }
}

/// In a forked child: what the first coroutine sets in motion has to be set in motion anew.
pub fn after_fork() {
    OPTIONS.with(|options| options.active.set(false));
}

/// Everything as in the beginning.
pub fn request_startup() {
    OPTIONS.with(|options| {
        options.max_coroutine.set(DEFAULT_MAX_COROUTINE);
        options.deadlock_check.set(true);
        options.active.set(false);
        options.display_errors.set(true);
        let name = "swoole.socket_buffer_size";
        // SAFETY: the C half's contract.
        let size = unsafe { ffi::swirl_ini_long(name.as_ptr().cast(), name.len()) };
        options.socket_buffer_size.set(usize::try_from(size).unwrap_or(0));
    });
    Timeouts::SWOOLE.set_defaults();
    http2::Settings::SWOOLE.make_current();
    error::set_last(0);
}

/// Lets go of what belongs to the request.
pub fn request_shutdown() {
    let (given, condition) =
        OPTIONS.with(|options| (options.given.borrow_mut().take(), options.exit_condition.borrow_mut().take()));
    drop((given, condition));
}
