/* The names "async.tcp", "async.file" and so on: for Swoole what waits in coroutines whatever is hooked, here another name of
 * what they name, whose waits are hooked as ever. */

#include "shim.h"

/* Rust's side: src/php/hooks.rs. */
void swirl_file_is_async(int fd);

#define ASYNC "async."
#define ASYNC_FILE ASYNC "file"

enum { ASYNC_LENGTH = sizeof(ASYNC) - 1 };

static php_stream *open_transport(const char *name, size_t length, const char *resource, size_t resource_length,
	const char *persistent_id, int options, int flags, struct timeval *timeout, php_stream_context *context STREAMS_DC)
{
	name += ASYNC_LENGTH;
	length -= ASYNC_LENGTH;
	php_stream_transport_factory factory = zend_hash_str_find_ptr(php_stream_xport_get_hash(), name, length);
	return factory ? factory(name, length, resource, resource_length, persistent_id, options, flags, timeout, context STREAMS_REL_CC) : NULL;
}

/* ---- files: each call is the plain wrapper's, with the path alone ---- */

#define PLAIN (&php_plain_files_wrapper)

static const char *path_of(const char *url)
{
	return strncasecmp(url, ZEND_STRL(ASYNC_FILE "://")) == 0 ? url + sizeof(ASYNC_FILE "://") - 1 : url;
}

static php_stream *open_file(php_stream_wrapper *wrapper, const char *url, const char *mode, int options, zend_string **opened, php_stream_context *context STREAMS_DC)
{
	php_stream *stream = PLAIN->wops->stream_opener(PLAIN, path_of(url), mode, options, opened, context STREAMS_REL_CC);
	int fd;
	if (stream && php_stream_cast(stream, PHP_STREAM_AS_FD | PHP_STREAM_CAST_INTERNAL, (void **) &fd, 0) == SUCCESS) {
		swirl_file_is_async(fd);
	}
	return stream;
}

static php_stream *open_folder(php_stream_wrapper *wrapper, const char *url, const char *mode, int options, zend_string **opened, php_stream_context *context STREAMS_DC)
{
	return PLAIN->wops->dir_opener(PLAIN, path_of(url), mode, options, opened, context STREAMS_REL_CC);
}

static int stat_file(php_stream_wrapper *wrapper, const char *url, int flags, php_stream_statbuf *status, php_stream_context *context)
{
	return PLAIN->wops->url_stat(PLAIN, path_of(url), flags, status, context);
}

static int remove_file(php_stream_wrapper *wrapper, const char *url, int options, php_stream_context *context)
{
	return PLAIN->wops->unlink(PLAIN, path_of(url), options, context);
}

static int rename_file(php_stream_wrapper *wrapper, const char *from, const char *to, int options, php_stream_context *context)
{
	return PLAIN->wops->rename(PLAIN, path_of(from), path_of(to), options, context);
}

static int make_folder(php_stream_wrapper *wrapper, const char *url, int mode, int options, php_stream_context *context)
{
	return PLAIN->wops->stream_mkdir(PLAIN, path_of(url), mode, options, context);
}

static int remove_folder(php_stream_wrapper *wrapper, const char *url, int options, php_stream_context *context)
{
	return PLAIN->wops->stream_rmdir(PLAIN, path_of(url), options, context);
}

static int set_metadata(php_stream_wrapper *wrapper, const char *url, int option, void *value, php_stream_context *context)
{
	return PLAIN->wops->stream_metadata(PLAIN, path_of(url), option, value, context);
}

static const php_stream_wrapper_ops file_operations = {
	.stream_opener = open_file,
	.url_stat = stat_file,
	.dir_opener = open_folder,
	.label = ASYNC_FILE,
	.unlink = remove_file,
	.rename = rename_file,
	.stream_mkdir = make_folder,
	.stream_rmdir = remove_folder,
	.stream_metadata = set_metadata,
};

static php_stream_wrapper files = { .wops = &file_operations };

void swirl_install_streams(void)
{
	static const char *const transports[] = { "tcp", "udp", "unix", "udg", "ssl", "tls" };
	for (size_t i = 0; i < sizeof(transports) / sizeof(*transports); i++) {
		if (zend_hash_str_exists(php_stream_xport_get_hash(), transports[i], strlen(transports[i]))) {
			char name[16];
			snprintf(name, sizeof(name), ASYNC "%s", transports[i]);
			php_stream_xport_register(name, open_transport);
		}
	}
	php_register_url_stream_wrapper(ASYNC_FILE, &files);
}
