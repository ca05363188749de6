--TEST--
start() with nothing to run warns and returns false
--FILE--
<?php
require __DIR__ . '/../include.inc';

$scheduler = new Swoole\Coroutine\Scheduler;
claim('start', $scheduler->start(), false);
Swoole\Event::wait();
?>
--EXPECTF--
Warning: Swoole\Coroutine\Scheduler::start(): no coroutine task in %s on line %d
start: yes
