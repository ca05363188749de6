--TEST--
start() runs the callback in a child, and the script goes on in the parent
--FILE--
<?php
require __DIR__ . '/../include.inc';

use Swoole\Process;

$parent = getmypid();
$child = new Process(function (Process $self) use ($parent) {
    claim('another process', getmypid() !== $parent);
    claim('that knows its number', $self->pid, getmypid());
    claim('and its parent', posix_getppid(), $parent);
});
claim('ids count from 1', [$child->id, $child->pid], [1, null]);
$number = $child->start();
$end = Process::wait();
claim('start() tells the number', $number, $child->pid);
claim('wait() tells of its end', $end, ['pid' => $child->pid, 'code' => 0, 'signal' => 0]);
claim('there is no other child', Process::wait(), false);
claim('only the parent came here', getmypid(), $parent);
?>
--EXPECT--
ids count from 1: yes
another process: yes
that knows its number: yes
and its parent: yes
start() tells the number: yes
wait() tells of its end: yes
there is no other child: yes
only the parent came here: yes
