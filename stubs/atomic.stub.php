<?php

namespace Swoole;

/**
 * A number from 0 to 4294967295 that processes share, if it was made before they were forked. Counts beyond either end
 * begin again at the other.
 *
 * @not-serializable
 */
class Atomic
{
    public function __construct(int $value = 0) {}

    /** The number after adding. */
    public function add(int $add_value = 1): int {}

    /** The number after subtracting. */
    public function sub(int $sub_value = 1): int {}

    public function get(): int {}

    public function set(int $value): void {}

    /**
     * Takes the number from 1 to 0; while it is 0, waits for wakeup(). In a coroutine only that one waits.
     *
     * @param float $timeout in seconds; 0 or less waits for ever
     * @return bool false on a timeout, when the number is neither 0 nor 1, and when others came first
     */
    public function wait(float $timeout = 1.0): bool {}

    /**
     * Makes the number 1 if it is 0, and wakes those who wait, in this process and others. One of them takes it.
     *
     * @param int $count how many to wake at most
     */
    public function wakeup(int $count = 1): bool {}

    /** Sets the number to $new_value if it is $cmp_value. False when it is another one. */
    public function cmpset(int $cmp_value, int $new_value): bool {}
}

namespace Swoole\Atomic;

/**
 * A signed number of 64 bits that processes share, if it was made before they were forked.
 *
 * @not-serializable
 */
class Long
{
    public function __construct(int $value = 0) {}

    /** The number after adding. */
    public function add(int $add_value = 1): int {}

    /** The number after subtracting. */
    public function sub(int $sub_value = 1): int {}

    public function get(): int {}

    public function set(int $value): void {}

    /** Sets the number to $new_value if it is $cmp_value. False when it is another one. */
    public function cmpset(int $cmp_value, int $new_value): bool {}
}
