/*
 * Connections and handles of extensions: one coroutine at a time. Their code is not made for two callers at once: while one waits
 * inside of it another one could mix up the conversation, or free what the first one goes on with. So functions that wait note
 * who is in, and those that would disturb it are refused to others. Within one coroutine PHP's own rules hold.
 *
 * The row of a function is in a slot of the function itself, which its copies in subclasses have, too.
 */

#include "shim.h"
#include "zend_extensions.h"

#if defined(__has_include)
#if __has_include("ext/pdo/php_pdo_driver.h")
#define HAVE_PDO_HEADERS 1
#include "ext/pdo/php_pdo_driver.h"
#endif
#endif

/* Rust's side: src/php/in_use.rs and module.rs. */
bool swirl_in_coroutine(void);
bool swirl_connection_enter(const void *connection, int how, zend_class_entry *exception);
void swirl_connection_leave(const void *connection, int how);
void swirl_curl_handle_is_new(const void *handle);
bool swirl_curl_handle_was_aborted(const void *handle);

/* What a function does with a connection; the numbers are those of src/php/in_use.rs. */
enum how {
	WAITS = 1,   /* refused while another coroutine is in, and notes its own */
	NOTES = 2,   /* notes its own; the descriptor tells of others */
	DISTURBS = 3, /* refused only */
	EXECUTES_CURL = 4,
	SELECTS_CURL = 5,
	TOUCHES_CURL = 6,
};

/* Where the connection is found. */
enum where { ARGUMENT, OBJECT, PROPERTY, STATEMENT };

struct row {
	zif_handler original;
	zend_class_entry *ce; /* of the argument or the property; none: a resource */
	enum where where;
	enum how how;
};

static int slot = -1;

static zend_class_entry *class_named(const char *name)
{
	zend_class_entry *ce = zend_hash_str_find_ptr(CG(class_table), name, strlen(name));
	return ce && ce->type == ZEND_INTERNAL_CLASS ? ce : NULL;
}

/* ---- SSH: what a session has made waits on the session's connection ---- */

enum { CHILDREN_BEFORE_SWEEP = 64 };

/* By the handles of SFTP and public key resources, which are never given twice: the session's resource, which they keep. */
ZEND_TLS HashTable sessions;
ZEND_TLS bool has_sessions;

static zif_handler original_ssh2_sftp, original_ssh2_publickey_init;

static const void *session_of(const zend_resource *resource)
{
	const void *session = has_sessions ? zend_hash_index_find_ptr(&sessions, (zend_ulong) resource->handle) : NULL;
	return session ? session : resource;
}

static void forget_closed_children(void)
{
	zend_ulong handle;
	ZEND_HASH_FOREACH_NUM_KEY(&sessions, handle) {
		if (!zend_hash_index_exists(&EG(regular_list), handle)) {
			zend_hash_index_del(&sessions, handle);
		}
	} ZEND_HASH_FOREACH_END();
}

static void note_session(zend_execute_data *execute_data, const zval *child)
{
	const zval *session = ZEND_NUM_ARGS() ? ZEND_CALL_ARG(execute_data, 1) : NULL;
	if (Z_TYPE_P(child) != IS_RESOURCE || !session || Z_TYPE_P(session) != IS_RESOURCE) {
		return;
	}
	if (!has_sessions) {
		zend_hash_init(&sessions, 8, NULL, NULL, false);
		has_sessions = true;
	}
	if (zend_hash_num_elements(&sessions) % CHILDREN_BEFORE_SWEEP == CHILDREN_BEFORE_SWEEP - 1) {
		forget_closed_children();
	}
	zend_hash_index_update_ptr(&sessions, (zend_ulong) Z_RES_HANDLE_P(child), Z_RES_P(session));
}

static ZEND_NAMED_FUNCTION(ssh2_sftp_noted)
{
	original_ssh2_sftp(INTERNAL_FUNCTION_PARAM_PASSTHRU);
	note_session(execute_data, return_value);
}

static ZEND_NAMED_FUNCTION(ssh2_publickey_init_noted)
{
	original_ssh2_publickey_init(INTERNAL_FUNCTION_PARAM_PASSTHRU);
	note_session(execute_data, return_value);
}

