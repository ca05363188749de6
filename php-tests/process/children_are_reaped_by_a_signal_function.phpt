--TEST--
wait(false) in a function for SIGCHLD takes every child that has ended
--FILE--
<?php
require __DIR__ . '/../include.inc';

use Swoole\Process;

$left = [];
Process::signal(SIGCHLD, function () use (&$left) {
    while ($end = Process::wait(false)) {
        claim('a child of ours', isset($left[$end['pid']]));
        claim('its code', $end['code'], $left[$end['pid']]);
        unset($left[$end['pid']]);
    }
});
foreach ([3, 4, 5] as $code) {
    $child = new Process(fn (Process $self) => $self->exit($self->read() ? $code : 0));
    $children[] = $child;
    $left[$child->start()] = $code;
}
foreach ($children as $child) {
    $child->write('end');
}
Co\run(function () use (&$left) {
    wait_until(function () use (&$left) {
        return !$left;
    });
});
claim('none is left', Process::wait(false), false);
?>
--EXPECT--
a child of ours: yes
its code: yes
a child of ours: yes
its code: yes
a child of ours: yes
its code: yes
none is left: yes
