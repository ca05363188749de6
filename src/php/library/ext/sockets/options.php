<?php

/**
 * Options of sockets.
 */

declare(strict_types=1);

namespace Swirl\Library;

use Swoole\Coroutine\Socket;
use WeakMap;

/** How long a call on a non-blocking socket may wait. */
const NEXT_TO_NOTHING = ['sec' => 0, 'usec' => 1000];

/** The timeouts that sockets had before they were made non-blocking. */
function nonblocking_sockets(): WeakMap
{
    static $timeouts = null;
    return $timeouts ??= new WeakMap();
}

function swoole_socket_set_option(Socket $socket, int $level, int $optname, $optval): bool
{
    return $socket->setOption($level, $optname, $optval);
}

function swoole_socket_setopt(Socket $socket, int $level, int $optname, $optval): bool
{
    return $socket->setOption($level, $optname, $optval);
}

function swoole_socket_get_option(Socket $socket, int $level, int $optname)
{
    return $socket->getOption($level, $optname);
}

function swoole_socket_getopt(Socket $socket, int $level, int $optname)
{
    return $socket->getOption($level, $optname);
}

function swoole_socket_set_block(Socket $socket)
{
    if ($socket->isClosed()) {
        return false;
    }
    $before = nonblocking_sockets();
    if (isset($before[$socket])) {
        $socket->setOption(SOL_SOCKET, SO_RCVTIMEO, $before[$socket]);
        unset($before[$socket]);
    }
    return true;
}

function swoole_socket_set_nonblock(Socket $socket)
{
    if ($socket->isClosed()) {
        return false;
    }
    $before = nonblocking_sockets();
    if (!isset($before[$socket])) {
        $before[$socket] = $socket->getOption(SOL_SOCKET, SO_RCVTIMEO);
        $socket->setOption(SOL_SOCKET, SO_RCVTIMEO, NEXT_TO_NOTHING);
    }
    return true;
}
