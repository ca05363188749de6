--TEST--
detach() has the master start another worker, while this one goes on
--FILE--
<?php
require __DIR__ . '/../include.inc';

use Swoole\Process\Pool;

$lock = new Swoole\Atomic(0);
$said = new Swoole\Atomic(0);
$pool = new Pool(1, SWOOLE_IPC_UNIXSOCK);
$pool->on('workerStart', function (Pool $pool) use ($lock, $said) {
    $number = $lock->add();
    if ($number === 1) {
        $pool->sendMessage('first', 0);
    } else {
        while (!$said->get()) {
            usleep(1000);
        }
        claim('the second is there while the first goes on', $number, 2);
        $lock->add();
    }
});
$pool->on('message', function (Pool $pool) use ($lock, $said) {
    claim('detached', $pool->detach());
    claim('only once', $pool->detach(), false);
    $said->set(1);
    while ($lock->get() < 3) {
        usleep(1000);
    }
    claim('the first is done', true);
    $pool->shutdown();
});
$pool->start();
?>
--EXPECT--
detached: yes
only once: yes
the second is there while the first goes on: yes
the first is done: yes
