<?php

namespace Swoole\Coroutine;

/**
 * Collects functions and runs them as coroutines until all have ended.
 *
 * @alias Co\Scheduler
 * @not-serializable
 */
final class Scheduler
{
    /**
     * Adds a function to be run by start().
     *
     * @param mixed ...$param its arguments
     */
    public function add(callable $func, mixed ...$param): void {}

    /**
     * Adds a function to be run by start() in $n coroutines.
     *
     * @param mixed ...$param its arguments
     */
    public function parallel(int $n, callable $func, mixed ...$param): void {}

    /**
     * Changes options, as Coroutine::set().
     *
     * @param array<string, mixed> $settings
     */
    public function set(array $settings): void {}

    /**
     * The options that were set, or null when there are none.
     *
     * @return array<string, mixed>|null
     */
    public function getOptions(): ?array {}

    /**
     * Runs what was added; returns when nothing is left to wait for.
     *
     * @return bool false with a warning when nothing was added or when it is running
     * @throws \Swoole\Error in a coroutine
     */
    public function start(): bool {}
}

/**
 * Runs a function as the first coroutine, with everything hooked, and returns when all coroutines have ended.
 *
 * @param mixed ...$args its arguments
 * @return bool whether it ran
 */
function run(callable $fn, ...$args) {}

/**
 * Runs a function in a new coroutine, as Coroutine::create().
 *
 * @param mixed ...$args its arguments
 * @return int|false the id
 * @handler Swoole\Coroutine::create
 */
function go(callable $fn, ...$args) {}

/**
 * Calls a function when this coroutine ends, as Coroutine::defer().
 *
 * @handler Swoole\Coroutine::defer
 */
function defer(callable $fn) {}

/**
 * Runs functions side by side and collects what they return.
 *
 * @param array<array-key, callable> $tasks
 * @param float $timeout in seconds; 0 or less waits for ever
 * @return array<array-key, mixed> the results by the keys of $tasks; null for those that did not end in time
 * @php
 */
function batch(array $tasks, float $timeout = -1): array {}

/**
 * Runs a function in $n coroutines side by side and waits until all have ended.
 *
 * @php
 */
function parallel(int $n, callable $fn): void {}

/**
 * As array_map(), each call in a coroutine of its own.
 *
 * @param array<array-key, mixed> $list
 * @param callable $fn is given the value and the key
 * @param float $timeout in seconds; 0 or less waits for ever
 * @return array<array-key, mixed> the results by the keys of $list; null for those that did not end in time
 * @php
 */
function map(array $list, callable $fn, float $timeout = -1): array {}

/** Prints what every coroutine waits for, and where, as at a deadlock. */
function deadlock_check() {}

namespace Co;

/**
 * The same as Swoole\Coroutine\run().
 *
 * @param mixed ...$args
 * @handler Swoole\Coroutine\run
 * @shortname
 */
function run(callable $fn, ...$args) {}

/**
 * The same as Swoole\Coroutine\go().
 *
 * @param mixed ...$args
 * @handler Swoole\Coroutine::create
 * @shortname
 */
function go(callable $fn, ...$args) {}

/**
 * The same as Swoole\Coroutine\defer().
 *
 * @handler Swoole\Coroutine::defer
 * @shortname
 */
function defer(callable $fn) {}

