--TEST--
a pipe of bytes keeps no borders, and ends when it is shut down
--FILE--
<?php
require __DIR__ . '/../include.inc';

use Swoole\Process;

$child = new Process(function (Process $self) {
    $all = '';
    while (($part = $self->read(3)) !== '') {
        $all .= $part;
    }
    $self->write($all);
}, false, Process::PIPE_TYPE_STREAM);
$child->start();
$child->write('one');
$child->write('two');
claim('shut down for writing', $child->close(Process::PIPE_WRITE));
claim('all came', $child->read(), 'onetwo');
Process::wait();
?>
--EXPECT--
shut down for writing: yes
all came: yes
