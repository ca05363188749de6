//! The C half, as Rust sees it: the C files beside this one, and the generated `api.c`.
//!
//! Every function here must be called on PHP's thread, within a request unless it says otherwise; pointers to Zend's
//! structures must be live ones. That is the safety contract which the callers' SAFETY comments refer to as *the C half's
//! contract*.

#![allow(missing_docs, reason = "the functions are documented where they are written")]

use std::ffi::c_char;
use std::ffi::c_int;
use std::ffi::c_void;

pub use super::value::Val as zval;
pub use ext_php_rs::ffi::_zend_fcall_info_cache as FcallCache;
pub use ext_php_rs::ffi::zend_class_entry as ClassEntry;
pub use ext_php_rs::ffi::zend_execute_data as ExecuteData;
pub use ext_php_rs::ffi::zend_object as Object;
pub use ext_php_rs::ffi::zend_object_handlers as ObjectHandlers;
pub use ext_php_rs::ffi::zend_string as ZendString;

/// The state of the VM that belongs to one coroutine; its layout is C's business.
#[repr(C)]
pub struct Vm {
    _opaque: [u8; 0],
}

/// Whether PHP runs scripts in several threads.
pub const ZTS: bool = cfg!(php_zts);

/// Outcome of a call into PHP: it returned.
pub const DONE: c_int = 0;
/// Outcome of a call into PHP: an exception is pending.
pub const THREW: c_int = 1;
/// Outcome of a call by name: there is no such function.
pub const MISSING: c_int = -1;

