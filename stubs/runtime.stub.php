<?php

namespace Swoole;

/**
 * Which of PHP's blocking functions let other coroutines run.
 *
 * @deny-new
 */
class Runtime
{
    /**
     * Makes blocking functions cooperative, or blocking again with 0.
     *
     * @param int $flags SWOOLE_HOOK_*, combined with |
     */
    public static function enableCoroutine(int $flags = SWOOLE_HOOK_ALL): bool {}

    /** What is cooperative now: SWOOLE_HOOK_*, combined with |. */
    public static function getHookFlags(): int {}

    /** The same as enableCoroutine(). */
    public static function setHookFlags(int $flags): bool {}
}
