--TEST--
A timer's callback may wait without holding up the others
--FILE--
<?php
require __DIR__ . '/../include.inc';

use Swoole\Timer;

Timer::after(1, function () { echo "1\n"; Co::sleep(0.01); echo "3\n"; });
Timer::after(2, function () { echo "2\n"; });
Swoole\Event::wait();
?>
--EXPECT--
1
2
3
