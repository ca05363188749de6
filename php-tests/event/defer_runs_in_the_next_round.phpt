--TEST--
defer() runs its callback in the next round of the loop, in order
--FILE--
<?php
require __DIR__ . '/../include.inc';

use Swoole\Event;

claim('defer', Event::defer(function () {
    echo "1\n";
    Event::defer(function () { echo "3\n"; });
}), true);
Event::defer(function () { echo "2\n"; });
echo "0\n";
Event::wait();
echo "4\n";
?>
--EXPECT--
defer: yes
0
1
2
3
4
