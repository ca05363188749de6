--TEST--
Ten thousand timers all fire, none early
--FILE--
<?php
require __DIR__ . '/../include.inc';

use Swoole\Timer;

mt_srand(7);
$fired = $early = 0;
for ($i = 0; $i < 10000; $i++) {
    $ms = mt_rand(1, 50);
    $start = hrtime(true);
    Timer::after($ms, function () use ($start, $ms, &$fired, &$early) {
        $fired++;
        if (ms_since($start) < $ms) { $early++; }
    });
}
Swoole\Event::wait();
claim('fired', $fired, 10000);
claim('early', $early, 0);
?>
--EXPECT--
fired: yes
early: yes
