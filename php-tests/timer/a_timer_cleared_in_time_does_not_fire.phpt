--TEST--
A timer that another one clears does not fire, although both are due; a timer may clear itself once
--FILE--
<?php
require __DIR__ . '/../include.inc';

use Swoole\Event;
use Swoole\Timer;

$first = Timer::after(2, function () use (&$second) {
    claim('the second is cleared', Timer::clear($second));
});
$second = Timer::after(2, function () use (&$first) {
    echo "never\n";
});
Timer::tick(3, function (int $id) {
    claim('clears itself', Timer::clear($id));
    claim('but not twice', Timer::clear($id), false);
    claim('is gone', Timer::exists($id), false);
    claim('info tells', Timer::info($id)['removed']);
});
usleep(5000);
Event::wait();
claim('ids begin anew with the next loop', Timer::after(1, fn () => null), 1);
Event::wait();
?>
--EXPECT--
the second is cleared: yes
clears itself: yes
but not twice: yes
is gone: yes
info tells: yes
ids begin anew with the next loop: yes
