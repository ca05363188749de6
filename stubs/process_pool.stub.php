<?php

namespace Swoole\Process;

/**
 * A number of worker processes, each of which is started anew when it ends.
 *
 * The process that calls start() becomes their master. SIGTERM ends the pool, SIGUSR1 and SIGUSR2 replace the workers one
 * after another.
 *
 * @not-serializable
 */
class Pool
{
    /** The master's number. */
    public $master_pid = -1;
    /** In a worker: its number. */
    public $workerPid = -1;
    /** In a worker: which one it is, from 0. */
    public $workerId = -1;
    /** What getProcess() has returned, by worker. */
    public $workers;
    /** In a worker: false from the moment on in which it shall end. */
    public $workerRunning = true;
    /** False from the moment on in which the pool, or this worker, shall end. */
    public $running = true;

    /**
     * @param int $worker_num how many workers
     * @param int $ipc_type how messages reach onMessage: SWOOLE_IPC_NONE, _UNIXSOCK (from other workers), _MSGQUEUE (from
     *                      anywhere, through a message queue of the system) or _SOCKET (from clients, see listen())
     * @param int $msgqueue_key the key of the message queue; 0 makes a new one
     * @param bool $enable_coroutine whether callbacks run in coroutines, on an event loop; with _NONE or _UNIXSOCK only
     */
    public function __construct(int $worker_num, int $ipc_type = SWOOLE_IPC_NONE, int $msgqueue_key = 0, bool $enable_coroutine = false) {}

    public function __destruct() {}

    /**
     * @param array{enable_coroutine?: bool, enable_message_bus?: bool, max_package_size?: int|string, max_wait_time?: int} $settings
     *        enable_message_bus lets sendMessage() send messages of any length; after max_wait_time seconds workers that
     *        do not end are killed; the settings of Swoole\Coroutine::set() are taken, too
     */
    public function set(array $settings): void {}

    /**
     * Sets what is called.
     *
     * @param string $name Start and Shutdown (in the master), WorkerStart, WorkerStop, WorkerExit (in each turn of the
     *                     loop of a worker that shall end, with enable_coroutine) or Message
     * @param callable $callback is given the pool; those of workers, also the number of the worker or the message
     */
    public function on(string $name, callable $callback): bool {}

    /**
     * The process of a worker, to write to its pipe.
     *
     * @param int $work_id which one; -1: this one
     * @return \Swoole\Process|false false when the pool does not run, and for a number that is no worker's
     */
    public function getProcess(int $work_id = -1): \Swoole\Process|false {}

    /**
     * Takes messages (four bytes with the length, in network order, and the data) on a socket, with SWOOLE_IPC_SOCKET.
     *
     * @param string $host an address, or `unix:` and a path
     */
    public function listen(string $host, int $port = 0, int $backlog = 2048): bool {}

    /** In onMessage, with SWOOLE_IPC_SOCKET: adds to the answer. */
    public function write(string $data): bool {}

    /** Sends a message to a worker's onMessage, with SWOOLE_IPC_UNIXSOCK. */
    public function sendMessage(string $data, int $dst_worker_id): bool {}

    /** In a worker: has the master start another one in this one's place, while this one goes on until it is done. */
    public function detach(): bool {}

    /** Starts the workers and takes care of them until the pool ends. */
    public function start(): null|false {}

    /** Ends this worker; another one takes its place. */
    public function stop(): void {}

    /**
     * Ends the pool.
     *
     * @throws \Swoole\Exception when it does not run
     */
    public function shutdown(): bool {}
}
