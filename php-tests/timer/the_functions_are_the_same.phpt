--TEST--
The swoole_timer_* functions do the same as the methods
--FILE--
<?php
require __DIR__ . '/../include.inc';

$id = swoole_timer_after(60000, function () {});
$tick = swoole_timer_tick(60000, function () {});
claim('exists', [swoole_timer_exists($id), swoole_timer_exists(99999)], [true, false]);
claim('info', swoole_timer_info($tick)['interval'], 60000);
claim('stats', swoole_timer_stats()['num'], 2);
claim('list', count(swoole_timer_list()), 2);
claim('clear', swoole_timer_clear($id), true);
claim('clear_all', swoole_timer_clear_all(), true);
claim('gone', swoole_timer_exists($tick), false);
swoole_timer_after(1, function ($x) { echo "fired $x\n"; }, 'once');
swoole_event_wait();
?>
--EXPECT--
exists: yes
info: yes
stats: yes
list: yes
clear: yes
clear_all: yes
gone: yes
fired once
