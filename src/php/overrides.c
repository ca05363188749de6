/* Functions of PHP that are replaced: each hands over to the original where there is nothing to do for us. */

#include "shim.h"
#include "php_network.h"

/* Rust's side: src/php/overrides.rs. */
bool swirl_host_by_name(const char *name, size_t length, bool all, zval *result);
void swirl_in_forked_child(void);
void swirl_descriptor_ends(int fd);

enum { LONGEST_NAME = 255 };

static zif_handler original_gethostbyname, original_gethostbynamel, original_pcntl_fork, original_fclose;

/* PHP's own share one buffer for their answers, which a second coroutine would take away from the first. */
static bool host_by_name(zend_execute_data *execute_data, bool all, zval *result)
{
	if (ZEND_NUM_ARGS() != 1) {
		return false;
	}
	zval *name = ZEND_CALL_ARG(execute_data, 1);
	if (Z_TYPE_P(name) != IS_STRING || !Z_STRLEN_P(name) || Z_STRLEN_P(name) > LONGEST_NAME || CHECK_NULL_PATH(Z_STRVAL_P(name), Z_STRLEN_P(name))) {
		return false;
	}
	return swirl_host_by_name(Z_STRVAL_P(name), Z_STRLEN_P(name), all, result);
}

static ZEND_NAMED_FUNCTION(gethostbyname_function)
{
	if (!host_by_name(execute_data, false, return_value)) {
		original_gethostbyname(INTERNAL_FUNCTION_PARAM_PASSTHRU);
	}
}

static ZEND_NAMED_FUNCTION(gethostbynamel_function)
{
	if (!host_by_name(execute_data, true, return_value)) {
		original_gethostbynamel(INTERNAL_FUNCTION_PARAM_PASSTHRU);
	}
}

static ZEND_NAMED_FUNCTION(pcntl_fork_function)
{
	original_pcntl_fork(INTERNAL_FUNCTION_PARAM_PASSTHRU);
	if (Z_TYPE_P(return_value) == IS_LONG && Z_LVAL_P(return_value) == 0) {
		swirl_in_forked_child();
	}
}

/* Whether a stream speaks TLS at this moment; with ext-openssl all of TCP have the same kind. */
static bool is_encrypted(php_stream *stream)
{
	if (strcmp(stream->ops->label, "tcp_socket/ssl")) {
		return false;
	}
	zval about;
	array_init(&about);
	php_stream_populate_meta_data(stream, &about);
	bool encrypted = zend_hash_str_exists(Z_ARRVAL(about), ZEND_STRL("crypto"));
	zval_ptr_dtor(&about);
	return encrypted;
}

/* Closing a TLS stream frees what encrypts before it closes the descriptor: who reads from it must be out of there
 * even earlier. Streams without TLS close the descriptor first, which the hook of close() sees. */
static ZEND_NAMED_FUNCTION(fclose_function)
{
	zval *value = ZEND_NUM_ARGS() == 1 ? ZEND_CALL_ARG(execute_data, 1) : NULL;
	php_stream *stream = value && Z_TYPE_P(value) == IS_RESOURCE ? zend_fetch_resource2(Z_RES_P(value), NULL, php_file_le_stream(), php_file_le_pstream()) : NULL;
	php_socket_t fd = -1;
	if (stream && is_encrypted(stream) && php_stream_cast(stream, PHP_STREAM_AS_FD_FOR_SELECT | PHP_STREAM_CAST_INTERNAL, (void **) &fd, 0) == SUCCESS) {
		swirl_descriptor_ends(fd);
	}
	original_fclose(INTERNAL_FUNCTION_PARAM_PASSTHRU);
}

void swirl_install_overrides(void)
{
	static const struct swirl_replacement all[] = {
		{"gethostbyname", &original_gethostbyname, gethostbyname_function},
		{"gethostbynamel", &original_gethostbynamel, gethostbynamel_function},
		{"fclose", &original_fclose, fclose_function},
		{"pcntl_fork", &original_pcntl_fork, pcntl_fork_function},
	};
	swirl_replace_functions(all, sizeof(all) / sizeof(all[0]));
}
