<?php

/**
 * Connections that coroutines share: each borrows one with get() and gives it back with put().
 *
 * Invariants: $num connections exist, being made included, never more than $size. Who asks first is served first: who
 * makes a connection keeps it, and the others wait in line. A place that becomes free while somebody waits is offered to who waits longest, so that nobody waits for
 * a connection that will never come.
 */

declare(strict_types=1);

namespace Swoole;

use Swoole\Coroutine\Channel;

class ConnectionPool
{
    public const DEFAULT_SIZE = 64;

    /** @var Channel|null those that nobody uses; null when closed */
    protected ?Channel $pool;

    /** @var callable makes a connection */
    protected $constructor;

    protected int $size;

    /** How many there are. */
    protected int $num = 0;

    /**
     * @param callable $constructor returns a new connection
     * @param int $size how many there are at most
     * @param string|null $proxy a class whose objects are handed out instead; it is given the constructor
     */
    public function __construct(callable $constructor, int $size = self::DEFAULT_SIZE, protected ?string $proxy = null)
    {
        $this->size = $size;
        $this->constructor = $constructor;
        $this->pool = new Channel($size);
    }

    /** Makes all connections now and not when they are needed. */
    public function fill(): void
    {
        while ($this->num < $this->size) {
            $this->make();
        }
    }

    /**
     * Borrows a connection; waits when all are in use.
     *
     * @param float $timeout in seconds; 0 or less waits for ever
     * @return mixed the connection, false when the time is over or the pool has been closed meanwhile
     * @throws \RuntimeException when the pool is closed
     * @throws \Throwable what the constructor throws
     */
    public function get(float $timeout = -1)
    {
        $deadline = $timeout > 0 ? microtime(true) + $timeout : null;
        while (true) {
            if ($this->pool === null) {
                throw new \RuntimeException('Pool has been closed');
            }
            if ($this->pool->isEmpty() && $this->num < $this->size) {
                return $this->create() ?? false;
            }
            $connection = $this->pool->pop($timeout);
            if ($connection !== self::vacancy()) {
                return $connection;
            }
            if ($deadline !== null && ($timeout = $deadline - microtime(true)) <= 0) {
                $this->offer();
                return false;
            }
        }
    }

    /**
     * Gives a connection back.
     *
     * @param mixed $connection null when it is broken: a new one is made for it
     * @throws \Throwable what the constructor throws
     */
    public function put($connection): void
    {
        if ($this->pool === null) {
            return;
        }
        if ($connection !== null) {
            $this->pool->push($connection);
            return;
        }
        $this->num--;
        $this->make();
    }

    /** Lets go of the connections that nobody uses; who waits gets false. Those in use end when they are let go of. */
    public function close(): void
    {
        $this->pool?->close();
        $this->pool = null;
        $this->num = 0;
    }

    /** Makes a connection for whoever asks next. */
    protected function make(): void
    {
        $this->put($this->create());
    }

    /** Lets go of a connection that was borrowed; who asks next makes a new one. */
    protected function discard(): void
    {
        if ($this->pool !== null) {
            $this->num--;
            $this->offer();
        }
    }

    /** A new connection, which is counted. Null when the pool was closed meanwhile. */
    private function create(): mixed
    {
        $this->num++;
        $pool = $this->pool;
        try {
            $connection = $this->proxy ? new $this->proxy($this->constructor) : ($this->constructor)();
        } catch (\Throwable $why) {
            if ($this->pool === $pool) {
                $this->num--;
                $this->offer();
            }
            throw $why;
        }
        return $this->pool === $pool ? $connection : null;
    }

    /** There is room for a connection: who waits longest shall try. */
    private function offer(): void
    {
        if ($this->pool !== null && $this->num < $this->size && $this->pool->stats()['consumer_num'] > 0) {
            $this->pool->push(self::vacancy());
        }
    }

    /** What a waiting coroutine gets instead of a connection when it may make one itself. */
    private static function vacancy(): object
    {
        static $vacancy;
        return $vacancy ??= new \stdClass();
    }
}
