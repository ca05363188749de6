/*
 * ext-sockets in coroutines: what creates a socket makes a Swoole\Coroutine\Socket there, and what is done with one is done
 * by the library (src/php/library/ext/sockets), wherever it is called. A Socket of ext-sockets stays with ext-sockets,
 * whose waits are hooked: one that was opened outside of coroutines works inside, too.
 *
 * Swoole\Coroutine\Socket is a child of Socket, so that declared types hold. No function of ext-sockets may see one: it would
 * take the memory of ours for its own. Those that have no counterpart here are given a stand-in, a Socket with the descriptor
 * of ours, for as long as they run.
 */

#include "shim.h"

#if defined(__has_include)
#if __has_include("ext/sockets/php_sockets.h")
#ifndef HAVE_SOCKETS
#define HAVE_SOCKETS 1
#endif
#include "ext/sockets/php_sockets.h"
#define HAVE_PHP_SOCKETS 1
#endif
#endif

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
/* Functions that no library function stands in for, but which work with a stand-in. */
#define STANDING_IN(X) X(socket_sendmsg) X(socket_recvmsg) X(socket_atmark)
/* Functions that would keep the stand-in. */
#define REFUSING(X) X(socket_export_stream)

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

/* ---- stand-ins ---- */

#ifdef HAVE_PHP_SOCKETS

static zend_class_entry *socket_class(void) { return swirl_ce_Coroutine_Socket->parent; }

static php_socket *socket_of(zend_object *object) { return (php_socket *) ((char *) object - object->handlers->offset); }

static zend_long number(zend_object *object, const char *property)
{
	zval scratch;
	return zval_get_long(zend_read_property(swirl_ce_Coroutine_Socket, object, property, strlen(property), true, &scratch));
}

static void make_stand_in(zend_object *object, zval *result)
{
	object_init_ex(result, socket_class());
	php_socket *socket = socket_of(Z_OBJ_P(result));
	socket->bsd_socket = (PHP_SOCKET) number(object, "fd");
	socket->type = (int) number(object, "domain");
	socket->blocking = 1;
}

/* It owns nothing. */
static void end_stand_in(zval *stand_in)
{
	socket_of(Z_OBJ_P(stand_in))->bsd_socket = -1;
	zval_ptr_dtor(stand_in);
}

static void run_with_stand_in(INTERNAL_FUNCTION_PARAMETERS, zif_handler original)
{
	zend_object *object = first_object(execute_data);
	if (!is_ours(object)) {
		original(INTERNAL_FUNCTION_PARAM_PASSTHRU);
		return;
	}
	zval ours, stand_in, *place = ZEND_CALL_ARG(execute_data, 1);
	make_stand_in(object, &stand_in);
	ZVAL_COPY_VALUE(&ours, place);
	ZVAL_COPY(place, &stand_in);
	original(INTERNAL_FUNCTION_PARAM_PASSTHRU);
	zval_ptr_dtor(place);
	ZVAL_COPY_VALUE(place, &ours);
	int error = socket_of(Z_OBJ(stand_in))->error;
	zend_update_property_long(swirl_ce_Coroutine_Socket, object, ZEND_STRL("errCode"), error);
	end_stand_in(&stand_in);
}

/* An array with stand-ins for our sockets; undefined when there are none of ours. */
static void stand_in_for_all(zval *array, zval *result, zval *stand_ins)
{
	bool has_ours = false;
	zval *element;
	zend_string *key;
	zend_ulong index;
	ZVAL_UNDEF(result);
	ZEND_HASH_FOREACH_VAL(Z_ARRVAL_P(array), element) {
		ZVAL_DEREF(element);
		has_ours |= Z_TYPE_P(element) == IS_OBJECT && is_ours(Z_OBJ_P(element));
	} ZEND_HASH_FOREACH_END();
	if (!has_ours) {
		return;
	}
	array_init(result);
	ZEND_HASH_FOREACH_KEY_VAL(Z_ARRVAL_P(array), index, key, element) {
		zval copy;
		ZVAL_DEREF(element);
		if (Z_TYPE_P(element) == IS_OBJECT && is_ours(Z_OBJ_P(element))) {
			make_stand_in(Z_OBJ_P(element), &copy);
			Z_ADDREF(copy);
			add_next_index_zval(stand_ins, &copy);
		} else {
			ZVAL_COPY(&copy, element);
		}
		if (key) {
			zend_hash_add_new(Z_ARRVAL_P(result), key, &copy);
		} else {
			zend_hash_index_add_new(Z_ARRVAL_P(result), index, &copy);
		}
	} ZEND_HASH_FOREACH_END();
}

