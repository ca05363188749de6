<?php

namespace Swoole {

/**
 * A server: processes that take clients, and call back for what those send.
 *
 * The process that calls start() becomes the master and stays in that call until the server ends. Each worker owns the
 * connections that it has taken; every method works on the connections of all workers.
 *
 * @not-serializable
 */
class Server
{
    /** What set() was given. */
    public $setting;
    /** All connections, to iterate over. */
    public $connections;
    /** Where the first port listens. */
    public $host = '';
    public $port = 0;
    /** The kind of the first port: SWOOLE_SOCK_* */
    public $type = 0;
    public $ssl = false;
    /** SWOOLE_BASE or SWOOLE_PROCESS */
    public $mode = 0;
    /** All ports. */
    public $ports;
    public $master_pid = 0;
    public $manager_pid = 0;
    /** In a worker: which one it is, from 0; task workers come after the others. */
    public $worker_id = -1;
    /** Whether this is a task worker. */
    public $taskworker = false;
    public $worker_pid = 0;
    public $stats_timer;
    public $admin_server;

    /**
     * Makes a server that listens, but takes no client before start().
     *
     * @param string $host an address, or the path of a unix socket
     * @param int $port 0 lets the system choose
     * @param int $mode SWOOLE_BASE (no process between start() and the workers; with one worker no other process at all) or
     *                  SWOOLE_PROCESS (a master, a manager and the workers)
     * @param int $sock_type SWOOLE_SOCK_*
     * @throws \Swoole\Exception when the address cannot be used
     */
    public function __construct(string $host = '0.0.0.0', int $port = 0, int $mode = SWOOLE_BASE, int $sock_type = SWOOLE_SOCK_TCP) {}

    public function __destruct() {}

    /** Adds a port. False after a warning. */
    public function listen(string $host, int $port, int $sock_type): false|Server\Port {}

    /** @handler Swoole\Server::listen */
    public function addlistener(string $host, int $port, int $sock_type): false|Server\Port {}

    /**
     * Sets what is called.
     *
     * @param string $event_name Start, Shutdown, BeforeShutdown (in the master), ManagerStart, ManagerStop, BeforeReload, AfterReload,
     *        WorkerError (in the manager), WorkerStart, WorkerStop, WorkerExit, PipeMessage, Task, Finish (in workers), or an
     *        event of ports, for the first one
     */
    public function on(string $event_name, callable $callback): bool {}

    /** What on() has set. */
    public function getCallback(string $event_name): \Closure|string|null|array {}

    /** Takes settings. Those of ports are for the first one, and for those that have none of their own. */
    public function set(array $settings): bool {}

    /**
     * Adds a command, which command() can have done in other processes.
     *
     * @param int $accepted_process_types where it may be done: SWOOLE_SERVER_COMMAND_*
     * @param callable $callback is given the server and the data as JSON; the string that it returns is the result
     */
    public function addCommand(string $name, int $accepted_process_types, callable $callback): bool {}

    /** Starts the server. Returns when it has ended. */
    public function start(): bool {}

    /**
     * Sends to a client. What the kernel has no room for is kept and sent later; while too much is kept, the coroutine waits.
     *
     * @param int|string $fd the connection, or the path of a client's unix datagram socket
     */
    public function send(int|string $fd, string $send_data, int $serverSocket = -1): bool {}

    /** Sends a datagram from one of the server's sockets. */
    public function sendto(string $ip, int $port, string $send_data, int $server_socket = -1): bool {}

    /** Sends to a client and waits until the kernel has taken all. In SWOOLE_BASE only. */
    public function sendwait(int $conn_fd, string $send_data): bool {}

    /** Whether a connection is open. */
    public function exists(int $fd): bool {}

    /** @handler Swoole\Server::exists */
    public function exist(int $fd): bool {}

    /** Whether the heartbeat leaves a connection alone. */
    public function protect(int $fd, bool $is_protected = true): bool {}

