--TEST--
read() and wait() in a coroutine let the others go on
--FILE--
<?php
require __DIR__ . '/../include.inc';

use Swoole\Process;

$child = new Process(function (Process $self) {
    $self->read();
    $self->write('answer');
});
$child->start();
Co\run(function () use ($child) {
    $order = [];
    all([
        function () use ($child, &$order) {
            $order[] = $child->read();
            $order[] = Process::wait()['pid'] === $child->pid ? 'ended' : 'not ended';
        },
        function () use ($child, &$order) {
            $order[] = 'other';
            $child->write('question');
        },
    ]);
    claim('order', $order, ['other', 'answer', 'ended']);
});
?>
--EXPECT--
order: yes
