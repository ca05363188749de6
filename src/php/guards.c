/* Places where the engine must be told of coroutines: compiling, collecting cycles, autoloading, exit, error handlers,
 * the VM interrupt. Each keeps what was there before and calls it. */

#include "shim.h"

/* Rust's side. */
void swirl_forbid_park(void);
void swirl_allow_park(void);
bool swirl_in_coroutine(void);
bool swirl_throws_exit(void);
void swirl_on_interrupt(zend_execute_data *frame);
zend_class_entry *swirl_autoload(zend_string *name, zend_string *lc_name);
zend_class_entry *swirl_library_class(zend_string *lc_name);
void swirl_vm_note_error_handler(void);

extern zend_class_entry *swirl_ce_ExitException;

static zend_op_array *(*original_compile_file)(zend_file_handle *file, int type);
static int (*original_collect_cycles)(void);
static zend_class_entry *(*original_autoload)(zend_string *name, zend_string *lc_name);
static void (*original_interrupt)(zend_execute_data *execute_data);
static zif_handler original_set_error_handler, original_restore_error_handler;

/* The compiler's globals are not exchanged at a switch. */
static zend_op_array *compile_guarded(zend_file_handle *file, int type)
{
	zend_op_array *compiled = NULL;
	swirl_forbid_park();
	zend_try {
		compiled = original_compile_file(file, type);
	} zend_catch {
		swirl_allow_park();
		zend_bailout();
	} zend_end_try();
	swirl_allow_park();
	return compiled;
}

/* Nor is the collector's: a destructor that it runs may not park. */
static int collect_cycles(void)
{
	int count = 0;
	swirl_forbid_park();
	zend_try {
		count = original_collect_cycles();
	} zend_catch {
		swirl_allow_park();
		zend_bailout();
	} zend_end_try();
	swirl_allow_park();
	return count;
}

/* ---- autoload ---- */

zend_class_entry *swirl_original_autoload(zend_string *name, zend_string *lc_name)
{
	return original_autoload ? original_autoload(name, lc_name) : NULL;
}

/* The library's classes are looked for before any autoloader is asked. */
static zend_class_entry *autoload(zend_string *name, zend_string *lc_name)
{
	zend_class_entry *ce = swirl_library_class(lc_name);
	return ce ? ce : swirl_autoload(name, lc_name);
}

/* The engine's own list of classes being loaded knows nothing of coroutines: Rust keeps a better one. */
void swirl_forget_autoload(zend_string *lc_name)
{
	if (EG(in_autoload)) {
		zend_hash_del(EG(in_autoload), lc_name);
	}
}

zend_class_entry *swirl_find_class(zend_string *lc_name) { return zend_hash_find_ptr(EG(class_table), lc_name); }

/* ---- exit ---- */

enum { EXIT_IN_COROUTINE = 2 };

static void throw_exit(zval *status, const char *message)
{
	zend_object *exit = zend_throw_exception(swirl_ce_ExitException, message, 0);
	zend_update_property_long(swirl_ce_ExitException, exit, ZEND_STRL("flags"), EXIT_IN_COROUTINE);
	zend_update_property(swirl_ce_ExitException, exit, ZEND_STRL("status"), status);
}

#if PHP_VERSION_ID < 80400

static user_opcode_handler_t original_exit;

static int exit_handler(zend_execute_data *execute_data)
{
	if (!swirl_throws_exit()) {
		return original_exit ? original_exit(execute_data) : ZEND_USER_OPCODE_DISPATCH;
	}
	const zend_op *opline = EX(opline);
	zval *status = NULL, none;
	ZVAL_NULL(&none);
	if (opline->op1_type == IS_CONST) {
		status = RT_CONSTANT(opline, opline->op1);
	} else if (opline->op1_type != IS_UNUSED) {
		status = EX_VAR(opline->op1.var);
		ZVAL_DEREF(status);
	}
	throw_exit(status && Z_TYPE_P(status) != IS_UNDEF ? status : &none, "swoole exit");
	if (opline->op1_type & (IS_TMP_VAR | IS_VAR)) {
		zval_ptr_dtor_nogc(EX_VAR(opline->op1.var));
	}
	return ZEND_USER_OPCODE_CONTINUE;
}

static void install_exit(void)
{
	original_exit = zend_get_user_opcode_handler(ZEND_EXIT);
	zend_set_user_opcode_handler(ZEND_EXIT, exit_handler);
}

#else

static zif_handler original_exit;

static ZEND_NAMED_FUNCTION(exit_function)
{
	zend_string *text = NULL;
	zend_long code = 0;
	if (!swirl_throws_exit()) {
		original_exit(INTERNAL_FUNCTION_PARAM_PASSTHRU);
		return;
	}
	ZEND_PARSE_PARAMETERS_START(0, 1)
		Z_PARAM_OPTIONAL
		Z_PARAM_STR_OR_LONG(text, code)
	ZEND_PARSE_PARAMETERS_END();
	zval status;
	if (text) {
		ZVAL_STR(&status, text);
	} else {
		ZVAL_LONG(&status, code);
	}
	throw_exit(&status, text ? ZSTR_VAL(text) : "swoole exit");
}

static void install_exit(void) { swirl_replace_function("exit", &original_exit, exit_function); }

#endif

/* ---- error handlers ---- */

static ZEND_NAMED_FUNCTION(set_error_handler_function)
{
	original_set_error_handler(INTERNAL_FUNCTION_PARAM_PASSTHRU);
	swirl_vm_note_error_handler();
}

static ZEND_NAMED_FUNCTION(restore_error_handler_function)
{
	original_restore_error_handler(INTERNAL_FUNCTION_PARAM_PASSTHRU);
	swirl_vm_note_error_handler();
}

/* ---- preemption ---- */

static void interrupt(zend_execute_data *execute_data)
{
	swirl_on_interrupt(execute_data);
	if (original_interrupt) {
		original_interrupt(execute_data);
	}
}

/* For another thread: the VM calls `interrupt` at the next jump or call. */
void *swirl_interrupt_flag(void) { return &EG(vm_interrupt); }

void swirl_raise_interrupt(void *flag)
{
#if PHP_VERSION_ID >= 80200
	zend_atomic_bool_store((zend_atomic_bool *) flag, true);
#else
	__atomic_store_n((zend_bool *) flag, 1, __ATOMIC_SEQ_CST);
#endif
}

void swirl_install_guards(void)
{
	original_compile_file = zend_compile_file;
	zend_compile_file = compile_guarded;
	original_collect_cycles = gc_collect_cycles;
	gc_collect_cycles = collect_cycles;
	original_autoload = zend_autoload;
	zend_autoload = autoload;
	original_interrupt = zend_interrupt_function;
	zend_interrupt_function = interrupt;
	install_exit();
	swirl_replace_function("set_error_handler", &original_set_error_handler, set_error_handler_function);
	swirl_replace_function("restore_error_handler", &original_restore_error_handler, restore_error_handler_function);
}
