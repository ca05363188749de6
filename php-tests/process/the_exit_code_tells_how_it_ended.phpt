--TEST--
exit codes, uncaught exceptions and signals reach the parent
--FILE--
<?php
require __DIR__ . '/../include.inc';

use Swoole\Process;

$ends = [
    'exit' => fn () => exit(3),
    'Process::exit' => fn (Process $self) => $self->exit(4),
    'exception' => fn () => throw new Exception('not caught'),
    'signal' => fn () => Process::kill(getmypid(), SIGKILL),
    'return' => fn () => 5,
];
foreach ($ends as $name => $callback) {
    $child = new Process($callback, true);
    $child->start();
    $end = Process::wait();
    echo "$name: code {$end['code']}, signal {$end['signal']}\n";
}
?>
--EXPECT--
exit: code 3, signal 0
Process::exit: code 4, signal 0
exception: code 255, signal 0
signal: code 0, signal 9
return: code 0, signal 0
