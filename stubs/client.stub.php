<?php

namespace Swoole;

/**
 * A client that waits in each call.
 *
 * Outside of coroutines the whole process waits; inside, only the coroutine does.
 *
 * @not-serializable
 */
class Client
{
    const MSG_OOB = 1;
    /** For recv(): leave what is received. */
    const MSG_PEEK = 2;
    /** For recv(): do not wait. */
    const MSG_DONTWAIT = 64;
    /** For recv(): wait until so many bytes are there. */
    const MSG_WAITALL = 256;
    /** For shutdown(): reading and writing. */
    const SHUT_RDWR = 2;
    /** For shutdown(): reading. */
    const SHUT_RD = 0;
    /** For shutdown(): writing. */
    const SHUT_WR = 1;

    /** Why the last call failed: one of the system's or of Swoole's numbers. */
    public $errCode = 0;
    /** The descriptor. */
    public $sock = -1;
    /** Whether connect() took over a connection that was kept. */
    public $reuse = false;
    /** How often the connection was taken over. */
    public $reuseCount = 0;
    /** What the constructor was given. */
    public $type = 0;
    /** Names connections that are kept. */
    public $id = null;
    /** What was set. */
    public $setting = null;

    /**
     * @param int $type one of SWOOLE_SOCK_*; with SWOOLE_SSL for TLS, with SWOOLE_KEEP to keep the connection for another
     *        object when this one is closed
     * @param bool $async must be false; see Swoole\Async\Client
     * @param string $id which connections to share; without one, those to the same host and port
     */
    public function __construct(int $type, bool $async = SWOOLE_SOCK_SYNC, string $id = '') {}

    public function __destruct() {}

    /** Chooses how packets are cut, TLS, proxies and buffers; see Coroutine\Socket::setProtocol(). */
    public function set(array $settings): bool {}

    /**
     * Connects; false after a warning when that failed.
     *
     * @param float $timeout in seconds, for this call and those that follow; less than 0 waits for ever
     * @param int $sock_flag 1: does not wait; errCode is EINPROGRESS while the connection is being made, and it can be written to when it stands
     */
    public function connect(string $host, int $port = 0, float $timeout = 0.5, int $sock_flag = 0): bool {}

    /** Receives a packet, or what has arrived if no rule was set for packets; empty at the end of the stream. */
    public function recv(int $size = 65536, int $flag = 0): string|false {}

    /** Sends all of it; how many bytes, which are fewer when the time is over. */
    public function send(string $data, int $flag = 0): false|int {}

    /** Sends a file, or a part of it. */
    public function sendfile(string $filename, int $offset = 0, int $length = 0): bool {}

    /** Sends a datagram; no connection is needed. */
    public function sendto(string $ip, int $port, string $data): bool {}

    /** Goes on with TLS. */
    public function enableSSL(?callable $onSslReady = null): bool {}

    /** The certificate of the other end, as PEM. */
    public function getPeerCert(): string|bool {}

    /** Verifies the certificate of the other end. */
    public function verifyPeerCert(): bool {}

    /** Whether there is a connection, as far as this side knows. */
    public function isConnected(): bool {}

    /** @return array{port: int, host: string}|false */
    public function getsockname(): array|false {}

    /** @return array{port: int, host: string}|false */
    public function getpeername(): array|false {}

    /** The connection as an object of ext-sockets; closing one leaves the other open. */
    public function getSocket(): \Socket|false {}

    /** @param bool $force closes also what was to be kept */
    public function close(bool $force = false): bool {}

    /** @param int $how one of SHUT_* */
    public function shutdown(int $how): bool {}
}

namespace Swoole\Coroutine;

/**
 * A client whose calls let other coroutines run while they wait.
 *
 * Timeouts are in seconds; 0 stands for the client's own, less than 0 waits for ever.
 *
 * @alias Co\Client
 * @not-serializable
 */
class Client
{
    const MSG_OOB = 1;
    const MSG_PEEK = 2;
    const MSG_DONTWAIT = 64;
    const MSG_WAITALL = 256;

    /** Why the last call failed: one of the system's or of Swoole's numbers. */
    public $errCode = 0;
    /** The same in words. */
    public $errMsg = '';
    /** The descriptor. */
    public $fd = -1;
    /** The socket behind: a Coroutine\Socket. */
    public $socket = null;
    /** What the constructor was given. */
    public $type = 1;
    /** What was set. */
    public $setting = null;
    /** Whether connect() succeeded and close() was not called. */
    public $connected = false;

    /** @param int $type one of SWOOLE_SOCK_*, with SWOOLE_SSL for TLS */
    public function __construct(int $type) {}

    public function __destruct() {}

    /**
     * Chooses how packets are cut (as Coroutine\Socket::setProtocol() does), TLS, timeouts (timeout, connect_timeout,
     * read_timeout, write_timeout), an address of its own (bind_address, bind_port), socket_buffer_size,
     * open_tcp_nodelay, and a proxy (socks5_host, socks5_port, socks5_username, socks5_password; http_proxy_host,
     * http_proxy_port, http_proxy_user, http_proxy_password).
     */
    public function set(array $settings): bool {}

    /**
     * @param float $timeout for this call and those that follow
     */
    public function connect(string $host, int $port = 0, float $timeout = 0, int $sock_flag = 0): bool {}

    /** Receives a packet, or what has arrived if no rule was set for packets; empty at the end of the stream. */
    public function recv(float $timeout = 0): string|false {}

    /** Looks at what has arrived, and leaves it. */
    public function peek(int $length = 65535): string|false {}

    /** Sends all of it; how many bytes, which are fewer when the time is over. */
    public function send(string $data, float $timeout = 0): int|false {}

    /** Sends a file, or a part of it. */
    public function sendfile(string $filename, int $offset = 0, int $length = 0): bool {}

    /** Sends a datagram; no connection is needed. */
    public function sendto(string $address, int $port, string $data): bool {}

    /** Receives a datagram, and who sent it. */
    public function recvfrom(int $length, mixed &$address, mixed &$port = 0): false|string {}

    /** Goes on with TLS. */
    public function enableSSL(): bool {}

    /** The certificate of the other end, as PEM. */
    public function getPeerCert(): false|string {}

    /** Verifies the certificate of the other end. */
    public function verifyPeerCert(bool $allow_self_signed = false): bool {}

    /** The socket behind. */
    public function exportSocket(): \Swoole\Coroutine\Socket|false {}

    /** Whether there is a connection, as far as this side knows. */
    public function isConnected(): bool {}

    /** @return array{host: string, address: string, port: int}|false */
    public function getsockname(): array|false {}

    /** @return array{host: string, address: string, port: int}|false */
    public function getpeername(): array|false {}

    public function close(): bool {}
}
