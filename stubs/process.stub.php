<?php

namespace Swoole;

/**
 * A child process that runs a PHP function, with a pipe or a message queue between it and its parent.
 *
 * Processes are started outside of coroutines; what runs inside may use coroutines again.
 *
 * @not-serializable
 */
class Process
{
    /** In the mode of useQueue(): neither push() nor pop() waits. */
    const IPC_NOWAIT = 256;

    /** For close(): the parent's end. */
    const PIPE_MASTER = 1;
    /** For close(): the child's end. */
    const PIPE_WORKER = 2;
    /** For close(): reading at this end. */
    const PIPE_READ = 3;
    /** For close(): writing at this end. */
    const PIPE_WRITE = 4;

    /** No pipe. */
    const PIPE_TYPE_NONE = 0;
    /** A pipe for bytes. */
    const PIPE_TYPE_STREAM = 1;
    /** A pipe for messages: each write() is one read(). */
    const PIPE_TYPE_DGRAM = 2;

    /** The descriptor of this side's end of the pipe. */
    public $pipe;
    /** The system's number for the message queue. */
    public $msgQueueId;
    /** The key of the message queue. */
    public $msgQueueKey;
    /** The process's number, once it was started. */
    public $pid;
    /** Counts the processes of a script, from 1. */
    public $id;
    private $callback;

    /**
     * @param callable $callback what the child runs; it is given this object
     * @param bool $redirect_stdin_and_stdout whether the pipe (of bytes, then) becomes the child's standard streams
     * @param int $pipe_type one of PIPE_TYPE_*
     * @param bool $enable_coroutine whether the callback runs in a coroutine, and the child goes on until all are done
     * @throws \Swoole\Exception when the system has no descriptors left
     */
    public function __construct(callable $callback, bool $redirect_stdin_and_stdout = false, int $pipe_type = 2, bool $enable_coroutine = false) {}

    public function __destruct() {}

    /**
     * Waits for any child to end.
     *
     * @param bool $blocking false: only asks whether one has ended
     * @return array{pid: int, code: int, signal: int}|false its number, and its exit code or the signal that ended it
     */
    public static function wait(bool $blocking = true): array|false {}

    /**
     * Calls a function on the event loop when a signal comes.
     *
     * That alone does not keep the loop running, unless swoole_async_set(['wait_signal' => true]) says so.
     *
     * @param callable|null $callback is given the number; SIG_IGN ignores the signal, null puts back what was before
     */
    public static function signal(int $signal_no, ?callable $callback = null): bool {}

    /**
     * Raises SIGALRM again and again.
     *
     * @param int $usec every so many microseconds; 0 or less: no more
     * @param int $type 0 counts time as it goes by, 1 (SIGVTALRM) and 2 (SIGPROF) what this process computes
     */
    public static function alarm(int $usec, int $type = 0): bool {}

    /** Sends a signal; 0 only asks whether there is such a process. */
    public static function kill(int $pid, int $signal_no = 15): bool {}

    /**
     * Goes on in the background: in a child without a terminal, while this process ends.
     *
     * @param bool $nochdir false: in the root directory
     * @param bool $noclose false: with standard streams that lead nowhere
     * @param array<int, mixed> $pipes what becomes standard input, output and errors; null leaves one as it is
     */
    public static function daemon(bool $nochdir = true, bool $noclose = true, array $pipes = []): bool {}

    /**
     * Chooses the processors that this process may use.
     *
     * @param list<int> $cpu_settings their numbers, from 0
     */
    public static function setAffinity(array $cpu_settings): bool {}

    /** @return list<int> the processors that this process may use */
    public static function getAffinity(): array {}

    /**
     * Changes how a process ranks among others.
     *
     * @param int $which PRIO_PROCESS, PRIO_PGRP or PRIO_USER
     * @param int $priority the lower, the sooner it runs
     * @param int|null $who which process, group or user; null is the process of this object
     */
    public function setPriority(int $which, int $priority, ?int $who = null): bool {}

    /** How a process ranks among others; see setPriority(). */
    public function getPriority(int $which, ?int $who = null): int|false {}

    /** @param array{enable_coroutine?: bool} $settings */
    public function set(array $settings): void {}

    /** Limits how long write() and read() wait for the pipe. */
    public function setTimeout(float $seconds): bool {}

    /**
     * Whether write() and read() wait for the pipe, as they do at first.
     *
     * When they do not, read() returns false when there is nothing, and write() leaves to the event loop what there is
     * no room for.
     */
    public function setBlocking(bool $blocking): bool {}

    /**
     * Uses a message queue of the system, besides the pipe.
     *
     * @param int $key which one; 0 or less: the one of this script
     * @param int $mode SWOOLE_MSGQUEUE_ORIENT: each process pops what was pushed by its object, _BALANCE: any message;
     *                  with IPC_NOWAIT added nobody waits
     * @param int $capacity how many bytes may be in it
     */
    public function useQueue(int $key = 0, int $mode = 2, int $capacity = -1): bool {}

    /** @return array{queue_num: int, queue_bytes: int}|false what is in the message queue */
    public function statQueue(): array|false {}

    /** Removes the message queue, for all who use it. */
    public function freeQueue(): bool {}

    /**
     * Starts the child.
     *
     * @return int|bool its number, to the parent; the child runs the callback and ends. False, with a warning, when it
     *                  runs already and when there cannot be one more
     * @throws \Swoole\Error in a coroutine
     */
    public function start(): bool|int {}

    /**
     * Writes to the pipe: the other side reads it.
     *
     * @return int|false how many bytes; false, with a warning, when it failed
     */
    public function write(string $data): int|false {}

    /**
     * Closes the pipe.
     *
     * @param int $which one of PIPE_*; 0 is both ends
     */
    public function close(int $which = 0): bool {}

    /** Reads from the pipe what there is, up to $size bytes; false when that failed or took too long. */
    public function read(int $size = 8192): string|false {}

    /** The pipe as a socket of coroutines; the same object each time. */
    public function exportSocket(): \Swoole\Coroutine\Socket|false {}

    /** Sends a message, of up to 65,535 bytes, through the message queue. */
    public function push(string $data): bool {}

    /** Receives a message of up to $size bytes from the message queue. */
    public function pop(int $size = 65536): string|false {}

    /** Ends the child, in which this is called. */
    public function exit(int $exit_code = 0): void {}

    /**
     * Goes on as another program. Returns, with false and a warning, only when that failed.
     *
     * @param string $exec_file its full path
     * @param list<string> $args
     */
    public function exec(string $exec_file, array $args): bool {}

    /**
     * Changes the name under which this process is listed.
     *
     * @handler swoole_set_process_name
     */
    public function name(string $process_name): bool {}
}