macro_rules! c_half {
    ($($(#[$doc:meta])* fn $name:ident($($arg:ident: $type:ty),* $(,)?) $(-> $ret:ty)?;)*) => {
        unsafe extern "C" { $($(#[$doc])* pub fn $name($($arg: $type),*) $(-> $ret)?;)* }
    };
}

c_half! {
    // vm.c
    fn swirl_vm_size() -> usize;
    fn swirl_vm_init(vm: *mut Vm, function: *mut c_void, area: *mut u8, area_size: usize, stack_base: usize, stack_low: usize);
    fn swirl_vm_switch(from: *mut Vm, to: *mut Vm);
    fn swirl_vm_leave_root();
    fn swirl_vm_finish(from: *mut Vm, to: *mut Vm);
    fn swirl_vm_stack_usage(vm: *const Vm, running: bool) -> usize;
    fn swirl_vm_frame(vm: *const Vm) -> *mut ExecuteData;
    fn swirl_vm_request_startup();
    fn swirl_vm_request_shutdown();

    fn swirl_vm_is_new(vm: *const Vm) -> bool;

    // globals.c
    fn swirl_globals_count() -> usize;
    fn swirl_globals_make();
    fn swirl_globals_swap(values: *mut zval);
    fn swirl_globals_copy(which: usize, result: *mut zval);

    // library.c
    fn swirl_library_install(with_short_names: bool);
    fn swirl_library_request_shutdown();

    // mysqlnd.c
    fn swirl_install_mysqlnd_guard();

    // guards.c
    fn swirl_install_guards();
    fn swirl_original_autoload(name: *mut ZendString, lc_name: *mut ZendString) -> *mut ClassEntry;
    fn swirl_forget_autoload(lc_name: *mut ZendString);
    fn swirl_find_class(lc_name: *mut ZendString) -> *mut ClassEntry;
    fn swirl_interrupt_flag() -> *mut c_void;
    fn swirl_raise_interrupt(flag: *mut c_void);

    // overrides.c
    fn swirl_install_overrides();

    // pdo.c
    fn swirl_install_pdo_guard();

    // streams.c
    fn swirl_install_streams();

    // sockets.c
    fn swirl_install_sockets();

    // answers.c
    fn swirl_install_answers(module_number: c_int);

    // in_use.c
    fn swirl_install_in_use();
    fn swirl_in_use_request_shutdown();

    // module.c
    fn swirl_module() -> *mut c_void;
    fn swirl_alias_number() -> c_int;
    fn swirl_give_to_alias();
    fn swirl_register_bool(name: *const c_char, value: bool, module_number: c_int);
    fn swirl_info_row(name: *const c_char, value: *const c_char);
    fn swirl_ini_bool(name: *const c_char, length: usize) -> bool;
    fn swirl_ini_text(name: *const c_char, length: usize, result: *mut zval);
    fn swirl_ini_long(name: *const c_char, length: usize) -> i64;

    // shim.c: calls
    fn swirl_call_with(callable: *const zval, fcc: *mut FcallCache, argc: u32, argv: *mut zval, result: *mut zval) -> c_int;
    fn swirl_report_exception() -> c_int;
    fn swirl_release(value: *mut zval) -> c_int;
    fn swirl_end_output() -> c_int;
    fn swirl_bailout() -> !;

    // shim.c: exceptions
    fn swirl_has_exception() -> bool;
    fn swirl_exception() -> *mut Object;
    fn swirl_clear_exception();
    fn swirl_is_exit() -> bool;
    fn swirl_exception_is(ce: *const ClassEntry) -> bool;
    fn swirl_throw_graceful_exit();
    fn swirl_throw_exit();
    fn swirl_exit_status() -> c_int;
    fn swirl_exit_exception_status(exception: *mut Object) -> *const zval;
    fn swirl_set_exit_status(status: c_int);
    fn swirl_unclean_shutdown() -> bool;

    // lob.c
    fn swirl_lob_stream(lob: *mut c_void, mode: *const c_char, result: *mut zval);
    fn swirl_lob_of(value: *mut zval) -> *mut c_void;

    // params.c
    fn swirl_arg_long(arg: *mut zval, number: u32, out: *mut i64) -> bool;
    fn swirl_arg_double(arg: *mut zval, number: u32, out: *mut f64) -> bool;
    fn swirl_arg_bool(arg: *mut zval, number: u32, out: *mut bool) -> bool;
    fn swirl_arg_string(arg: *mut zval, number: u32, out: *mut *mut ZendString) -> bool;
    fn swirl_arg_string_or_null(arg: *mut zval, number: u32, out: *mut *mut ZendString) -> bool;
    fn swirl_arg_key(arg: *mut zval, number: u32, bytes: *mut *const c_char, length: *mut usize, hash: *mut u64) -> bool;
    fn swirl_arg_array(arg: *mut zval, number: u32, out: *mut *mut zval) -> bool;
    fn swirl_resolve_callable(value: *mut zval, fcc: *mut FcallCache, found: *mut bool) -> c_int;
    fn swirl_arg_callable(arg: *mut zval, number: u32, fcc: *mut FcallCache) -> c_int;

    // values.c
    fn swirl_string(bytes: *const c_char, length: usize) -> *mut ZendString;
    fn swirl_string_bytes(string: *const ZendString) -> *const c_char;
    fn swirl_string_length(string: *const ZendString) -> usize;
    fn swirl_string_addref(string: *mut ZendString);
    fn swirl_string_release(string: *mut ZendString);
    fn swirl_zval_copy(to: *mut zval, from: *const zval);
    fn swirl_zval_long(value: *mut zval) -> i64;
    fn swirl_zval_double(value: *mut zval) -> f64;
    fn swirl_instance_of(value: *const zval, ce: *const ClassEntry) -> bool;
    fn swirl_type_name(value: *const zval) -> *const c_char;
    fn swirl_assign(variable: *mut zval, value: *mut zval) -> c_int;
    fn swirl_set_null(variable: *mut zval);
    fn swirl_set_long(variable: *mut zval, value: i64);
    fn swirl_zval_true(value: *mut zval) -> bool;
    fn swirl_zval_new_string(to: *mut zval, length: usize) -> *mut c_char;
    fn swirl_zval_string(to: *mut zval, bytes: *const c_char, length: usize);
    fn swirl_zval_array(to: *mut zval);
    fn swirl_zval_object(to: *mut zval, object: *mut Object);
    fn swirl_array_add_long(array: *mut zval, key: *const c_char, length: usize, value: i64);
    fn swirl_array_add_double(array: *mut zval, key: *const c_char, length: usize, value: f64);
    fn swirl_array_add_bool(array: *mut zval, key: *const c_char, length: usize, value: bool);
    fn swirl_array_add_string(array: *mut zval, key: *const c_char, length: usize, value: *const c_char, value_length: usize);
    fn swirl_array_add_zval(array: *mut zval, key: *const c_char, length: usize, value: *mut zval);
    fn swirl_array_push(array: *mut zval, value: *mut zval);
    fn swirl_array_set(array: *mut zval, index: i64, value: *mut zval);
    fn swirl_array_count(array: *mut zval) -> u32;
    fn swirl_array_find(array: *mut zval, key: *const c_char, length: usize) -> *mut zval;
    fn swirl_array_next(array: *mut zval, position: *mut u32, key: *mut *mut ZendString, index: *mut u64) -> *mut zval;
    fn swirl_array_pick(array: *const zval, names: *const zval, count: u32, found: *mut zval) -> bool;
    fn swirl_array_fill(to: *mut zval, like: *const zval, values: *const zval);
    fn swirl_zval_record(to: *mut zval);
    fn swirl_array_push_copy(array: *mut zval, like: *const zval) -> *mut zval;
    fn swirl_array_first(array: *mut zval) -> *mut zval;
    fn swirl_array_copy(to: *mut zval, array: *const zval);
    fn swirl_array_put(array: *mut zval, key: *const c_char, length: usize, value: *mut zval);
    fn swirl_array_symbol(array: *const zval, key: *const c_char, length: usize) -> *mut zval;
    fn swirl_array_merge(into: *mut zval, from: *mut zval);

    // functions.c
    fn swirl_callable_name(value: *mut zval, result: *mut zval);
    fn swirl_text(value: *mut zval, result: *mut zval) -> c_int;
    fn swirl_child_init();
    fn swirl_register_long_if_new(name: *const c_char, value: i64, module_number: c_int);
    fn swirl_hash(bytes: *const c_char, length: usize) -> i64;
    fn swirl_unserialize(bytes: *const c_char, length: usize, options: *mut zval, result: *mut zval) -> c_int;
    fn swirl_try_unserialize(bytes: *const c_char, length: usize, result: *mut zval) -> c_int;
    fn swirl_json_decode(json: *mut zval, flags: i64, depth: i64, result: *mut zval) -> c_int;
    fn swirl_call_function(name: *const c_char, argc: u32, argv: *mut zval, result: *mut zval) -> c_int;
    fn swirl_object_of(class: *const c_char, length: usize, properties: *mut zval, arguments: *mut zval, result: *mut zval) -> c_int;
    fn swirl_objects(result: *mut zval);
    fn swirl_object_by_handle(handle: i64) -> *mut Object;
    fn swirl_object_count() -> u32;
    fn swirl_resource_count() -> u32;

    // descriptor.c
    fn swirl_stream_socket(value: *mut zval, fd: *mut c_int) -> c_int;
    fn swirl_close_stream(value: *mut zval) -> c_int;
    fn swirl_to_socket(fd: c_int, result: *mut zval) -> c_int;
    fn swirl_descriptor(value: *mut zval) -> i64;

    // objects.c
    fn swirl_object_alloc(ce: *mut ClassEntry, size: usize, handlers: *const ObjectHandlers) -> *mut Object;
    fn swirl_object_handlers(
        offset: usize,
        free: Option<unsafe extern "C" fn(*mut Object)>,
        destroy: Option<unsafe extern "C" fn(*mut Object)>,
        get_gc: Option<unsafe extern "C" fn(*mut Object, *mut *mut zval, *mut c_int) -> *mut c_void>,
    ) -> *const ObjectHandlers;
    fn swirl_class_set_create(ce: *mut ClassEntry, create: Option<unsafe extern "C" fn(*mut ClassEntry) -> *mut Object>);
    fn swirl_class_not_serializable(ce: *mut ClassEntry);
    fn swirl_class_final(ce: *mut ClassEntry);
    fn swirl_new_object(ce: *mut ClassEntry) -> *mut Object;
    fn swirl_new_object_with(ce: *mut ClassEntry, argument: *mut zval) -> *mut Object;
    fn swirl_object_std_dtor(object: *mut Object);
    fn swirl_read_private(ce: *mut ClassEntry, object: *mut Object, name: *const c_char, length: usize, result: *mut zval);
    fn swirl_object_release(object: *mut Object);
    fn swirl_object_addref(object: *mut Object);
    fn swirl_object_handle(object: *const Object) -> u32;
    fn swirl_class_name(object: *const Object) -> *const c_char;
    fn swirl_property(object: *mut Object, number: u32) -> *mut zval;
    fn swirl_update_property(object: *mut Object, name: *const c_char, length: usize, value: *mut zval);
    fn swirl_gc_buffer() -> *mut c_void;
    fn swirl_gc_add(buffer: *mut c_void, value: *mut zval);
    fn swirl_gc_use(buffer: *mut c_void, object: *mut Object, table: *mut *mut zval, count: *mut c_int) -> *mut c_void;

    // shim.c: errors and the engine; frames.c
    fn swirl_error(level: c_int, message: *const c_char) -> c_int;
    fn swirl_error_as(level: c_int, message: *const c_char) -> c_int;
    fn swirl_throw(ce: *mut ClassEntry, message: *const c_char, code: i64);
    fn swirl_throw_error(ce: *mut ClassEntry, message: *const c_char);
    fn swirl_value_error(number: u32, message: *const c_char);
    fn swirl_type_error(number: u32, message: *const c_char);
    fn swirl_wrong_count(min: u32, max: u32);
    fn swirl_write(bytes: *const c_char, length: usize) -> c_int;
    fn swirl_backtrace(frame: *mut ExecuteData, skip: c_int, options: c_int, limit: c_int, result: *mut zval);
    fn swirl_backtrace_text(frame: *mut ExecuteData, skip: c_int, options: c_int, limit: c_int, main: bool) -> *mut ZendString;
    fn swirl_frame_place(frame: *mut ExecuteData, line: *mut u32, function: *mut *const c_char) -> *const c_char;
    fn swirl_called_before(frame: *mut ExecuteData, seen: *const c_void, line: *mut u32) -> *const c_char;
    fn swirl_current_frame_address() -> *mut c_void;
    fn swirl_log(message: *const c_char);
    fn swirl_current_frame() -> *mut ExecuteData;
    fn swirl_dispatch_signals() -> c_int;
    fn swirl_executed_file() -> *const c_char;
    fn swirl_executed_line() -> u32;
    fn swirl_register_shutdown(function: *const c_char, length: usize) -> bool;
    fn swirl_register_alias(name: *const c_char, length: usize, ce: *mut ClassEntry) -> c_int;
    fn swirl_register_functions(functions: *const c_void) -> c_int;
    fn swirl_in_late_destructor() -> bool;
    fn swirl_is_cli() -> bool;
    fn swirl_in_fatal_error() -> bool;
    fn swirl_fatal_error(
        length: *mut usize,
        file: *mut *const c_char,
        file_length: *mut usize,
        line: *mut c_int,
    ) -> *const c_char;

    // api.c
    fn swirl_register_classes();
    fn swirl_register_constants(module_number: c_int);
}

/// One row of the table of short names.
#[repr(C)]
pub struct Alias {
    /// The short name; null ends the table.
    pub name: *const c_char,
    /// The class.
    pub ce: *mut *mut ClassEntry,
}

unsafe extern "C" {
    /// Ends with a null name.
    pub static swirl_class_aliases: [Alias; 0];
    /// Ends with null.
    pub static swirl_deny_new: [*mut *mut ClassEntry; 0];
    /// Functions that `swoole.use_shortname` can withhold.
    pub static swirl_short_functions: [u8; 0];
    pub static swirl_library_functions: [u8; 0];
    pub static swirl_short_library_functions: [u8; 0];
}

/// The class entries that Rust needs, by their names in `api.c`.
pub mod ce {
    use super::ClassEntry;

    unsafe extern "C" {
        pub static mut swirl_ce_Atomic: *mut ClassEntry;
        pub static mut swirl_ce_Atomic_Long: *mut ClassEntry;
        pub static mut swirl_ce_Error: *mut ClassEntry;
        pub static mut swirl_ce_Exception: *mut ClassEntry;
        pub static mut swirl_ce_ExitException: *mut ClassEntry;
        pub static mut swirl_ce_Coroutine_CanceledException: *mut ClassEntry;
        pub static mut swirl_ce_Coroutine_TimeoutException: *mut ClassEntry;
        pub static mut swirl_ce_Lock: *mut ClassEntry;
        pub static mut swirl_ce_Table: *mut ClassEntry;
        pub static mut swirl_ce_Coroutine_Context: *mut ClassEntry;
        pub static mut swirl_ce_Coroutine_Iterator: *mut ClassEntry;
        pub static mut swirl_ce_Coroutine_Channel: *mut ClassEntry;
        pub static mut swirl_ce_Coroutine_Scheduler: *mut ClassEntry;
        pub static mut swirl_ce_Async_Client: *mut ClassEntry;
        pub static mut swirl_ce_Client: *mut ClassEntry;
        pub static mut swirl_ce_Coroutine_Client: *mut ClassEntry;
        pub static mut swirl_ce_Coroutine_Socket: *mut ClassEntry;
        pub static mut swirl_ce_Coroutine_Socket_Exception: *mut ClassEntry;
        pub static mut swirl_ce_Coroutine_WaitGroup: *mut ClassEntry;
        pub static mut swirl_ce_Coroutine_Barrier: *mut ClassEntry;
        pub static mut swirl_ce_Coroutine_MySQL: *mut ClassEntry;
        pub static mut swirl_ce_Coroutine_MySQL_Exception: *mut ClassEntry;
        pub static mut swirl_ce_Coroutine_MySQL_Statement: *mut ClassEntry;
        pub static mut swirl_ce_Coroutine_PostgreSQL: *mut ClassEntry;
        pub static mut swirl_ce_Coroutine_PostgreSQLStatement: *mut ClassEntry;
        pub static mut swirl_ce_Coroutine_Redis: *mut ClassEntry;
        pub static mut swirl_ce_Coroutine_Lock: *mut ClassEntry;
        pub static mut swirl_ce_Process: *mut ClassEntry;
        pub static mut swirl_ce_Process_Pool: *mut ClassEntry;
        pub static mut swirl_ce_Redis_Server: *mut ClassEntry;
        pub static mut swirl_ce_Server: *mut ClassEntry;
        pub static mut swirl_ce_Server_Event: *mut ClassEntry;
        pub static mut swirl_ce_Server_Packet: *mut ClassEntry;
        pub static mut swirl_ce_Server_PipeMessage: *mut ClassEntry;
        pub static mut swirl_ce_Server_Port: *mut ClassEntry;
        pub static mut swirl_ce_Server_StatusInfo: *mut ClassEntry;
        pub static mut swirl_ce_Server_Task: *mut ClassEntry;
        pub static mut swirl_ce_Server_TaskResult: *mut ClassEntry;
        pub static mut swirl_ce_Connection_Iterator: *mut ClassEntry;
        pub static mut swirl_ce_Timer_Iterator: *mut ClassEntry;
        pub static mut zend_ce_type_error: *mut ClassEntry;
        pub static mut zend_ce_value_error: *mut ClassEntry;
        pub static mut spl_ce_BadMethodCallException: *mut ClassEntry;
        pub static mut spl_ce_InvalidArgumentException: *mut ClassEntry;
    }
}