    /** Sends a part of a file, without copying it; 0 means up to its end. */
    public function sendfile(int $conn_fd, string $filename, int $offset = 0, int $length = 0): bool {}

    /** Closes a connection when all is sent, or with $reset at once. */
    public function close(int $fd, bool $reset = false): bool {}

    /** @handler Swoole\Server::resume */
    public function confirm(int $fd): bool {}

    /** Stops reading from a connection. */
    public function pause(int $fd): bool {}

    /** Reads from a connection again, or for the first time with enable_delay_receive. */
    public function resume(int $fd): bool {}

    /**
     * Gives a task worker something to do.
     *
     * @param mixed $data anything that can be serialized
     * @param int $taskWorkerIndex which task worker, from 0; -1: one that has nothing to do
     * @param callable|null $finishCallback called instead of onFinish
     * @return int|false the task's number
     */
    public function task(mixed $data, int $taskWorkerIndex = -1, ?callable $finishCallback = null): int|false {}

    /** As task(), and waits for what comes of it; false after $timeout seconds. */
    public function taskwait(mixed $data, float $timeout = 0.5, int $taskWorkerIndex = -1): mixed {}

    /** Several tasks at once; what came of them in time, by their keys. */
    public function taskWaitMulti(array $tasks, float $timeout = 0.5): false|array {}

    /** As taskWaitMulti(), in a coroutine; false stands for what did not come in time. */
    public function taskCo(array $tasks, float $timeout = 0.5): array|false {}

    /** In a task worker: says what came of the task. */
    public function finish(mixed $data): bool {}

    /** Replaces the workers, or only the task workers, one after another; no connection is lost. */
    public function reload(bool $only_reload_taskworker = false): bool {}

    /** Ends the server. */
    public function shutdown(): bool {}

    /** Ends a worker, as soon as it is done with what it is doing; another takes its place. -1: this one. */
    public function stop(int $workerId = -1): bool {}

    /** The socket of a port, for the functions of ext/sockets. */
    public function getSocket(int $port = 0): false|\Socket {}

    /** @handler swoole_last_error */
    public function getLastError(): int {}

    /** The connections that have been silent for heartbeat_idle_time; closes them if that is wanted. */
    public function heartbeat(bool $ifCloseConnection = true): false|array {}

    /** What is known of a connection. */
    public function getClientInfo(int $fd, int $reactor_id = -1, bool $ignoreError = false): false|array {}

    /** Up to $find_count connections after $start_fd, at most 100. */
    public function getClientList(int $start_fd = 0, int $find_count = 10): false|array {}

    /**
     * Has a command done in a process, and waits for what comes of it. In a coroutine of the master, or with SWOOLE_BASE of worker 0.
     *
     * @param int $process_id which worker, or task worker, of the $process_type
     * @param bool $json_decode whether the result is JSON, to be decoded
     */
    public function command(string $name, int $process_id, int $process_type, mixed $data, bool $json_decode = true): false|string|array {}

    /** Which worker this is. */
    public function getWorkerId(): int|false {}

    /** The process of a worker; -1: this one. */
    public function getWorkerPid(int $worker_id = -1): int|false {}

    /** SWOOLE_WORKER_BUSY, _IDLE or _EXIT */
    public function getWorkerStatus(int $worker_id = -1): int|false {}

    public function getManagerPid(): int {}

    public function getMasterPid(): int {}

    /** @handler Swoole\Server::getClientInfo */
    public function connection_info(int $fd, int $reactor_id = -1, bool $ignoreError = false): false|array {}

    /** @handler Swoole\Server::getClientList */
    public function connection_list(int $start_fd = 0, int $find_count = 10): false|array {}

    /** Sends a message to another worker's onPipeMessage. */
    public function sendMessage(mixed $message, int $dst_worker_id): bool {}

    /**
     * Adds a process that lives as long as the server and is started anew when it ends.
     *
     * @return int|false its number, among all workers
     */
    public function addProcess(\Swoole\Process $process): int|false {}

