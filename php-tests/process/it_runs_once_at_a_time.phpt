--TEST--
a process that runs cannot be started again, one that has ended can
--FILE--
<?php
require __DIR__ . '/../include.inc';

use Swoole\Process;

$child = new Process(fn (Process $self) => $self->read());
$first = $child->start();
claim('refused', @$child->start(), false);
claim('the warning', error_get_last()['message'], 'Swoole\Process::start(): process has already been started');
$child->write('end');
Process::wait();
$second = $child->start();
claim('again', is_int($second) && $second !== $first);
$child->write('end');
claim('it ended, too', Process::wait()['pid'], $second);
?>
--EXPECT--
refused: yes
the warning: yes
again: yes
it ended, too: yes
