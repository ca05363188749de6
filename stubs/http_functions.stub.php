<?php

/**
 * HTTP requests in one line, written in PHP: src/php/library/core/Coroutine/Http/functions.php.
 */

namespace Swoole\Coroutine\Http;

/**
 * One HTTP request.
 *
 * By Swoole\Coroutine\Http\Client, unless the library's option http_client_driver (see swoole_library_set_option())
 * says 'curl' or 'stream'.
 *
 * @param mixed $data the body: a string, or fields of a form
 * @param array<string, mixed>|null $options the client's; the other drivers know timeout and connect_timeout
 * @param array<string, string>|null $headers
 * @param array<string, string>|null $cookies
 * @throws Client\Exception when there is no answer
 * @php
 */
function request(string $url, string $method, mixed $data = null, ?array $options = null, ?array $headers = null, ?array $cookies = null): ClientProxy {}

/**
 * As request(), by Swoole\Coroutine\Http\Client.
 *
 * @throws Client\Exception when there is no answer
 * @php
 */
function request_with_http_client(string $url, string $method, mixed $data = null, ?array $options = null, ?array $headers = null, ?array $cookies = null): ClientProxy {}

/**
 * As request(), by the extension curl.
 *
 * @throws Client\Exception when there is no answer
 * @php
 */
function request_with_curl(string $url, string $method, mixed $data = null, ?array $options = null, ?array $headers = null, ?array $cookies = null): ClientProxy {}

/**
 * As request(), by PHP's streams.
 *
 * @throws Client\Exception when there is no answer
 * @php
 */
function request_with_stream(string $url, string $method, mixed $data = null, ?array $options = null, ?array $headers = null, ?array $cookies = null): ClientProxy {}

/**
 * A POST by request().
 *
 * @throws Client\Exception when there is no answer
 * @php
 */
function post(string $url, mixed $data, ?array $options = null, ?array $headers = null, ?array $cookies = null): ClientProxy {}

/**
 * A GET by request().
 *
 * @throws Client\Exception when there is no answer
 * @php
 */
function get(string $url, ?array $options = null, ?array $headers = null, ?array $cookies = null): ClientProxy {}
