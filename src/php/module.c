/* The module entry, its settings, and phpinfo(). Rust does the work: src/php/module.rs. */

#define _GNU_SOURCE
#include <dlfcn.h>

#include "shim.h"

int swirl_startup(int module_number);
void swirl_shutdown(void);
int swirl_request_startup(void);
int swirl_request_shutdown(void);
void swirl_info(void);
void swirl_info_swoole(void);
int swirl_alias_number(void);

#define SWOOLE_VERSION "6.2.2"

static PHP_INI_MH(take_setting);

/* A value of "1" or "0" for switches, plain numbers for the rest; read by name through zend_ini_long. */
static const zend_ini_entry_def swoole_settings[] = {
	PHP_INI_ENTRY("swoole.enable_library", "On", PHP_INI_ALL, NULL)
	PHP_INI_ENTRY("swoole.enable_fiber_mock", "Off", PHP_INI_ALL, NULL)
	PHP_INI_ENTRY("swoole.enable_preemptive_scheduler", "Off", PHP_INI_ALL, take_setting)
	PHP_INI_ENTRY("swoole.display_errors", "On", PHP_INI_ALL, NULL)
	PHP_INI_ENTRY("swoole.use_shortname", "On", PHP_INI_SYSTEM, NULL)
	PHP_INI_ENTRY("swoole.socket_buffer_size", "8388608", PHP_INI_ALL, NULL)
	PHP_INI_ENTRY("swoole.blocking_detection", "Off", PHP_INI_SYSTEM, NULL)
	PHP_INI_ENTRY("swoole.blocking_threshold", "100000", PHP_INI_SYSTEM, NULL)
	PHP_INI_ENTRY("swoole.profile", "Off", PHP_INI_SYSTEM, NULL)
	PHP_INI_ENTRY("swoole.leak_detection", "Off", PHP_INI_SYSTEM, NULL)
	PHP_INI_END()

PHP_INI_BEGIN()
	PHP_INI_ENTRY("swirl.stack_size", "2097152", PHP_INI_ALL, take_setting)
	PHP_INI_ENTRY("swirl.hooks", "On", PHP_INI_SYSTEM, NULL)
PHP_INI_END()

void swirl_setting_changed(const char *name, zend_long value, bool is_true);

static PHP_INI_MH(take_setting)
{
	zend_long number = new_value ? ZEND_STRTOL(ZSTR_VAL(new_value), NULL, 10) : 0;
	swirl_setting_changed(ZSTR_VAL(entry->name), number, new_value && zend_ini_parse_bool(new_value));
	return SUCCESS;
}

bool swirl_ini_bool(const char *name, size_t length) { return zend_ini_long(name, length, 0) || ({ const char *text = zend_ini_string(name, length, 0); text && (!strcasecmp(text, "on") || !strcasecmp(text, "yes") || !strcasecmp(text, "true")); }); }
/* A new string; empty when there is no such setting. */
void swirl_ini_text(const char *name, size_t length, zval *result)
{
	const char *text = zend_ini_string(name, length, 0);
	ZVAL_STRING(result, text ? text : "");
}
zend_long swirl_ini_long(const char *name, size_t length) { return zend_ini_long(name, length, 0); }

/* The real Swoole was there first. */
static bool refused;

static PHP_MINIT_FUNCTION(swirl)
{
	(void) type;
#ifdef ZTS
	ZEND_TSRMLS_CACHE_UPDATE();
#endif
	if (refused) {
		zend_error(E_CORE_ERROR, "swirl answers for the swoole extension and cannot be loaded together with it: remove one of the two \"extension=\" lines");
		return FAILURE;
	}
	REGISTER_INI_ENTRIES();
	/* ini_get_all('swoole') asks for what belongs to that name. */
	zend_register_ini_entries(swoole_settings, swirl_alias_number());
	return swirl_startup(module_number) == 0 ? SUCCESS : FAILURE;
}

static PHP_MSHUTDOWN_FUNCTION(swirl)
{
	(void) type;
	swirl_shutdown();
	zend_unregister_ini_entries(swirl_alias_number());
	UNREGISTER_INI_ENTRIES();
	return SUCCESS;
}

static PHP_RINIT_FUNCTION(swirl)
{
	(void) type;
	(void) module_number;
#ifdef ZTS
	ZEND_TSRMLS_CACHE_UPDATE();
#endif
	return swirl_request_startup() == 0 ? SUCCESS : FAILURE;
}

static PHP_RSHUTDOWN_FUNCTION(swirl)
{
	(void) type;
	(void) module_number;
	return swirl_request_shutdown() == 0 ? SUCCESS : FAILURE;
}

void swirl_register_bool(const char *name, bool value, int module_number) { zend_register_bool_constant(name, strlen(name), value, CONST_PERSISTENT, module_number); }

void swirl_info_row(const char *name, const char *value) { php_info_print_table_row(2, name, value); }

static PHP_MINFO_FUNCTION(swirl)
{
	php_info_print_table_start();
	swirl_info();
	php_info_print_table_end();
	display_ini_entries(zend_module);
}

/* What is shown under the other name: its settings, and the versions of libraries that scripts ask for. */
static PHP_MINFO_FUNCTION(swoole)
{
	php_info_print_table_start();
	php_info_print_table_row(2, "Swoole API", SWOOLE_VERSION ", by Swirl");
	swirl_info_swoole();
	int (*libpq_version)(void) = (int (*)(void)) dlsym(RTLD_DEFAULT, "PQlibVersion");
	if (libpq_version) {
		char version[32];
		snprintf(version, sizeof(version), "%d.%d", libpq_version() / 10000, libpq_version() % 10000);
		php_info_print_table_row(2, "postgresql(libpq) version", version);
	}
	php_info_print_table_end();
	display_ini_entries(zend_module);
}

extern const zend_function_entry swirl_functions[];

/* Hooks and stacks outlive requests: the library stays in memory when PHP unloads modules. */
static const zend_module_dep dependencies[] = {
	ZEND_MOD_REQUIRED("spl")
	ZEND_MOD_REQUIRED("standard")
	ZEND_MOD_OPTIONAL("sockets")
	ZEND_MOD_OPTIONAL("curl")
	ZEND_MOD_OPTIONAL("mysqlnd")
	ZEND_MOD_OPTIONAL("pdo")
	ZEND_MOD_OPTIONAL("redis")
	ZEND_MOD_OPTIONAL("amqp")
	ZEND_MOD_OPTIONAL("ftp")
	ZEND_MOD_OPTIONAL("memcached")
	ZEND_MOD_OPTIONAL("mysqli")
	ZEND_MOD_OPTIONAL("pgsql")
	ZEND_MOD_OPTIONAL("ssh2")
	ZEND_MOD_END
};

static zend_module_entry module = {
	STANDARD_MODULE_HEADER_EX,
	NULL,
	dependencies,
	"swirl",
	swirl_functions,
	PHP_MINIT(swirl),
	PHP_MSHUTDOWN(swirl),
	PHP_RINIT(swirl),
	PHP_RSHUTDOWN(swirl),
	PHP_MINFO(swirl),
	SWIRL_VERSION,
	STANDARD_MODULE_PROPERTIES
};

/* extension_loaded('swoole'), phpversion('swoole') and composer's ext-swoole look for an entry of this name. */
static zend_module_entry alias = {
	STANDARD_MODULE_HEADER,
	"swoole",
	NULL, NULL, NULL, NULL, NULL,
	PHP_MINFO(swoole),
	SWOOLE_VERSION,
	STANDARD_MODULE_PROPERTIES
};

#ifdef ZTS
ZEND_TSRMLS_CACHE_DEFINE()
#endif

/* Called when the library is loaded, before any module starts: a real Swoole that comes later finds its name taken, and
 * PHP says so in one line; one that was first keeps its functions, and we refuse to start. */
zend_module_entry *swirl_module(void)
{
	if (zend_hash_str_exists(&module_registry, ZEND_STRL("swoole"))) {
		refused = true;
		module.functions = NULL;
		return &module;
	}
	alias.type = MODULE_PERSISTENT;
	alias.module_number = zend_next_free_module();
	zend_hash_str_add_mem(&module_registry, ZEND_STRL("swoole"), &alias, sizeof(alias));
	return &module;
}

int swirl_alias_number(void) { return alias.module_number; }

/* Reflection and get_extension_funcs() ask for what belongs to "swoole". */
void swirl_give_to_alias(void)
{
	zend_module_entry *ours = zend_hash_str_find_ptr(&module_registry, ZEND_STRL("swirl"));
	zend_module_entry *theirs = zend_hash_str_find_ptr(&module_registry, ZEND_STRL("swoole"));
	zend_function *function;
	ZEND_HASH_FOREACH_PTR(CG(function_table), function) {
		if (function->type == ZEND_INTERNAL_FUNCTION && function->internal_function.module == ours) {
			function->internal_function.module = theirs;
		}
	} ZEND_HASH_FOREACH_END();
	zend_class_entry *ce;
	ZEND_HASH_FOREACH_PTR(CG(class_table), ce) {
		if (ce->type == ZEND_INTERNAL_CLASS && ce->info.internal.module == ours) {
			ce->info.internal.module = theirs;
		}
	} ZEND_HASH_FOREACH_END();
}
