//! The module's life: process, request, request, …, process.

use std::ffi::CStr;
use std::ffi::c_char;
use std::ffi::c_int;
use std::ffi::c_void;

use super::autoload;
use super::class;
use super::conflict;
use super::dns;
use super::ending;
use super::entry;
use super::event_loop;
use super::ffi;
use super::hooks;
use super::in_use;
use super::library;
use super::log;
use super::options;
use super::preempt;
use super::state;
use super::superglobals;
use super::value::c_text;
use super::value::from_c;
use super::watchdog;
use crate::coroutine;
use crate::net::tls;

/// What PHP looks for in the loaded library.
///
/// # Safety
/// PHP's to call.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn get_module() -> *mut c_void {
    // SAFETY: returns the address of a static.
    unsafe { ffi::swirl_module() }
}

/// What ext-pcntl declares, too, where it is loaded.
const SIGNALS: &[(&CStr, c_int)] = &[
    (c"SIGHUP", libc::SIGHUP),
    (c"SIGINT", libc::SIGINT),
    (c"SIGQUIT", libc::SIGQUIT),
    (c"SIGILL", libc::SIGILL),
    (c"SIGTRAP", libc::SIGTRAP),
    (c"SIGABRT", libc::SIGABRT),
    (c"SIGBUS", libc::SIGBUS),
    (c"SIGFPE", libc::SIGFPE),
    (c"SIGKILL", libc::SIGKILL),
    (c"SIGUSR1", libc::SIGUSR1),
    (c"SIGSEGV", libc::SIGSEGV),
    (c"SIGUSR2", libc::SIGUSR2),
    (c"SIGPIPE", libc::SIGPIPE),
    (c"SIGALRM", libc::SIGALRM),
    (c"SIGTERM", libc::SIGTERM),
    #[cfg(target_os = "linux")]
    (c"SIGSTKFLT", libc::SIGSTKFLT),
    (c"SIGCHLD", libc::SIGCHLD),
    (c"SIGCONT", libc::SIGCONT),
    (c"SIGSTOP", libc::SIGSTOP),
    (c"SIGTSTP", libc::SIGTSTP),
    (c"SIGTTIN", libc::SIGTTIN),
    (c"SIGTTOU", libc::SIGTTOU),
    (c"SIGURG", libc::SIGURG),
    (c"SIGXCPU", libc::SIGXCPU),
    (c"SIGXFSZ", libc::SIGXFSZ),
    (c"SIGVTALRM", libc::SIGVTALRM),
    (c"SIGPROF", libc::SIGPROF),
    (c"SIGWINCH", libc::SIGWINCH),
    (c"SIGIO", libc::SIGIO),
    #[cfg(target_os = "linux")]
    (c"SIGPWR", libc::SIGPWR),
    (c"SIGSYS", libc::SIGSYS),
    (c"SIG_IGN", 1),
    (c"PRIO_PROCESS", 0),
    (c"PRIO_PGRP", 1),
    (c"PRIO_USER", 2),
];

#[unsafe(no_mangle)]
extern "C" fn swirl_startup(module_number: c_int) -> c_int {
    entry::guard(|| {
        // SAFETY: the C half's contract: this is module startup.
        unsafe {
            ffi::swirl_register_classes();
            let owner = ffi::swirl_alias_number();
            ffi::swirl_register_constants(owner);
            for (name, value) in SIGNALS {
                ffi::swirl_register_long_if_new(name.as_ptr(), i64::from(*value), owner);
            }
            let short = setting(c"swoole.use_shortname");
            ffi::swirl_register_bool(c"SWOOLE_USE_SHORTNAME".as_ptr(), short, owner);
            deny_new();
            if short {
                register_short_names();
            }
            if setting(c"swoole.enable_library") {
                ffi::swirl_register_functions(ffi::swirl_library_functions.as_ptr().cast());
                if short {
                    ffi::swirl_register_functions(ffi::swirl_short_library_functions.as_ptr().cast());
                }
                ffi::swirl_library_install(short);
            }
            // After everything is registered: all of it is shown as the alias's.
            ffi::swirl_give_to_alias();
            ffi::swirl_install_guards();
            ffi::swirl_install_mysqlnd_guard();
            ffi::swirl_install_overrides();
            ffi::swirl_install_in_use();
            ffi::swirl_install_answers(module_number);
            ffi::swirl_install_sockets();
            ffi::swirl_install_pdo_guard();
            ffi::swirl_install_streams();
        }
        class::register();
        0
    })
}

#[unsafe(no_mangle)]
extern "C" fn swirl_shutdown() {
    entry::guard(preempt::stop);
}

