<?php

/**
 * The functions of ext-sockets on sockets whose waits let other coroutines run. In a coroutine, while SWOOLE_HOOK_SOCKETS is
 * set, PHP's functions without the prefix are these. When one returns false, swoole_socket_last_error() tells why.
 */

/**
 * A new socket.
 *
 * @throws Swoole\Coroutine\Socket\Exception when the system has no such socket, or none left
 * @php
 */
function swoole_socket_create(int $domain, int $type, int $protocol) {}

/**
 * Connects to a host by its name or address, or to a path.
 *
 * @return bool
 * @php
 */
function swoole_socket_connect(Swoole\Coroutine\Socket $socket, string $address, int $port = 0) {}

/**
 * Receives what has arrived, at most so many bytes; with PHP_NORMAL_READ a line.
 *
 * @param int $type PHP_BINARY_READ or PHP_NORMAL_READ
 *
 * @return string|false empty at the end of the stream
 * @php
 */
function swoole_socket_read(Swoole\Coroutine\Socket $socket, int $length, int $type = 2) {}

/**
 * Sends the first bytes of the buffer, or all of it.
 *
 * @param int $length 0: all
 * @return int|false how many bytes were sent
 * @php
 */
function swoole_socket_write(Swoole\Coroutine\Socket $socket, string $buffer, int $length = 0) {}

/**
 * As swoole_socket_write().
 *
 * @return int|false how many bytes were sent
 * @throws RuntimeException when there are flags: none can be passed on
 * @php
 */
function swoole_socket_send(Swoole\Coroutine\Socket $socket, string $buffer, int $length, int $flags) {}

/**
 * Receives at most so many bytes; all of them with MSG_WAITALL, without taking them with MSG_PEEK, within a millisecond with
 * MSG_DONTWAIT.
 *
 * @return int|false how many bytes were received
 * @throws RuntimeException for MSG_OOB
 * @php
 */
function swoole_socket_recv(Swoole\Coroutine\Socket $socket, &$buffer, int $length, int $flags) {}

/**
 * Sends a datagram to a host by its name or address, or to a path.
 *
 * @return int|false how many bytes were sent
 * @throws RuntimeException when there are flags, or the socket is not one of datagrams
 * @php
 */
function swoole_socket_sendto(Swoole\Coroutine\Socket $socket, string $buffer, int $length, int $flags, string $addr, int $port = 0) {}

/**
 * Receives a datagram; what is longer is cut.
 *
 * @return int|false how many bytes of it are in the buffer
 * @throws RuntimeException when there are flags, or the socket is not one of datagrams
 * @php
 */
function swoole_socket_recvfrom(Swoole\Coroutine\Socket $socket, &$buffer, int $length, int $flags, &$name, &$port = null) {}

/**
 * Gives the socket an address of its own.
 *
 * @php
 */
function swoole_socket_bind(Swoole\Coroutine\Socket $socket, string $address, int $port = 0): bool {}

/**
 * Lets others connect.
 *
 * @php
 */
function swoole_socket_listen(Swoole\Coroutine\Socket $socket, int $backlog = 0): bool {}

/**
 * A socket that listens on all IPv4 addresses.
 *
 * @param int $port 0: any that is free
 * @return Swoole\Coroutine\Socket|false
 * @php
 */
function swoole_socket_create_listen(int $port, int $backlog = 128) {}

/**
 * Takes a connection.
 *
 * @return Swoole\Coroutine\Socket|false
 * @php
 */
function swoole_socket_accept(Swoole\Coroutine\Socket $socket) {}

/**
 * Who is at the other end.
 *
 * @return bool
 * @php
 */
function swoole_socket_getpeername(Swoole\Coroutine\Socket $socket, &$address, &$port = null) {}

/**
 * The socket's own address.
 *
 * @return bool
 * @php
 */
function swoole_socket_getsockname(Swoole\Coroutine\Socket $socket, &$address, &$port = null) {}

/** @php */
function swoole_socket_set_option(Swoole\Coroutine\Socket $socket, int $level, int $optname, $optval): bool {}

/** @php */
function swoole_socket_setopt(Swoole\Coroutine\Socket $socket, int $level, int $optname, $optval): bool {}

/** @php */
function swoole_socket_get_option(Swoole\Coroutine\Socket $socket, int $level, int $optname) {}

/** @php */
function swoole_socket_getopt(Swoole\Coroutine\Socket $socket, int $level, int $optname) {}

/**
 * @param int $how 0: reading, 1: writing, 2: both
 * @php
 */
function swoole_socket_shutdown(Swoole\Coroutine\Socket $socket, int $how = 2): bool {}

/** @php */
function swoole_socket_close(Swoole\Coroutine\Socket $socket) {}

/**
 * Forgets why the last call failed, of this socket and of all.
 *
 * @php
 */
function swoole_socket_clear_error(?Swoole\Coroutine\Socket $socket = null) {}

/**
 * Why the last call failed, of this socket or of any.
 *
 * @php
 */
function swoole_socket_last_error(?Swoole\Coroutine\Socket $socket = null): int {}

/**
 * The end of swoole_socket_set_nonblock().
 *
 * @return bool false when the socket is closed
 * @php
 */
function swoole_socket_set_block(Swoole\Coroutine\Socket $socket) {}

/**
 * Lets reads wait for a millisecond at most.
 *
 * @return bool false when the socket is closed
 * @php
 */
function swoole_socket_set_nonblock(Swoole\Coroutine\Socket $socket) {}

/**
 * Two sockets that are connected with each other.
 *
 * @return bool
 * @php
 */
function swoole_socket_create_pair(int $domain, int $type, int $protocol, &$pair) {}

/**
 * A socket that uses the descriptor of a stream; to close one closes both.
 *
 * @param resource $stream
 * @php
 */
function swoole_socket_import_stream(mixed $stream): Swoole\Coroutine\Socket|false {}
