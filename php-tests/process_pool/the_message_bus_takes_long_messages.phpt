--TEST--
with enable_message_bus messages may be longer than a packet
--FILE--
<?php
require __DIR__ . '/../include.inc';

use Swoole\Process\Pool;

foreach ([false, true] as $in_coroutines) {
    $pool = new Pool(2, SWOOLE_IPC_UNIXSOCK, 0, $in_coroutines);
    $pool->set(['enable_message_bus' => true]);
    $message = random_bytes(3_000_000);
    $pool->on('workerStart', function (Pool $pool, int $id) use ($message) {
        if ($id === 0) {
            $pool->sendMessage($message, 1);
        }
    });
    $pool->on('message', function (Pool $pool, string $received) use ($message) {
        claim('it came whole', $received === $message);
        claim('the pipe is not for the user', @$pool->getProcess()->read(), false);
        $pool->shutdown();
    });
    $pool->start();
}
?>
--EXPECT--
it came whole: yes
the pipe is not for the user: yes
it came whole: yes
the pipe is not for the user: yes
