<?php

/**
 * Why a call on a socket failed.
 */

declare(strict_types=1);

namespace Swirl\Library;

use Swoole\Coroutine\Socket;

function swoole_socket_clear_error(?Socket $socket = null)
{
    if ($socket !== null) {
        $socket->errCode = 0;
    }
    swoole_clear_error();
}

function swoole_socket_last_error(?Socket $socket = null): int
{
    return $socket === null ? swoole_last_error() : $socket->errCode;
}
