<?php

namespace Swoole\Coroutine;

/**
 * A queue between coroutines with room for a given number of values.
 *
 * push() waits while it is full, pop() while it is empty; who came first is served first. A value that is
 * pushed to a waiting pop() is handed over at once.
 *
 * @alias Chan, Co\Channel
 * @not-serializable
 */
class Channel
{
    /** How many values fit. */
    public $capacity = 0;

    /** Why the last push() or pop() returned false: one of SWOOLE_CHANNEL_*. */
    public $errCode = 0;

    /** @param int $size how many values fit; less than 1 counts as 1 */
    public function __construct(int $size = 1) {}

    /**
     * Appends a value; waits while there is no room.
     *
     * @param mixed $data anything, but false and null cannot be told from a failure by pop()
     * @param float $timeout in seconds; 0 or less waits for ever
     * @return bool false when closed, on a timeout and when cancelled; $errCode tells which
     */
    public function push(mixed $data, float $timeout = -1): bool {}

    /**
     * Takes the oldest value; waits while there is none.
     *
     * @param float $timeout in seconds; 0 or less waits for ever
     * @return mixed the value; false when closed and empty, on a timeout and when cancelled; $errCode tells
     *               which, and is SWOOLE_CHANNEL_OK when false is the value
     */
    public function pop(float $timeout = -1): mixed {}

    /** Whether there is no value in it. */
    public function isEmpty(): bool {}

    /** Whether there is no room left. */
    public function isFull(): bool {}

    /**
     * Closes the channel: whoever waits is resumed, push() fails from now on, pop() when the values are used up.
     *
     * @return bool false when it is closed already
     */
    public function close(): bool {}

    /** @return array{consumer_num: int, producer_num: int, queue_num: int} who waits in pop() and push(), and the number of values */
    public function stats(): array {}

    /** How many values are in it. */
    public function length(): int {}
}
