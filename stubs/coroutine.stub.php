<?php

/**
 * Coroutines: functions that run side by side in one thread and give way to each other while they wait.
 *
 * Ids ("cid") are counted from 1 and never used twice in a process. Where an id may be left out, it means
 * the coroutine that is running.
 */

namespace Swoole;

/**
 * Makes coroutines, controls them and tells about them.
 *
 * @alias Co
 * @deny-new
 */
class Coroutine
{
    /**
     * Runs a function in a new coroutine, at once and until it first waits; then returns here.
     *
     * @param callable $func what to run
     * @param mixed ...$param its arguments
     * @return int|false the id, or false with a warning when max_coroutine are alive already
     */
    public static function create(callable $func, mixed ...$param): int|false {}

    /**
     * Calls a function when this coroutine ends, however it ends. What was given last is called first.
     *
     * @throws Error outside of a coroutine
     */
    public static function defer(callable $callback): void {}

    /**
     * Changes options of all coroutines; those left out stay as they are.
     *
     * @param array{
     *     max_coroutine?: int,
     *     max_coro_num?: int,
     *     stack_size?: int|string,
     *     c_stack_size?: int|string,
     *     hook_flags?: int,
     *     enable_preemptive_scheduler?: bool,
     *     enable_deadlock_check?: bool,
     *     deadlock_check_disable_trace?: bool,
     *     deadlock_check_limit?: int,
     *     deadlock_check_depth?: int,
     *     exit_condition?: callable,
     *     log_level?: int,
     *     log_file?: string,
     *     trace_flags?: int,
     *     socket_timeout?: float,
     *     socket_connect_timeout?: float,
     *     socket_read_timeout?: float,
     *     socket_write_timeout?: float,
     *     socket_dns_timeout?: float,
     *     dns_cache_expire?: int,
     *     dns_cache_capacity?: int,
     *     dns_server?: string,
     *     dns_lookup_random?: bool
     * } $options times in seconds, sizes in bytes. A stack size holds for coroutines made from now on
     */
    public static function set(array $options): void {}

    /**
     * The options that set() was given, or null when it never was.
     *
     * @return array<string, mixed>|null
     */
    public static function getOptions(): ?array {}

    /** Whether a coroutine with this id is alive. */
    public static function exists(int $cid): bool {}

    /**
     * Gives up control until another coroutine calls resume() with this one's id.
     *
     * @return bool true when resumed, false when cancelled (then swoole_last_error() says so)
     * @throws Error outside of a coroutine
     */
    public static function yield(): bool {}

    /**
     * Ends the wait of another coroutine early. What it waits in returns its failure value, and isCanceled()
     * is true there.
     *
     * @param bool $throw_exception throw a CanceledException there instead
     * @return bool false when there is no such coroutine or its wait cannot be ended; see swoole_last_error()
     */
    public static function cancel(int $cid, bool $throw_exception = false): bool {}

    /**
     * Waits until all of these coroutines have ended.
     *
     * @param int[] $cid_array those that do not exist any more are passed over
     * @param float $timeout in seconds; -1 waits for ever
     * @return bool false on a timeout, when cancelled, when none of them exists, or when one of them is this
     *              one or is being joined already
     */
    public static function join(array $cid_array, float $timeout = -1): bool {}

    /** Whether the last wait of this coroutine was ended by cancel(). */
    public static function isCanceled(): bool {}

    /**
     * Gives this coroutine so much time: when it has run out, a TimeoutException is thrown in it.
     *
     * @param float $timeout in seconds from now
     * @return bool false when the time is 0
     * @throws Error outside of a coroutine
     */
    public static function setTimeLimit(float $timeout): bool {}

    /**
     * The same as yield().
     *
     * @handler Swoole\Coroutine::yield
     */
    public static function suspend(): bool {}

    /**
     * Lets a coroutine that called yield() go on, at once; returns here when that one waits again or ends.
     *
     * @return bool false with a warning when it does not exist or waits in something else than yield()
     */
    public static function resume(int $cid): bool {}

    /**
     * Numbers about all coroutines and the loop.
     *
     * @return array{
     *     event_num: int, signal_listener_num: int,
     *     aio_task_num: int, aio_worker_num: int, aio_queue_size: int,
     *     c_stack_size: int,
     *     coroutine_num: int, coroutine_peak_num: int, coroutine_last_cid: int
     * }
     */
    public static function stats(): array {}

    /** The id of the running coroutine, or -1 outside of one. */
    public static function getCid(): int {}

    /**
     * The same as getCid().
     *
     * @handler Swoole\Coroutine::getCid
     */
    public static function getuid(): int {}

    /**
     * The id of the coroutine that made this one.
     *
     * @return int|false -1 when it was made outside of a coroutine; false when there is no such coroutine
     */
    public static function getPcid(int $cid = 0): int|false {}

