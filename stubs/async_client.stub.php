<?php

namespace Swoole\Async;

/**
 * A client that calls back: when it is connected, when something has arrived, when the connection ended.
 *
 * Each client has a coroutine in which its callbacks run, one after the other.
 *
 * @not-serializable
 */
class Client extends \Swoole\Client
{
    private $onConnect = null;
    private $onError = null;
    private $onReceive = null;
    private $onClose = null;
    private $onBufferFull = null;
    private $onBufferEmpty = null;
    private $onSSLReady = null;

    /** @param int $type one of SWOOLE_SOCK_*, with SWOOLE_SSL for TLS */
    public function __construct(int $type) {}

    public function __destruct() {}

    /**
     * Begins to connect; connect or error is called later.
     *
     * @param float $timeout in seconds
     */
    public function connect(string $host, int $port = 0, float $timeout = 0.5, int $sock_flag = 0): bool {}

    /**
     * Chooses whom to call.
     *
     * @param string $host connect, receive, close, error, bufferFull or bufferEmpty
     * @param callable $callback is given the client, and for receive what has arrived
     */
    public function on(string $host, callable $callback): bool {}

    /** Goes on with TLS; the callback is called when that is done. */
    public function enableSSL(?callable $onSslReady = null): bool {}

    public function isConnected(): bool {}

    /** Stops reading. */
    public function sleep(): bool {}

    /** Goes on reading. */
    public function wakeup(): bool {}

    /** Closes the connection; close is called at once. */
    public function close(bool $force = false): bool {}

    /** @handler Swoole\Async\Client::sleep */
    public function pause(): bool {}

    /** @handler Swoole\Async\Client::wakeup */
    public function resume(): bool {}
}
