/* What Rust cannot say to Zend by itself: macros, inline functions, struct layouts. No policy here, nor in the files beside. Here: calls, exceptions, errors. */

#include "shim.h"

/* ---- calls into PHP ---- */

/* Calls a function; a bailout ends here. An exception stays in EG(exception). */
static int call(zend_fcall_info *fci, zend_fcall_info_cache *fcc) { PROTECTED(zend_call_function(fci, fcc)); }

/* Calls with arguments and no interest in the result. */
int swirl_call_with(zval *callable, zend_fcall_info_cache *fcc, uint32_t argc, zval *argv, zval *result)
{
	zval ignored;
	ZVAL_UNDEF(&ignored);
	zend_fcall_info fci = { .size = sizeof(fci), .retval = result ? result : &ignored, .params = argv, .param_count = argc };
	ZVAL_COPY_VALUE(&fci.function_name, callable);
	int outcome = call(&fci, fcc);
	if (!result) {
		zval_ptr_dtor(&ignored);
	}
	return outcome;
}

static void report_exception(void)
{
	if (Z_TYPE(EG(user_exception_handler)) != IS_UNDEF) {
		zend_user_exception_handler();
	}
	if (EG(exception)) {
		zend_exception_error(EG(exception), E_ERROR);
	}
}

/* Prints an uncaught exception as PHP does at the top of a script, or gives it to the user's exception handler. */
int swirl_report_exception(void) { PROTECTED(report_exception()); }

/* Lets go of a reference; a destructor may run. */
int swirl_release(zval *value)
{
	/* Nothing runs when a string goes, and most values are strings. */
	if (EXPECTED(Z_TYPE_P(value) == IS_STRING)) {
		zval_ptr_dtor_str(value);
		ZVAL_UNDEF(value);
		return EG(exception) ? SWIRL_THREW : SWIRL_DONE;
	}
	zval copy;
	ZVAL_COPY_VALUE(&copy, value);
	ZVAL_UNDEF(value);
	PROTECTED(zval_ptr_dtor(&copy));
}

/* Ends the output buffers of the running coroutine. */
int swirl_end_output(void)
{
	extern bool swirl_vm_has_output(void);
	extern void swirl_vm_end_output(void);
	if (!swirl_vm_has_output()) {
		return SWIRL_DONE;
	}
	PROTECTED(swirl_vm_end_output());
}

void swirl_bailout(void) { zend_bailout(); }

/* ---- functions ---- */

void swirl_replace_function(const char *name, zif_handler *original, zif_handler replacement)
{
	zend_function *function = zend_hash_str_find_ptr(CG(function_table), name, strlen(name));
	if (function && function->type == ZEND_INTERNAL_FUNCTION) {
		*original = function->internal_function.handler;
		function->internal_function.handler = replacement;
	}
}

void swirl_replace_functions(const struct swirl_replacement *all, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		swirl_replace_function(all[i].name, all[i].original, all[i].replacement);
	}
}

/* ---- exceptions ---- */

bool swirl_has_exception(void) { return EG(exception) != NULL; }
zend_object *swirl_exception(void) { return EG(exception); }
void swirl_clear_exception(void) { zend_clear_exception(); }
bool swirl_is_exit(void) { return EG(exception) && (zend_is_unwind_exit(EG(exception)) || zend_is_graceful_exit(EG(exception))); }
bool swirl_exception_is(zend_class_entry *ce) { return EG(exception) && instanceof_function(EG(exception)->ce, ce); }

/* Ends the running code; `finally` blocks and destructors run. */
void swirl_throw_graceful_exit(void)
{
	if (EG(exception)) {
		zend_clear_exception();
	}
	zend_throw_exception_internal(zend_create_graceful_exit());
}

/* As exit() does. */
void swirl_throw_exit(void)
{
	if (EG(exception)) {
		zend_clear_exception();
	}
	zend_throw_exception_internal(zend_create_unwind_exit());
}

int swirl_exit_status(void) { return EG(exit_status); }
void swirl_set_exit_status(int status) { EG(exit_status) = status; }
bool swirl_unclean_shutdown(void) { return CG(unclean_shutdown); }

/* ---- errors ---- */

/* Whether a coroutine's base frame is the current one, as when the extension itself lets go of a value: it has no name that
 * an error could begin with, and PHP would look for one. */
static bool in_base_frame(void)
{
	zend_execute_data *frame = EG(current_execute_data);
	return frame && frame->func && !ZEND_USER_CODE(frame->func->type) && !frame->func->common.function_name;
}

