<?php

namespace Swoole\Http;

/**
 * A request that has come.
 *
 * The arrays are made when they are first touched, so that a handler pays for what it reads.
 *
 * @not-serializable
 */
class Request
{
    /** The number of the connection. */
    public $fd = 0;
    /** The number of the stream on the connection, in HTTP/2. */
    public $streamId = 0;
    /** Fields by name, in small letters; one that came several times is a list, unless it must be single. */
    public $header;
    /** What was asked for and by whom: request_method, request_uri, path_info, query_string, remote_addr … */
    public $server;
    /** Cookies by name; null when none came. */
    public $cookie;
    /** The query, taken apart by PHP's rules; null when there is none. */
    public $get;
    /** Uploaded files, as PHP tells of them in $_FILES; null when there are none. */
    public $files;
    /** The form in the body, taken apart by PHP's rules; null when there is none. */
    public $post;
    /** Paths of uploaded files. They are removed with this object, unless they were moved away. */
    public $tmpfiles;

    /** The body; without chunks, as it was before it was sent. */
    public function getContent(): string|false {}

    /**
     * As getContent().
     *
     * @handler swirl_Http_Request_getContent
     */
    public function rawContent(): string|false {}

    /**
     * Some more of the body; waits for it where the setting http_stream_body has the handler begin before the body has come.
     * Only in Swirl.
     *
     * @param int $length at most so many bytes
     * @param float $timeout in seconds; 0 is the setting http_body_timeout, -1 is for ever
     * @return string|false "" at the end of the body; false, and swoole_last_error(), when the wait or the connection ended before
     */
    public function read(int $length = 65536, float $timeout = 0): string|false {}

    /** The whole request: head and body. */
    public function getData(): string|false {}

    /**
     * A request that has not come: give it to parse().
     *
     * @param array{parse_cookie?: bool, parse_body?: bool, parse_files?: bool, enable_compression?: bool, compression_level?: int, upload_tmp_dir?: string} $options
     */
    public static function create(array $options = []): Request {}

    /**
     * Takes some more of a request that was made by create().
     *
     * @return int|false how many bytes belong to the request; false when it is complete already
     */
    public function parse(string $data): int|false {}

    /** Whether all of the request is there. */
    public function isCompleted(): bool {}

    /** The method: GET, POST … */
    public function getMethod(): string|false {}
}

/**
 * The answer to a request.
 *
 * When it is let go of without end(), the client gets an empty answer with status 500.
 *
 * @not-serializable
 */
class Response
{
    /** The number of the connection. */
    public $fd = 0;
    /** The connection as a Coroutine\Socket, in servers made of coroutines: for use after detach(). */
    public $socket;
    /** Fields that are sent, by name. */
    public $header;
    /** Cookies that are sent. */
    public $cookie;
    /** Fields that are sent after the body. */
    public $trailer;

    /** Makes the arrays, so that they can be written to. */
    public function initHeader(): bool {}

    /** Whether end() can still be called. */
    public function isWritable(): bool {}

    /**
     * Sends a cookie; its value is encoded.
     *
     * @param Cookie|string $name_or_object a cookie, or the name of one that the other parameters describe
     * @param string $value when it is empty, the client deletes the cookie
     * @param int $expires when, in seconds since 1970; 0 is when the client ends
     * @return bool false, with a warning, when a part has characters that would end it
     */
    public function cookie(Cookie|string $name_or_object, string $value = '', int $expires = 0, string $path = '/', string $domain = '', bool $secure = false, bool $httponly = false, string $samesite = '', string $priority = '', bool $partitioned = false): bool {}

    /**
     * As cookie().
     *
     * @handler swirl_Http_Response_cookie
     */
    public function setCookie(Cookie|string $name_or_object, string $value = '', int $expires = 0, string $path = '/', string $domain = '', bool $secure = false, bool $httponly = false, string $samesite = '', string $priority = '', bool $partitioned = false): bool {}

    /** As cookie(), but the value is sent as it is. */
    public function rawcookie(Cookie|string $name_or_object, string $value = '', int $expires = 0, string $path = '/', string $domain = '', bool $secure = false, bool $httponly = false, string $samesite = '', string $priority = '', bool $partitioned = false): bool {}

    /**
     * As rawcookie().
     *
     * @handler swirl_Http_Response_rawcookie
     */
    public function setRawCookie(Cookie|string $name_or_object, string $value = '', int $expires = 0, string $path = '/', string $domain = '', bool $secure = false, bool $httponly = false, string $samesite = '', string $priority = '', bool $partitioned = false): bool {}

