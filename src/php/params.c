/* Parameters of functions: the slow paths. */

#include "shim.h"

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

/* Resolves any value to a callable; `found` tells whether it is one. */
int swirl_resolve_callable(zval *value, zend_fcall_info_cache *fcc, bool *found) { PROTECTED(*found = zend_is_callable_ex(value, NULL, 0, NULL, fcc, NULL)); }