void swirl_in_use_request_shutdown(void)
{
	if (has_sessions) {
		zend_hash_destroy(&sessions);
		has_sessions = false;
	}
}

/* ---- the connection of a call ---- */

#ifdef HAVE_PDO_HEADERS
/* Drivers whose library would not notice a second caller in time. */
static const void *pdo_connection(const pdo_dbh_t *dbh)
{
	return dbh && dbh->driver && strcmp(dbh->driver->driver_name, "pgsql") == 0 ? dbh : NULL;
}
#endif

static const void *connection_of(const struct row *row, zend_execute_data *execute_data)
{
	zval place, *value;
	switch (row->where) {
	case ARGUMENT:
		value = ZEND_NUM_ARGS() ? ZEND_CALL_ARG(execute_data, 1) : NULL;
		if (value) {
			ZVAL_DEREF(value);
		}
		if (value && row->ce && Z_TYPE_P(value) == IS_OBJECT && instanceof_function(Z_OBJCE_P(value), row->ce)) {
			return Z_OBJ_P(value);
		}
		return value && !row->ce && Z_TYPE_P(value) == IS_RESOURCE ? session_of(Z_RES_P(value)) : NULL;
	case PROPERTY:
		value = zend_read_property(row->ce, Z_OBJ(EX(This)), ZEND_STRL("connection"), 1, &place);
		return Z_TYPE_P(value) == IS_OBJECT ? Z_OBJ_P(value) : NULL;
#ifdef HAVE_PDO_HEADERS
	case STATEMENT:
		return pdo_connection(php_pdo_stmt_fetch_object(Z_OBJ(EX(This)))->dbh);
	case OBJECT:
		return row->ce ? pdo_connection(php_pdo_dbh_fetch_inner(Z_OBJ(EX(This)))) : (const void *) Z_OBJ(EX(This));
#else
	case STATEMENT:
		return NULL;
	case OBJECT:
		return row->ce ? NULL : Z_OBJ(EX(This));
#endif
	}
	return NULL;
}

/* ---- the guard ---- */

/* PDO's exceptions bear the SQLSTATE. */
static void give_state(zend_class_entry *exception)
{
	if (EG(exception) && EG(exception)->ce == exception) {
		zend_update_property_string(exception, EG(exception), ZEND_STRL("code"), "HY000");
	}
}

static ZEND_NAMED_FUNCTION(guarded)
{
	const struct row *row = EX(func)->internal_function.reserved[slot];
	const void *connection = swirl_in_coroutine() ? connection_of(row, execute_data) : NULL;
	if (!connection) {
		row->original(INTERNAL_FUNCTION_PARAM_PASSTHRU);
		return;
	}
	bool is_pdo = row->ce && (row->where == STATEMENT || row->where == OBJECT);
	zend_class_entry *exception = is_pdo ? class_named("pdoexception") : NULL;
	if (!swirl_connection_enter(connection, row->how, exception)) {
		if (exception) {
			give_state(exception);
		}
		return;
	}
	row->original(INTERNAL_FUNCTION_PARAM_PASSTHRU);
	swirl_connection_leave(connection, row->how);
}

static void guard(zend_function *function, enum where where, zend_class_entry *ce, enum how how)
{
	if (!function || function->type != ZEND_INTERNAL_FUNCTION || function->internal_function.reserved[slot]) {
		return;
	}
	struct row *row = pemalloc(sizeof(*row), 1);
	*row = (struct row){function->internal_function.handler, ce, where, how};
	function->internal_function.reserved[slot] = row;
	function->internal_function.handler = guarded;
}

/* Whether a list of words, each between spaces, has this one. */
static bool lists(const char *list, const char *word)
{
	size_t length = strlen(word);
	for (const char *at = list; (at = strstr(at, word)); at += length) {
		if (at > list && at[-1] == ' ' && at[length] == ' ') {
			return true;
		}
	}
	return false;
}

