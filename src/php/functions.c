/* For src/php/functions: decoding, hashes, PHP's own functions, and what is alive inside PHP. */

#include "shim.h"
#include "ext/json/php_json.h"
#include "ext/standard/php_var.h"

zend_long swirl_hash(const char *bytes, size_t length) { return (zend_long) zend_hash_func(bytes, length); }

static int outcome_of(bool bailed)
{
	return bailed ? SWIRL_BAILED : EG(exception) ? SWIRL_THREW : SWIRL_DONE;
}

/* `options` may be undefined. The classes' code runs: it may throw, park and fail fatally. */
int swirl_unserialize(const char *bytes, size_t length, zval *options, zval *result)
{
	volatile bool bailed = false;
	HashTable *table = Z_TYPE_P(options) == IS_ARRAY ? Z_ARRVAL_P(options) : NULL;
	zend_try {
		php_unserialize_with_options(result, bytes, length, table, "unserialize");
	} zend_catch {
		bailed = true;
	} zend_end_try();
	return outcome_of(bailed);
}

/* Quietly: no value when the bytes are nothing that was serialized. */
int swirl_try_unserialize(const char *bytes, size_t length, zval *result)
{
	volatile bool bailed = false;
	const unsigned char *position = (const unsigned char *) bytes;
	php_unserialize_data_t data;
	zend_try {
		PHP_VAR_UNSERIALIZE_INIT(data);
		if (!php_var_unserialize(result, &position, position + length, &data)) {
			zval_ptr_dtor(result);
			ZVAL_UNDEF(result);
		}
		PHP_VAR_UNSERIALIZE_DESTROY(data);
	} zend_catch {
		bailed = true;
	} zend_end_try();
	return outcome_of(bailed);
}

/* Lets go of `json`, a string. */
int swirl_json_decode(zval *json, zend_long flags, zend_long depth, zval *result)
{
	volatile bool bailed = false;
	zend_try {
		if (depth <= 0) {
			php_error_docref(NULL, E_WARNING, "Depth must be greater than zero");
		} else if (depth > INT_MAX) {
			php_error_docref(NULL, E_WARNING, "Depth must not be greater than %d", INT_MAX);
		} else {
			if (!(flags & PHP_JSON_THROW_ON_ERROR)) {
				JSON_G(error_code) = PHP_JSON_ERROR_NONE;
			}
			php_json_decode_ex(result, Z_STRVAL_P(json), Z_STRLEN_P(json), flags, depth);
		}
	} zend_catch {
		bailed = true;
	} zend_end_try();
	zval_ptr_dtor(json);
	return outcome_of(bailed);
}

/* Calls a function of PHP's by name; -1 when there is none. */
int swirl_call_function(const char *name, uint32_t argc, zval *argv, zval *result)
{
	volatile bool bailed = false;
	zend_function *function = zend_hash_str_find_ptr(CG(function_table), name, strlen(name));
	if (!function) {
		return -1;
	}
	zend_try {
		zend_call_known_function(function, NULL, NULL, result, argc, argv, NULL);
	} zend_catch {
		bailed = true;
	} zend_end_try();
	return outcome_of(bailed);
}

static bool is_alive(zend_object *object)
{
	return object && IS_OBJ_VALID(object) && !(OBJ_FLAGS(object) & IS_OBJ_FREE_CALLED);
}

/* False when there has never been an object. */
void swirl_objects(zval *result)
{
	zend_objects_store *store = &EG(objects_store);
	if (store->top <= 1) {
		return;
	}
	array_init(result);
	for (uint32_t i = 1; i < store->top; i++) {
		zend_object *object = store->object_buckets[i];
		if (is_alive(object)) {
			zval value;
			ZVAL_OBJ_COPY(&value, object);
			add_next_index_zval(result, &value);
		}
	}
}

zend_object *swirl_object_by_handle(zend_long handle)
{
	zend_objects_store *store = &EG(objects_store);
	if (handle < 1 || handle >= store->top || !is_alive(store->object_buckets[handle])) {
		return NULL;
	}
	return store->object_buckets[handle];
}

uint32_t swirl_object_count(void)
{
	uint32_t count = 0;
	for (uint32_t i = 1; i < EG(objects_store).top; i++) {
		count += is_alive(EG(objects_store).object_buckets[i]);
	}
	return count;
}

uint32_t swirl_resource_count(void) { return zend_hash_num_elements(&EG(regular_list)); }

/* What messages call a callable, or what is none. */
void swirl_callable_name(zval *value, zval *result) { ZVAL_STR(result, zend_get_callable_name(value)); }

/* A value as text. The class's code runs: it may throw and fail fatally. */
int swirl_text(zval *value, zval *result)
{
	volatile bool bailed = false;
	zend_try {
		zend_string *text = zval_try_get_string(value);
		if (text) {
			ZVAL_STR(result, text);
		}
	} zend_catch {
		bailed = true;
	} zend_end_try();
	return outcome_of(bailed);
}

/* What Zend itself must know of a fork, in the child. */
void swirl_child_init(void)
{
#if PHP_VERSION_ID >= 80300
	zend_max_execution_timer_init();
#endif
}

/* A constant that other extensions may have declared already. */
void swirl_register_long_if_new(const char *name, zend_long value, int module_number)
{
	if (!zend_hash_str_exists(EG(zend_constants), name, strlen(name))) {
		zend_register_long_constant(name, strlen(name), value, CONST_CS | CONST_PERSISTENT, module_number);
	}
}
