--TEST--
timers of the master and of workers without coroutines run
--FILE--
<?php
require __DIR__ . '/../include.inc';

use Swoole\Process\Pool;

use Swoole\Timer;

$pool = new Pool(1, SWOOLE_IPC_UNIXSOCK);
$pool->on('start', function () {
    $ticks = 0;
    Timer::tick(2, function (int $id) use (&$ticks) {
        if (++$ticks === 3) {
            Timer::clear($id);
            echo "the master's timer\n";
        }
    });
});
$pool->on('workerStart', function (Pool $pool) {
    Timer::after(20, function () use ($pool) {
        echo "the worker's timer\n";
        $pool->sendMessage('enough', 0);
    });
});
$pool->on('message', fn (Pool $pool) => $pool->shutdown());
$pool->start();
?>
--EXPECT--
the master's timer
the worker's timer
