/* Persistent connections of PDO: all that ask with the same words share one, and one connection is not made for two coroutines
 * at once; who finds it busy takes it for dead and frees it. So in coroutines there are none: PDO::ATTR_PERSISTENT is as false. */

#include "shim.h"

/* Rust's side: src/php/module.rs. */
bool swirl_in_coroutine(void);

enum { ATTR_PERSISTENT = 12, OPTIONS = 4 };

static zif_handler original_construct, original_connect;

static void forbid_persistence(zend_execute_data *execute_data)
{
	zval *options = ZEND_NUM_ARGS() >= OPTIONS ? ZEND_CALL_ARG(execute_data, OPTIONS) : NULL;
	if (!options || Z_TYPE_P(options) != IS_ARRAY || !swirl_in_coroutine() || !zend_hash_index_exists(Z_ARRVAL_P(options), ATTR_PERSISTENT)) {
		return;
	}
	zval no;
	ZVAL_FALSE(&no);
	SEPARATE_ARRAY(options);
	zend_hash_index_update(Z_ARRVAL_P(options), ATTR_PERSISTENT, &no);
}

static ZEND_NAMED_FUNCTION(construct)
{
	forbid_persistence(execute_data);
	original_construct(INTERNAL_FUNCTION_PARAM_PASSTHRU);
}

static ZEND_NAMED_FUNCTION(connect_static)
{
	forbid_persistence(execute_data);
	original_connect(INTERNAL_FUNCTION_PARAM_PASSTHRU);
}

static void replace(zend_class_entry *ce, const char *name, zif_handler *original, zif_handler replacement)
{
	zend_function *method = zend_hash_str_find_ptr(&ce->function_table, name, strlen(name));
	if (!method || method->type != ZEND_INTERNAL_FUNCTION) {
		return;
	}
	if (!*original) {
		*original = method->internal_function.handler;
	}
	if (method->internal_function.handler == *original) {
		method->internal_function.handler = replacement;
	}
}

/* The classes of drivers have copies of what they inherit. */
void swirl_install_pdo_guard(void)
{
	zend_class_entry *ce, *pdo = zend_hash_str_find_ptr(CG(class_table), ZEND_STRL("pdo"));
	if (!pdo || pdo->type != ZEND_INTERNAL_CLASS) {
		return;
	}
	replace(pdo, "__construct", &original_construct, construct);
	replace(pdo, "connect", &original_connect, connect_static);
	ZEND_HASH_FOREACH_PTR(CG(class_table), ce) {
		if (ce != pdo && ce->type == ZEND_INTERNAL_CLASS && instanceof_function(ce, pdo)) {
			replace(ce, "__construct", &original_construct, construct);
			replace(ce, "connect", &original_connect, connect_static);
		}
	} ZEND_HASH_FOREACH_END();
}
