/* Frames of PHP functions: backtraces, and where somebody is. */

#include "shim.h"

void swirl_backtrace(zend_execute_data *frame, int skip, int options, int limit, zval *result)
{
	zend_execute_data *current = EG(current_execute_data);
	if (frame) {
		EG(current_execute_data) = frame;
	}
	zend_fetch_debug_backtrace(result, skip, options, limit);
	EG(current_execute_data) = current;
}

zend_string *swirl_backtrace_text(zend_execute_data *frame, int skip, int options, int limit, bool include_main)
{
	zval trace;
	swirl_backtrace(frame, skip, options, limit, &trace);
#if PHP_VERSION_ID >= 80100
	zend_string *text = zend_trace_to_string(Z_ARRVAL(trace), include_main);
#endif
	zval_ptr_dtor(&trace);
	return text;
}

/* File and line of a frame, for a signal handler: nothing is allocated. */
const char *swirl_frame_place(zend_execute_data *frame, uint32_t *line, const char **function)
{
	while (frame && (!frame->func || !ZEND_USER_CODE(frame->func->type))) {
		frame = frame->prev_execute_data;
	}
	if (!frame) {
		return NULL;
	}
	*line = frame->opline ? frame->opline->lineno : 0;
	*function = frame->func->common.function_name ? ZSTR_VAL(frame->func->common.function_name) : "{main}";
	return frame->func->op_array.filename ? ZSTR_VAL(frame->func->op_array.filename) : NULL;
}

/* The name of the function that ran when `seen` was the running frame, and the line of its call; or NULL if it was the frame's
 * own code. Since PHP 8.4 an interrupt comes while an internal function still has its frame, before that when it has returned. */
const char *swirl_called_before(zend_execute_data *frame, const void *seen, uint32_t *line)
{
	if (!frame || !frame->func) {
		return NULL;
	}
	if (!ZEND_USER_CODE(frame->func->type)) {
		zend_execute_data *caller = frame->prev_execute_data;
		*line = caller && caller->func && ZEND_USER_CODE(caller->func->type) ? caller->opline->lineno : 0;
		return frame->func->common.function_name ? ZSTR_VAL(frame->func->common.function_name) : NULL;
	}
	if (seen == frame) {
		return NULL;
	}
	const zend_op *first = frame->func->op_array.opcodes, *op = frame->opline - 1;
	int depth = 0;
	for (; op >= first; op--) {
		switch (op->opcode) {
			case ZEND_DO_FCALL:
			case ZEND_DO_ICALL:
			case ZEND_DO_UCALL:
			case ZEND_DO_FCALL_BY_NAME:
				depth++;
				break;
			case ZEND_INIT_FCALL:
			case ZEND_INIT_FCALL_BY_NAME:
			case ZEND_INIT_NS_FCALL_BY_NAME:
			case ZEND_INIT_METHOD_CALL:
			case ZEND_INIT_STATIC_METHOD_CALL:
			case ZEND_INIT_DYNAMIC_CALL:
			case ZEND_INIT_USER_CALL:
			case ZEND_NEW:
				depth--;
				break;
		}
		if (depth == 0) {
			break;
		}
	}
	if (op < first || op == frame->opline - 1 || op->op2_type != IS_CONST) {
		return NULL;
	}
	const zval *name = RT_CONSTANT(op, op->op2);
	if (Z_TYPE_P(name) != IS_STRING) {
		return NULL;
	}
	*line = frame->opline[-1].lineno;
	return Z_STRVAL_P(name);
}

/* Where the running frame is written, for another thread, which may compare it but not look into it. */
void *swirl_current_frame_address(void) { return &EG(current_execute_data); }

zend_execute_data *swirl_current_frame(void) { return EG(current_execute_data); }
const char *swirl_executed_file(void) { return zend_get_executed_filename(); }
uint32_t swirl_executed_line(void) { return zend_get_executed_lineno(); }

/* Whether a destructor calls us while the script is being shut down: no loop will run its coroutines. */
bool swirl_in_late_destructor(void)
{
	if (EXPECTED(!(EG(flags) & EG_FLAGS_IN_SHUTDOWN)) || !EG(current_execute_data) || !EG(current_execute_data)->prev_execute_data) {
		return false;
	}
	const zend_function *caller = EG(current_execute_data)->prev_execute_data->func;
	return caller && caller->common.function_name && zend_string_equals_literal(caller->common.function_name, "__destruct");
}
