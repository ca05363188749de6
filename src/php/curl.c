/*
 * cURL handles: one coroutine at a time. libcurl's handles are not made for two callers at once, and while one waits inside
 * of it another coroutine could take the handle, or end it. Within the coroutine that executes it PHP's own rules hold.
 */

#include "shim.h"

/* Rust's side: src/php/conflict.rs and module.rs. */
bool swirl_in_coroutine(void);
bool swirl_curl_enter(const zend_object *handle, bool executes);
void swirl_curl_leave(const zend_object *handle);

/* Functions whose first argument is a handle, and whether they wait with it. */
static struct {
	const char *name;
	bool executes;
	const zend_function *function;
	zif_handler original;
} guarded[] = {
	{.name = "curl_exec", .executes = true},
	{.name = "curl_multi_exec", .executes = true},
	{.name = "curl_multi_select", .executes = true},
	{.name = "curl_close"},
	{.name = "curl_copy_handle"},
	{.name = "curl_escape"},
	{.name = "curl_pause"},
	{.name = "curl_reset"},
	{.name = "curl_unescape"},
	{.name = "curl_upkeep"},
	{.name = "curl_multi_close"},
};
enum { GUARDED = sizeof(guarded) / sizeof(guarded[0]) };

static ZEND_NAMED_FUNCTION(guard)
{
	int row = 0;
	while (row < GUARDED - 1 && guarded[row].function != EX(func)) {
		row++;
	}
	zval *handle = ZEND_NUM_ARGS() ? ZEND_CALL_ARG(execute_data, 1) : NULL;
	if (!handle || Z_TYPE_P(handle) != IS_OBJECT || !swirl_in_coroutine()) {
		guarded[row].original(INTERNAL_FUNCTION_PARAM_PASSTHRU);
		return;
	}
	const zend_object *object = Z_OBJ_P(handle);
	if (!swirl_curl_enter(object, guarded[row].executes)) {
		return;
	}
	guarded[row].original(INTERNAL_FUNCTION_PARAM_PASSTHRU);
	if (guarded[row].executes) {
		swirl_curl_leave(object);
	}
}

void swirl_install_curl_guards(void)
{
	for (int row = 0; row < GUARDED; row++) {
		zend_function *function = zend_hash_str_find_ptr(CG(function_table), guarded[row].name, strlen(guarded[row].name));
		if (function && function->type == ZEND_INTERNAL_FUNCTION) {
			guarded[row].function = function;
			guarded[row].original = function->internal_function.handler;
			function->internal_function.handler = guard;
		}
	}
}
