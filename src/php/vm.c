/* The Zend VM's state that belongs to one coroutine, and its exchange at a switch.
 *
 * Hot fields are exchanged at every switch. Cold ones hold something only in rare moments (inside usort, inside
 * serialize, with an output buffer open ...): one test finds out, and then they are kept in a block of their own while
 * the coroutine is parked, and the engine's are made neutral. So between two coroutines the cold state is always neutral.
 *
 * Never exchanged: the compiler's and the scanner's globals. Nobody parks inside zend_compile_file or the cycle
 * collector (guards.c). */

#include "shim.h"

/* Bigger than any frame that a page should hold, and a power of two, as zend_vm_stack_extend wants it. */
#define SWIRL_VM_PAGE_SIZE 8192

#if PHP_VERSION_ID < 80400
# define SWIRL_FIBER_BLOCK_COUNTER 1
#endif

enum { SWIRL_VM_COLD = 1, SWIRL_VM_SILENCED = 2, SWIRL_VM_IN_ERROR_HANDLER = 4, SWIRL_VM_CONTEXT = 8 };

struct swirl_cold {
	zend_object *exception, *prev_exception;
	const zend_op *opline_before_exception;
	zend_class_entry *exception_class, *fake_scope;
	int error_handling;
	zend_fcall_info compare_fci;
	zend_fcall_info_cache compare_fcc;
	unsigned serialize_lock;
	struct { void *data; unsigned level; } serialize, unserialize;
	uint32_t fiber_blocks;
	php_output_handler *running;
	int output_flags;
	int handler_count;
	php_output_handler **handlers;
	bool record_errors;
	uint32_t num_errors;
	zend_error_info **errors;
};

struct swirl_vm {
	zval *vm_stack_top, *vm_stack_end;
	zend_vm_stack vm_stack;
	size_t vm_stack_page_size;
	zend_execute_data *current_execute_data;
	JMP_BUF *bailout;
	zend_fiber *active_fiber;
	zend_fiber_context *current_fiber_context;
#ifdef ZEND_CHECK_STACK_LIMIT
	void *stack_base, *stack_limit;
#endif
	uint32_t jit_trace_num;
	int silenced_error_reporting;
	uint32_t flags;
	/* Which error handler was published for the others; see publish_error_handler. */
	void *published;
	struct swirl_cold *cold;
	/* What the coroutine begins with; for its first switch. */
	zend_function *function;
	zend_fiber_context context;
};

/* The base frame of every coroutine: an internal function without a name, as the engine's own fibers have. */
static zend_function base_function = { ZEND_INTERNAL_FUNCTION };

/* One per thread. */
ZEND_TLS struct {
	/* error_reporting of whoever is not inside `@`. */
	int error_reporting;
	/* Output handlers below this level belong to the caller of Co\run. */
	int output_base;
	/* The user's error handler, also while PHP has unset it because it runs. */
	zval error_handler;
	char kind;
} shared;

size_t swirl_vm_size(void) { return sizeof(swirl_vm); }

/* ---- cold state ---- */

static int configured_error_reporting(void)
{
	zend_ini_entry *entry = EG(error_reporting_ini_entry);
	if (!entry) {
		entry = zend_hash_find_ptr(EG(ini_directives), ZSTR_KNOWN(ZEND_STR_ERROR_REPORTING));
	}
	return entry && entry->value ? (int) ZEND_STRTOL(ZSTR_VAL(entry->value), NULL, 10) : E_ALL;
}

/* `@` changes the value only, error_reporting() the setting, too. */
static zend_never_inline void save_changed_error_reporting(swirl_vm *vm)
{
	if (EG(error_reporting) == configured_error_reporting()) {
		shared.error_reporting = EG(error_reporting);
		return;
	}
	vm->silenced_error_reporting = EG(error_reporting);
	vm->flags |= SWIRL_VM_SILENCED;
	EG(error_reporting) = shared.error_reporting;
}

static zend_always_inline void save_error_reporting(swirl_vm *vm)
{
	if (UNEXPECTED(EG(error_reporting) != shared.error_reporting)) {
		save_changed_error_reporting(vm);
	}
}

static zend_always_inline bool in_error_handler(void)
{
	return UNEXPECTED(Z_TYPE(shared.error_handler) != IS_UNDEF) && Z_TYPE(EG(user_error_handler)) == IS_UNDEF;
}

/* While the handler runs PHP unsets it. Others must have it while the coroutine is parked inside. */
static zend_never_inline ZEND_COLD void publish_error_handler(swirl_vm *vm)
{
	ZVAL_COPY(&EG(user_error_handler), &shared.error_handler);
	vm->published = Z_PTR(shared.error_handler);
	vm->flags |= SWIRL_VM_IN_ERROR_HANDLER;
}

