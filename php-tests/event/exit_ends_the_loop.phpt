--TEST--
exit() ends the loop whatever is left
--FILE--
<?php
require __DIR__ . '/../include.inc';

use Swoole\Event;
use Swoole\Timer;

Timer::tick(1, function () {
    echo "tick\n";
    Event::exit();
});
Event::wait();
echo "out\n";
Timer::clearAll();
?>
--EXPECT--
tick
out
