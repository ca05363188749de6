/* Values and arrays: what Zend has as macros. */

#include "shim.h"

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
/* Sets the variable that an argument refers to; takes over the value's reference. */
int swirl_assign(zval *variable, zval *value) { PROTECTED(ZEND_TRY_ASSIGN_REF_TMP(variable, value)); }
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

/* ---- arrays ---- */

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
/* An empty array that never becomes a packed one, whatever its keys: its values stand side by side in buckets. */
void swirl_zval_record(zval *to)
{
	array_init(to);
	zend_hash_real_init_mixed(Z_ARRVAL_P(to));
}
/* Appends a copy of such an array, out of which nothing was taken; tells where its first value stands. */
zval *swirl_array_push_copy(zval *array, const zval *like)
{
	zval copy;
	ZVAL_ARR(&copy, zend_array_dup(Z_ARRVAL_P(like)));
	zend_hash_next_index_insert_new(Z_ARRVAL_P(array), &copy);
	return &Z_ARRVAL(copy)->arData->val;
}
/* The same, of a copy that nobody else has. */
zval *swirl_array_first(zval *array) { return &Z_ARRVAL_P(array)->arData->val; }
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