    /**
     * The storage of a coroutine, which lives as long as it does.
     *
     * @return Coroutine\Context|null null outside of a coroutine and when there is none with this id
     */
    public static function getContext(int $cid = 0): ?Coroutine\Context {}

    /**
     * Where a coroutine is, in the form of debug_backtrace().
     *
     * @param int $options DEBUG_BACKTRACE_* flags
     * @param int $limit the number of frames; 0 is all
     * @return array<int, array<string, mixed>>|false false when there is no such coroutine
     */
    public static function getBackTrace(int $cid = 0, int $options = DEBUG_BACKTRACE_PROVIDE_OBJECT, int $limit = 0): array|false {}

    /** Prints where a coroutine is, in the form of debug_print_backtrace(). */
    public static function printBackTrace(int $cid = 0, int $options = 0, int $limit = 0): void {}

    /** How long ago a coroutine was made, in milliseconds; -1 when there is none with this id. */
    public static function getElapsed(int $cid = 0): int {}

    /** How many bytes of its PHP stack a coroutine uses, or false when there is none with this id. */
    public static function getStackUsage(int $cid = 0): int|false {}

    /**
     * The ids of all coroutines that are alive.
     *
     * @handler Swoole\Coroutine::listCoroutines
     * @return Coroutine\Iterator<int, int>
     */
    public static function list(): Coroutine\Iterator {}

    /**
     * The ids of all coroutines that are alive.
     *
     * @return Coroutine\Iterator<int, int>
     */
    public static function listCoroutines(): Coroutine\Iterator {}

    /** Lets this coroutine be interrupted again when it computes for long. False when it is already so. */
    public static function enableScheduler(): bool {}

    /** Keeps this coroutine from being interrupted while it computes. False when it is already so. */
    public static function disableScheduler(): bool {}

    /** How long this coroutine has run, not counting the time it waited, in microseconds. */
    public static function getExecuteTime(): int {}

    /**
     * The same as Coroutine\System::gethostbyname().
     *
     * @handler Swoole\Coroutine\System::gethostbyname
     */
    public static function gethostbyname(string $domain_name, int $type = AF_INET, float $timeout = -1): string|false {}

    /**
     * The same as Coroutine\System::dnsLookup().
     *
     * @handler Swoole\Coroutine\System::dnsLookup
     */
    public static function dnsLookup(string $domain_name, float $timeout = 60, int $type = AF_INET): string|false {}

    /**
     * The same as Coroutine\System::exec().
     *
     * @handler Swoole\Coroutine\System::exec
     */
    public static function exec(string $command, bool $get_error_stream = false): array|false {}

    /**
     * Waits; other coroutines run meanwhile.
     *
     * @param float $seconds 0.001 at least
     * @return bool false when cancelled, or with a warning when the time is not a positive one
     * @handler Swoole\Coroutine\System::sleep
     */
    public static function sleep(float $seconds): bool {}

    /**
     * The same as Coroutine\System::getaddrinfo().
     *
     * @handler Swoole\Coroutine\System::getaddrinfo
     */
    public static function getaddrinfo(string $domain, int $family = AF_INET, int $socktype = SOCK_STREAM, int $protocol = STREAM_IPPROTO_TCP, ?string $service = null, float $timeout = -1): array|bool {}

    /**
     * The same as Coroutine\System::statvfs().
     *
     * @handler Swoole\Coroutine\System::statvfs
     */
    public static function statvfs(string $path): array {}

    /**
     * The same as Coroutine\System::readFile().
     *
     * @handler Swoole\Coroutine\System::readFile
     */
    public static function readFile(string $filename, int $flag = 0): string|false {}

    /**
     * The same as Coroutine\System::writeFile().
     *
     * @handler Swoole\Coroutine\System::writeFile
     */
    public static function writeFile(string $filename, string $fileContent, int $flags = 0): int|false {}

    /**
     * The same as Coroutine\System::wait().
     *
     * @handler Swoole\Coroutine\System::wait
     */
    public static function wait(float $timeout = -1): array|false {}

    /**
     * The same as Coroutine\System::waitPid().
     *
     * @handler Swoole\Coroutine\System::waitPid
     */
    public static function waitPid(int $pid, float $timeout = -1): array|false {}

    /**
     * The same as Coroutine\System::waitSignal().
     *
     * @handler Swoole\Coroutine\System::waitSignal
     */
    public static function waitSignal(int|array $signals, float $timeout = -1): int|false {}

    /**
     * The same as Coroutine\System::waitEvent().
     *
     * @handler Swoole\Coroutine\System::waitEvent
     */
    public static function waitEvent(mixed $socket, int $events = SWOOLE_EVENT_READ, float $timeout = -1): int|false {}
}

namespace Swoole\Coroutine;

/**
 * System calls that let other coroutines run while they wait.
 *
 * @alias Co\System
 * @deny-new
 */