static zend_never_inline ZEND_COLD void unpublish_error_handler(swirl_vm *vm)
{
	vm->flags &= ~SWIRL_VM_IN_ERROR_HANDLER;
	/* Unless another one has been set meanwhile, which then stays. */
	if (Z_TYPE(EG(user_error_handler)) != IS_UNDEF && Z_PTR(EG(user_error_handler)) == vm->published) {
		zval published;
		ZVAL_COPY_VALUE(&published, &EG(user_error_handler));
		ZVAL_UNDEF(&EG(user_error_handler));
		zval_ptr_dtor(&published);
	}
}

static zend_always_inline bool fiber_blocked(void)
{
#ifdef SWIRL_FIBER_BLOCK_COUNTER
	return zend_fiber_switch_blocked();
#else
	return false;
#endif
}

static zend_always_inline bool is_unusual(void)
{
	/* One branch for all: each is zero nearly always. */
	uintptr_t any = (uintptr_t) EG(exception) | (uintptr_t) EG(prev_exception) | (uintptr_t) EG(fake_scope)
		| (uintptr_t) EG(error_handling) | BG(user_compare_fci).size | BG(serialize_lock) | BG(serialize).level
		| BG(unserialize).level | (uintptr_t) OG(running) | EG(record_errors)
		| (uintptr_t) (OG(handlers).top ^ shared.output_base);
	return any || fiber_blocked();
}

static void save_output(struct swirl_cold *cold)
{
	cold->running = OG(running);
	cold->output_flags = OG(flags);
	OG(running) = NULL;
	cold->handler_count = OG(handlers).top - shared.output_base;
	if (cold->handler_count <= 0) {
		cold->handler_count = 0;
		return;
	}
	cold->handlers = safe_emalloc(cold->handler_count, sizeof(*cold->handlers), 0);
	for (int i = cold->handler_count; i-- > 0;) {
		cold->handlers[i] = *(php_output_handler **) zend_stack_top(&OG(handlers));
		zend_stack_del_top(&OG(handlers));
	}
	php_output_handler **below = zend_stack_top(&OG(handlers));
	OG(active) = below ? *below : NULL;
}

static void restore_output(struct swirl_cold *cold)
{
	for (int i = 0; i < cold->handler_count; i++) {
		php_output_handler *handler = cold->handlers[i];
		handler->level = zend_stack_push(&OG(handlers), &handler) - 1;
		OG(active) = handler;
	}
	if (cold->handler_count) {
		efree(cold->handlers);
	}
	OG(running) = cold->running;
	if (cold->handler_count || cold->running) {
		OG(flags) = cold->output_flags;
	}
}

static zend_never_inline ZEND_COLD void save_cold(swirl_vm *vm)
{
	struct swirl_cold *cold = vm->cold = ecalloc(1, sizeof(*cold));
	vm->flags |= SWIRL_VM_COLD;
	cold->exception = EG(exception);
	cold->prev_exception = EG(prev_exception);
	cold->opline_before_exception = EG(opline_before_exception);
	cold->exception_class = EG(exception_class);
	cold->fake_scope = EG(fake_scope);
	cold->error_handling = EG(error_handling);
	EG(exception) = EG(prev_exception) = NULL;
	EG(exception_class) = EG(fake_scope) = NULL;
	EG(error_handling) = EH_NORMAL;
	cold->compare_fci = BG(user_compare_fci);
	cold->compare_fcc = BG(user_compare_fci_cache);
	memset(&BG(user_compare_fci), 0, sizeof(BG(user_compare_fci)));
	memset(&BG(user_compare_fci_cache), 0, sizeof(BG(user_compare_fci_cache)));
	cold->serialize_lock = BG(serialize_lock);
	BG(serialize_lock) = 0;
	memcpy(&cold->serialize, &BG(serialize), sizeof(BG(serialize)));
	memset(&BG(serialize), 0, sizeof(BG(serialize)));
	memcpy(&cold->unserialize, &BG(unserialize), sizeof(BG(unserialize)));
	memset(&BG(unserialize), 0, sizeof(BG(unserialize)));
	cold->record_errors = EG(record_errors);
	cold->num_errors = EG(num_errors);
	cold->errors = EG(errors);
	EG(record_errors) = false;
	EG(num_errors) = 0;
	EG(errors) = NULL;
#ifdef SWIRL_FIBER_BLOCK_COUNTER
	while (zend_fiber_switch_blocked()) {
		cold->fiber_blocks++;
		zend_fiber_switch_unblock();
	}
#endif
	save_output(cold);
}

