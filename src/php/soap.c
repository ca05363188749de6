/* ext/soap keeps what a call is about in globals for as long as the call takes: the encoding, the class map, the description
 * of the service, and the object that hears of errors. At its end it puts back what it found at its beginning. Where a second
 * call begins before the first ends, each would use the other's, and leave behind what is freed by then.
 *
 * So a coroutine that parks inside a call takes the globals with it, and leaves them as they are outside of any call. */

#include "shim.h"

/* How many calls of SOAP the running code is inside of. */
unsigned swirl_soap_depth;

static struct {
	void *globals;
	size_t size;
	/* The globals as they were before the outermost call. */
	void *outside;
} soap;

struct taken {
	unsigned depth;
	char globals[];
};

void *swirl_soap_take(void)
{
	struct taken *taken = emalloc(sizeof(*taken) + soap.size);
	taken->depth = swirl_soap_depth;
	memcpy(taken->globals, soap.globals, soap.size);
	swirl_soap_forget();
	return taken;
}

void swirl_soap_put_back(void *what)
{
	struct taken *taken = what;
	swirl_soap_depth = taken->depth;
	memcpy(soap.globals, taken->globals, soap.size);
	efree(taken);
}

/* For a call that will not return: a fatal error has ended it. */
void swirl_soap_forget(void)
{
	if (swirl_soap_depth) {
		swirl_soap_depth = 0;
		memcpy(soap.globals, soap.outside, soap.size);
	}
}

static void enter(void)
{
	if (swirl_soap_depth++ == 0) {
		memcpy(soap.outside, soap.globals, soap.size);
	}
}

#define CALL(name) \
	static zif_handler original_##name; \
	static ZEND_NAMED_FUNCTION(name) \
	{ \
		enter(); \
		original_##name(INTERNAL_FUNCTION_PARAM_PASSTHRU); \
		swirl_soap_depth--; \
	}

CALL(client_construct)
CALL(client_call)
CALL(client_soap_call)
CALL(server_construct)
CALL(server_handle)

void swirl_install_soap(void)
{
	static const struct {
		const char *class, *method;
		zif_handler *original;
		zif_handler replacement;
	} all[] = {
		{"soapclient", "__construct", &original_client_construct, client_construct},
		{"soapclient", "__call", &original_client_call, client_call},
		{"soapclient", "__soapcall", &original_client_soap_call, client_soap_call},
		{"soapserver", "__construct", &original_server_construct, server_construct},
		{"soapserver", "handle", &original_server_handle, server_handle},
	};
	zend_module_entry *module = zend_hash_str_find_ptr(&module_registry, ZEND_STRL("soap"));
	if (!module || !module->globals_size || soap.outside) {
		return;
	}
	soap.globals = module->globals_ptr;
	soap.size = module->globals_size;
	soap.outside = pemalloc(soap.size, true);
	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
		zend_class_entry *class = zend_hash_str_find_ptr(CG(class_table), all[i].class, strlen(all[i].class));
		zend_function *method = class ? zend_hash_str_find_ptr(&class->function_table, all[i].method, strlen(all[i].method)) : NULL;
		if (method && method->type == ZEND_INTERNAL_FUNCTION) {
			*all[i].original = method->internal_function.handler;
			method->internal_function.handler = all[i].replacement;
		}
	}
}
