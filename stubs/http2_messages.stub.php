<?php

namespace Swoole\Http2;

/**
 * A request to be sent by Coroutine\Http2\Client.
 *
 * @not-serializable
 */
class Request
{
    /** Path and query. */
    public $path = '/';
    public $method = 'GET';
    /** Fields by name. */
    public $headers;
    /** Cookies by name; their values are encoded. */
    public $cookies;
    /** The body; an array is a form. */
    public $data = '';
    /** Whether more of the body follows, by write(). */
    public $pipeline = false;
    /** Whether recv() brings the answer by the piece. */
    public $usePipelineRead = false;
}

/**
 * An answer, or a piece of one.
 *
 * @not-serializable
 */
class Response
{
    /** The request's number, as send() has returned it. */
    public $streamId = 0;
    /** Why the server has given the stream up: one of SWOOLE_HTTP2_ERROR_*. */
    public $errCode = 0;
    /** The status; SWOOLE_HTTP_CLIENT_ESTATUS_SERVER_RESET when the server has given the stream up. */
    public $statusCode = 0;
    /** Whether more of the answer follows. */
    public $pipeline = false;
    /** Fields by name, in small letters. */
    public $headers;
    /** The Set-Cookie fields as they came. */
    public $set_cookie_headers;
    /** Cookies by name. */
    public $cookies;
    /** The body, unpacked; null when there is none. */
    public $data;
}
