/* The library written in PHP: its files are compiled when something of them is asked for. Which file has what is
 * Rust's knowledge: src/php/library.rs. */

#include "shim.h"

struct source { const char *name; const char *code; size_t code_length; };

/* Rust's side. */
bool swirl_library_of_class(zend_string *lc_name, struct source *source);
bool swirl_library_of_function(const char *name, size_t length, struct source *source);
bool swirl_library_rest(struct source *source);
const char *swirl_library_alias(zend_string *lc_name, size_t *length);
const char *swirl_library_alias_at(size_t index, size_t *length);
void swirl_forbid_park(void);
void swirl_allow_park(void);

/* Below it live the bodies of functions. */
#define BODIES "swirl\\library\\"

enum { BODIES_LENGTH = sizeof(BODIES) - 1 };

static bool short_names;
static zif_handler original_class_exists, original_interface_exists, original_trait_exists, original_get_declared_classes, original_get_declared_traits;

/* The bodies in this request by the internal functions that stand for them. */
ZEND_TLS HashTable bodies;
ZEND_TLS bool has_bodies;

/* Messages and backtraces call a body as its callers do. */
static void name_bodies(uint32_t added)
{
	zend_function *function;
	zend_string *key;
	ZEND_HASH_REVERSE_FOREACH_STR_KEY_PTR(EG(function_table), key, function) {
		if (!added--) {
			break;
		}
		if (key && zend_string_starts_with_literal(key, BODIES)) {
			zend_string *name = function->common.function_name;
			function->common.function_name = zend_string_init(ZSTR_VAL(name) + BODIES_LENGTH, ZSTR_LEN(name) - BODIES_LENGTH, false);
			zend_string_release(name);
		}
	} ZEND_HASH_FOREACH_END();
}

/* The compiler's globals are not exchanged at a switch. */
static void compile(const struct source *source)
{
	uint32_t functions = zend_hash_num_elements(EG(function_table));
	swirl_forbid_park();
	zend_try {
		zend_eval_stringl((char *) source->code, source->code_length, NULL, (char *) source->name);
	} zend_catch {
		swirl_allow_park();
		zend_bailout();
	} zend_end_try();
	swirl_allow_park();
	name_bodies(zend_hash_num_elements(EG(function_table)) - functions);
}

/* ---- classes ---- */

static zend_class_entry *find(const char *lc_name, size_t length)
{
	zend_string *name = zend_string_init(lc_name, length, false);
	zend_class_entry *ce = zend_hash_find_ptr(EG(class_table), name);
	struct source source;
	if (!ce && swirl_library_of_class(name, &source)) {
		compile(&source);
		ce = zend_hash_find_ptr(EG(class_table), name);
	}
	zend_string_release(name);
	return ce;
}

/* Below Swoole's own name an alias is no matter of taste. */
static bool is_allowed(const char *lc_alias) { return short_names || strncmp(lc_alias, ZEND_STRL("swoole\\")) == 0; }

/* A class of the library that is not there yet. */
zend_class_entry *swirl_library_class(zend_string *lc_name)
{
	struct source source;
	if (swirl_library_of_class(lc_name, &source)) {
		compile(&source);
		return zend_hash_find_ptr(EG(class_table), lc_name);
	}
	size_t length;
	const char *target = is_allowed(ZSTR_VAL(lc_name)) ? swirl_library_alias(lc_name, &length) : NULL;
	zend_class_entry *ce = target ? find(target, length) : NULL;
	if (ce && zend_register_class_alias_ex(ZSTR_VAL(lc_name), ZSTR_LEN(lc_name), ce, false) != SUCCESS) {
		return NULL;
	}
	return ce;
}

/* Those who look without autoloading see the library's classes, too. */
static void look_up_first_argument(zend_execute_data *execute_data)
{
	if (ZEND_NUM_ARGS() != 2 || Z_TYPE_P(ZEND_CALL_ARG(execute_data, 1)) != IS_STRING) {
		return;
	}
	const zend_string *name = Z_STR_P(ZEND_CALL_ARG(execute_data, 1));
	bool rooted = ZSTR_LEN(name) && ZSTR_VAL(name)[0] == '\\';
	zend_string *bare = zend_string_init(ZSTR_VAL(name) + rooted, ZSTR_LEN(name) - rooted, false);
	zend_string *lc_name = zend_string_tolower(bare);
	if (!zend_hash_exists(EG(class_table), lc_name)) {
		swirl_library_class(lc_name);
	}
	zend_string_release(lc_name);
	zend_string_release(bare);
}

static ZEND_NAMED_FUNCTION(class_exists_function)
{
	look_up_first_argument(execute_data);
	original_class_exists(INTERNAL_FUNCTION_PARAM_PASSTHRU);
}

