--TEST--
A Lock cannot be cloned
--FILE--
<?php
require __DIR__ . '/../include.inc';

echo outcome(fn () => clone new Swoole\Coroutine\Lock), "\n";
?>
--EXPECT--
Error: Trying to clone an uncloneable object of class Swoole\Coroutine\Lock
