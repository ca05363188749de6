--TEST--
a child has none of its parent's functions for signals
--FILE--
<?php
require __DIR__ . '/../include.inc';

use Swoole\Process;

Process::signal(SIGTERM, fn () => print("never\n"));
$child = new Process(function (Process $self) {
    $self->write('ready');
    $self->read();
});
$child->start();
$child->read();
Process::kill($child->pid, SIGTERM);
claim('the signal ended it', Process::wait()['signal'], SIGTERM);
Process::signal(SIGTERM);
Swoole\Event::wait();
?>
--EXPECT--
the signal ended it: yes
