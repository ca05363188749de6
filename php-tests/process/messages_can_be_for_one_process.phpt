--TEST--
SWOOLE_MSGQUEUE_ORIENT: each process pops what was pushed by its own object
--FILE--
<?php
require __DIR__ . '/../include.inc';

use Swoole\Process;

$key = 0x54000000 + getmypid();
$two = [new Process(fn () => null), new Process(fn () => null)];
foreach ($two as $process) {
    $process->useQueue($key, SWOOLE_MSGQUEUE_ORIENT | Process::IPC_NOWAIT);
}
$two[1]->push('for the second');
$two[0]->push('for the first');
claim('the first', [$two[0]->pop(), $two[0]->pop()], ['for the first', false]);
claim('the second', [$two[1]->pop(), $two[1]->pop()], ['for the second', false]);
$two[0]->freeQueue();
?>
--EXPECT--
the first: yes
the second: yes
