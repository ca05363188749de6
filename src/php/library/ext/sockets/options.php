<?php

/**
 * Options of sockets.
 */

declare(strict_types=1);

namespace Swirl\Library;

use Swoole\Coroutine\Socket;

/** How long a call on a non-blocking socket may wait. */
const NEXT_TO_NOTHING = ['sec' => 0, 'usec' => 1000];

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
    if ($socket->__ext_sockets_nonblock) {
        $socket->setOption(SOL_SOCKET, SO_RCVTIMEO, $socket->__ext_sockets_timeout);
    }
    $socket->__ext_sockets_nonblock = false;
    return true;
}

function swoole_socket_set_nonblock(Socket $socket)
{
    if ($socket->isClosed()) {
        return false;
    }
    if (!$socket->__ext_sockets_nonblock) {
        $socket->__ext_sockets_nonblock = true;
        $socket->__ext_sockets_timeout = $socket->getOption(SOL_SOCKET, SO_RCVTIMEO);
        $socket->setOption(SOL_SOCKET, SO_RCVTIMEO, NEXT_TO_NOTHING);
    }
    return true;
}
