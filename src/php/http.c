/* What HTTP needs of PHP: properties that are made when they are touched, and PHP's own rules for names and values. */

#include "shim.h"
#include "php_variables.h"
#include "rfc1867.h"
#include "ext/standard/url.h"

/* ---- lazy properties ---- */

/* Makes a property of an object whose place is empty: Rust's. */
extern void swirl_lazy_make(zend_object *object, uint32_t number);

/* The number of a declared property that has not been made; -1 otherwise. */
static int unmade(zend_object *object, zend_string *name)
{
	zend_property_info *info = zend_hash_find_ptr(&object->ce->properties_info, name);
	if (!info || (info->flags & ZEND_ACC_STATIC) || Z_TYPE_P(OBJ_PROP(object, info->offset)) != IS_UNDEF) {
		return -1;
	}
	return OBJ_PROP_TO_NUM(info->offset);
}

static void make(zend_object *object, zend_string *name)
{
	int number = unmade(object, name);
	if (number >= 0) {
		swirl_lazy_make(object, number);
	}
}

static void make_all(zend_object *object)
{
	for (int i = 0; i < object->ce->default_properties_count; i++) {
		if (Z_TYPE_P(OBJ_PROP_NUM(object, i)) == IS_UNDEF) {
			swirl_lazy_make(object, i);
		}
	}
}

static zval *read_property(zend_object *object, zend_string *name, int type, void **cache_slot, zval *rv)
{
	make(object, name);
	return zend_std_read_property(object, name, type, cache_slot, rv);
}

static zval *write_property(zend_object *object, zend_string *name, zval *value, void **cache_slot)
{
	/* What is written over need not be made, but must exist: an empty place of a declared property means "not made". */
	int number = unmade(object, name);
	if (number >= 0) {
		ZVAL_NULL(OBJ_PROP_NUM(object, number));
	}
	return zend_std_write_property(object, name, value, cache_slot);
}

static zval *property_pointer(zend_object *object, zend_string *name, int type, void **cache_slot)
{
	make(object, name);
	return zend_std_get_property_ptr_ptr(object, name, type, cache_slot);
}

static int has_property(zend_object *object, zend_string *name, int type, void **cache_slot)
{
	make(object, name);
	return zend_std_has_property(object, name, type, cache_slot);
}

static HashTable *properties(zend_object *object)
{
	make_all(object);
	return zend_std_get_properties(object);
}

static int compare(zval *one, zval *other)
{
	if (Z_TYPE_P(one) == IS_OBJECT && Z_TYPE_P(other) == IS_OBJECT && Z_OBJCE_P(one) == Z_OBJCE_P(other)) {
		make_all(Z_OBJ_P(one));
		make_all(Z_OBJ_P(other));
	}
	return zend_std_compare_objects(one, other);
}

/* Makes the handlers of a class those of one whose properties may be empty until they are touched. */
void swirl_lazy_handlers(zend_object_handlers *handlers)
{
	handlers->read_property = read_property;
	handlers->write_property = write_property;
	handlers->get_property_ptr_ptr = property_pointer;
	handlers->has_property = has_property;
	handlers->get_properties = properties;
	handlers->compare = compare;
}

/* ---- a response that goes ---- */

/* Ends what was not ended: Rust's. */
extern void swirl_response_gone(zend_object *object);

static void response_destroy(zend_object *object)
{
	swirl_response_gone(object);
	zend_objects_destroy_object(object);
}

void swirl_response_handlers(zend_object_handlers *handlers) { handlers->dtor_obj = response_destroy; }

/* ---- PHP's rules ---- */

/* Tells the log: Rust's. */
extern void swirl_too_many_variables(zend_long limit);

static void register_variable(const char *name, size_t name_length, zval *value, zval *array)
{
	/* The name is changed while it is taken apart. */
	char *copy = estrndup(name, name_length);
	php_register_variable_ex(copy, value, array);
	efree(copy);
}

static int register_protected(const char *name, size_t name_length, zval *value, zval *array)
{
	int outcome = SWIRL_DONE;
	zend_try {
		register_variable(name, name_length, value, array);
	} zend_catch {
		outcome = SWIRL_BAILED;
	} zend_end_try();
	return outcome == SWIRL_DONE && EG(exception) ? SWIRL_THREW : outcome;
}

/* Sets what a[b][]=… in a form sets. Takes over the value. */
int swirl_register_variable(const char *name, size_t name_length, zval *value, zval *array)
{
	return register_protected(name, name_length, value, array);
}

/* PHP takes so many variables and warns; the log is told instead, as with Swoole: this may happen outside of any function. */
static size_t up_to_the_limit(const char *text, size_t length, char separator)
{
	zend_long left = PG(max_input_vars);
	for (size_t at = 0; at < length; at++) {
		if (text[at] == separator && --left == 0) {
			swirl_too_many_variables(PG(max_input_vars));
			return at;
		}
	}
	return length;
}

static void parse_query(const char *text, size_t length, zval *array)
{
	length = up_to_the_limit(text, length, '&');
	/* Frees the copy. */
	php_default_treat_data(PARSE_STRING, estrndup(text, length), array);
}

/* Takes a query string, or a form that looks like one, apart into an array. */
int swirl_parse_query(const char *text, size_t length, zval *array)
{
	int outcome = SWIRL_DONE;
	zend_try {
		parse_query(text, length, array);
	} zend_catch {
		outcome = SWIRL_BAILED;
	} zend_end_try();
	return outcome == SWIRL_DONE && EG(exception) ? SWIRL_THREW : outcome;
}