    /**
     * Sets the status, which is 200 otherwise.
     *
     * @param string $reason the text behind it; the usual one when it is empty
     */
    public function status(int $http_code, string $reason = ''): bool {}

    /**
     * As status().
     *
     * @handler swirl_Http_Response_status
     */
    public function setStatusCode(int $http_code, string $reason = ''): bool {}

    /**
     * Sets a field. A list of values sends the field several times.
     *
     * A value with a line break in it is not sent at all: it could pretend to be another field.
     *
     * @param bool $format write the name Like-This
     * @return bool false when the name has a line break in it or is longer than 127 bytes
     */
    public function header(string $key, array|string $value, bool $format = true): bool {}

    /**
     * As header().
     *
     * @handler swirl_Http_Response_header
     */
    public function setHeader(string $key, array|string $value, bool $format = true): bool {}

    /** Sets a field that is sent after the body, if that is sent by write(). */
    public function trailer(string $key, string $value): bool {}

    /** Asks the other side of a WebSocket, or of a connection of HTTP/2, for a sign of life. */
    public function ping(string $data = ''): bool {}

    /**
     * Tells the client of HTTP/2 that this connection takes no more requests. It ends when all that have come have their answers.
     *
     * @param int $error_code why: one of SWOOLE_HTTP2_ERROR_*
     * @param string $debug_data a text for people
     * @return bool false, with a warning, when the connection does not speak HTTP/2
     */
    public function goaway(int $error_code = SWOOLE_HTTP2_ERROR_NO_ERROR, string $debug_data = ''): bool {}

    /** Sends a piece of the body now, and the head before the first. Waits while the client does not read. */
    public function write(string $content): bool {}

    /** Sends what is missing. Nothing can be sent afterwards. */
    public function end(?string $content = null): bool {}

    /**
     * Sends a file, or a part of it, and ends.
     *
     * @param int $offset in bytes
     * @param int $length in bytes; 0 is up to the end
     */
    public function sendfile(string $filename, int $offset = 0, int $length = 0): bool {}

    /** Sends the client elsewhere, and ends. */
    public function redirect(string $location, int $http_code = 302): bool {}

    /** Takes the connection out of this object's hands: nothing is sent when it goes. */
    public function detach(): bool {}

    /** Ends the connection. */
    public function close(): bool {}

    /**
     * An answer to a request that somebody else has read: over a connection of a server, over a Coroutine\Socket, or over
     * one of both for a request: [$connection, $request].
     *
     * @param int|array|object $server the number of a connection, a server, or a socket
     * @param int $fd the connection, when a server is given
     */
    public static function create(int|array|object $server = -1, int $fd = -1): Response|false {}

    /** Makes the connection a WebSocket, which this object sends to and receives from. */
    public function upgrade(): bool {}

    /** Sends a message. */
    public function push(\Swoole\WebSocket\Frame|string $data, int $opcode = SWOOLE_WEBSOCKET_OPCODE_TEXT, int $flags = SWOOLE_WEBSOCKET_FLAG_FIN): bool {}

    /**
     * Waits for a message; pings are answered meanwhile.
     *
     * @param float $timeout in seconds; 0 is the limit for sockets, negative waits for ever
     * @return \Swoole\WebSocket\Frame|string|false '' when the other side has ended; false when the wait has
     */
    public function recv(float $timeout = 0): \Swoole\WebSocket\Frame|string|false {}

    /** Ends a WebSocket. */
    public function disconnect(int $code = SWOOLE_WEBSOCKET_CLOSE_NORMAL, string $reason = ''): bool {}
}

/**
 * A cookie for Response::cookie(), made step by step.
 *
 * @not-serializable
 */
class Cookie
{
    /** @param bool $encode whether the value is URL-encoded */
    public function __construct(bool $encode = true) {}

    public function withName(string $name): Cookie {}

    /** @param string $value when it is empty, the client deletes the cookie */
    public function withValue(string $value = ''): Cookie {}

    /** @param int $expires in seconds since 1970; 0 is when the client ends */
    public function withExpires(int $expires = 0): Cookie {}

    public function withPath(string $path = '/'): Cookie {}

    public function withDomain(string $domain = ''): Cookie {}

    public function withSecure(bool $secure = false): Cookie {}

    public function withHttpOnly(bool $httpOnly = false): Cookie {}

    public function withSameSite(string $sameSite = ''): Cookie {}

    public function withPriority(string $priority = ''): Cookie {}

    public function withPartitioned(bool $partitioned = false): Cookie {}

    /** The text after "Set-Cookie:"; false, with a warning, when a part has characters that would end it. */
    public function toString(): string|false {}

    public function toArray(): array {}

    /** Forgets all that was set. */
    public function reset(): void {}
}
