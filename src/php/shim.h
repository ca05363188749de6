/* What Rust and the generated api.c see of the C beside. Rust's view of it is src/php/ffi.rs. */
#ifndef SWIRL_SHIM_H
#define SWIRL_SHIM_H

#include "php.h"
#include "php_ini.h"
#include "SAPI.h"
#include "php_syslog.h"
#include "ext/standard/basic_functions.h"
#include "ext/standard/info.h"
#include "ext/spl/spl_array.h"
#include "ext/spl/spl_exceptions.h"
#include "main/php_output.h"
#include "zend_exceptions.h"
#include "zend_interfaces.h"
#include "zend_builtin_functions.h"
#include "zend_closures.h"
#include "zend_fibers.h"
#include "zend_generators.h"
#include "zend_observer.h"
#include "zend_smart_str.h"
#include "zend_vm.h"

/* Outcome of a call into PHP. */
enum { SWIRL_DONE = 0, SWIRL_THREW = 1, SWIRL_BAILED = 2 };

/* Runs a statement that may call PHP code; a bailout ends here and is told to the caller. */
#define PROTECTED(statement) \
	do { \
		int outcome = SWIRL_DONE; \
		zend_try { \
			statement; \
		} zend_catch { \
			outcome = SWIRL_BAILED; \
		} zend_end_try(); \
		return outcome == SWIRL_DONE && EG(exception) ? SWIRL_THREW : outcome; \
	} while (0)

/* A function of PHP that another one stands in for, which may call the original. */
struct swirl_replacement {
	const char *name;
	zif_handler *original;
	zif_handler replacement;
};

/* Puts a replacement in its place, if there is such a function. */
void swirl_replace_function(const char *name, zif_handler *original, zif_handler replacement);
void swirl_replace_functions(const struct swirl_replacement *all, size_t count);

/* The part of the Zend VM that belongs to one coroutine; see vm.c. */
typedef struct swirl_vm swirl_vm;

#endif
