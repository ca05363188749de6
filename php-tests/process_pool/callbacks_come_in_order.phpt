--TEST--
Start, WorkerStart, Shutdown and WorkerStop are called in this order, with the properties set
--FILE--
<?php
require __DIR__ . '/../include.inc';

use Swoole\Process\Pool;

$master = getmypid();
$pool = new Pool(1);
$pool->on('start', function (Pool $pool) use ($master) {
    claim('start, in the master', [getmypid(), $pool->master_pid, $pool->running], [$master, $master, true]);
});
$pool->on('WORKERSTART', function (Pool $pool, int $id) use ($master) {
    claim('workerStart, in a child', [posix_getppid(), $pool->workerPid, $pool->workerId, $id], [$master, getmypid(), 0, 0]);
    claim('running', [$pool->running, $pool->workerRunning], [true, true]);
    $told = false;
    pcntl_signal(SIGTERM, function () use (&$told) {
        $told = true;
    });
    $pool->shutdown();
    while (!$told) {
        usleep(1000);
        pcntl_signal_dispatch();
    }
});
$pool->on('workerStop', function (Pool $pool, int $id) {
    claim('workerStop', [$id, $pool->running, $pool->workerRunning], [0, false, false]);
});
$pool->on('shutdown', function (Pool $pool) use ($master) {
    claim('shutdown, in the master', [getmypid(), $pool->running], [$master, false]);
});
claim('start() returns', $pool->start(), null);
claim('no child is left', Swoole\Process::wait(false), false);
?>
--EXPECT--
start, in the master: yes
workerStart, in a child: yes
running: yes
shutdown, in the master: yes
workerStop: yes
start() returns: yes
no child is left: yes