static zend_never_inline ZEND_COLD void restore_cold(swirl_vm *vm)
{
	struct swirl_cold *cold = vm->cold;
	vm->flags &= ~SWIRL_VM_COLD;
	vm->cold = NULL;
	EG(exception) = cold->exception;
	EG(prev_exception) = cold->prev_exception;
	EG(opline_before_exception) = cold->opline_before_exception;
	EG(exception_class) = cold->exception_class;
	EG(fake_scope) = cold->fake_scope;
	EG(error_handling) = cold->error_handling;
	BG(user_compare_fci) = cold->compare_fci;
	BG(user_compare_fci_cache) = cold->compare_fcc;
	BG(serialize_lock) = cold->serialize_lock;
	memcpy(&BG(serialize), &cold->serialize, sizeof(BG(serialize)));
	memcpy(&BG(unserialize), &cold->unserialize, sizeof(BG(unserialize)));
	EG(record_errors) = cold->record_errors;
	EG(num_errors) = cold->num_errors;
	EG(errors) = cold->errors;
#ifdef SWIRL_FIBER_BLOCK_COUNTER
	while (cold->fiber_blocks--) {
		zend_fiber_switch_block();
	}
#endif
	restore_output(cold);
	efree(cold);
}

/* ---- hot state ---- */

static zend_always_inline void save(swirl_vm *vm)
{
	vm->vm_stack_top = EG(vm_stack_top);
	vm->vm_stack_end = EG(vm_stack_end);
	vm->vm_stack = EG(vm_stack);
	vm->vm_stack_page_size = EG(vm_stack_page_size);
	vm->current_execute_data = EG(current_execute_data);
	vm->bailout = EG(bailout);
	vm->active_fiber = EG(active_fiber);
	vm->current_fiber_context = EG(current_fiber_context);
#ifdef ZEND_CHECK_STACK_LIMIT
	vm->stack_base = EG(stack_base);
	vm->stack_limit = EG(stack_limit);
#endif
	vm->jit_trace_num = EG(jit_trace_num);
	save_error_reporting(vm);
	if (in_error_handler()) {
		publish_error_handler(vm);
	}
	if (UNEXPECTED(is_unusual())) {
		save_cold(vm);
	}
}

static zend_always_inline void restore(swirl_vm *vm)
{
	EG(vm_stack_top) = vm->vm_stack_top;
	EG(vm_stack_end) = vm->vm_stack_end;
	EG(vm_stack) = vm->vm_stack;
	EG(vm_stack_page_size) = vm->vm_stack_page_size;
	EG(current_execute_data) = vm->current_execute_data;
	EG(bailout) = vm->bailout;
	EG(active_fiber) = vm->active_fiber;
	EG(current_fiber_context) = vm->current_fiber_context;
#ifdef ZEND_CHECK_STACK_LIMIT
	EG(stack_base) = vm->stack_base;
	EG(stack_limit) = vm->stack_limit;
#endif
	EG(jit_trace_num) = vm->jit_trace_num;
	if (UNEXPECTED(vm->flags & SWIRL_VM_SILENCED)) {
		EG(error_reporting) = vm->silenced_error_reporting;
		vm->flags &= ~SWIRL_VM_SILENCED;
	}
	if (UNEXPECTED(vm->flags & SWIRL_VM_IN_ERROR_HANDLER)) {
		unpublish_error_handler(vm);
	}
	if (UNEXPECTED(vm->flags & SWIRL_VM_COLD)) {
		restore_cold(vm);
	}
}

/* At the first switch Xdebug asks for the file of the running code. Where PHP runs none, as in the loop at the script's
 * end, it would read from nowhere: so the frame is that of the function which is about to run. */
static zend_never_inline ZEND_COLD void notify_first(swirl_vm *to, zend_fiber_context *from_context, zend_fiber_context *to_context)
{
	zend_execute_data *current = EG(current_execute_data), frame;
	if (to->function && ZEND_USER_CODE(to->function->type)) {
		memset(&frame, 0, sizeof(frame));
		frame.func = to->function;
		frame.opline = to->function->op_array.opcodes;
		EG(current_execute_data) = &frame;
	}
	if (zend_get_executed_filename_ex()) {
		zend_observer_fiber_switch_notify(from_context, to_context);
	}
	EG(current_execute_data) = current;
}

/* Observers (Xdebug, profilers) see a coroutine as a fiber. The status of foreign contexts is not ours to write. */
static zend_always_inline void notify(swirl_vm *to, zend_fiber_status leaving)
{
	zend_fiber_context *from_context = EG(current_fiber_context), *to_context = to->current_fiber_context;
	if (from_context->kind == &shared.kind) {
		from_context->status = leaving;
	}
	/* A new context is shown as INIT once: that is how observers know the first switch. */
	if (EXPECTED(to_context->status != ZEND_FIBER_STATUS_INIT) || to_context->kind != &shared.kind) {
		zend_observer_fiber_switch_notify(from_context, to_context);
	} else {
		notify_first(to, from_context, to_context);
	}
	if (to_context->kind == &shared.kind) {
		to_context->status = ZEND_FIBER_STATUS_RUNNING;
	}
}

