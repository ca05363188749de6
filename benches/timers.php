<?php
// What it costs to sleep and to set timers. Fibers have no clock.
require __DIR__ . '/bench.inc';

if (FIBER) {
    return;
}

use Swoole\Coroutine;
use Swoole\Timer;

bench('timers.sleep_1ms_5000_coroutines', 50000, function (int $n) {
    run(function () use ($n) {
        for ($c = 0; $c < 5000; $c++) {
            go(function () use ($n) { for ($i = 0; $i < $n / 5000; $i++) { Coroutine::sleep(0.001); } });
        }
    });
});
run(fn () => bench('timers.set_and_clear', 200000, function (int $n) {
    for ($i = 0; $i < $n; $i++) { Timer::clear(Timer::after(1000 + $i % 5000, fn () => 1)); }
}));
