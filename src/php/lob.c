/* Large objects of PostgreSQL as streams: each call goes on to Rust, with what Rust knows the object by. */

#include "shim.h"

extern ssize_t swirl_lob_read(void *lob, char *buffer, size_t length);
extern ssize_t swirl_lob_write(void *lob, const char *bytes, size_t length);
extern int64_t swirl_lob_seek(void *lob, int64_t offset, int whence);
extern void swirl_lob_close(void *lob);

static ssize_t read_lob(php_stream *stream, char *buffer, size_t length)
{
	ssize_t count = swirl_lob_read(stream->abstract, buffer, length);
	if (count < (ssize_t) length) {
		stream->eof = 1;
	}
	return count;
}

static ssize_t write_lob(php_stream *stream, const char *bytes, size_t length) { return swirl_lob_write(stream->abstract, bytes, length); }

static int seek_lob(php_stream *stream, zend_off_t offset, int whence, zend_off_t *place)
{
	int64_t now = swirl_lob_seek(stream->abstract, offset, whence);
	if (now < 0) {
		return -1;
	}
	*place = now;
	stream->eof = 0;
	return 0;
}

/* What is written is at the server at once. */
static int flush_lob(php_stream *stream) { return 0; }

static int close_lob(php_stream *stream, int close_handle)
{
	swirl_lob_close(stream->abstract);
	stream->abstract = NULL;
	return 0;
}

static const php_stream_ops operations = {
	.write = write_lob,
	.read = read_lob,
	.close = close_lob,
	.flush = flush_lob,
	.label = "PostgreSQL large object",
	.seek = seek_lob,
};

/* A stream for a large object, which belongs to the stream from now on. */
void swirl_lob_stream(void *lob, const char *mode, zval *result)
{
	php_stream *stream = php_stream_alloc(&operations, lob, NULL, mode);
	php_stream_to_zval(stream, result);
}

/* The large object of such a stream; null for anything else. */
void *swirl_lob_of(zval *value)
{
	php_stream *stream;
	if (Z_TYPE_P(value) != IS_RESOURCE || !(php_stream_from_zval_no_verify(stream, value)) || stream->ops != &operations) {
		return NULL;
	}
	return stream->abstract;
}
