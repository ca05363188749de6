--TEST--
a reload replaces all workers; one that does not end is killed
--FILE--
<?php
require __DIR__ . '/../include.inc';

use Swoole\Process\Pool;

swoole_async_set(['log_level' => SWOOLE_LOG_NONE]);
$started = new Swoole\Atomic(0);
$pool = new Pool(2);
$pool->set(['max_wait_time' => 1]);
$pool->on('workerStart', function (Pool $pool, int $id) use ($started) {
    if ($id === 1) {
        pcntl_signal(SIGTERM, SIG_IGN);
    }
    $number = $started->add();
    if ($number === 2) {
        Swoole\Process::kill($pool->master_pid, SIGUSR1);
    } elseif ($number === 4) {
        Swoole\Process::kill($pool->master_pid, SIGTERM);
    }
    while (true) {
        sleep(20);
    }
});
$pool->start();
claim('each was replaced once', $started->get(), 4);
?>
--EXPECT--
each was replaced once: yes