/* `only`: these functions of the family; `except`: all but these. */
static void guard_functions(const char *prefix, zend_class_entry *ce, enum how how, const char *only, const char *except)
{
	size_t length = strlen(prefix);
	zend_string *name;
	zend_function *function;
	ZEND_HASH_FOREACH_STR_KEY_PTR(CG(function_table), name, function) {
		if (name && strncmp(ZSTR_VAL(name), prefix, length) == 0) {
			const char *rest = ZSTR_VAL(name) + length;
			if (only ? lists(only, rest) : !lists(except, rest)) {
				guard(function, ARGUMENT, ce, how);
			}
		}
	} ZEND_HASH_FOREACH_END();
}

static bool is_getter(const char *name)
{
	return (strncmp(name, "get", 3) == 0 || strncmp(name, "set", 3) == 0) && name[3];
}

/* Drivers' own subclasses have copies of what they inherit. */
static void guard_methods(const char *of, enum where where, bool pass_class, enum how how, const char *only, const char *except, bool getters)
{
	zend_class_entry *base = class_named(of), *ce;
	zend_string *name;
	zend_function *method;
	if (!base) {
		return;
	}
	ZEND_HASH_FOREACH_PTR(CG(class_table), ce) {
		if (ce->type != ZEND_INTERNAL_CLASS || !instanceof_function(ce, base)) {
			continue;
		}
		ZEND_HASH_FOREACH_STR_KEY_PTR(&ce->function_table, name, method) {
			const char *word = ZSTR_VAL(name);
			if (method->common.fn_flags & (ZEND_ACC_STATIC | ZEND_ACC_CTOR | ZEND_ACC_ABSTRACT) || strncmp(word, "__", 2) == 0) {
				continue;
			}
			if (only ? lists(only, word) : !lists(except, word) && (getters || !is_getter(word))) {
				guard(method, where, pass_class ? base : NULL, how);
			}
		} ZEND_HASH_FOREACH_END();
	} ZEND_HASH_FOREACH_END();
}

/* ---- cURL ---- */

/* Who was cancelled in curl_exec() hears of it by cURL's own number, as from a callback that gave up. */
enum { ABORTED_BY_CALLBACK = 42 };

static zif_handler original_curl_errno, original_curl_error, original_curl_init, original_curl_copy_handle;

static bool was_aborted(zend_execute_data *execute_data)
{
	zval *handle = ZEND_NUM_ARGS() ? ZEND_CALL_ARG(execute_data, 1) : NULL;
	return handle && Z_TYPE_P(handle) == IS_OBJECT && swirl_curl_handle_was_aborted(Z_OBJ_P(handle));
}

static ZEND_NAMED_FUNCTION(curl_errno_guarded)
{
	original_curl_errno(INTERNAL_FUNCTION_PARAM_PASSTHRU);
	if (was_aborted(execute_data) && Z_TYPE_P(return_value) == IS_LONG && Z_LVAL_P(return_value)) {
		ZVAL_LONG(return_value, ABORTED_BY_CALLBACK);
	}
}

static ZEND_NAMED_FUNCTION(curl_error_guarded)
{
	original_curl_error(INTERNAL_FUNCTION_PARAM_PASSTHRU);
	if (was_aborted(execute_data) && Z_TYPE_P(return_value) == IS_STRING && Z_STRLEN_P(return_value)) {
		zval_ptr_dtor(return_value);
		ZVAL_STRING(return_value, "Operation was aborted by an application callback");
	}
}

/* A new handle may be where an old one was. */
static ZEND_NAMED_FUNCTION(curl_init_guarded)
{
	original_curl_init(INTERNAL_FUNCTION_PARAM_PASSTHRU);
	if (Z_TYPE_P(return_value) == IS_OBJECT) {
		swirl_curl_handle_is_new(Z_OBJ_P(return_value));
	}
}

static ZEND_NAMED_FUNCTION(curl_copy_handle_guarded)
{
	original_curl_copy_handle(INTERNAL_FUNCTION_PARAM_PASSTHRU);
	if (Z_TYPE_P(return_value) == IS_OBJECT) {
		swirl_curl_handle_is_new(Z_OBJ_P(return_value));
	}
}

