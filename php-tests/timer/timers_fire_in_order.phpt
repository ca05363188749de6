--TEST--
Timers fire in the order of their times, and of the calls when the times are the same
--FILE--
<?php
require __DIR__ . '/../include.inc';

use Swoole\Timer;

$fired = [];
do {
    // Set in one go: a machine that does something else meanwhile would make it another test.
    Timer::clearAll();
    $start = hrtime(true);
    foreach ([30, 10, 20, 10, 30, 10] as $i => $ms) {
        Timer::after($ms, function () use ($i, $ms, &$fired) { $fired[] = "$ms#$i"; });
    }
} while (ms_since($start) > 5);
Swoole\Event::wait();
echo implode(' ', $fired), "\n";
?>
--EXPECT--
10#1 10#3 10#5 20#2 30#0 30#4
