--TEST--
close() takes one end or both; what is closed cannot be used
--FILE--
<?php
require __DIR__ . '/../include.inc';

use Swoole\Process;

$child = new Process(fn () => null);
claim('the end of the child', $child->close(Process::PIPE_WORKER));
claim('writing to nobody', [@$child->write('x'), str_contains(error_get_last()['message'], 'write() failed')], [false, true]);
claim('both', $child->close());
foreach (['read' => [], 'write' => ['x'], 'close' => [], 'setTimeout' => [1.0], 'setBlocking' => [true]] as $method => $args) {
    claim($method, @$child->$method(...$args), false);
    echo error_get_last()['message'], "\n";
}
?>
--EXPECT--
the end of the child: yes
writing to nobody: yes
both: yes
read: yes
Swoole\Process::read(): no pipe, cannot read from pipe
write: yes
Swoole\Process::write(): no pipe, cannot write into pipe
close: yes
Swoole\Process::close(): no pipe, cannot close the pipe
setTimeout: yes
Swoole\Process::setTimeout(): no pipe, cannot setTimeout the pipe
setBlocking: yes
Swoole\Process::setBlocking(): no pipe, cannot setBlocking the pipe