static ZEND_NAMED_FUNCTION(interface_exists_function)
{
	look_up_first_argument(execute_data);
	original_interface_exists(INTERNAL_FUNCTION_PARAM_PASSTHRU);
}

static ZEND_NAMED_FUNCTION(trait_exists_function)
{
	look_up_first_argument(execute_data);
	original_trait_exists(INTERNAL_FUNCTION_PARAM_PASSTHRU);
}

static void compile_all(void)
{
	struct source source;
	while (swirl_library_rest(&source)) {
		compile(&source);
	}
	size_t length;
	const char *alias;
	for (size_t i = 0; (alias = swirl_library_alias_at(i, &length)); i++) {
		if (!zend_hash_str_exists(EG(class_table), alias, length)) {
			zend_string *name = zend_string_init(alias, length, false);
			swirl_library_class(name);
			zend_string_release(name);
		}
	}
}

static ZEND_NAMED_FUNCTION(get_declared_classes_function)
{
	compile_all();
	original_get_declared_classes(INTERNAL_FUNCTION_PARAM_PASSTHRU);
}

static ZEND_NAMED_FUNCTION(get_declared_traits_function)
{
	compile_all();
	original_get_declared_traits(INTERNAL_FUNCTION_PARAM_PASSTHRU);
}

/* ---- functions ---- */

static zend_function *body_of(const zend_function *function)
{
	zend_function *body = has_bodies ? zend_hash_index_find_ptr(&bodies, (zend_ulong) (uintptr_t) function) : NULL;
	if (body) {
		return body;
	}
	zend_string *lc_name = zend_string_tolower(function->common.function_name);
	struct source source;
	if (swirl_library_of_function(ZSTR_VAL(lc_name), ZSTR_LEN(lc_name), &source)) {
		compile(&source);
	}
	zend_string *key = zend_string_concat2(BODIES, BODIES_LENGTH, ZSTR_VAL(lc_name), ZSTR_LEN(lc_name));
	body = zend_hash_find_ptr(EG(function_table), key);
	zend_string_release(key);
	zend_string_release(lc_name);
	if (body) {
		if (!has_bodies) {
			zend_hash_init(&bodies, 8, NULL, NULL, false);
			has_bodies = true;
		}
		zend_hash_index_add_ptr(&bodies, (zend_ulong) (uintptr_t) function, body);
	}
	return body;
}

/* The body of a function of the library, by the name that users call. */
zend_function *swirl_library_body(const char *name, size_t length)
{
	zend_function *function = zend_hash_str_find_ptr(EG(function_table), name, length);
	return function && function->type == ZEND_INTERNAL_FUNCTION ? body_of(function) : NULL;
}

/* The handler of all functions that are written in PHP. The body is called as if there were no internal function
 * between it and its caller: backtraces, strict types and messages are those of a function written in PHP. */
ZEND_NAMED_FUNCTION(swirl_library_call)
{
	zend_function *body = body_of(EX(func));
	if (!body) {
		zend_throw_error(NULL, "%s() needs the library that swoole.enable_library switches off", get_active_function_name());
		return;
	}
	zend_fcall_info call = {
		.size = sizeof(call),
		.retval = return_value,
		.params = ZEND_CALL_ARG(execute_data, 1),
		.param_count = ZEND_NUM_ARGS(),
	};
	if (ZEND_CALL_INFO(execute_data) & ZEND_CALL_HAS_EXTRA_NAMED_PARAMS) {
		call.named_params = EX(extra_named_params);
	}
	ZVAL_UNDEF(&call.function_name);
	zend_fcall_info_cache cache = { .function_handler = body };
	zend_execute_data *caller = EX(prev_execute_data);
	if (caller && caller->func && ZEND_USER_CODE(caller->func->type)) {
		EG(current_execute_data) = caller;
	}
	zend_call_function(&call, &cache);
	EG(current_execute_data) = execute_data;
	if (Z_ISUNDEF_P(return_value)) {
		ZVAL_NULL(return_value);
	}
}

/* ---- life ---- */

void swirl_library_install(bool with_short_names)
{
	static const struct swirl_replacement all[] = {
		{"class_exists", &original_class_exists, class_exists_function},
		{"interface_exists", &original_interface_exists, interface_exists_function},
		{"trait_exists", &original_trait_exists, trait_exists_function},
		{"get_declared_classes", &original_get_declared_classes, get_declared_classes_function},
		{"get_declared_traits", &original_get_declared_traits, get_declared_traits_function},
	};
	short_names = with_short_names;
	swirl_replace_functions(all, sizeof(all) / sizeof(all[0]));
}

void swirl_library_request_shutdown(void)
{
	if (has_bodies) {
		zend_hash_destroy(&bodies);
		has_bodies = false;
	}
}
