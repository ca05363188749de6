<?php

/**
 * The functions that Swoole puts in the place of cURL's. Here they are cURL itself, whose waits are switches; or objects
 * around its handles. Declared, with documentation, in stubs/library_curl.stub.php.
 */

declare(strict_types=1);

namespace Swirl\Library;

use CurlHandle;
use CurlMultiHandle;
use Swoole\Curl\Handler;

function swoole_native_curl_close(CurlHandle $handle): void
{
    \curl_close($handle);
}

function swoole_native_curl_copy_handle(CurlHandle $handle): CurlHandle|false
{
    return \curl_copy_handle($handle);
}

function swoole_native_curl_errno(CurlHandle $handle): int
{
    return \curl_errno($handle);
}

function swoole_native_curl_error(CurlHandle $handle): string
{
    return \curl_error($handle);
}

function swoole_native_curl_escape(CurlHandle $handle, string $string): string|false
{
    return \curl_escape($handle, $string);
}

function swoole_native_curl_exec(CurlHandle $handle): string|bool
{
    return \curl_exec($handle);
}

function swoole_native_curl_getinfo(CurlHandle $handle, ?int $option = null): mixed
{
    return \curl_getinfo($handle, $option);
}

function swoole_native_curl_init(?string $url = null): CurlHandle|false
{
    return \curl_init($url);
}

function swoole_native_curl_multi_add_handle(CurlMultiHandle $multi_handle, CurlHandle $handle): int
{
    return \curl_multi_add_handle($multi_handle, $handle);
}

function swoole_native_curl_multi_close(CurlMultiHandle $multi_handle): void
{
    \curl_multi_close($multi_handle);
}

function swoole_native_curl_multi_errno(CurlMultiHandle $multi_handle): int
{
    return \curl_multi_errno($multi_handle);
}

function swoole_native_curl_multi_exec(CurlMultiHandle $multi_handle, &$still_running): int
{
    return \curl_multi_exec($multi_handle, $still_running);
}

function swoole_native_curl_multi_getcontent(CurlHandle $handle): ?string
{
    return \curl_multi_getcontent($handle);
}

function swoole_native_curl_multi_info_read(CurlMultiHandle $multi_handle, &$queued_messages = null): array|false
{
    return \curl_multi_info_read($multi_handle, $queued_messages);
}

function swoole_native_curl_multi_init(): CurlMultiHandle
{
    return \curl_multi_init();
}

function swoole_native_curl_multi_remove_handle(CurlMultiHandle $multi_handle, CurlHandle $handle): int
{
    return \curl_multi_remove_handle($multi_handle, $handle);
}

function swoole_native_curl_multi_select(CurlMultiHandle $multi_handle, float $timeout = 1.0): int
{
    return \curl_multi_select($multi_handle, $timeout);
}

function swoole_native_curl_multi_setopt(CurlMultiHandle $multi_handle, int $option, mixed $value): bool
{
    return \curl_multi_setopt($multi_handle, $option, $value);
}

function swoole_native_curl_pause(CurlHandle $handle, int $flags): int
{
    return \curl_pause($handle, $flags);
}

function swoole_native_curl_reset(CurlHandle $handle): void
{
    \curl_reset($handle);
}

function swoole_native_curl_setopt(CurlHandle $handle, int $option, mixed $value): bool
{
    return \curl_setopt($handle, $option, $value);
}

function swoole_native_curl_setopt_array(CurlHandle $handle, array $options): bool
{
    return \curl_setopt_array($handle, $options);
}

function swoole_native_curl_unescape(CurlHandle $handle, string $string): string|false
{
    return \curl_unescape($handle, $string);
}

function swoole_native_curl_upkeep(CurlHandle $handle): bool
{
    return \curl_upkeep($handle);
}

function swoole_curl_init(string $url = ''): Handler
{
    return new Handler($url);
}

function swoole_curl_setopt(Handler $obj, int $opt, $value): bool
{
    return $obj->setOpt($opt, $value);
}

function swoole_curl_setopt_array(Handler $obj, $array): bool
{
    foreach ($array as $opt => $value) {
        if (!$obj->setOpt($opt, $value)) {
            return false;
        }
    }
    return true;
}

function swoole_curl_exec(Handler $obj): string|bool
{
    return $obj->exec();
}

function swoole_curl_getinfo(Handler $obj, int $opt = 0): mixed
{
    return $opt === 0 ? $obj->getInfo() : $obj->about($opt);
}

function swoole_curl_errno(Handler $obj): int
{
    return $obj->errno();
}

function swoole_curl_error(Handler $obj): string
{
    return $obj->error();
}

function swoole_curl_reset(Handler $obj): void
{
    $obj->reset();
}

function swoole_curl_close(Handler $obj): void
{
    $obj->close();
}

function swoole_curl_multi_getcontent(Handler $obj): string|null|false
{
    return $obj->getContent();
}
