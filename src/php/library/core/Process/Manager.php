<?php

/**
 * A pool of processes in which each process has a function of its own.
 *
 * @alias Swoole\Process\ProcessManager
 */

declare(strict_types=1);

namespace Swoole\Process;

use Swoole\Constant;
use Swoole\Coroutine;

/**
 * Starts processes for functions and starts them again when they end.
 */
class Manager
{
    /** @var Pool|null once started */
    protected $pool;

    /** @var int SWOOLE_IPC_* */
    protected $ipcType = SWOOLE_IPC_NONE;

    /** @var int for SWOOLE_IPC_MSGQUEUE */
    protected $msgQueueKey = 0;

    /** @var list<array{callable, bool}> by worker id: what it runs, and whether in a coroutine */
    protected $startFuncMap = [];

    public function __construct(int $ipcType = SWOOLE_IPC_NONE, int $msgQueueKey = 0)
    {
        $this->setIPCType($ipcType);
        $this->setMsgQueueKey($msgQueueKey);
    }

    /** One process more, which calls $func with the pool and its worker id. */
    public function add(callable $func, bool $enableCoroutine = false): self
    {
        return $this->addBatch(1, $func, $enableCoroutine);
    }

    /** $workerNum processes more that all call the same function. */
    public function addBatch(int $workerNum, callable $func, bool $enableCoroutine = false): self
    {
        while ($workerNum-- > 0) {
            $this->startFuncMap[] = [$func, $enableCoroutine];
        }
        return $this;
    }

    /** Runs them until the pool is shut down. */
    public function start(): void
    {
        $this->pool = new Pool(count($this->startFuncMap), $this->ipcType, $this->msgQueueKey, false);
        $this->pool->on(Constant::EVENT_WORKER_START, function (Pool $pool, int $workerId): void {
            [$func, $inCoroutine] = $this->startFuncMap[$workerId];
            $inCoroutine ? Coroutine\run($func, $pool, $workerId) : $func($pool, $workerId);
        });
        $this->pool->start();
    }

    public function setIPCType(int $ipcType): self
    {
        $this->ipcType = $ipcType;
        return $this;
    }

    public function getIPCType(): int
    {
        return $this->ipcType;
    }

    public function setMsgQueueKey(int $msgQueueKey): self
    {
        $this->msgQueueKey = $msgQueueKey;
        return $this;
    }

    public function getMsgQueueKey(): int
    {
        return $this->msgQueueKey;
    }
}
