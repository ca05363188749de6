<?php

/**
 * The names of a socket's two ends.
 */

declare(strict_types=1);

namespace Swirl\Library;

use Swoole\Coroutine\Socket;

function tell_socket_name(array|false $name, mixed &$address, mixed &$port): bool
{
    if ($name === false) {
        return false;
    }
    ['address' => $address, 'port' => $port] = $name + ['port' => 0];
    return true;
}

function swoole_socket_getpeername(Socket $socket, &$address, &$port = null)
{
    return tell_socket_name($socket->getpeername(), $address, $port);
}

function swoole_socket_getsockname(Socket $socket, &$address, &$port = null)
{
    return tell_socket_name($socket->getsockname(), $address, $port);
}
