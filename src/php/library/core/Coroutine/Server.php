<?php

/**
 * A server for connections, each in a coroutine of its own.
 */

declare(strict_types=1);

namespace Swoole\Coroutine;

use Swoole\Constant;
use Swoole\Coroutine;
use Swoole\Coroutine\Server\Connection;
use Swoole\Exception;

/**
 * @alias Co\Server
 */
class Server
{
    /** How long to wait for descriptors when there are no more, in seconds. */
    private const PAUSE = 1.0;

    public $host = '';

    /** The port, chosen by the system when 0 was asked for. */
    public $port = 0;

    /** AF_INET, AF_INET6 or AF_UNIX. */
    public $type = AF_INET;

    public $fd = -1;

    public $errCode = 0;

    public $setting = [];

    protected $running = false;

    protected $fn;

    /** @var Socket the listening one */
    protected $socket;

    /**
     * @param string $host an address, or "unix:/path"
     * @param int $port 0 for any
     * @throws Exception when the address cannot be had
     */
    public function __construct(string $host, int $port = 0, bool $ssl = false, bool $reuse_port = false)
    {
        $isUnix = str_starts_with($host, 'unix:/');
        $this->type = match (true) {
            str_contains($host, '::') => AF_INET6,
            $isUnix => AF_UNIX,
            default => AF_INET,
        };
        $this->host = $isUnix ? substr($host, strlen('unix:')) : $host;
        $socket = new Socket($this->type, SOCK_STREAM, 0);
        if ($reuse_port && defined('SO_REUSEPORT')) {
            $socket->setOption(SOL_SOCKET, SO_REUSEPORT, true);
        }
        if (!$socket->bind($this->host, $port)) {
            throw new Exception("bind({$this->host}:{$port}) failed", $socket->errCode);
        }
        if (!$socket->listen()) {
            throw new Exception('listen() failed', $socket->errCode);
        }
        $this->port = $socket->getsockname()['port'] ?? 0;
        $this->fd = $socket->fd;
        $this->socket = $socket;
        $this->setting[Constant::OPTION_OPEN_SSL] = $ssl;
    }

    /** Adds options: framing, TLS, as for Socket::setProtocol(). */
    public function set(array $setting): void
    {
        $this->setting = array_merge($this->setting, $setting);
    }

    /** @param callable $fn is given the Server\Connection */
    public function handle(callable $fn): void
    {
        $this->fn = $fn;
    }

    /** Ends start(); connections that are there go on. */
    public function shutdown(): bool
    {
        $this->running = false;
        return $this->socket->cancel();
    }

    /** Accepts connections until shutdown(). False when there is no function, or an option is wrong. */
    public function start(): bool
    {
        $this->running = true;
        if ($this->fn === null || !$this->socket->setProtocol($this->setting)) {
            $this->errCode = SOCKET_EINVAL;
            return false;
        }
        while ($this->running) {
            $socket = $this->socket->accept();
            if ($socket) {
                $socket->setProtocol($this->setting);
                if (Coroutine::create($this->serve(...), new Connection($socket)) === false) {
                    Coroutine::sleep(self::PAUSE);
                }
                continue;
            }
            switch ($this->socket->errCode) {
                case SOCKET_EMFILE:
                case SOCKET_ENFILE:
                    Coroutine::sleep(self::PAUSE);
                    break;
                case SOCKET_ETIMEDOUT:
                    break;
                case SOCKET_ECANCELED:
                    return true;
                default:
                    $why = "{$this->socket->errMsg}[{$this->socket->errCode}]";
                    trigger_error("accept failed, Error: {$why}", E_USER_WARNING);
                    return true;
            }
        }
        return true;
    }

    /** The life of one connection. */
    private function serve(Connection $connection): void
    {
        if (empty($this->setting[Constant::OPTION_OPEN_SSL]) || $connection->exportSocket()->sslHandshake()) {
            ($this->fn)($connection);
        }
    }
}
