--TEST--
push() and pop() go through a message queue of the system
--FILE--
<?php
require __DIR__ . '/../include.inc';

use Swoole\Process;

$child = new Process(function (Process $self) {
    while (($message = $self->pop()) !== 'end') {
        $self->write((string) strlen($message));
    }
});
$key = 0x53000000 + getmypid();
claim('the queue', [$child->useQueue($key), $child->msgQueueKey, is_int($child->msgQueueId)], [true, $key, true]);
$child->start();
foreach ([1, 100, 8000] as $length) {
    $child->push(str_repeat('x', $length));
    claim("$length bytes", $child->read(), (string) $length);
}
$child->push('end');
Process::wait();
$child->push('left');
claim('what is in it', $child->statQueue(), ['queue_num' => 1, 'queue_bytes' => 4]);
$child->useQueue($key, SWOOLE_MSGQUEUE_BALANCE | Process::IPC_NOWAIT);
claim('taken', $child->pop(), 'left');
claim('empty, and no wait', $child->pop(), false);
claim('nothing to push', @$child->push(''), false);
claim('too much', @$child->push(str_repeat('x', 65536)), false);
claim('removed', $child->freeQueue());
claim('only once', $child->freeQueue(), false);
?>
--EXPECT--
the queue: yes
1 bytes: yes
100 bytes: yes
8000 bytes: yes
what is in it: yes
taken: yes
empty, and no wait: yes
nothing to push: yes
too much: yes
removed: yes
only once: yes
