--TEST--
exportSocket() gives the pipe between a process and its child as a socket, the same each time
--FILE--
<?php
require __DIR__ . '/../include.inc';

use Swoole\Process;

$process = new Process(function (Process $child) {
    Co\run(function () use ($child) {
        $socket = $child->exportSocket();
        $socket->send(strrev($socket->recv()));
    });
}, false, Process::PIPE_TYPE_DGRAM);
$process->start();
Co\run(function () use ($process) {
    $socket = $process->exportSocket();
    claim('a socket', $socket instanceof Swoole\Coroutine\Socket);
    claim('the same', $process->exportSocket() === $socket);
    claim('sent', $socket->send('hello'), 5);
    claim('heard', $socket->recv(), 'olleh');
});
Process::wait();
claim('without a pipe', @(new Process(fn () => 0, false, Process::PIPE_TYPE_NONE))->exportSocket(), false);
?>
--EXPECT--
a socket: yes
the same: yes
sent: yes
heard: yes
without a pipe: yes
