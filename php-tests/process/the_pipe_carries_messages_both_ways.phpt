--TEST--
by default the pipe keeps messages apart, in both directions
--FILE--
<?php
require __DIR__ . '/../include.inc';

use Swoole\Process;

$child = new Process(function (Process $self) {
    $self->write(strtoupper($self->read()));
    $self->write(strtoupper($self->read()));
});
$child->start();
claim('write() tells the length', $child->write('one'), 3);
$child->write('two');
claim('the first answer', $child->read(), 'ONE');
claim('the second', $child->read(), 'TWO');
Process::wait();
?>
--EXPECT--
write() tells the length: yes
the first answer: yes
the second: yes
