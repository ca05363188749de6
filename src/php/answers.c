/*
 * Functions of PHP that answer as Swoole's do in coroutines, where the two differ: how many streams stream_select() found, what
 * proc_open() says to what is no descriptor and how its resource is called, which addresses may stand for "any" in `bindto`.
 * Outside of coroutines, and where the family is not hooked, they are PHP's own.
 */

#include "shim.h"
#include "php_network.h"

/* Rust's side: src/php/hooks.rs. */
bool swirl_hooks_act_on(uint32_t family);

enum { HOOK_STREAM_FUNCTION = 1 << 7, HOOK_PROC = 1 << 10, HOOK_TCP = 1 << 1 };

/* ---- stream_select() ---- */

static zif_handler original_stream_select;

/* A stream that is ready in several ways is one stream. */
static ZEND_NAMED_FUNCTION(stream_select_function)
{
	original_stream_select(INTERNAL_FUNCTION_PARAM_PASSTHRU);
	if (Z_TYPE_P(return_value) != IS_LONG || Z_LVAL_P(return_value) < 2 || !swirl_hooks_act_on(HOOK_STREAM_FUNCTION)) {
		return;
	}
	HashTable streams;
	zend_hash_init(&streams, 8, NULL, NULL, 0);
	for (uint32_t i = 1; i <= 3 && i <= ZEND_NUM_ARGS(); i++) {
		zval *list = ZEND_CALL_ARG(execute_data, i), *stream;
		ZVAL_DEREF(list);
		if (Z_TYPE_P(list) != IS_ARRAY) {
			continue;
		}
		ZEND_HASH_FOREACH_VAL(Z_ARRVAL_P(list), stream) {
			ZVAL_DEREF(stream);
			if (Z_TYPE_P(stream) == IS_RESOURCE) {
				zend_hash_index_add_empty_element(&streams, Z_RES_HANDLE_P(stream));
			}
		} ZEND_HASH_FOREACH_END();
	}
	ZVAL_LONG(return_value, zend_hash_num_elements(&streams));
	zend_hash_destroy(&streams);
}

/* ---- proc_open() ---- */

#define TYPE_OF_PHP "process"
#define TYPE_OF_SWOOLE "process/coroutine"

static zif_handler original_proc_open, original_proc_close, original_proc_terminate, original_proc_get_status;
static int type_of_php, type_of_swoole;

/* Hands the resource back to the type that knows how to end it. */
static void end_process(zend_resource *process)
{
	zend_resource *original = zend_register_resource(process->ptr, type_of_php);
	zend_list_close(original);
	zend_list_delete(original);
}

/* PHP throws here; Swoole warns. */
static bool is_refused(zend_execute_data *execute_data)
{
	zval *list = ZEND_NUM_ARGS() >= 3 ? ZEND_CALL_ARG(execute_data, 2) : NULL, *item;
	if (!list || Z_TYPE_P(list) != IS_ARRAY) {
		return false;
	}
	ZEND_HASH_FOREACH_VAL(Z_ARRVAL_P(list), item) {
		ZVAL_DEREF(item);
		if (Z_TYPE_P(item) != IS_ARRAY && Z_TYPE_P(item) != IS_RESOURCE) {
			php_error_docref(NULL, E_WARNING, "Descriptor item must be either an array or a File-Handle");
			return true;
		}
	} ZEND_HASH_FOREACH_END();
	return false;
}

static ZEND_NAMED_FUNCTION(proc_open_function)
{
	bool acts = swirl_hooks_act_on(HOOK_PROC);
	if (acts && is_refused(execute_data)) {
		RETURN_FALSE;
	}
	original_proc_open(INTERNAL_FUNCTION_PARAM_PASSTHRU);
	if (acts && type_of_php && Z_TYPE_P(return_value) == IS_RESOURCE && Z_RES_TYPE_P(return_value) == type_of_php) {
		Z_RES_P(return_value)->type = type_of_swoole;
	}
}

