/* What Rust cannot say to Zend by itself: macros, inline functions, struct layouts. No policy here. */

#include "shim.h"

/* ---- calls into PHP ---- */

/* Runs a statement that may call PHP code; a bailout ends here and is told to the caller. */
#define PROTECTED(statement) \
	do { \
		int outcome = SWIRL_DONE; \
		zend_try { \
			statement; \
		} zend_catch { \
			outcome = SWIRL_BAILED; \
		} zend_end_try(); \
		return outcome == SWIRL_DONE && EG(exception) ? SWIRL_THREW : outcome; \
	} while (0)

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

/* ---- parameters: the slow paths ---- */

bool swirl_arg_long(zval *arg, uint32_t number, zend_long *out)
{
	bool is_null;
	if (zend_parse_arg_long(arg, out, &is_null, false, number)) {
		return true;
	}
	if (!EG(exception)) {
		zend_wrong_parameter_type_error(number, Z_EXPECTED_LONG, arg);
	}
	return false;
}

bool swirl_arg_double(zval *arg, uint32_t number, double *out)
{
	bool is_null;
	if (zend_parse_arg_double(arg, out, &is_null, false, number)) {
		return true;
	}
	if (!EG(exception)) {
		zend_wrong_parameter_type_error(number, Z_EXPECTED_DOUBLE, arg);
	}
	return false;
}

bool swirl_arg_bool(zval *arg, uint32_t number, bool *out)
{
	bool is_null;
	if (zend_parse_arg_bool(arg, out, &is_null, false, number)) {
		return true;
	}
	if (!EG(exception)) {
		zend_wrong_parameter_type_error(number, Z_EXPECTED_BOOL, arg);
	}
	return false;
}

bool swirl_arg_string(zval *arg, uint32_t number, zend_string **out)
{
	if (zend_parse_arg_str(arg, out, false, number)) {
		return true;
	}
	if (!EG(exception)) {
		zend_wrong_parameter_type_error(number, Z_EXPECTED_STRING, arg);
	}
	return false;
}

/* A string or null, which leaves none. */
bool swirl_arg_string_or_null(zval *arg, uint32_t number, zend_string **out)
{
	if (zend_parse_arg_str(arg, out, true, number)) {
		return true;
	}
	if (!EG(exception)) {
		zend_wrong_parameter_type_error(number, Z_EXPECTED_STRING_OR_NULL, arg);
	}
	return false;
}

/* A string as a key: its bytes and its hash, which it remembers. They live as long as the argument. */
bool swirl_arg_key(zval *arg, uint32_t number, const char **bytes, size_t *length, uint64_t *hash)
{
	zend_string *string;
	if (EXPECTED(Z_TYPE_P(arg) == IS_STRING)) {
		string = Z_STR_P(arg);
	} else if (!swirl_arg_string(arg, number, &string)) {
		return false;
	}
	*bytes = ZSTR_VAL(string);
	*length = ZSTR_LEN(string);
	*hash = ZSTR_HASH(string);
	return true;
}

bool swirl_arg_array(zval *arg, uint32_t number, zval **out)
{
	if (zend_parse_arg_array(arg, out, false, false)) {
		return true;
	}
	zend_wrong_parameter_type_error(number, Z_EXPECTED_ARRAY, arg);
	return false;
}

static bool parse_callable(zval *arg, uint32_t number, zend_fcall_info_cache *fcc)
{
	char *error = NULL;
	zend_fcall_info fci;
#if PHP_VERSION_ID >= 80300
	bool ok = zend_parse_arg_func(arg, &fci, fcc, false, &error, false);
#else
	bool ok = zend_parse_arg_func(arg, &fci, fcc, false, &error);
#endif
	if (ok) {
		if (error) {
			efree(error);
		}
		return true;
	}
	if (error) {
		zend_wrong_callback_error(number, error);
	} else {
		zend_wrong_parameter_type_error(number, Z_EXPECTED_FUNC, arg);
	}
	return false;
}

static int parse_named_callable(zval *arg, uint32_t number, zend_fcall_info_cache *fcc) { PROTECTED(parse_callable(arg, number, fcc)); }

/* A name may have to be autoloaded: PHP code runs. An object, as a closure is one, is looked at and no more. */
int swirl_arg_callable(zval *arg, uint32_t number, zend_fcall_info_cache *fcc)
{
	if (EXPECTED(Z_TYPE_P(arg) == IS_OBJECT)) {
		return parse_callable(arg, number, fcc) ? SWIRL_DONE : SWIRL_THREW;
	}
	return parse_named_callable(arg, number, fcc);
}

