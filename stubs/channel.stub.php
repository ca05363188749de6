<?php

namespace Swoole\Coroutine;

/**
 * A queue between coroutines, with room for a given number of values.
 *
 * @alias Chan, Co\Channel
 * @not-serializable
 */
#[\AllowDynamicProperties]
class Channel
{
    /** How many values fit. */
    public $capacity = 0;

    /** Why the last operation failed: one of SWOOLE_CHANNEL_*. */
    public $errCode = 0;

    public function __construct(int $size = 1) {}

    public function push(mixed $data, float $timeout = -1): bool {}

    public function pop(float $timeout = -1): mixed {}

    public function isEmpty(): bool {}

    public function isFull(): bool {}

    public function close(): bool {}

    public function stats(): array {}

    public function length(): int {}
}
