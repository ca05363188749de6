--TEST--
exec() goes on as another program; a failure is a warning
--FILE--
<?php
require __DIR__ . '/../include.inc';

use Swoole\Process;

$child = new Process(fn (Process $self) => $self->exec('/bin/echo', ['a', 1, 2.5, 'b c']), true);
$child->start();
claim('its output', $child->read(), "a 1 2.5 b c\n");
claim('its exit code', Process::wait()['code'], 0);
claim('no such program', @$child->exec('/nowhere/at/all', []), false);
echo error_get_last()['message'], "\n";
?>
--EXPECT--
its output: yes
its exit code: yes
no such program: yes
Swoole\Process::exec(): execv(/nowhere/at/all) failed, Error: No such file or directory[2]