/* ---- values ---- */

zend_string *swirl_string(const char *bytes, size_t length) { return zend_string_init(bytes, length, false); }
const char *swirl_string_bytes(const zend_string *string) { return ZSTR_VAL(string); }
size_t swirl_string_length(const zend_string *string) { return ZSTR_LEN(string); }
void swirl_string_addref(zend_string *string) { zend_string_addref(string); }
void swirl_string_release(zend_string *string) { zend_string_release(string); }
void swirl_zval_copy(zval *to, zval *from) { ZVAL_COPY_DEREF(to, from); }
zend_long swirl_zval_long(zval *value) { return zval_get_long(value); }
double swirl_zval_double(zval *value) { return zval_get_double(value); }
bool swirl_zval_true(zval *value) { return zend_is_true(value); }
bool swirl_instance_of(zval *value, zend_class_entry *ce) { return Z_TYPE_P(value) == IS_OBJECT && instanceof_function(Z_OBJCE_P(value), ce); }
/* What an error message calls the type of a value. */
const char *swirl_type_name(zval *value)
{
#if PHP_VERSION_ID >= 80300
	return zend_zval_value_name(value);
#else
	return zend_zval_type_name(value);
#endif
}
/* Sets the variable that an argument refers to. A typed one that takes no null keeps its value; an exception is pending then. */
void swirl_set_null(zval *variable) { ZEND_TRY_ASSIGN_REF_NULL(variable); }
void swirl_set_long(zval *variable, zend_long value) { ZEND_TRY_ASSIGN_REF_LONG(variable, value); }
/* A string whose bytes the caller writes before anybody else sees it. */
char *swirl_zval_new_string(zval *to, size_t length)
{
	zend_string *string = zend_string_alloc(length, false);
	ZSTR_VAL(string)[length] = '\0';
	ZVAL_NEW_STR(to, string);
	return ZSTR_VAL(string);
}
void swirl_zval_string(zval *to, const char *bytes, size_t length) { ZVAL_STRINGL(to, bytes, length); }
void swirl_zval_array(zval *to) { array_init(to); }
void swirl_zval_object(zval *to, zend_object *object) { ZVAL_OBJ_COPY(to, object); }
void swirl_array_add_long(zval *array, const char *key, size_t length, zend_long value) { add_assoc_long_ex(array, key, length, value); }
void swirl_array_add_double(zval *array, const char *key, size_t length, double value) { add_assoc_double_ex(array, key, length, value); }
void swirl_array_add_bool(zval *array, const char *key, size_t length, bool value) { add_assoc_bool_ex(array, key, length, value); }
void swirl_array_add_string(zval *array, const char *key, size_t length, const char *value, size_t value_length) { add_assoc_stringl_ex(array, key, length, value, value_length); }
void swirl_array_add_zval(zval *array, const char *key, size_t length, zval *value) { add_assoc_zval_ex(array, key, length, value); }
void swirl_array_push(zval *array, zval *value) { add_next_index_zval(array, value); }
void swirl_array_set(zval *array, zend_long index, zval *value) { zend_hash_index_update(Z_ARRVAL_P(array), index, value); }
uint32_t swirl_array_count(zval *array) { return zend_hash_num_elements(Z_ARRVAL_P(array)); }
zval *swirl_array_find(zval *array, const char *key, size_t length)
{
	zval *found = zend_hash_str_find_deref(Z_ARRVAL_P(array), key, length);
	return found;
}
/* The position goes from 0; NULL after the last. `key` may come back NULL, then `index` counts. */
zval *swirl_array_next(zval *array, uint32_t *position, zend_string **key, zend_ulong *index)
{
	zval *value = NULL;
	HashPosition at = *position;
	HashTable *table = Z_ARRVAL_P(array);
	while (at < table->nNumUsed && !(value = zend_hash_get_current_data_ex(table, &at))) {
		at++;
	}
	if (!value) {
		return NULL;
	}
	if (zend_hash_get_current_key_ex(table, key, index, &at) != HASH_KEY_IS_STRING) {
		*key = NULL;
	}
	zend_hash_move_forward_ex(table, &at);
	*position = at;
	ZVAL_DEREF(value);
	return value;
}
/*
 * Picks an array's elements by name: found[i] becomes that of names[i], which still belongs to the array, or stays as it is.
 * False when looking at them may run PHP code, or they are references that such code could change.
 */
