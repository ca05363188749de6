--TEST--
Timers fire in the order of their times, and of the calls when the times are the same
--FILE--
<?php
require __DIR__ . '/../include.inc';

use Swoole\Timer;

$fired = [];
foreach ([30, 10, 20, 10, 30, 10] as $i => $ms) {
    Timer::after($ms, function () use ($i, $ms, &$fired) { $fired[] = "$ms#$i"; });
}
Swoole\Event::wait();
echo implode(' ', $fired), "\n";
?>
--EXPECT--
10#1 10#3 10#5 20#2 30#0 30#4
