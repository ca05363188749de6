<?php

/**
 * What runs several functions side by side and waits for them. Declared, with documentation, in
 * stubs/scheduler.stub.php.
 *
 * Invariant: each function runs in a coroutine of its own and reports to one WaitGroup; a result that is not
 * there when the waiting ends is null.
 */

declare(strict_types=1);

namespace Swirl\Library\Swoole\Coroutine;

use Swoole\Coroutine;
use Swoole\Coroutine\WaitGroup;

function batch(array $tasks, float $timeout = -1): array
{
    return map($tasks, fn (callable $task) => $task(), $timeout);
}

function parallel(int $n, callable $fn): void
{
    $group = new WaitGroup();
    for ($i = 0; $i < $n; $i++) {
        $group->add();
        Coroutine::create(function () use ($group, $fn) {
            $fn();
            $group->done();
        });
    }
    $group->wait();
}

function map(array $list, callable $fn, float $timeout = -1): array
{
    $results = array_fill_keys(array_keys($list), null);
    $group = new WaitGroup(count($list));
    foreach ($list as $key => $value) {
        Coroutine::create(function () use ($group, $fn, $key, $value, &$results) {
            $results[$key] = $fn($value, $key);
            $group->done();
        });
    }
    $group->wait($timeout);
    return $results;
}
