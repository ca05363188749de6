<?php
// What it costs to create, run and finish a coroutine.
require __DIR__ . '/bench.inc';

if (FIBER) {
    bench('create.empty', 20000, function (int $n) {
        for ($i = 0; $i < $n; $i++) { (new Fiber(function () {}))->start(); }
    });
    bench('create.yielding_once_1000_alive', 20000, function (int $n) {
        for ($i = 0; $i < $n; $i += 1000) {
            $fibers = [];
            for ($j = 0; $j < 1000; $j++) { $fibers[] = $f = new Fiber(function () { Fiber::suspend(); }); $f->start(); }
            foreach ($fibers as $f) { $f->resume(); }
        }
    });
    return;
}
run(function () {
    bench('create.empty', 200000, function (int $n) {
        for ($i = 0; $i < $n; $i++) { go(function () {}); }
    });
    bench('create.with_arguments', 200000, function (int $n) {
        $body = function (int $a, string $b) { return $a; };
        for ($i = 0; $i < $n; $i++) { go($body, $i, 'text'); }
    });
    bench('create.yielding_once_1000_alive', 100000, function (int $n) {
        for ($i = 0; $i < $n; $i += 1000) {
            $ids = [];
            for ($j = 0; $j < 1000; $j++) { $ids[] = go(function () { Swoole\Coroutine::yield(); }); }
            foreach ($ids as $id) { Swoole\Coroutine::resume($id); }
        }
    });
    bench('create.with_wait_group', 100000, function (int $n) {
        for ($i = 0; $i < $n; $i++) {
            $group = new Swoole\Coroutine\WaitGroup(1);
            go(function () use ($group) { $group->done(); });
            $group->wait();
        }
    });
});