bool swirl_array_pick(const zval *array, const zval *names, uint32_t count, zval *found)
{
	bool plain = true;
	uint32_t guess = 0;
	zend_string *key;
	zval *value;
	ZEND_HASH_FOREACH_STR_KEY_VAL(Z_ARRVAL_P(array), key, value) {
		if (!key) {
			continue;
		}
		/* Mostly in the columns' order, and mostly the same string. */
		uint32_t column = guess;
		if (column >= count || !zend_string_equals(Z_STR(names[column]), key)) {
			for (column = 0; column < count && !zend_string_equals(Z_STR(names[column]), key); column++);
		}
		if (column == count) {
			continue;
		}
		guess = column + 1;
		plain = plain && Z_TYPE_P(value) <= IS_STRING;
		ZVAL_DEREF(value);
		ZVAL_COPY_VALUE(&found[column], value);
	} ZEND_HASH_FOREACH_END();
	return plain;
}
/* A copy of an array whose values are replaced in their order; takes over their references. */
void swirl_array_fill(zval *to, const zval *like, const zval *values)
{
	zval *value;
	ZVAL_ARR(to, zend_array_dup(Z_ARRVAL_P(like)));
	ZEND_HASH_FOREACH_VAL(Z_ARRVAL_P(to), value) {
		ZVAL_COPY_VALUE(value, values);
		values++;
	} ZEND_HASH_FOREACH_END();
}
void swirl_array_copy(zval *to, zval *array) { ZVAL_ARR(to, zend_array_dup(Z_ARRVAL_P(array))); }
/* By a key that counts as an int when it looks like one, as in PHP code. */
void swirl_array_put(zval *array, const char *key, size_t length, zval *value) { zend_symtable_str_update(Z_ARRVAL_P(array), key, length, value); }
zval *swirl_array_symbol(zval *array, const char *key, size_t length)
{
	zval *found = zend_symtable_str_find(Z_ARRVAL_P(array), key, length);
	if (found) {
		ZVAL_DEREF(found);
	}
	return found;
}
void swirl_array_merge(zval *into, zval *from)
{
	SEPARATE_ARRAY(into);
	zend_hash_merge(Z_ARRVAL_P(into), Z_ARRVAL_P(from), zval_add_ref, true);
}

/* ---- objects ---- */

/* An object with `size` bytes of ours, zeroed, before the zend_object. */
zend_object *swirl_object_alloc(zend_class_entry *ce, size_t size, const zend_object_handlers *handlers)
{
	char *memory = emalloc(size + sizeof(zend_object) + zend_object_properties_size(ce));
	memset(memory, 0, size);
	zend_object *object = (zend_object *) (memory + size);
	zend_object_std_init(object, ce);
	object_properties_init(object, ce);
	object->handlers = handlers;
	return object;
}

static zend_object *deny_new(zend_class_entry *ce)
{
	zend_throw_error(NULL, "The object of %s can not be created for security reasons", ZSTR_VAL(ce->name));
	zend_object *object = zend_objects_new(ce);
	object_properties_init(object, ce);
	return object;
}

static zend_object *deny_clone(zend_object *object)
{
	zend_throw_error(NULL, "Trying to clone an uncloneable object of class %s", ZSTR_VAL(object->ce->name));
	return zend_objects_clone_obj(object);
}

static void deny_unset_property(zend_object *object, zend_string *member, void **cache_slot)
{
	if (zend_hash_exists(&object->ce->properties_info, member)) {
		zend_throw_error(NULL, "Property %s of class %s cannot be unset", ZSTR_VAL(member), ZSTR_VAL(object->ce->name));
		return;
	}
	zend_std_unset_property(object, member, cache_slot);
}

/* Handlers for a class whose objects carry bytes of ours. Made once, at startup. */
const zend_object_handlers *swirl_object_handlers(size_t offset, zend_object_free_obj_t free_object, zend_object_dtor_obj_t destroy, zend_object_get_gc_t get_gc)
{
	zend_object_handlers *handlers = pemalloc(sizeof(*handlers), true);
	*handlers = std_object_handlers;
	handlers->offset = offset;
	handlers->clone_obj = deny_clone;
	handlers->unset_property = deny_unset_property;
	if (free_object) handlers->free_obj = free_object;
	if (destroy) handlers->dtor_obj = destroy;
	if (get_gc) handlers->get_gc = get_gc;
	return handlers;
}

