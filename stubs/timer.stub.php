<?php

namespace Swoole;

/**
 * Calls functions later, once or again and again, each time in a new coroutine.
 *
 * A timer never fires before its time; those with one deadline fire in the order in which they were made.
 *
 * @deny-new
 */
class Timer
{
    /**
     * Calls a function every so many milliseconds, until the timer is cleared.
     *
     * @param int $ms at least 1
     * @param callable $callback is given the timer's id, then $params
     * @return int|false the id, or false with a warning when the time is not valid
     */
    public static function tick(int $ms, callable $callback, mixed ...$params): int|false {}

    /**
     * Calls a function once, after so many milliseconds.
     *
     * @param int $ms at least 1
     * @param callable $callback is given $params
     * @return int|false the id, or false with a warning when the time is not valid
     */
    public static function after(int $ms, callable $callback, mixed ...$params): int|false {}

    /** Whether there is such a timer and it will fire. */
    public static function exists(int $timer_id): bool {}

    /**
     * Tells about a timer.
     *
     * @return array{exec_msec: int, exec_count: int, interval: int, round: int, removed: bool}|null when it
     *         fires next, how often it has fired, its period in milliseconds (0: once), the round of the loop
     *         in which it was made; null when there is no such timer
     */
    public static function info(int $timer_id): ?array {}

    /** @return array{initialized: bool, num: int, round: int} numbers about all timers */
    public static function stats(): array {}

    /**
     * The ids of all timers.
     *
     * @return Timer\Iterator<int, int>
     */
    public static function list(): Timer\Iterator {}

    /** Removes a timer. False when there is no such timer. */
    public static function clear(int $timer_id): bool {}

    /** Removes all timers of this process. False when there has never been one. */
    public static function clearAll(): bool {}
}

namespace Swoole\Timer;

/** What Timer::list() gives: countable and iterable. */
class Iterator extends \ArrayIterator {}
