<?php

/**
 * What functions of ext-sockets do in coroutines: the same work on sockets whose waits let others run. Declared in
 * stubs/library_sockets.stub.php; src/php/sockets.c sends callers here. The first call of one compiles its file, which others
 * wait for: so there are several, small ones, and this one makes sockets.
 */

declare(strict_types=1);

namespace Swirl\Library;

use Swoole\Coroutine\Socket;

function swoole_socket_create(int $domain, int $type, int $protocol)
{
    return new Socket($domain, $type, $protocol);
}

function swoole_socket_create_listen(int $port, int $backlog = 128)
{
    $socket = new Socket(AF_INET, SOCK_STREAM, SOL_TCP);
    return $socket->bind('0.0.0.0', $port) && $socket->listen($backlog) ? $socket : false;
}

function swoole_socket_create_pair(int $domain, int $type, int $protocol, &$pair)
{
    $sockets = swoole_coroutine_socketpair($domain, $type, $protocol);
    if ($sockets === false) {
        return false;
    }
    $pair = $sockets;
    return true;
}

function swoole_socket_import_stream(mixed $stream): Socket|false
{
    return Socket::import($stream);
}
