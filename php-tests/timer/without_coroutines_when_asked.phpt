--TEST--
swoole_async_set(['enable_coroutine' => false]) makes callbacks run outside coroutines
--FILE--
<?php
require __DIR__ . '/../include.inc';

swoole_async_set(['enable_coroutine' => false]);
Swoole\Timer::after(1, function () { claim('outside', Co::getCid(), -1); });
Swoole\Event::wait();
swoole_async_set(['enable_coroutine' => true]);
Swoole\Timer::after(1, function () { claim('inside', Co::getCid() > 0); });
Swoole\Event::wait();
?>
--EXPECT--
outside: yes
inside: yes
