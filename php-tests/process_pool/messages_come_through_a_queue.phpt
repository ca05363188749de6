--TEST--
SWOOLE_IPC_MSGQUEUE: messages pushed from anywhere reach onMessage
--FILE--
<?php
require __DIR__ . '/../include.inc';

use Swoole\Process\Pool;

$key = 0x55000000 + getmypid();
$pool = new Pool(2, SWOOLE_IPC_MSGQUEUE, $key);
$sum = new Swoole\Atomic(0);
$pool->on('start', function () use ($key) {
    $sender = new Swoole\Process(fn () => null);
    $sender->useQueue($key);
    foreach ([1, 2, 3] as $number) {
        $sender->push((string) $number);
    }
});
$pool->on('message', function (Pool $pool, string $message) use ($sum) {
    if ($sum->add((int) $message) === 6) {
        $pool->shutdown();
    }
});
$pool->start();
claim('all came', $sum->get(), 6);
$owner = new Swoole\Process(fn () => null);
$owner->useQueue($key);
claim('none is left', $owner->statQueue()['queue_num'], 0);
$owner->freeQueue();
?>
--EXPECT--
all came: yes
none is left: yes
