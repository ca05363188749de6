<?php

namespace Swoole\Coroutine\Http;

/**
 * A server for HTTP/1.1 made of coroutines: start() serves in the running one, each connection gets one of its own.
 *
 * @alias Co\Http\Server
 * @not-serializable
 */
final class Server
{
    /** The descriptor that listens. */
    public $fd = -1;
    /** The address. */
    public $host;
    /** The port. */
    public $port = -1;
    /** Whether it speaks TLS. */
    public $ssl = false;
    /** What was set(). */
    public $settings;
    /** The error that ended start(). */
    public $errCode = 0;
    /** The same in words. */
    public $errMsg = '';

    /**
     * Listens.
     *
     * @param string $host an IP address, or `unix:/path`
     * @param int $port 0: one that is free
     * @param bool $reuse_port whether other processes may listen at the same port
     * @throws \Swoole\Exception when that is not possible
     */
    public function __construct(string $host, int $port = 0, bool $ssl = false, bool $reuse_port = false) {}

    /**
     * Changes settings; see the manual's section on options.
     *
     * @param array<string, mixed> $settings
     */
    public function set(array $settings): bool {}

    /**
     * Sets the function for paths that begin with a pattern; that of `/` gets what no other one does.
     *
     * @param callable $callback is given the Request and the Response
     */
    public function handle(string $pattern, callable $callback): bool {}

    /** Serves until shutdown(). */
    public function start(): bool {}

    /** Ends start(), and connections that wait for a request; those at work end with their answer. */
    public function shutdown(): void {}
}