void swirl_class_set_create(zend_class_entry *ce, zend_object *(*create)(zend_class_entry *)) { ce->create_object = create ? create : deny_new; }
void swirl_class_not_serializable(zend_class_entry *ce)
{
#ifdef ZEND_ACC_NOT_SERIALIZABLE
	ce->ce_flags |= ZEND_ACC_NOT_SERIALIZABLE;
#endif
}
void swirl_class_final(zend_class_entry *ce) { ce->ce_flags |= ZEND_ACC_FINAL; }
zend_object *swirl_new_object(zend_class_entry *ce)
{
	zval value;
	return object_init_ex(&value, ce) == SUCCESS ? Z_OBJ(value) : NULL;
}
/* new ce($argument) */
zend_object *swirl_new_object_with(zend_class_entry *ce, zval *argument)
{
	zend_object *object = swirl_new_object(ce);
	if (object && object->ce->constructor) {
		zend_call_known_instance_method_with_1_params(object->ce->constructor, object, NULL, argument);
	}
	return object;
}
void swirl_object_release(zend_object *object) { OBJ_RELEASE(object); }
void swirl_object_addref(zend_object *object) { GC_ADDREF(object); }
uint32_t swirl_object_handle(const zend_object *object) { return object->handle; }
const char *swirl_class_name(const zend_object *object) { return ZSTR_VAL(object->ce->name); }
/* A declared property by its number: a slot, not a look-up. */
zval *swirl_property(zend_object *object, uint32_t number) { return OBJ_PROP_NUM(object, number); }
void swirl_update_property(zend_object *object, const char *name, size_t length, zval *value) { zend_update_property(object->ce, object, name, length, value); }

void *swirl_gc_buffer(void) { return zend_get_gc_buffer_create(); }
void swirl_gc_add(void *buffer, zval *value) { zend_get_gc_buffer_add_zval(buffer, value); }
HashTable *swirl_gc_use(void *buffer, zend_object *object, zval **table, int *count)
{
	zend_get_gc_buffer_use(buffer, table, count);
	return zend_std_get_properties(object);
}

/* ---- errors ---- */

/* A user's error handler may end the script, and a fatal error does. */
int swirl_error(int level, const char *message) { PROTECTED(php_error_docref(NULL, level, "%s", message)); }
void swirl_throw(zend_class_entry *ce, const char *message, zend_long code) { zend_throw_exception(ce, message, code); }
void swirl_throw_error(zend_class_entry *ce, const char *message) { zend_throw_error(ce, "%s", message); }
void swirl_value_error(uint32_t number, const char *message) { zend_argument_value_error(number, "%s", message); }
void swirl_type_error(uint32_t number, const char *message) { zend_argument_type_error(number, "%s", message); }
void swirl_wrong_count(uint32_t min, uint32_t max) { zend_wrong_parameters_count_error(min, max); }
int swirl_error_as(int level, const char *message) { PROTECTED(zend_error(level, "%s", message)); }

/* An output callback may end the script. */
int swirl_write(const char *bytes, size_t length) { PROTECTED(php_write((void *) bytes, length)); }

/* ---- backtraces ---- */

void swirl_backtrace(zend_execute_data *frame, int skip, int options, int limit, zval *result)
{
	zend_execute_data *current = EG(current_execute_data);
	if (frame) {
		EG(current_execute_data) = frame;
	}
	zend_fetch_debug_backtrace(result, skip, options, limit);
	EG(current_execute_data) = current;
}

zend_string *swirl_backtrace_text(zend_execute_data *frame, int skip, int options, int limit, bool include_main)
{
	zval trace;
	swirl_backtrace(frame, skip, options, limit, &trace);
#if PHP_VERSION_ID >= 80100
	zend_string *text = zend_trace_to_string(Z_ARRVAL(trace), include_main);
#endif
	zval_ptr_dtor(&trace);
	return text;
}

/* File and line of a frame, for a signal handler: nothing is allocated. */
const char *swirl_frame_place(zend_execute_data *frame, uint32_t *line, const char **function)
{
	while (frame && (!frame->func || !ZEND_USER_CODE(frame->func->type))) {
		frame = frame->prev_execute_data;
	}
	if (!frame) {
		return NULL;
	}
	*line = frame->opline ? frame->opline->lineno : 0;
	*function = frame->func->common.function_name ? ZSTR_VAL(frame->func->common.function_name) : "{main}";
	return frame->func->op_array.filename ? ZSTR_VAL(frame->func->op_array.filename) : NULL;
}

