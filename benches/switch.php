<?php
// What it costs to switch to a coroutine and back.
require __DIR__ . '/bench.inc';

function deep(int $depth, callable $body): void
{
    $depth ? deep($depth - 1, $body) : $body();
}

foreach (['switch.round_trip' => 0, 'switch.round_trip_under_20_frames' => 20] as $name => $depth) {
    if (FIBER) {
        bench($name, 200000, function (int $n) use ($depth) {
            $fiber = new Fiber(fn () => deep($depth, function () use ($n) { for ($i = 0; $i < $n; $i++) { Fiber::suspend(); } }));
            $fiber->start();
            for ($i = 0; $i < $n; $i++) { $fiber->resume(); }
        });
    } else {
        run(fn () => bench($name, 500000, function (int $n) use ($depth) {
            $id = go(fn () => deep($depth, function () use ($n) { for ($i = 0; $i < $n; $i++) { Swoole\Coroutine::yield(); } }));
            for ($i = 0; $i < $n; $i++) { Swoole\Coroutine::resume($id); }
        }));
    }
}