/* A user's error handler may end the script, and a fatal error does. */
int swirl_error(int level, const char *message)
{
	if (in_base_frame()) {
		PROTECTED(zend_error(level, "%s", message));
	}
	PROTECTED(php_error_docref(NULL, level, "%s", message));
}
void swirl_throw(zend_class_entry *ce, const char *message, zend_long code) { zend_throw_exception(ce, message, code); }
void swirl_throw_error(zend_class_entry *ce, const char *message) { zend_throw_error(ce, "%s", message); }
void swirl_value_error(uint32_t number, const char *message) { zend_argument_value_error(number, "%s", message); }
void swirl_type_error(uint32_t number, const char *message) { zend_argument_type_error(number, "%s", message); }
void swirl_wrong_count(uint32_t min, uint32_t max) { zend_wrong_parameters_count_error(min, max); }
int swirl_error_as(int level, const char *message) { PROTECTED(zend_error(level, "%s", message)); }

/* An output callback may end the script. */
int swirl_write(const char *bytes, size_t length) { PROTECTED(php_write((void *) bytes, length)); }

/* ---- the rest of the engine ---- */

/* A user shutdown function: `function` is called when the script ends. */
bool swirl_register_shutdown(const char *function, size_t length)
{
	php_shutdown_function_entry entry;
	zval name;
	ZVAL_STRINGL(&name, function, length);
#if PHP_VERSION_ID >= 80200
	memset(&entry, 0, sizeof(entry));
	if (zend_fcall_info_init(&name, 0, &entry.fci, &entry.fci_cache, NULL, NULL) != SUCCESS) {
		zval_ptr_dtor(&name);
		return false;
	}
#else
	memset(&entry, 0, sizeof(entry));
	ZVAL_COPY_VALUE(&entry.fci.function_name, &name);
	if (zend_fcall_info_init(&name, 0, &entry.fci, &entry.fci_cache, NULL, NULL) != SUCCESS) {
		zval_ptr_dtor(&name);
		return false;
	}
#endif
	return register_user_shutdown_function(function, length, &entry);
}

int swirl_register_alias(const char *name, size_t length, zend_class_entry *ce) { return zend_register_class_alias_ex(name, length, ce, true); }
int swirl_register_functions(const zend_function_entry *functions) { return zend_register_functions(NULL, functions, NULL, MODULE_PERSISTENT); }
bool swirl_is_cli(void) { return strcmp(sapi_module.name, "cli") == 0 || strcmp(sapi_module.name, "phpdbg") == 0 || strcmp(sapi_module.name, "micro") == 0; }
bool swirl_module_loaded(const char *name, size_t length) { return zend_hash_str_exists(&module_registry, name, length); }
bool swirl_error_handler_set(void) { return Z_TYPE(EG(user_error_handler)) != IS_UNDEF; }
bool swirl_in_fatal_error(void) { return (PG(last_error_message) && (PG(last_error_type) & (E_ERROR | E_CORE_ERROR | E_COMPILE_ERROR | E_USER_ERROR | E_RECOVERABLE_ERROR))); }
/* What PHP has said of it; NULL when there was none. Nothing is allocated: the memory may be what has run out. */
const char *swirl_fatal_error(size_t *length, const char **file, size_t *file_length, int *line)
{
	if (!swirl_in_fatal_error()) {
		return NULL;
	}
	*length = ZSTR_LEN(PG(last_error_message));
	*file = PG(last_error_file) ? ZSTR_VAL(PG(last_error_file)) : "";
	*file_length = PG(last_error_file) ? ZSTR_LEN(PG(last_error_file)) : 0;
	*line = PG(last_error_lineno);
	return ZSTR_VAL(PG(last_error_message));
}

/* The status that exit() was called with, out of an ExitException. */
const zval *swirl_exit_exception_status(zend_object *exception)
{
	extern zend_class_entry *swirl_ce_ExitException;
	ZEND_TLS zval scratch;
	return zend_read_property(swirl_ce_ExitException, exception, ZEND_STRL("status"), true, &scratch);
}

/* Lets pcntl and others see to the signals that came while no PHP code ran. */
int swirl_dispatch_signals(void)
{
#if PHP_VERSION_ID >= 80200
	if (!zend_atomic_bool_load(&EG(vm_interrupt)) || !zend_interrupt_function) {
		return SWIRL_DONE;
	}
	zend_atomic_bool_store(&EG(vm_interrupt), false);
#else
	if (!EG(vm_interrupt) || !zend_interrupt_function) {
		return SWIRL_DONE;
	}
	EG(vm_interrupt) = 0;
#endif
	PROTECTED(zend_interrupt_function(EG(current_execute_data)));
}

/* Where PHP's own messages go: the file of error_log, or standard error. */
void swirl_log(const char *message) { php_log_err_with_severity(message, LOG_WARNING); }
