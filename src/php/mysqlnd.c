/* A MySQL connection that two coroutines use at once. mysqlnd's own state would stop the second one before any call of
 * the C library does, with a message about commands out of sync; the error that names both comes first. */

#include "shim.h"
#include "php_network.h"

#if defined(__has_include)
#if __has_include("ext/mysqlnd/mysqlnd.h")
#define HAVE_MYSQLND_HEADERS 1
#endif
#endif

#ifdef HAVE_MYSQLND_HEADERS

#include <dlfcn.h>
#include "ext/mysqlnd/mysqlnd.h"
#include "ext/mysqlnd/mysqlnd_structs.h"
#include "ext/mysqlnd/mysqlnd_ext_plugin.h"

/* Rust's side: reports it when another coroutine waits to read from the descriptor. */
void swirl_descriptor_is_used(int fd);

static func_mysqlnd_protocol_payload_decoder_factory__send_command original_send_command;

static void check(MYSQLND_CONN_DATA *conn)
{
	php_stream *stream = conn && conn->vio ? conn->vio->data->m.get_stream(conn->vio) : NULL;
	php_socket_t fd = -1;
	if (stream && php_stream_cast(stream, PHP_STREAM_AS_FD_FOR_SELECT | PHP_STREAM_CAST_INTERNAL, (void **) &fd, 0) == SUCCESS) {
		swirl_descriptor_is_used(fd);
	}
}

static enum_func_status send_command(MYSQLND_PROTOCOL_PAYLOAD_DECODER_FACTORY *factory, const enum php_mysqlnd_server_command command, const unsigned char *const arg, const size_t arg_len, const bool silent, MYSQLND_CONNECTION_STATE *state, MYSQLND_ERROR_INFO *error_info, MYSQLND_UPSERT_STATUS *upsert_status, MYSQLND_STATS *stats, func_mysqlnd_conn_data__send_close send_close, void *send_close_ctx)
{
	if (state->m->get(state) != CONN_READY) {
		check(factory->conn);
		if (EG(exception)) {
			return FAIL;
		}
	}
	return original_send_command(factory, command, arg, arg_len, silent, state, error_info, upsert_status, stats, send_close, send_close_ctx);
}

void swirl_install_mysqlnd_guard(void)
{
	struct st_mysqlnd_plugin_methods_xetters *plugin = dlsym(RTLD_DEFAULT, "mysqlnd_plugin_methods_xetters");
	if (!plugin) {
		return;
	}
	MYSQLND_CLASS_METHODS_TYPE(mysqlnd_protocol_payload_decoder_factory) methods = *plugin->protocol.get();
	original_send_command = methods.send_command;
	methods.send_command = send_command;
	plugin->protocol.set(&methods);
}

#else

void swirl_install_mysqlnd_guard(void) {}

#endif
