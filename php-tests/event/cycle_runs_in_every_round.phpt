--TEST--
cycle() runs in every round of the loop until it is taken away; before its events when asked
--FILE--
<?php
require __DIR__ . '/../include.inc';

use Swoole\Event;
use Swoole\Timer;

$after = $before = 0;
claim('cycle', Event::cycle(function () use (&$after) { $after++; }), true);
claim('before', Event::cycle(function () use (&$before) { $before++; }, true), true);
Timer::tick(1, function (int $id) use (&$after, &$before) {
    if ($after >= 3 && $before >= 3) {
        claim('take away', Event::cycle(null), true);
        claim('take away', Event::cycle(null, true), true);
        Timer::clear($id);
    }
});
Event::wait();
?>
--EXPECT--
cycle: yes
before: yes
take away: yes
take away: yes