static void guard_curl(void)
{
	zend_class_entry *easy = class_named("curlhandle"), *multi = class_named("curlmultihandle");
	if (!easy || !multi) {
		return;
	}
	swirl_replace_function("curl_errno", &original_curl_errno, curl_errno_guarded);
	swirl_replace_function("curl_error", &original_curl_error, curl_error_guarded);
	swirl_replace_function("curl_init", &original_curl_init, curl_init_guarded);
	swirl_replace_function("curl_copy_handle", &original_curl_copy_handle, curl_copy_handle_guarded);
	guard_functions("curl_", easy, EXECUTES_CURL, " exec ", NULL);
	guard_functions("curl_multi_", multi, EXECUTES_CURL, " exec ", NULL);
	guard_functions("curl_multi_", multi, SELECTS_CURL, " select ", NULL);
	guard_functions("curl_", easy, TOUCHES_CURL, " close copy_handle escape pause reset unescape upkeep ", NULL);
	guard_functions("curl_multi_", multi, TOUCHES_CURL, " close ", NULL);
}

/* ---- all of them ---- */

static void guard_databases(void)
{
	zend_class_entry *pgsql = class_named("pgsql\\connection"), *mysqli = class_named("mysqli");
	if (pgsql) {
		guard_functions("pg_", pgsql, WAITS,
			" cancel_query close consume_input convert copy_from copy_to delete end_copy execute flush get_notify get_result insert lo_create"
			" lo_export lo_import lo_open lo_unlink meta_data ping prepare put_line query query_params reset select send_execute"
			" send_prepare send_query send_query_params set_client_encoding set_error_verbosity trace update ", NULL);
	}
	if (mysqli) {
		const char *waiting = " autocommit begin_transaction change_user commit execute_query multi_query next_result ping prepare query real_query"
			" reap_async_query refresh release_savepoint rollback savepoint select_db set_charset stat store_result use_result ";
		guard_functions("mysqli_", mysqli, NOTES, waiting, NULL);
		guard_methods("mysqli", OBJECT, false, NOTES, waiting, NULL, true);
		guard_functions("mysqli_", mysqli, DISTURBS, " close ", NULL);
		guard_methods("mysqli", OBJECT, false, DISTURBS, " close ", NULL, true);
	}
#ifdef HAVE_PDO_HEADERS
	guard_methods("pdo", OBJECT, true, WAITS, " begintransaction commit exec query rollback lastinsertid ", NULL, true);
	guard_methods("pdostatement", STATEMENT, true, WAITS, " execute fetch fetchall fetchcolumn fetchobject nextrowset closecursor ", NULL, true);
#endif
}

void swirl_install_in_use(void)
{
	slot = zend_get_resource_handle("Swirl");
	if (slot < 0) {
		return;
	}
	guard_curl();
	guard_databases();
	/* The descriptor ends the wait of whoever uses what is closed. */
	guard_methods("redis", OBJECT, false, WAITS, NULL,
		" close getauth getdbnum gethost getlasterror getmode getoption getpersistentid getport getreadtimeout gettimeout clearlasterror"
		" isconnected setoption _prefix _serialize _unserialize _pack _unpack _compress _uncompress ", true);
	guard_methods("memcached", OBJECT, false, WAITS, NULL,
		" addserver addservers getlasterrorcode getlasterrorerrno getlasterrormessage getoption getresultcode getresultmessage getserverbykey"
		" getserverlist ispersistent ispristine setencodingkey setoption setoptions setsaslauthdata setbucket ", true);
	guard_methods("amqpconnection", OBJECT, false, WAITS, NULL, " isconnected ispersistent ", false);
	guard_methods("amqpchannel", PROPERTY, true, WAITS, NULL, " isconnected ", false);
	guard_methods("amqpqueue", PROPERTY, true, WAITS, NULL, " hasargument removeargument ", false);
	guard_methods("amqpexchange", PROPERTY, true, WAITS, NULL, " hasargument removeargument ", false);
	if (class_named("ftp\\connection")) {
		guard_functions("ftp_", class_named("ftp\\connection"), WAITS, NULL, " get_option set_option ");
	}
	swirl_replace_function("ssh2_sftp", &original_ssh2_sftp, ssh2_sftp_noted);
	swirl_replace_function("ssh2_publickey_init", &original_ssh2_publickey_init, ssh2_publickey_init_noted);
	guard_functions("ssh2_", NULL, WAITS, NULL, " fetch_stream poll ");
}
