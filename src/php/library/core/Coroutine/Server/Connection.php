<?php

declare(strict_types=1);

namespace Swoole\Coroutine\Server;

use Swoole\Coroutine\Socket;

/**
 * One connection of a Coroutine\Server.
 *
 * @alias Co\Server\Connection
 */
class Connection
{
    /** @var Socket */
    protected $socket;

    public function __construct(Socket $conn)
    {
        $this->socket = $conn;
    }

    /**
     * One packet, by the server's framing options.
     *
     * @param float $timeout in seconds; 0 for the socket's own, less waits for ever
     * @return string|false '' when the other side has closed
     */
    public function recv(float $timeout = 0)
    {
        return $this->socket->recvPacket($timeout);
    }

    /** @return int|false how many bytes, which is all of them unless something failed */
    public function send(string $data)
    {
        return $this->socket->sendAll($data);
    }

    public function close(): bool
    {
        return $this->socket->close();
    }

    public function exportSocket(): Socket
    {
        return $this->socket;
    }
}