/* The name of the function whose call ended right before the frame's next instruction, and the line of the call; or NULL. */
const char *swirl_called_before(zend_execute_data *frame, uint32_t *line)
{
	if (!frame || !frame->func || !ZEND_USER_CODE(frame->func->type)) {
		return NULL;
	}
	const zend_op *first = frame->func->op_array.opcodes, *op = frame->opline - 1;
	int depth = 0;
	for (; op >= first; op--) {
		switch (op->opcode) {
			case ZEND_DO_FCALL:
			case ZEND_DO_ICALL:
			case ZEND_DO_UCALL:
			case ZEND_DO_FCALL_BY_NAME:
				depth++;
				break;
			case ZEND_INIT_FCALL:
			case ZEND_INIT_FCALL_BY_NAME:
			case ZEND_INIT_NS_FCALL_BY_NAME:
			case ZEND_INIT_METHOD_CALL:
			case ZEND_INIT_STATIC_METHOD_CALL:
			case ZEND_INIT_DYNAMIC_CALL:
			case ZEND_INIT_USER_CALL:
			case ZEND_NEW:
				depth--;
				break;
		}
		if (depth == 0) {
			break;
		}
	}
	if (op < first || op == frame->opline - 1 || op->op2_type != IS_CONST) {
		return NULL;
	}
	const zval *name = RT_CONSTANT(op, op->op2);
	if (Z_TYPE_P(name) != IS_STRING) {
		return NULL;
	}
	*line = frame->opline[-1].lineno;
	return Z_STRVAL_P(name);
}

/* Where the running frame is written, for another thread, which may compare it but not look into it. */
void *swirl_current_frame_address(void) { return &EG(current_execute_data); }

/* Where PHP's own messages go: the file of error_log, or standard error. */
void swirl_log(const char *message) { php_log_err_with_severity(message, LOG_WARNING); }

zend_execute_data *swirl_current_frame(void) { return EG(current_execute_data); }
const char *swirl_executed_file(void) { return zend_get_executed_filename(); }
uint32_t swirl_executed_line(void) { return zend_get_executed_lineno(); }

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

bool swirl_eval(const char *code, const char *name) { return zend_eval_string((char *) code, NULL, (char *) name) == SUCCESS; }
int swirl_register_alias(const char *name, size_t length, zend_class_entry *ce) { return zend_register_class_alias_ex(name, length, ce, true); }
int swirl_register_functions(const zend_function_entry *functions) { return zend_register_functions(NULL, functions, NULL, MODULE_PERSISTENT); }
bool swirl_is_cli(void) { return strcmp(sapi_module.name, "cli") == 0 || strcmp(sapi_module.name, "phpdbg") == 0 || strcmp(sapi_module.name, "micro") == 0; }
bool swirl_module_loaded(const char *name, size_t length) { return zend_hash_str_exists(&module_registry, name, length); }
bool swirl_error_handler_set(void) { return Z_TYPE(EG(user_error_handler)) != IS_UNDEF; }
bool swirl_in_fatal_error(void) { return (PG(last_error_message) && (PG(last_error_type) & (E_ERROR | E_CORE_ERROR | E_COMPILE_ERROR | E_USER_ERROR | E_RECOVERABLE_ERROR))); }

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

/* Whether a destructor calls us while the script is being shut down: no loop will run its coroutines. */
bool swirl_in_late_destructor(void)
{
	if (EXPECTED(!(EG(flags) & EG_FLAGS_IN_SHUTDOWN)) || !EG(current_execute_data) || !EG(current_execute_data)->prev_execute_data) {
		return false;
	}
	const zend_function *caller = EG(current_execute_data)->prev_execute_data->func;
	return caller && caller->common.function_name && zend_string_equals_literal(caller->common.function_name, "__destruct");
}

/* A private property, read in the class's own scope; the value comes with a reference. */
void swirl_read_private(zend_class_entry *ce, zend_object *object, const char *name, size_t length, zval *result)
{
	zval scratch, *value = zend_read_property(ce, object, name, length, true, &scratch);
	ZVAL_COPY_DEREF(result, value);
}

void swirl_object_std_dtor(zend_object *object) { zend_object_std_dtor(object); }

/* Resolves any value to a callable; `found` tells whether it is one. */
int swirl_resolve_callable(zval *value, zend_fcall_info_cache *fcc, bool *found) { PROTECTED(*found = zend_is_callable_ex(value, NULL, 0, NULL, fcc, NULL)); }
