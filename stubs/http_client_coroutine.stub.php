<?php

namespace Swoole\Coroutine\Http;

/**
 * A client for HTTP/1.1 and WebSocket; whoever waits for it lets the other coroutines run.
 *
 * Its connection is kept between requests, and made anew when the other side has closed it. When a method returns false,
 * $errCode, $errMsg and $statusCode tell why: statusCode is then one of SWOOLE_HTTP_CLIENT_ESTATUS_*.
 *
 * @alias Co\Http\Client
 * @not-serializable
 */
class Client
{
    /** Always null: the connection is the client's own. */
    public $socket;
    /** The error of the last call. */
    public $errCode = 0;
    /** The same in words. */
    public $errMsg = '';
    /** Whether there is a connection. */
    public $connected = false;
    public $host = '';
    public $port = 0;
    public $ssl = false;
    /** What was set(). */
    public $setting;
    /** The next request's method. */
    public $requestMethod;
    /** The next request's fields. */
    public $requestHeaders;
    /** The next request's body; an array is a form. */
    public $requestBody;
    /** Files that the next request sends. */
    public $uploadFiles;
    /** Where the next answer's body is written to. */
    public $downloadFile;
    /** From which byte on. */
    public $downloadOffset = 0;
    /** The answer's status; negative when there is none. */
    public $statusCode = 0;
    /** The answer's fields. */
    public $headers;
    /** The answer's Set-Cookie fields as they came. */
    public $set_cookie_headers;
    /** Cookies: those of answers, which are sent back, and those of setCookies(). */
    public $cookies;
    /** The answer's body. */
    public $body = '';

    /**
     * @param string $host a name, an IP address, or `unix:/path`
     * @param int $port 0 is the usual one
     * @param bool $ssl whether TLS is spoken
     */
    public function __construct(string $host, int $port = 0, bool $ssl = false) {}

    public function __destruct() {}

    /**
     * Changes settings: timeout, connect_timeout (in seconds), keep_alive, max_retries, defer, lowercase_header,
     * http_compression, body_decompression, write_func, websocket_mask, websocket_compression, open_websocket_*_frame, ssl_*.
     */
    public function set(array $settings): bool {}

    public function getDefer(): bool {}

    /** Whether get() and the like only send, and recv() waits for the answer. */
    public function setDefer(bool $defer = true): bool {}

    public function setMethod(string $method): bool {}

    public function setHeaders(array $headers): bool {}

    public function setBasicAuth(string $username, string $password): void {}

    public function setCookies(array $cookies): bool {}

    public function setData(array|string $data): bool {}

    /**
     * Sends a file with the next request.
     *
     * @param int $offset in bytes
     * @param int $length in bytes; 0 is up to the end
     */
    public function addFile(string $path, string $name, ?string $type = null, ?string $filename = null, int $offset = 0, int $length = 0): bool {}

    /** Sends data as a file with the next request. */
    public function addData(string $path, string $name, ?string $type = null, ?string $filename = null): bool {}

    /** Sends a request as the properties say, and waits for the answer. */
    public function execute(string $path): bool {}

    public function getpeername(): array|false {}

    public function getsockname(): array|false {}

    public function get(string $path): bool {}

    /** @param mixed $data text, or a form as an array */
    public function post(string $path, mixed $data): bool {}

    /** Writes the answer's body to a file. */
    public function download(string $path, string $file, int $offset = 0): bool {}

    public function getBody(): string|false {}

    public function getHeaders(): array|false|null {}

    public function getCookies(): array|false|null {}

    public function getStatusCode(): int|false {}

    /** The head of the last request as it was sent. */
    public function getHeaderOut(): string|false {}

    /** The certificate that the other side showed, in PEM. */
    public function getPeerCert(): string|false {}

    /** Makes the connection a WebSocket; whether the server agreed shows $statusCode: 101. */
    public function upgrade(string $path): bool {}

    public function push(mixed $data, int $opcode = SWOOLE_WEBSOCKET_OPCODE_TEXT, int $flags = SWOOLE_WEBSOCKET_FLAG_FIN): bool {}

    /**
     * Waits for the answer after setDefer(), or for a message of a WebSocket.
     *
     * @param float $timeout in seconds; 0 is the setting, negative is for ever
     * @return \Swoole\WebSocket\Frame|string|bool a message; '' when the other side has closed the WebSocket
     */
    public function recv(float $timeout = 0): \Swoole\WebSocket\Frame|string|bool {}

    public function close(): bool {}

    public function ping(string $data = ''): bool {}

    /** Ends a WebSocket. */
    public function disconnect(int $code = SWOOLE_WEBSOCKET_CLOSE_NORMAL, string $reason = ''): bool {}
}
