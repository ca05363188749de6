<?php

namespace Swoole;

/**
 * The event loop below the coroutines, for descriptors of one's own.
 *
 * A descriptor ($fd) is a number, a stream, a Socket of ext-sockets, or an object of this extension that has one.
 *
 * @deny-new
 */
class Event
{
    /**
     * Watches a descriptor, which is made non-blocking.
     *
     * @param callable|null $read_callback is given $fd when there is something to read
     * @param callable|null $write_callback is given $fd when writing would not block
     * @param int $events SWOOLE_EVENT_READ, SWOOLE_EVENT_WRITE or both; each needs its callback
     * @return int|false the number of the descriptor, or false with a warning when it is not valid or is
     *                   watched already
     */
    public static function add(mixed $fd, ?callable $read_callback = null, ?callable $write_callback = null, int $events = SWOOLE_EVENT_READ): int|false {}

    /** Stops watching a descriptor. False when it is not watched. */
    public static function del(mixed $fd): bool {}

    /**
     * Changes what a descriptor is watched for. What is null stays as it is.
     *
     * @param int $events SWOOLE_EVENT_READ, SWOOLE_EVENT_WRITE, both, or 0 for neither
     */
    public static function set(mixed $fd, ?callable $read_callback = null, ?callable $write_callback = null, int $events = 0): bool {}

    /** Whether a descriptor is watched for any of these events. */
    public static function isset(mixed $fd, int $events = SWOOLE_EVENT_READ | SWOOLE_EVENT_WRITE): bool {}

    /** Runs one round of the loop: what is due and ready now. */
    public static function dispatch(): bool {}

    /** Calls a function at the end of this round of the loop. */
    public static function defer(callable $callback): bool {}

    /**
     * Calls a function in every round of the loop; null takes it away.
     *
     * @param bool $before before the loop waits, instead of after
     */
    public static function cycle(?callable $callback, bool $before = false): bool {}

    /**
     * Writes to a descriptor that is watched; what does not fit now is kept and written later.
     *
     * @return bool false when there is no data, when it is not watched, and when writing fails
     */
    public static function write(mixed $fd, string $data): bool {}

    /** Runs the loop until there is nothing to wait for. Not allowed in a coroutine. */
    public static function wait(): void {}

    /** What PHP calls at the end of a request: wait(), with a notice that it was left to the end. */
    public static function rshutdown(): void {}

    /** Ends the loop after this round, and removes all timers. */
    public static function exit(): void {}
}
