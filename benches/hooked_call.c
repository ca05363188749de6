/*
 * What a hooked call costs outside of coroutines: calls through this object's import slots, which the extension hooks, beside
 * calls through plain pointers. All are calls that libc refuses without asking the kernel, so that little else is measured.
 * Loaded by benches/hooked_call.
 */
#define _GNU_SOURCE

#include "php.h"
#include <dlfcn.h>
#include <netdb.h>
#include <pthread.h>
#include <sys/socket.h>
#include <time.h>

enum { CALLS = 500000, ROUNDS = 20 };

static double now(void)
{
	struct timespec time;
	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
	return time.tv_sec * 1e9 + time.tv_nsec;
}

/* The fastest of some rounds, alternating, of each way. */
#define MEASURE(name, ...) do { \
	__typeof__(&name) volatile place = (__typeof__(&name)) dlsym(RTLD_DEFAULT, #name); \
	double plain = 1e9, hooked = 1e9; \
	for (int round = 0; round < ROUNDS; round++) { \
		double start = now(); \
		for (int i = 0; i < CALLS; i++) { place(__VA_ARGS__); } \
		double middle = now(); \
		for (int i = 0; i < CALLS; i++) { name(__VA_ARGS__); __asm__ volatile("" ::: "memory"); } \
		double end = now(); \
		plain = MIN(plain, (middle - start) / CALLS); \
		hooked = MIN(hooked, (end - middle) / CALLS); \
	} \
	php_printf("%-12s plain %5.2f ns  hooked %5.2f ns  more %+5.2f ns\n", #name, plain, hooked, hooked - plain); \
} while (0)

PHP_FUNCTION(hooked_calls)
{
	MEASURE(getnameinfo, NULL, 0, NULL, 0, NULL, 0, 0);
	MEASURE(getaddrinfo, NULL, NULL, NULL, NULL);
	MEASURE(pthread_join, pthread_self(), NULL);
}

ZEND_BEGIN_ARG_INFO(arguments, 0)
ZEND_END_ARG_INFO()

static const zend_function_entry functions[] = { PHP_FE(hooked_calls, arguments) PHP_FE_END };

zend_module_entry hooked_call_module_entry = {
	STANDARD_MODULE_HEADER, "hooked_call", functions, NULL, NULL, NULL, NULL, NULL, "1", STANDARD_MODULE_PROPERTIES
};

ZEND_GET_MODULE(hooked_call)

