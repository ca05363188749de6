--TEST--
A Channel can be neither cloned nor serialized
--FILE--
<?php
require __DIR__ . '/../include.inc';

$channel = new chan;
echo outcome(fn () => clone $channel), "\n";
echo outcome(fn () => serialize($channel)), "\n";
?>
--EXPECT--
Error: Trying to clone an uncloneable object of class Swoole\Coroutine\Channel
Exception: Serialization of 'Swoole\Coroutine\Channel' is not allowed
