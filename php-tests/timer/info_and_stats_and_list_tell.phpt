--TEST--
info(), stats() and list() tell about live timers
--FILE--
<?php
require __DIR__ . '/../include.inc';

use Swoole\Timer;

$after = Timer::after(60000, function () {});
$tick = Timer::tick(50000, function () {});
$info = Timer::info($after);
claim('keys', array_keys($info), ['exec_msec', 'exec_count', 'interval', 'round', 'removed']);
claim('after', [$info['interval'], $info['exec_count'], $info['removed']], [0, 0, false]);
claim('tick', Timer::info($tick)['interval'], 50000);
claim('unknown', Timer::info(99999), null);
claim('stats', [Timer::stats()['initialized'], Timer::stats()['num']], [true, 2]);
$list = iterator_to_array(Timer::list(), false);
sort($list);
claim('list', $list, [$after, $tick]);
claim('its class', Timer::list() instanceof Swoole\Timer\Iterator);
claim('clearAll', Timer::clearAll(), true);
claim('none left', [Timer::exists($after), count(Timer::list()), Timer::stats()['num']], [false, 0, 0]);
Swoole\Event::wait();
?>
--EXPECT--
keys: yes
after: yes
tick: yes
unknown: yes
stats: yes
list: yes
its class: yes
clearAll: yes
none left: yes