    /**
     * Numbers about the server. As in OpenSwoole stats(1) gives them as JSON, and stats(2) as OpenMetrics text with more about each worker,
     * how late its event loop is among them.
     */
    public function stats(): array {}

    /** Gives a connection a number, once; with dispatch_mode 5 it chooses the worker. */
    public function bind(int $fd, int $uid): bool {}
}

}

namespace Swoole\Server {

/**
 * A port of a server; see Swoole\Server::listen().
 *
 * @not-serializable
 */
class Port
{
    /** Where it listens. */
    public $host;
    public $port = 0;
    /** SWOOLE_SOCK_* */
    public $type = 0;
    /** The descriptor of its socket. */
    public $sock = -1;
    public $ssl = false;
    /** What set() was given. */
    public $setting;
    /** Its connections, to iterate over. */
    public $connections;

    private function __construct() {}

    public function __destruct() {}

    /** Takes settings, for this port alone. */
    public function set(array $settings): void {}

    /**
     * Sets what is called for this port; without, it is what the first port calls.
     *
     * @param string $event_name Connect, Receive, Close, Packet, BufferFull, BufferEmpty, Request, Handshake,
     *        BeforeHandshakeResponse, Open, Message or Disconnect
     */
    public function on(string $event_name, callable $callback): bool {}

    /** What on() has set. */
    public function getCallback(string $event_name): \Closure|null {}

    /** Its socket, for ext-sockets; closing that one leaves the server's open. */
    public function getSocket(): false|\Socket {}
}

/**
 * What onTask is given with task_use_object or task_enable_coroutine.
 *
 * @not-serializable
 */
final class Task
{
    public $data;
    /** In seconds since 1970. */
    public $dispatch_time = 0.0;
    public $id = -1;
    /** Who gave the task. */
    public $worker_id = -1;
    public $flags = 0;

    /** Says what came of the task. */
    public function finish(mixed $data): bool {}

    /** A task as a message for the queue of the task workers. */
    public static function pack(mixed $data): string|false {}

    /** What pack() has packed. */
    public static function unpack(string $data): mixed {}
}

/** What onConnect, onReceive and onClose are given with event_object. */
class Event
{
    public $reactor_id = 0;
    public $fd = 0;
    public $dispatch_time = 0.0;
    public $data;
}

/** What onPacket is given with event_object. */
class Packet
{
    public $server_socket = 0;
    public $server_port = 0;
    public $dispatch_time = 0.0;
    public $address;
    public $port = 0;
    public $data;
}

/** What onPipeMessage is given with event_object. */
class PipeMessage
{
    public $source_worker_id = 0;
    public $worker_id = 0;
    public $dispatch_time = 0.0;
    public $data;
}

/** What onWorkerError is given with event_object. */
class StatusInfo
{
    public $worker_id = 0;
    public $worker_pid = 0;
    public $status = 0;
    public $exit_code = 0;
    public $signal = 0;
}

/** What onFinish is given with event_object. */
class TaskResult
{
    public $task_id = 0;
    public $task_worker_id = 0;
    public $dispatch_time = 0.0;
    public $data;
}

}

namespace Swoole\Connection {

/**
 * The connections of a server or of one port: iterating gives their numbers.
 *
 * @not-serializable
 */
class Iterator implements \Iterator, \ArrayAccess, \Countable
{
    public function __construct() {}

    public function __destruct() {}

    public function rewind(): void {}

    public function next(): void {}

    public function current(): mixed {}

    public function key(): mixed {}

    public function valid(): bool {}

    public function count(): int {}

    /** Whether a connection is open. */
    public function offsetExists(mixed $fd): bool {}

    /** As Swoole\Server::getClientInfo(). */
    public function offsetGet(mixed $fd): mixed {}

    /** Does nothing. */
    public function offsetSet(mixed $fd, mixed $value): void {}

    /** Does nothing. */
    public function offsetUnset(mixed $fd): void {}
}

}
