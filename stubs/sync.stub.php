<?php

namespace Swoole\Coroutine;

/**
 * Waits for a number of things to be done.
 *
 * @alias Co\WaitGroup
 * @not-serializable
 */
class WaitGroup
{
    /** @param int $delta how many things there are already */
    public function __construct(int $delta = 0) {}

    /**
     * Adds things that are to be waited for. A negative number takes some away.
     *
     * @throws \BadMethodCallException while a coroutine waits
     * @throws \InvalidArgumentException when fewer than none would be left
     */
    public function add(int $delta = 1): void {}

    /**
     * One thing is done. With the last one, who waits is resumed.
     *
     * @throws \BadMethodCallException when all are done already
     */
    public function done(): void {}

    /**
     * Waits until all are done.
     *
     * @param float $timeout in seconds; 0 or less waits for ever
     * @return bool false on a timeout and when cancelled
     * @throws \BadMethodCallException when another coroutine waits already
     */
    public function wait(float $timeout = -1): bool {}

    /** How many things are not yet done. */
    public function count(): int {}
}

/**
 * Waits until everybody has let go of it: each coroutine that uses the variable keeps a reference, and the
 * last one to give it up wakes the one in wait().
 *
 * @not-serializable
 */
class Barrier
{
    public function __destruct() {}

    /** A new barrier, to be handed to coroutines with `use ($barrier)`. */
    public static function make(): self {}

    /**
     * Gives up this reference, sets the variable to null and waits until there is no other one left.
     *
     * @param float $timeout in seconds; 0 or less waits for ever
     * @throws \Swoole\Exception when a coroutine waits for it already
     */
    public static function wait(Barrier &$barrier, float $timeout = -1): void {}
}

/**
 * Mutual exclusion between coroutines, also of several processes when shared.
 *
 * The coroutine that holds it may lock it again without harm; one unlock() frees it.
 *
 * @not-serializable
 */
class Lock
{
    /** Why the last call returned false: an errno or SWOOLE_ERROR_*. */
    public $errCode = 0;

    /** @param bool $shared made before a fork, it excludes between the processes too */
    public function __construct(bool $shared = false) {}

    /**
     * Takes the lock; waits while another coroutine holds it.
     *
     * @param int $operation LOCK_EX or LOCK_SH, both exclusive; with LOCK_NB added it does not wait
     * @return bool false when it is held (LOCK_NB), when cancelled, and outside of a coroutine; see $errCode
     */
    public function lock(int $operation = LOCK_EX): bool {}

    /** Gives the lock back. One that is not held stays so. False outside of a coroutine. */
    public function unlock(): bool {}
}
