<?php

/**
 * How sockets come to a peer, and leave it.
 */

declare(strict_types=1);

namespace Swirl\Library;

use Swoole\Coroutine\Socket;

function swoole_socket_bind(Socket $socket, string $address, int $port = 0): bool
{
    return $socket->bind($address, $port);
}

function swoole_socket_listen(Socket $socket, int $backlog = 0): bool
{
    return $socket->listen($backlog);
}

function swoole_socket_accept(Socket $socket)
{
    return $socket->accept();
}

function swoole_socket_connect(Socket $socket, string $address, int $port = 0)
{
    // As ext-sockets does: names are the business of the system's resolver.
    $is_name = $socket->domain === AF_INET && ip2long($address) === false;
    return $socket->connect($is_name ? gethostbyname($address) : $address, $port);
}

function swoole_socket_shutdown(Socket $socket, int $how = 2): bool
{
    return $socket->shutdown($how);
}

function swoole_socket_close(Socket $socket)
{
    $socket->close();
}
