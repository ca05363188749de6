<?php

/**
 * What sockets send and receive.
 */

declare(strict_types=1);

namespace Swirl\Library;

use RuntimeException;
use Swoole\Coroutine\Socket;
use Swoole\Coroutine\System;


/** How long a call may wait that is to wait not at all, in seconds. */
const AT_ONCE = 0.001;

/** Refuses flags that the calls below cannot pass on. */
function refuse_socket_flags(int $flags): void
{
    if ($flags !== 0) {
        throw new RuntimeException("\$flags[{$flags}] is not supported");
    }
}

function refuse_socket_streams(Socket $socket): void
{
    if ($socket->type !== SOCK_DGRAM) {
        throw new RuntimeException('only supports dgram type socket');
    }
}

/** The first bytes of what there is to send; all of it if no length is given. */
function first_bytes(string $buffer, int $length): string
{
    return $length > 0 ? substr($buffer, 0, $length) : $buffer;
}

/** Looks at what is there, and waits for it if there is nothing. */
function peek_socket(Socket $socket, int $length, float $timeout): string|false
{
    $seen = $socket->peek($length);
    if ($seen !== false || $socket->errCode !== SOCKET_EAGAIN) {
        return $seen;
    }
    $usual = $socket->getOption(SOL_SOCKET, SO_RCVTIMEO);
    $patience = $timeout ?: $usual['sec'] + $usual['usec'] / 1e6;
    System::waitEvent($socket->fd, SWOOLE_EVENT_READ, $patience ?: -1);
    return $socket->peek($length);
}

/** A line with the byte that ends it. Nothing behind it is taken, for the next call may not ask for a line. */
function read_socket_line(Socket $socket, int $length): string|false
{
    $line = '';
    do {
        $seen = peek_socket($socket, $length - strlen($line), 0.0);
        if ($seen === false || $seen === '') {
            return $line === '' ? $seen : $line;
        }
        $size = strcspn($seen, "\r\n");
        $line .= $socket->recv(min($size + 1, strlen($seen)));
    } while ($size === strlen($seen) && strlen($line) < $length);
    return $line;
}

function swoole_socket_read(Socket $socket, int $length, int $type = PHP_BINARY_READ)
{
    return $type === PHP_BINARY_READ ? $socket->recv($length) : read_socket_line($socket, $length);
}

function swoole_socket_write(Socket $socket, string $buffer, int $length = 0)
{
    return $socket->send(first_bytes($buffer, $length));
}

function swoole_socket_send(Socket $socket, string $buffer, int $length, int $flags)
{
    refuse_socket_flags($flags);
    return $socket->send(first_bytes($buffer, $length));
}

function swoole_socket_recv(Socket $socket, &$buffer, int $length, int $flags)
{
    if ($flags & MSG_OOB) {
        throw new RuntimeException('$flags[MSG_OOB] is not supported');
    }
    $timeout = $flags & MSG_DONTWAIT ? AT_ONCE : 0.0;
    $buffer = match (true) {
        (bool) ($flags & MSG_PEEK) => peek_socket($socket, $length, $timeout),
        (bool) ($flags & MSG_WAITALL) => $socket->recvAll($length, $timeout),
        default => $socket->recv($length, $timeout),
    };
    return $buffer === false ? false : strlen($buffer);
}

function swoole_socket_sendto(Socket $socket, string $buffer, int $length, int $flags, string $addr, int $port = 0)
{
    refuse_socket_flags($flags);
    refuse_socket_streams($socket);
    return $socket->sendto($addr, $port, first_bytes($buffer, $length));
}

function swoole_socket_recvfrom(Socket $socket, &$buffer, int $length, int $flags, &$name, &$port = null)
{
    refuse_socket_flags($flags);
    if ($length === 0) {
        $socket->errCode = SOCKET_EAGAIN;
        return false;
    }
    refuse_socket_streams($socket);
    $received = $socket->recvfrom($peer);
    if ($received === false) {
        return false;
    }
    ['address' => $name, 'port' => $port] = $peer + ['port' => 0];
    $buffer = first_bytes($received, $length);
    return strlen($buffer);
}