class System
{
    /**
     * An address of a host, asked of /etc/hosts and then of name servers. Answers are remembered; see the options
     * dns_cache_expire and dns_cache_capacity of Coroutine::set().
     *
     * @param int $type AF_INET or AF_INET6
     * @param float $timeout in seconds; -1 leaves it to resolv.conf
     * @return string|false false when there is none, or when it took too long; see swoole_last_error()
     * @throws Error outside of a coroutine
     */
    public static function gethostbyname(string $domain_name, int $type = AF_INET, float $timeout = -1): string|false {}

    /**
     * An address of a host, as gethostbyname() finds it.
     *
     * @param float $timeout in seconds
     * @param int $type AF_INET or AF_INET6
     * @return string|false false when there is none, or when it took too long; see swoole_last_error()
     * @throws Error outside of a coroutine
     */
    public static function dnsLookup(string $domain_name, float $timeout = 60, int $type = AF_INET): string|false {}

    /**
     * Runs a shell command and waits for its end.
     *
     * @param bool $get_error_stream with what it writes to its error stream; otherwise that goes where ours goes
     * @return array{code: int, signal: int, output: string}|false false when it cannot be started or the wait was cancelled
     * @throws Error outside of a coroutine
     */
    public static function exec(string $command, bool $get_error_stream = false): array|false {}

    /**
     * Waits; other coroutines run meanwhile.
     *
     * @param float $seconds 0.001 at least
     * @return bool false when cancelled, or with a warning when the time is not a positive one
     */
    public static function sleep(float $seconds): bool {}

    /**
     * The addresses of a host as the system's resolver gives them, not remembered.
     *
     * @param int $family AF_INET or AF_INET6
     * @param int $socktype SOCK_*; 0 is all, and then an address comes once for each
     * @param int $protocol STREAM_IPPROTO_*; 0 is all
     * @param string|null $service a port, by name or number: only hosts that can be asked for it
     * @param float $timeout in seconds; -1 waits for ever
     * @return list<string>|false false when there is none; see swoole_last_error()
     * @throws Error outside of a coroutine
     */
    public static function getaddrinfo(string $domain, int $family = AF_INET, int $socktype = SOCK_STREAM, int $protocol = STREAM_IPPROTO_TCP, ?string $service = null, float $timeout = -1): array|bool {}

    /**
     * Numbers about the file system that holds a path.
     *
     * @return array{
     *     bsize: int, frsize: int, blocks: int, bfree: int, bavail: int, files: int, ffree: int, favail: int,
     *     fsid: int, flag: int, namemax: int
     * }|array{} empty when there is no such path; see swoole_last_error()
     */
    public static function statvfs(string $path): array {}

    /**
     * The contents of a file.
     *
     * @param int $flag FILE_LOCK waits until nobody has it locked for writing
     * @throws Error outside of a coroutine
     */
    public static function readFile(string $filename, int $flag = 0): string|false {}

    /**
     * Writes a file; makes it when it is not there.
     *
     * @param int $flags FILE_APPEND writes behind what is there, FILE_LOCK waits until nobody has it locked
     * @return int|false how many bytes were written
     * @throws Error outside of a coroutine
     */
    public static function writeFile(string $filename, string $fileContent, int $flags = 0): int|false {}

    /**
     * Waits for the end of any child process.
     *
     * @param float $timeout in seconds; -1 waits for ever
     * @return array{pid: int, code: int, signal: int}|false false when there is none, or on a timeout
     * @throws Error outside of a coroutine
     */
    public static function wait(float $timeout = -1): array|false {}

    /**
     * Waits for the end of a child process.
     *
     * @param float $timeout in seconds; -1 waits for ever
     * @return array{pid: int, code: int, signal: int}|false false when it is none of ours, or on a timeout
     * @throws Error outside of a coroutine
     */
    public static function waitPid(int $pid, float $timeout = -1): array|false {}

    /**
     * Waits for a signal. While the wait lasts the signal does nothing else.
     *
     * @param int|int[] $signals SIG*; any of them ends the wait
     * @param float $timeout in seconds; -1 waits for ever
     * @return int|false which one came; false on a timeout
     * @throws Error outside of a coroutine
     */
    public static function waitSignal(int|array $signals, float $timeout = -1): int|false {}

    /**
     * Waits until a descriptor is ready.
     *
     * @param mixed $socket a stream, a socket, an object of this extension that has one, or a number
     * @param int $events SWOOLE_EVENT_READ, SWOOLE_EVENT_WRITE, or both
     * @param float $timeout in seconds; 0 only looks, -1 waits for ever
     * @return int|false which of the events are there; false on a timeout
     * @throws Error outside of a coroutine
     */
    public static function waitEvent(mixed $socket, int $events = SWOOLE_EVENT_READ, float $timeout = -1): int|false {}
}

/**
 * What Coroutine::getContext() gives: an array and an object in one, private to a coroutine.
 *
 * @alias Co\Context
 */
class Context extends \ArrayObject {}

/**
 * What Coroutine::list() gives: countable and iterable.
 *
 * @alias Co\Iterator
 */
class Iterator extends \ArrayIterator {}
