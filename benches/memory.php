<?php
// What a parked coroutine holds: resident memory, and page tables apart.
require __DIR__ . '/bench.inc';

ini_set('memory_limit', '-1');

function status(string $field): int
{
    preg_match("/^$field:\s+(\d+) kB/m", file_get_contents('/proc/self/status'), $m);
    return (int) $m[1] * 1024;
}

$count = max(100, (int) ((FIBER ? 10000 : 50000) * SCALE));
run(function () use ($count) {
    $parked = array_fill(0, $count, null);
    $before = [status('VmRSS'), status('VmPTE')];
    for ($i = 0; $i < $count; $i++) {
        if (FIBER) {
            ($parked[$i] = new Fiber(function () { Fiber::suspend(); }))->start();
        } else {
            $parked[$i] = go(function () { Swoole\Coroutine::yield(); });
        }
    }
    report('memory.resident_per_parked', (status('VmRSS') - $before[0]) / $count, 'bytes');
    report('memory.page_tables_per_parked', (status('VmPTE') - $before[1]) / $count, 'bytes');
    foreach ($parked as $one) {
        FIBER ? $one->resume() : Swoole\Coroutine::resume($one);
    }
});