/* What of `before` is left in `array`, which has the same keys. */
static void bring_back(zval *array, zval *before)
{
	zval result, *element;
	zend_string *key;
	zend_ulong index;
	array_init(&result);
	ZEND_HASH_FOREACH_KEY_VAL(Z_ARRVAL_P(array), index, key, element) {
		element = key ? zend_hash_find(Z_ARRVAL_P(before), key) : zend_hash_index_find(Z_ARRVAL_P(before), index);
		if (!element) {
			continue;
		}
		Z_TRY_ADDREF_P(element);
		if (key) {
			zend_hash_update(Z_ARRVAL(result), key, element);
		} else {
			zend_hash_index_update(Z_ARRVAL(result), index, element);
		}
	} ZEND_HASH_FOREACH_END();
	zval_ptr_dtor(array);
	ZVAL_COPY_VALUE(array, &result);
}

static zif_handler original_socket_select;

static ZEND_NAMED_FUNCTION(socket_select_function)
{
	enum { ARRAYS = 3 };
	zval before[ARRAYS], stand_ins, *stand_in;
	array_init(&stand_ins);
	for (uint32_t i = 0; i < ARRAYS; i++) {
		ZVAL_UNDEF(&before[i]);
		zval *argument = i < ZEND_NUM_ARGS() ? ZEND_CALL_ARG(execute_data, i + 1) : NULL;
		if (argument && Z_ISREF_P(argument) && Z_TYPE_P(Z_REFVAL_P(argument)) == IS_ARRAY) {
			zval replaced, *array = Z_REFVAL_P(argument);
			stand_in_for_all(array, &replaced, &stand_ins);
			if (!Z_ISUNDEF(replaced)) {
				ZVAL_COPY_VALUE(&before[i], array);
				ZVAL_COPY_VALUE(array, &replaced);
			}
		}
	}
	original_socket_select(INTERNAL_FUNCTION_PARAM_PASSTHRU);
	for (uint32_t i = 0; i < ARRAYS; i++) {
		if (!Z_ISUNDEF(before[i])) {
			zval *array = Z_REFVAL_P(ZEND_CALL_ARG(execute_data, i + 1));
			if (Z_TYPE_P(array) == IS_ARRAY) {
				bring_back(array, &before[i]);
			}
			zval_ptr_dtor(&before[i]);
		}
	}
	ZEND_HASH_FOREACH_VAL(Z_ARRVAL(stand_ins), stand_in) {
		socket_of(Z_OBJ_P(stand_in))->bsd_socket = -1;
	} ZEND_HASH_FOREACH_END();
	zval_ptr_dtor(&stand_ins);
}

#define STANDING(name) \
	static zif_handler original_##name; \
	static ZEND_NAMED_FUNCTION(name##_function) { run_with_stand_in(INTERNAL_FUNCTION_PARAM_PASSTHRU, original_##name); }
STANDING_IN(STANDING)
#define SELECT(X) X(socket_select)

#else

/* socket_select() takes objects of exactly its own class. */
STANDING_IN(REFUSAL)
#define SELECT(X)

#endif

void swirl_install_sockets(void)
{
#define ROW(name) { #name, &original_##name, name##_function },
	static const struct swirl_replacement all[] = { FREE(ROW) BOUND(ROW) STANDING_IN(ROW) REFUSING(ROW) SELECT(ROW) };
	zend_class_entry *parent = zend_hash_str_find_ptr(CG(class_table), ZEND_STRL("socket"));
	if (!parent || parent->type != ZEND_INTERNAL_CLASS) {
		return;
	}
	swirl_replace_functions(all, sizeof(all) / sizeof(all[0]));
	/* Not zend_do_inheritance(): the parent is final, and nothing of it is to be inherited but the name. */
	swirl_ce_Coroutine_Socket->parent = parent;
	swirl_ce_Coroutine_Socket->ce_flags |= ZEND_ACC_RESOLVED_PARENT;
}