/* PHP's functions know the resource under its own name only. */
static void as_phps_own(zif_handler original, INTERNAL_FUNCTION_PARAMETERS)
{
	zval *value = ZEND_NUM_ARGS() ? ZEND_CALL_ARG(execute_data, 1) : NULL;
	zend_resource *process = value && Z_TYPE_P(value) == IS_RESOURCE && Z_RES_TYPE_P(value) == type_of_swoole ? Z_RES_P(value) : NULL;
	if (!process || !type_of_swoole) {
		original(INTERNAL_FUNCTION_PARAM_PASSTHRU);
		return;
	}
	process->type = type_of_php;
	original(INTERNAL_FUNCTION_PARAM_PASSTHRU);
	/* proc_close() has ended it. */
	if (process->type == type_of_php) {
		process->type = type_of_swoole;
	}
}

static ZEND_NAMED_FUNCTION(proc_close_function)
{
	as_phps_own(original_proc_close, INTERNAL_FUNCTION_PARAM_PASSTHRU);
}

static ZEND_NAMED_FUNCTION(proc_terminate_function)
{
	as_phps_own(original_proc_terminate, INTERNAL_FUNCTION_PARAM_PASSTHRU);
}

static ZEND_NAMED_FUNCTION(proc_get_status_function)
{
	as_phps_own(original_proc_get_status, INTERNAL_FUNCTION_PARAM_PASSTHRU);
}

/* ---- bindto ---- */

static php_stream_transport_factory original_tcp, original_ssl, original_tls;

/* "0:9100" and ":9100": any address; PHP takes only addresses that are written out. */
static void write_out_any_address(php_stream_context *context)
{
	zval *bind = context ? php_stream_context_get_option(context, "socket", "bindto") : NULL;
	if (!bind || Z_TYPE_P(bind) != IS_STRING || !swirl_hooks_act_on(HOOK_TCP)) {
		return;
	}
	const char *colon = strchr(Z_STRVAL_P(bind), ':');
	bool any = colon == Z_STRVAL_P(bind) || (colon == Z_STRVAL_P(bind) + 1 && Z_STRVAL_P(bind)[0] == '0');
	if (!colon || !any || strspn(colon + 1, "0123456789") != strlen(colon + 1) || atoi(colon + 1) == 0) {
		return;
	}
	zval address;
	ZVAL_STR(&address, strpprintf(0, "0.0.0.0%s", colon));
	php_stream_context_set_option(context, "socket", "bindto", &address);
	zval_ptr_dtor(&address);
}

#define TRANSPORT(name) \
	static php_stream *open_##name(const char *protocol, size_t protocol_length, const char *resource, size_t resource_length, \
		const char *persistent_id, int options, int flags, struct timeval *timeout, php_stream_context *context STREAMS_DC) \
	{ \
		write_out_any_address(context); \
		return original_##name(protocol, protocol_length, resource, resource_length, persistent_id, options, flags, timeout, context STREAMS_REL_CC); \
	}

TRANSPORT(tcp)
TRANSPORT(ssl)
TRANSPORT(tls)

static void replace_transport(const char *name, php_stream_transport_factory *original, php_stream_transport_factory replacement)
{
	*original = zend_hash_str_find_ptr(php_stream_xport_get_hash(), name, strlen(name));
	if (*original) {
		php_stream_xport_register(name, replacement);
	}
}

/* ---- all of them ---- */

void swirl_install_answers(int module_number)
{
	static const struct swirl_replacement all[] = {
		{"stream_select", &original_stream_select, stream_select_function},
		{"proc_open", &original_proc_open, proc_open_function},
		{"proc_close", &original_proc_close, proc_close_function},
		{"proc_terminate", &original_proc_terminate, proc_terminate_function},
		{"proc_get_status", &original_proc_get_status, proc_get_status_function},
	};
	swirl_replace_functions(all, sizeof(all) / sizeof(all[0]));
	type_of_php = zend_fetch_list_dtor_id(TYPE_OF_PHP);
	type_of_swoole = zend_register_list_destructors_ex(end_process, NULL, TYPE_OF_SWOOLE, module_number);
	replace_transport("tcp", &original_tcp, open_tcp);
	replace_transport("ssl", &original_ssl, open_ssl);
	replace_transport("tls", &original_tls, open_tls);
}
