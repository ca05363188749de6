--TEST--
sendMessage() reaches onMessage of another worker, with and without coroutines
--FILE--
<?php
require __DIR__ . '/../include.inc';

use Swoole\Process\Pool;

foreach ([false, true] as $in_coroutines) {
    $pool = new Pool(2, SWOOLE_IPC_UNIXSOCK, 0, $in_coroutines);
    $pool->on('workerStart', function (Pool $pool, int $id) {
        if ($id === 0) {
            claim('nobody there', @$pool->sendMessage('to nobody', 2), false);
            $pool->sendMessage('to the other', 1);
        }
    });
    $pool->on('message', function (Pool $pool, string $message) use ($in_coroutines) {
        if ($pool->workerId === 1) {
            claim('in a coroutine', Co::getCid() > 0, $in_coroutines);
            claim('the message', $message, 'to the other');
            $pool->sendMessage('thanks', 0);
        } else {
            claim('the answer', $message, 'thanks');
            $pool->shutdown();
        }
    });
    $pool->start();
}
?>
--EXPECT--
nobody there: yes
in a coroutine: yes
the message: yes
the answer: yes
nobody there: yes
in a coroutine: yes
the message: yes
the answer: yes
