--TEST--
Timers below a millisecond warn and return false; unknown ids are false or null
--FILE--
<?php
require __DIR__ . '/../include.inc';

use Swoole\Timer;

foreach ([0, -1, PHP_INT_MIN] as $ms) {
    claim("after($ms)", @Timer::after($ms, fn () => print("WRONG\n")), false);
    claim("tick($ms)", @Timer::tick($ms, fn () => print("WRONG\n")), false);
}
Timer::after(0, fn () => 1);
claim('the longest', Timer::clear(Timer::after(SWOOLE_TIMER_MAX_MS, fn () => 1)));
foreach ([0, -1, 999999, PHP_INT_MAX] as $id) {
    claim("unknown $id", [Timer::exists($id), Timer::info($id), Timer::clear($id)], [false, null, false]);
}
Swoole\Event::wait();
?>
--EXPECTF--
after(0): yes
tick(0): yes
after(-1): yes
tick(-1): yes
after(-9223372036854775808): yes
tick(-9223372036854775808): yes

Warning: Swoole\Timer::after(): Timer must be greater than or equal to 1 in %s on line %d
the longest: yes
unknown 0: yes
unknown -1: yes
unknown 999999: yes
unknown 9223372036854775807: yes
