/* The superglobals, as values that can be exchanged. */

#include "shim.h"

/* The order is that of Rust's `superglobals`. */
static const char *const NAMES[] = { "_GET", "_POST", "_COOKIE", "_FILES", "_SERVER", "_REQUEST" };

#define COUNT (sizeof(NAMES) / sizeof(*NAMES))

size_t swirl_globals_count(void) { return COUNT; }

/* PHP makes some of them when a script that names them is compiled: after this they are there, and stay as they are. */
void swirl_globals_make(void)
{
	for (size_t i = 0; i < COUNT; i++) {
		zend_is_auto_global_str((char *) NAMES[i], strlen(NAMES[i]));
	}
}

/* Exchanges the values with those of `values`. Runs no code. */
void swirl_globals_swap(zval *values)
{
	for (size_t i = 0; i < COUNT; i++) {
		zval *place = zend_hash_str_find_ind(&EG(symbol_table), NAMES[i], strlen(NAMES[i]));
		if (!place) {
			zval nothing;
			ZVAL_NULL(&nothing);
			place = zend_hash_str_add_new(&EG(symbol_table), NAMES[i], strlen(NAMES[i]), &nothing);
		}
		zval before;
		ZVAL_COPY_VALUE(&before, place);
		ZVAL_COPY_VALUE(place, &values[i]);
		ZVAL_COPY_VALUE(&values[i], &before);
	}
}

/* A reference of its own to one of the values. */
void swirl_globals_copy(size_t which, zval *result)
{
	zval *place = zend_hash_str_find_ind(&EG(symbol_table), NAMES[which], strlen(NAMES[which]));
	if (place) {
		ZVAL_COPY_DEREF(result, place);
	} else {
		ZVAL_NULL(result);
	}
}
