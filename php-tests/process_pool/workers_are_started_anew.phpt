--TEST--
a worker that ends, however it ends, has a successor
--FILE--
<?php
require __DIR__ . '/../include.inc';

use Swoole\Process\Pool;

swoole_async_set(['log_level' => SWOOLE_LOG_NONE]);
$started = new Swoole\Atomic(0);
$pool = new Pool(1);
$pool->on('workerStart', function (Pool $pool) use ($started) {
    $number = $started->add();
    if ($number > 5) {
        return sleep(20);
    }
    match ($number) {
        1 => null,
        2 => exit(3),
        3 => Swoole\Process::kill(getmypid(), SIGKILL),
        4 => $pool->stop(),
        5 => [$pool->shutdown(), sleep(20)],
    };
});
$pool->start();
claim('five', $started->get(), 5);
?>
--EXPECT--
five: yes
