--TEST--
onShutdown may run coroutines and timers: its loop ends when they have ended, in every mode
--FILE--
<?php
require __DIR__ . '/server.inc';

$modes = [[SWOOLE_BASE, 1], [SWOOLE_BASE, 2], [SWOOLE_PROCESS, 2]];
foreach ($modes as [$mode, $workers]) {
    $server = new Swoole\Server('127.0.0.1', 0, $mode);
    $done = [];
    serve($server, ['worker_num' => $workers], [
        'Receive' => fn() => null,
        'Shutdown' => function () use (&$done) {
            $scheduler = new Co\Scheduler;
            $scheduler->add(function () use (&$done) {
                Swoole\Timer::after(1, function () use (&$done) {
                    $done[] = 'timer';
                });
                Co::sleep(0.05);
                $done[] = 'coroutine ' . Co::getCid();
            });
            $scheduler->start();
            Co\run(function () use (&$done) {
                $done[] = 'again';
            });
        },
    ], fn() => null);
    claim("mode $mode, $workers", array_map(fn($one) => rtrim($one, ' 0..9'), $done), ['timer', 'coroutine', 'again']);
    unset($server);
}
?>
--EXPECTF--
mode %d, 1: yes
mode %d, 2: yes
mode %d, 2: yes