static void parse_cookies(const char *text, size_t length, zval *array)
{
	const char *end = text + up_to_the_limit(text, length, ';');
	while (text < end) {
		const char *stop = memchr(text, ';', end - text);
		stop = stop ? stop : end;
		while (text < stop && isspace((unsigned char) *text)) {
			text++;
		}
		const char *equals = text < stop ? memchr(text, '=', stop - text) : NULL;
		if (text < stop && text != equals) {
			zval value;
			if (equals) {
				zend_string *decoded = zend_string_init(equals + 1, stop - equals - 1, false);
				ZSTR_LEN(decoded) = php_raw_url_decode(ZSTR_VAL(decoded), ZSTR_LEN(decoded));
				ZVAL_STR(&value, decoded);
			} else {
				ZVAL_EMPTY_STRING(&value);
			}
			register_variable(text, (equals ? equals : stop) - text, &value, array);
		}
		text = stop + 1;
	}
}

/* Takes a Cookie field apart into an array. */
int swirl_parse_cookies(const char *text, size_t length, zval *array)
{
	int outcome = SWIRL_DONE;
	zend_try {
		parse_cookies(text, length, array);
	} zend_catch {
		outcome = SWIRL_BAILED;
	} zend_end_try();
	return outcome == SWIRL_DONE && EG(exception) ? SWIRL_THREW : outcome;
}

/* A new string: the text without its percent signs and pluses. */
void swirl_url_decode(const char *text, size_t length, zval *result)
{
	zend_string *decoded = zend_string_init(text, length, false);
	ZSTR_LEN(decoded) = php_url_decode(ZSTR_VAL(decoded), length);
	ZVAL_STR(result, decoded);
}

/* A new string: the text as urlencode() has it. */
void swirl_url_encode(const char *text, size_t length, zval *result) { ZVAL_STR(result, php_url_encode(text, length)); }

/* ---- arrays of requests ---- */

/* Texts that requests have in common; the order is that of Rust's `Text`. */
static const char *const TEXTS[] = {
	"query_string", "request_method", "request_uri", "path_info", "request_time", "request_time_float",
	"server_protocol", "server_port", "remote_port", "server_addr", "remote_addr", "master_time", "GET", "POST",
	"HTTP/1.1", "HTTP/1.0", "HTTP/2",
};

static zend_string *texts[sizeof(TEXTS) / sizeof(*TEXTS)];

/* At module startup. */
void swirl_texts_register(void)
{
	for (size_t at = 0; at < sizeof(TEXTS) / sizeof(*TEXTS); at++) {
		texts[at] = zend_string_init_interned(TEXTS[at], strlen(TEXTS[at]), true);
	}
}

/* One of them. */
void swirl_shared_text(uint32_t which, zval *result) { ZVAL_INTERNED_STR(result, texts[which]); }

/* An array that has room for so many elements. */
void swirl_array_for(uint32_t size, zval *result) { array_init_size(result, size); }

/* Adds an element under one of the texts. Takes over the value. */
void swirl_array_put_text(zval *array, uint32_t which, zval *value) { zend_hash_update(Z_ARRVAL_P(array), texts[which], value); }

/* Adds a field by its name in small letters. False when there is one already. */
bool swirl_array_put_field(zval *array, const char *name, size_t length, const char *value, size_t value_length)
{
	zend_string *key = zend_string_alloc(length, false);
	zend_str_tolower_copy(ZSTR_VAL(key), name, length);
	zend_ulong number;
	zval text;
	ZVAL_STRINGL_FAST(&text, value, value_length);
	zval *added = ZEND_HANDLE_NUMERIC(key, number) ? zend_hash_index_add(Z_ARRVAL_P(array), number, &text)
	                                               : zend_hash_add(Z_ARRVAL_P(array), key, &text);
	if (!added) {
		zval_ptr_dtor_str(&text);
	}
	zend_string_release_ex(key, false);
	return added != NULL;
}

/* ---- uploads ---- */

static void forget_name(zval *name) { zend_string_release(Z_PTR_P(name)); }

/* From now on is_uploaded_file() and move_uploaded_file() know this file. */
void swirl_uploaded_file_add(const char *path, size_t length)
{
	if (!SG(rfc1867_uploaded_files)) {
		ALLOC_HASHTABLE(SG(rfc1867_uploaded_files));
		zend_hash_init(SG(rfc1867_uploaded_files), 8, NULL, forget_name, false);
	}
	zend_string *name = zend_string_init(path, length, false);
	zend_hash_add_ptr(SG(rfc1867_uploaded_files), name, name);
}

/* Whether the file is known, which it is no longer; false when it was moved away. */
bool swirl_uploaded_file_remove(const char *path, size_t length)
{
	return SG(rfc1867_uploaded_files) && zend_hash_str_del(SG(rfc1867_uploaded_files), path, length) == SUCCESS;
}

/* ---- properties that hold arrays ---- */

/* Makes a property an array of its own, if it is none. */
void swirl_slot_array(zval *slot)
{
	ZVAL_DEREF(slot);
	if (Z_TYPE_P(slot) != IS_ARRAY) {
		zval old;
		ZVAL_COPY_VALUE(&old, slot);
		array_init(slot);
		zval_ptr_dtor(&old);
	}
	SEPARATE_ARRAY(slot);
}

void swirl_slot_put(zval *slot, const char *key, size_t length, zval *value)
{
	swirl_slot_array(slot);
	ZVAL_DEREF(slot);
	zend_symtable_str_update(Z_ARRVAL_P(slot), key, length, value);
}

void swirl_slot_push(zval *slot, zval *value)
{
	swirl_slot_array(slot);
	ZVAL_DEREF(slot);
	zend_hash_next_index_insert(Z_ARRVAL_P(slot), value);
}
