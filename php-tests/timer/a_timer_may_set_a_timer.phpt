--TEST--
A timer's callback may set and clear other timers
--FILE--
<?php
require __DIR__ . '/../include.inc';

use Swoole\Timer;

$victim = Timer::after(60000, function () { echo "WRONG\n"; });
Timer::after(1, function () use ($victim) {
    echo "first\n";
    Timer::after(1, function () { echo "second\n"; });
    claim('clear another', Timer::clear($victim));
});
Swoole\Event::wait();
?>
--EXPECT--
first
clear another: yes
second