#[unsafe(no_mangle)]
extern "C" fn swirl_request_startup() -> c_int {
    entry::guard(|| {
        state::thread_startup();
        // SAFETY: the C half's contract: a request begins.
        unsafe { ffi::swirl_vm_request_startup() };
        coroutine::reset_ids();
        coroutine::set_park_ban(0);
        ending::request_startup();
        options::request_startup();
        event_loop::request_startup();
        class::request_startup();
        preempt::request_startup();
        hooks::request_startup();
        conflict::request_startup();
        in_use::request_startup();
        autoload::reset();
        log::request_startup();
        dns::request_startup();
        library::request_startup(setting(c"swoole.enable_library"));
        0
    })
}

/// Coroutines that are still parked here have been left behind by a fatal error.
#[unsafe(no_mangle)]
extern "C" fn swirl_request_shutdown() -> c_int {
    entry::guard(|| {
        preempt::stop();
        superglobals::request_shutdown();
        watchdog::stop();
        state::abandon_all();
        options::request_shutdown();
        event_loop::request_shutdown();
        class::request_shutdown();
        // SAFETY: the C half's contract: the request ends.
        unsafe {
            ffi::swirl_in_use_request_shutdown();
            ffi::swirl_library_request_shutdown();
            ffi::swirl_vm_request_shutdown();
        }
        0
    })
}

#[unsafe(no_mangle)]
extern "C" fn swirl_forbid_park() {
    coroutine::forbid_park();
}

#[unsafe(no_mangle)]
extern "C" fn swirl_allow_park() {
    coroutine::allow_park();
}

#[unsafe(no_mangle)]
extern "C" fn swirl_in_coroutine() -> bool {
    coroutine::current_id().is_some()
}

#[unsafe(no_mangle)]
extern "C" fn swirl_throws_exit() -> bool {
    coroutine::current_id().is_some() && state::throws_exit()
}

/// # Safety
/// The C half's to call, with the name of a setting.
#[unsafe(no_mangle)]
unsafe extern "C" fn swirl_setting_changed(name: *const c_char, number: i64, on: bool) {
    // SAFETY: the caller's promise.
    match unsafe { from_c(name) } {
        "swirl.stack_size" if number > 0 => coroutine::set_stack_size(number as usize),
        "swoole.enable_preemptive_scheduler" => entry::guard(|| preempt::set_enabled(on)),
        _ => {}
    }
}

#[unsafe(no_mangle)]
extern "C" fn swirl_info() {
    row("Swirl", "enabled");
    row("Version", env!("CARGO_PKG_VERSION"));
    row("Swoole API", "6.2.2");
    row("Stack of a coroutine", &format!("{} bytes", coroutine::stats().stack_size));
    row("Stack guard", &format!("{:?}", coroutine::stack_guard()));
    row("Coroutines at once, at most", &options::max_coroutine().to_string());
    row("Event loop", "mio");
    for (name, value) in crate::hook::describe() {
        row(name, &value);
    }
}

/// What scripts look for under the other name.
#[unsafe(no_mangle)]
extern "C" fn swirl_info_swoole() {
    row("openssl", tls::library_version());
}

fn row(name: &str, value: &str) {
    let (name, value) = (c_text(name), c_text(value));
    // SAFETY: the C half's contract.
    unsafe { ffi::swirl_info_row(name.as_ptr(), value.as_ptr()) };
}

fn setting(name: &CStr) -> bool {
    // SAFETY: the C half's contract.
    unsafe { ffi::swirl_ini_bool(name.as_ptr(), name.count_bytes()) }
}

/// # Safety
/// At module startup, classes registered.
unsafe fn deny_new() {
    // SAFETY: the generated table ends with null; its entries are registered classes.
    unsafe {
        let mut place = ffi::swirl_deny_new.as_ptr();
        while !(*place).is_null() {
            ffi::swirl_class_set_create(**place, None);
            place = place.add(1);
        }
    }
}

/// # Safety
/// At module startup, classes registered.
unsafe fn register_short_names() {
    // SAFETY: the generated table ends with a null name; its entries are registered classes.
    unsafe {
        let mut alias = ffi::swirl_class_aliases.as_ptr();
        while !(*alias).name.is_null() {
            let length = CStr::from_ptr((*alias).name).count_bytes();
            ffi::swirl_register_alias((*alias).name, length, *(*alias).ce);
            alias = alias.add(1);
        }
        ffi::swirl_register_functions(ffi::swirl_short_functions.as_ptr().cast());
    }
}
