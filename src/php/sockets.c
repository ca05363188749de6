/*
 * ext-sockets in coroutines: what creates a socket makes a Swoole\Coroutine\Socket there, and what is done with one is done
 * by the library (src/php/library/ext/sockets.php), wherever it is called. A Socket of ext-sockets stays with ext-sockets,
 * whose waits are hooked: one that was opened outside of coroutines works inside, too.
 *
 * Swoole\Coroutine\Socket is a child of Socket, so that declared types hold. No function of ext-sockets may see one: it would
 * take the memory of ours for its own. Those that have no counterpart here refuse it.
 */

#include "shim.h"

/* Rust's side: src/php/overrides.rs. */
bool swirl_sockets_switch(void);
/* library.c */
zend_function *swirl_library_body(const char *name, size_t length);

extern zend_class_entry *swirl_ce_Coroutine_Socket;

/* Functions that make sockets, or speak of no socket when they have no argument. */
#define FREE(X) X(socket_create) X(socket_create_listen) X(socket_create_pair) X(socket_import_stream) X(socket_clear_error) X(socket_last_error)
/* Functions whose first argument is a socket. */
#define BOUND(X) \
	X(socket_connect) X(socket_write) X(socket_read) X(socket_send) X(socket_recv) X(socket_sendto) X(socket_recvfrom) \
	X(socket_bind) X(socket_listen) X(socket_accept) X(socket_getpeername) X(socket_getsockname) X(socket_getopt) \
	X(socket_get_option) X(socket_setopt) X(socket_set_option) X(socket_set_block) X(socket_set_nonblock) X(socket_shutdown) \
	X(socket_close)
/* Functions that no library function stands in for. */
#define REFUSING(X) X(socket_export_stream) X(socket_sendmsg) X(socket_recvmsg) X(socket_atmark)

static zend_object *first_object(zend_execute_data *execute_data)
{
	zval *value = ZEND_NUM_ARGS() ? ZEND_CALL_ARG(execute_data, 1) : NULL;
	return value && Z_TYPE_P(value) == IS_OBJECT ? Z_OBJ_P(value) : NULL;
}

static bool is_ours(const zend_object *object) { return object && instanceof_function(object->ce, swirl_ce_Coroutine_Socket); }

/* Calls the library's function. PHP's may be given null for "as usual", ours are then not given anything. */
static void hand_over(INTERNAL_FUNCTION_PARAMETERS, zend_function *body)
{
	uint32_t count = ZEND_NUM_ARGS();
	while (count > body->common.required_num_args && Z_TYPE_P(ZEND_CALL_ARG(execute_data, count)) <= IS_NULL) {
		count--;
	}
	zend_call_known_function(body, NULL, NULL, return_value, count, ZEND_CALL_ARG(execute_data, 1), NULL);
	if (Z_ISUNDEF_P(return_value)) {
		ZVAL_NULL(return_value);
	}
}

static void refuse(zend_object *object)
{
	zend_argument_type_error(1, "must be of type Socket, %s given", ZSTR_VAL(object->ce->name));
}

static void run(INTERNAL_FUNCTION_PARAMETERS, zif_handler original, const char *name, size_t length)
{
	zend_object *object = first_object(execute_data);
	if (is_ours(object) || (!object && swirl_sockets_switch())) {
		zend_function *body = swirl_library_body(name, length);
		if (body) {
			hand_over(INTERNAL_FUNCTION_PARAM_PASSTHRU, body);
			return;
		}
	}
	if (is_ours(object)) {
		refuse(object);
		return;
	}
	original(INTERNAL_FUNCTION_PARAM_PASSTHRU);
}

#define HANDLER(name) \
	static zif_handler original_##name; \
	static ZEND_NAMED_FUNCTION(name##_function) { run(INTERNAL_FUNCTION_PARAM_PASSTHRU, original_##name, ZEND_STRL("swoole_" #name)); }
#define REFUSAL(name) \
	static zif_handler original_##name; \
	static ZEND_NAMED_FUNCTION(name##_function) \
	{ \
		zend_object *object = first_object(execute_data); \
		if (is_ours(object)) { \
			refuse(object); \
			return; \
		} \
		original_##name(INTERNAL_FUNCTION_PARAM_PASSTHRU); \
	}
FREE(HANDLER)
BOUND(HANDLER)
REFUSING(REFUSAL)

void swirl_install_sockets(void)
{
#define ROW(name) { #name, &original_##name, name##_function },
	static const struct {
		const char *name;
		zif_handler *original;
		zif_handler replacement;
	} all[] = { FREE(ROW) BOUND(ROW) REFUSING(ROW) };
	zend_class_entry *parent = zend_hash_str_find_ptr(CG(class_table), ZEND_STRL("socket"));
	if (!parent || parent->type != ZEND_INTERNAL_CLASS) {
		return;
	}
	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
		zend_function *function = zend_hash_str_find_ptr(CG(function_table), all[i].name, strlen(all[i].name));
		if (function && function->type == ZEND_INTERNAL_FUNCTION) {
			*all[i].original = function->internal_function.handler;
			function->internal_function.handler = all[i].replacement;
		}
	}
	/* Not zend_do_inheritance(): the parent is final, and nothing of it is to be inherited but the name. */
	swirl_ce_Coroutine_Socket->parent = parent;
	swirl_ce_Coroutine_Socket->ce_flags |= ZEND_ACC_RESOLVED_PARENT;
}