void swirl_vm_switch(swirl_vm *from, swirl_vm *to)
{
	notify(to, ZEND_FIBER_STATUS_SUSPENDED);
	save(from);
	restore(to);
}

/* The thread's own stack is about to go into a coroutine: its output buffers stay in place. */
void swirl_vm_leave_root(void) { shared.output_base = OG(handlers).top; }

/* ---- life ---- */

void swirl_vm_init(swirl_vm *vm, zend_function *function, void *area, size_t area_size, void *stack_base, void *stack_low)
{
	zend_vm_stack page = area;
	page->top = ZEND_VM_STACK_ELEMENTS(page);
	page->end = (zval *) ((char *) area + area_size);
	page->prev = NULL;

	zend_execute_data *base = (zend_execute_data *) page->top;
	memset(base, 0, sizeof(*base));
	base->func = &base_function;

	memset(vm, 0, offsetof(swirl_vm, context));
	vm->function = function;
	vm->vm_stack = page;
	vm->vm_stack_top = page->top + ZEND_CALL_FRAME_SLOT;
	vm->vm_stack_end = page->end;
	vm->vm_stack_page_size = SWIRL_VM_PAGE_SIZE;
	vm->current_execute_data = base;
#ifdef ZEND_CHECK_STACK_LIMIT
	vm->stack_base = stack_base;
	vm->stack_limit = (char *) stack_low + EG(reserved_stack_size);
#else
	(void) stack_base;
	(void) stack_low;
#endif
	vm->current_fiber_context = &vm->context;
	memset(&vm->context, 0, sizeof(vm->context));
	vm->context.kind = &shared.kind;
	vm->context.status = ZEND_FIBER_STATUS_INIT;
	zend_observer_fiber_init_notify(&vm->context);
}

/* The coroutine's last act on its own stack: only `to` goes on. */
void swirl_vm_finish(swirl_vm *from, swirl_vm *to)
{
	while (EG(vm_stack)->prev) {
		zend_vm_stack page = EG(vm_stack);
		EG(vm_stack) = page->prev;
		efree(page);
	}
	notify(to, ZEND_FIBER_STATUS_DEAD);
	zend_observer_fiber_destroy_notify(&from->context);
	save_error_reporting(from);
	EG(exception) = EG(prev_exception) = NULL;
	EG(exception_class) = EG(fake_scope) = NULL;
	EG(error_handling) = EH_NORMAL;
	restore(to);
}

bool swirl_vm_has_output(void) { return OG(active) && OG(handlers).top > shared.output_base; }

/* Ends the output buffers that the running coroutine has left open: their contents go to the buffer below. */
void swirl_vm_end_output(void)
{
	while (swirl_vm_has_output()) {
		php_output_end();
	}
}

/* Whether the coroutine has not been switched to. */
bool swirl_vm_is_new(const swirl_vm *vm) { return vm->context.kind && vm->context.status == ZEND_FIBER_STATUS_INIT; }

zend_execute_data *swirl_vm_frame(const swirl_vm *vm) { return vm->current_execute_data; }

void swirl_vm_request_startup(void)
{
	shared.error_reporting = EG(error_reporting);
	shared.output_base = 0;
	ZVAL_UNDEF(&shared.error_handler);
}

void swirl_vm_request_shutdown(void)
{
	zval_ptr_dtor(&shared.error_handler);
	ZVAL_UNDEF(&shared.error_handler);
}

/* After every set_error_handler and restore_error_handler. Inside a handler PHP's own value is the truth only once the
 * user has set another. */
void swirl_vm_note_error_handler(void)
{
	zval old;
	ZVAL_COPY_VALUE(&old, &shared.error_handler);
	ZVAL_COPY(&shared.error_handler, &EG(user_error_handler));
	zval_ptr_dtor(&old);
}

/* Bytes of PHP's stack in use: whole pages but for the newest. */
size_t swirl_vm_stack_usage(const swirl_vm *vm, bool running)
{
	zend_vm_stack page = running ? EG(vm_stack) : vm->vm_stack;
	zval *top = running ? EG(vm_stack_top) : vm->vm_stack_top;
	size_t bytes = (char *) top - (char *) page;
	for (page = page->prev; page; page = page->prev) {
		bytes += (char *) page->end - (char *) page;
	}
	return bytes;
}
