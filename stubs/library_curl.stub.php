<?php

/**
 * The functions that Swoole puts in the place of cURL's. They need ext/curl.
 */

// cURL's own functions, by the names that Swoole's hooks have. Each is the function of cURL without the first two words.

/** @php */
function swoole_native_curl_close(CurlHandle $handle): void {}

/** @php */
function swoole_native_curl_copy_handle(CurlHandle $handle): CurlHandle|false {}

/** @php */
function swoole_native_curl_errno(CurlHandle $handle): int {}

/** @php */
function swoole_native_curl_error(CurlHandle $handle): string {}

/** @php */
function swoole_native_curl_escape(CurlHandle $handle, string $string): string|false {}

/** @php */
function swoole_native_curl_exec(CurlHandle $handle): string|bool {}

/** @php */
function swoole_native_curl_getinfo(CurlHandle $handle, ?int $option = null): mixed {}

/** @php */
function swoole_native_curl_init(?string $url = null): CurlHandle|false {}

/** @php */
function swoole_native_curl_multi_add_handle(CurlMultiHandle $multi_handle, CurlHandle $handle): int {}

/** @php */
function swoole_native_curl_multi_close(CurlMultiHandle $multi_handle): void {}

/** @php */
function swoole_native_curl_multi_errno(CurlMultiHandle $multi_handle): int {}

/** @php */
function swoole_native_curl_multi_exec(CurlMultiHandle $multi_handle, &$still_running): int {}

/** @php */
function swoole_native_curl_multi_getcontent(CurlHandle $handle): ?string {}

/** @php */
function swoole_native_curl_multi_info_read(CurlMultiHandle $multi_handle, &$queued_messages = null): array|false {}

/** @php */
function swoole_native_curl_multi_init(): CurlMultiHandle {}

/** @php */
function swoole_native_curl_multi_remove_handle(CurlMultiHandle $multi_handle, CurlHandle $handle): int {}

/** @php */
function swoole_native_curl_multi_select(CurlMultiHandle $multi_handle, float $timeout = 1.0): int {}

/** @php */
function swoole_native_curl_multi_setopt(CurlMultiHandle $multi_handle, int $option, mixed $value): bool {}

/** @php */
function swoole_native_curl_pause(CurlHandle $handle, int $flags): int {}

/** @php */
function swoole_native_curl_reset(CurlHandle $handle): void {}

/** @php */
function swoole_native_curl_setopt(CurlHandle $handle, int $option, mixed $value): bool {}

/** @php */
function swoole_native_curl_setopt_array(CurlHandle $handle, array $options): bool {}

/** @php */
function swoole_native_curl_unescape(CurlHandle $handle, string $string): string|false {}

/** @php */
function swoole_native_curl_upkeep(CurlHandle $handle): bool {}

// The same as objects: each is the method of Swoole\Curl\Handler.

/**
 * A handle as an object.
 *
 * @php
 */
function swoole_curl_init(string $url = ''): Swoole\Curl\Handler {}

/**
 * Sets an option.
 *
 * @php
 */
function swoole_curl_setopt(Swoole\Curl\Handler $obj, int $opt, $value): bool {}

/**
 * Sets options until one fails.
 *
 * @php
 */
function swoole_curl_setopt_array(Swoole\Curl\Handler $obj, $array): bool {}

/**
 * Makes the request.
 *
 * @php
 */
function swoole_curl_exec(Swoole\Curl\Handler $obj): string|bool {}

/**
 * All about the last request, or what one of the constants CURLINFO_* names.
 *
 * @php
 */
function swoole_curl_getinfo(Swoole\Curl\Handler $obj, int $opt = 0): mixed {}

/**
 * The number of the last error; 0 for none.
 *
 * @php
 */
function swoole_curl_errno(Swoole\Curl\Handler $obj): int {}

/**
 * The last error in words.
 *
 * @php
 */
function swoole_curl_error(Swoole\Curl\Handler $obj): string {}

/**
 * Forgets all options.
 *
 * @php
 */
function swoole_curl_reset(Swoole\Curl\Handler $obj): void {}

/**
 * Ends it: each call from now on is a warning.
 *
 * @php
 */
function swoole_curl_close(Swoole\Curl\Handler $obj): void {}

/**
 * The body of the last answer, if it was to be returned.
 *
 * @php
 */
function swoole_curl_multi_getcontent(Swoole\Curl\Handler $obj): string|null|false {}
