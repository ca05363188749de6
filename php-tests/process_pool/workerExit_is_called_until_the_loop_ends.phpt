--TEST--
a worker with coroutines that shall end is asked in each turn of its loop
--FILE--
<?php
require __DIR__ . '/../include.inc';

use Swoole\Process\Pool;

$pool = new Pool(1, SWOOLE_IPC_NONE, 0, true);
$running = true;
$asked = 0;
$pool->on('workerStart', function (Pool $pool) use (&$running) {
    $pool->shutdown();
    while ($running) {
        Co::sleep(0.001);
    }
    echo "coroutine done\n";
});
$pool->on('workerExit', function (Pool $pool) use (&$running, &$asked) {
    if (++$asked === 3) {
        claim('not running', $pool->workerRunning, false);
        $running = false;
    }
});
$pool->on('workerStop', function () use (&$asked) {
    claim('asked often enough', $asked >= 3);
});
$pool->start();
?>
--EXPECT--
not running: yes
coroutine done
asked often enough: yes
