<?php

namespace Swoole\Coroutine;

/**
 * A socket whose calls let other coroutines run while they wait.
 *
 * Timeouts are in seconds; 0 stands for the socket's own (60 to read and to write, 10 to connect, unless Coroutine::set()
 * or setOption() says otherwise), less than 0 waits for ever. When a call returns false, $errCode and $errMsg tell why:
 * SOCKET_ETIMEDOUT after the timeout, SOCKET_ECANCELED when the wait was cancelled or the socket closed by another
 * coroutine, one of the system's or of Swoole's numbers else.
 *
 * One coroutine may read while another one writes; two that read, or two that write, are an error.
 *
 * @alias Co\Socket
 * @not-serializable
 */
class Socket
{
    /** The descriptor. */
    public $fd = -1;
    /** AF_INET and the like. */
    public $domain = 0;
    /** SOCK_STREAM and the like. */
    public $type = 0;
    /** IPPROTO_IP and the like. */
    public $protocol = 0;
    /** Why the last call failed; 0 if it did not. */
    public $errCode = 0;
    /** The same in words. */
    public $errMsg = '';
    /** Whether socket_set_nonblock() was called last, and not socket_set_block(). */
    public $__ext_sockets_nonblock = false;
    /** The timeout of reads that socket_set_block() brings back. */
    public $__ext_sockets_timeout = 0;

    /** @throws Socket\Exception when the system has no such socket, or none left */
    public function __construct(int $domain, int $type, int $protocol = IPPROTO_IP) {}

    /**
     * Gives the socket an address of its own; one that connections of the past still linger at is free.
     *
     * @param string $address an address of the socket's family, or a path; not a name
     * @param int $port 0: any that is free
     */
    public function bind(string $address, int $port = 0): bool {}

    /** Lets others connect. */
    public function listen(int $backlog = 512): bool {}

    /** Takes a connection. It has the timeouts and the protocol of this socket; with TLS, call its sslHandshake(). */
    public function accept(float $timeout = 0): Socket|false {}

    /**
     * Connects to a host by its name or address, or to a path; with TLS makes the handshake, too.
     */
    public function connect(string $host, int $port = 0, float $timeout = 0): bool {}

    /** Whether the other end is still there, as far as the kernel knows. */
    public function checkLiveness(): bool {}

    /** @param int $event SWOOLE_EVENT_READ, SWOOLE_EVENT_WRITE or both
      * @return int which coroutine waits for that; 0 if none does */
    public function getBoundCid(int $event): int {}

    /** Looks at what has arrived, and leaves it; false with SOCKET_EAGAIN if that is nothing. */
    public function peek(int $length = 65536): string|false {}

    /** @return string|false what has arrived, at most so many bytes; empty at the end of the stream */
    public function recv(int $length = 65536, float $timeout = 0): string|false {}

    /** @return int|false how many of the bytes were sent; sendAll() goes on until all are */
    public function send(string $data, float $timeout = 0): int|false {}

    /**
     * Receives into several strings with one system call.
     *
     * @param array $io_vector how long each of them may be
     * @return array|false those that something arrived for; empty at the end of the stream
     * @throws Socket\Exception when an element is no length
     */
    public function readVector(array $io_vector, float $timeout = 0): array|false {}

    /** As readVector(), until all of them are full, the stream ends or the time is over. */
    public function readVectorAll(array $io_vector, float $timeout = 0): array|false {}

    /**
     * Sends several strings with one system call.
     *
     * @return int|false how many bytes were sent
     * @throws Socket\Exception when an element is no string, or empty
     */
    public function writeVector(array $io_vector, float $timeout = 0): int|false {}

    /** As writeVector(), until all of them are sent. */
    public function writeVectorAll(array $io_vector, float $timeout = 0): int|false {}

    /**
     * Sends a file, which does not pass through PHP's memory.
     *
     * @param int $length 0: all from $offset on
     */
    public function sendFile(string $file, int $offset = 0, int $length = 0): bool {}

    /** Receives so many bytes; fewer when the stream ends or the time is over. */
    public function recvAll(int $length = 65536, float $timeout = 0): string|false {}

    /** Sends all of it. */
    public function sendAll(string $data, float $timeout = 0): int|false {}

    /** Receives a packet, by what was set with setProtocol(); empty at the end of the stream. */
    public function recvPacket(float $timeout = 0): string|false {}

    /** Receives a line with what ends it ("\n" or "\r"), or the first $length bytes of a longer one. What came after it is kept for the calls that read packets, lines or with a buffer. */
    public function recvLine(int $length = 65536, float $timeout = 0): string|false {}

    /** As recv(), but what arrived is received as a whole and kept for the calls to come. */
    public function recvWithBuffer(int $length = 65536, float $timeout = 0): string|false {}

    /**
     * Receives a datagram.
     *
     * @param mixed $peername is set to an array of the sender's address and port
     */
    public function recvfrom(mixed &$peername, float $timeout = 0): string|false {}

    /** Sends a datagram to a host, by its name or address. */
    public function sendto(string $addr, int $port, string $data): int|false {}

    /** Reads an option of the socket, as socket_get_option() does. */
    public function getOption(int $level, int $opt_name): mixed {}

    /** Sets an option of the socket, as socket_set_option() does. SO_RCVTIMEO and SO_SNDTIMEO set the socket's own timeouts. */
    public function setOption(int $level, int $opt_name, mixed $opt_value): bool {}

    /**
     * Chooses how recvPacket() cuts the stream, and TLS.
     *
     * @param array $settings open_eof_check, package_eof; open_length_check, package_length_type, package_length_offset,
     *        package_body_offset, package_length_func, package_max_length; open_ssl and the options that begin with ssl_
     */
    public function setProtocol(array $settings): bool {}

    /** Makes the handshake of TLS: on an accepted connection, or on one to which TLS comes late. */
    public function sslHandshake(): bool {}

    /** @param int $how 0: reading, 1: writing, 2: both */
    public function shutdown(int $how = 2): bool {}

    /** Closes the socket; whoever waits is told SOCKET_ECANCELED. */
    public function close(): bool {}

    /** @param int $event whose wait is to end: SWOOLE_EVENT_READ or SWOOLE_EVENT_WRITE
      * @return bool false when nobody waits */
    public function cancel(int $event = SWOOLE_EVENT_READ): bool {}

    /** @return array{address: string, port: int}|false */
    public function getsockname(): array|false {}

    /** @return array{address: string, port: int}|false */
    public function getpeername(): array|false {}

    public function isClosed(): bool {}

    /**
     * A socket that uses the descriptor of a stream. Use one of them at a time; to close one closes both.
     *
     * @param resource $stream
     */
    public static function import($stream): Socket|false {}
}

namespace Swoole\Coroutine\Socket;

/**
 * A socket that could not be opened, or that was given what cannot be sent or received.
 *
 * @alias Co\Socket\Exception
 */
class Exception extends \Swoole\Exception {}
