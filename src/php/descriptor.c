/* The descriptor behind a PHP value: a stream, a Socket of ext-sockets, an object of ours that has one. */

#include "shim.h"
#include "php_network.h"

#if defined(__has_include)
#if __has_include("ext/sockets/php_sockets.h")
#ifndef HAVE_SOCKETS
#define HAVE_SOCKETS 1
#endif
#include "ext/sockets/php_sockets.h"
#define HAVE_PHP_SOCKETS 1
#endif
#endif

/* Why there is none. */
enum { NOT_A_STREAM = -2, CLOSED_SOCKET = -3, NO_DESCRIPTOR = -1 };

static zend_long of_stream(zval *value)
{
	php_stream *stream;
	php_socket_t fd = -1;
	if (!(php_stream_from_zval_no_verify(stream, value))) {
		return NOT_A_STREAM;
	}
	int how = PHP_STREAM_AS_FD_FOR_SELECT | PHP_STREAM_CAST_INTERNAL;
	if (php_stream_cast(stream, how, (void **) &fd, 1) != SUCCESS || fd < 0) {
		return NOT_A_STREAM;
	}
	return fd;
}

/* The classes whose objects tell their descriptor in a property. */
static const struct { const char *name; const char *property; } holders[] = {
	{ "swoole\\coroutine\\socket", "fd" },
	{ "swoole\\client", "sock" },
	{ "swoole\\coroutine\\client", "sock" },
	{ "swoole\\async\\client", "sock" },
	{ "swoole\\process", "pipe" },
};

static zend_class_entry *find_class(const char *name)
{
	return zend_hash_str_find_ptr(EG(class_table), name, strlen(name));
}

static zend_long of_property(zend_object *object)
{
	for (size_t i = 0; i < sizeof(holders) / sizeof(*holders); i++) {
		zend_class_entry *ce = find_class(holders[i].name);
		if (ce && instanceof_function(object->ce, ce)) {
			zval scratch, *fd = zend_read_property(ce, object, holders[i].property, strlen(holders[i].property), true, &scratch);
			return Z_TYPE_P(fd) == IS_LONG && Z_LVAL_P(fd) >= 0 ? Z_LVAL_P(fd) : NO_DESCRIPTOR;
		}
	}
	return NO_DESCRIPTOR;
}

static zend_long of_object(zend_object *object)
{
#ifdef HAVE_PHP_SOCKETS
	/* The extension may be a shared one that is not loaded: its symbols cannot be named here. */
	zend_class_entry *socket = find_class("socket");
	if (socket && object->ce == socket && socket->type == ZEND_INTERNAL_CLASS) {
		php_socket *data = (php_socket *) ((char *) object - object->handlers->offset);
		return data->bsd_socket < 0 ? CLOSED_SOCKET : (zend_long) data->bsd_socket;
	}
#endif
	return of_property(object);
}

/* Negative when there is none. */
zend_long swirl_descriptor(zval *value)
{
	ZVAL_DEREF(value);
	switch (Z_TYPE_P(value)) {
		case IS_RESOURCE:
			return of_stream(value);
		case IS_OBJECT:
			return of_object(Z_OBJ_P(value));
		default:
			return NO_DESCRIPTOR;
	}
}

static void socket_of_stream(zval *value, php_socket_t *fd)
{
	php_stream *stream = zend_fetch_resource2_ex(value, "stream", php_file_le_stream(), php_file_le_pstream());
	if (!stream || php_stream_cast(stream, PHP_STREAM_AS_SOCKETD, (void **) fd, 1) != SUCCESS) {
		return;
	}
	/* What is read from the descriptor must not wait in the stream's buffer. */
	php_stream_set_option(stream, PHP_STREAM_OPTION_READ_BUFFER, PHP_STREAM_BUFFER_NONE, NULL);
}

/* The descriptor of a stream that is a socket; after a warning or an exception there is none. */
int swirl_stream_socket(zval *value, php_socket_t *fd) { PROTECTED(socket_of_stream(value, fd)); }

static void import_socket(int fd, zval *result)
{
	zend_function *import = zend_hash_str_find_ptr(CG(function_table), ZEND_STRL("socket_import_stream"));
	php_stream *stream = import ? php_stream_sock_open_from_socket(fd, NULL) : NULL;
	if (!stream) {
		close(fd);
		return;
	}
	zval argument;
	php_stream_to_zval(stream, &argument);
	zend_call_known_function(import, NULL, NULL, result, 1, &argument, NULL);
	zval_ptr_dtor(&argument);
}

/* A Socket on a descriptor, by way of a stream that owns it. Nothing when ext-sockets is not there. */
int swirl_to_socket(int fd, zval *result)
{
	PROTECTED(import_socket(fd, result));
}

/* Closes a stream, whoever else holds it; one that is closed already stays so. */
int swirl_close_stream(zval *value)
{
	php_stream *stream;
	PROTECTED(
		/* A closed one has no type any more, and asking for it would be an error of the script's. */
		if (Z_RES_TYPE_P(value) >= 0 && (php_stream_from_zval_no_verify(stream, value))) {
			php_stream_free(stream, PHP_STREAM_FREE_KEEP_RSRC | PHP_STREAM_FREE_CLOSE
				| (stream->is_persistent ? PHP_STREAM_FREE_CLOSE_PERSISTENT : 0));
		}
	);
}
