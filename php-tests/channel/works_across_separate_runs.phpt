--TEST--
A channel made outside, or in an earlier run, works in a later one
--FILE--
<?php
require __DIR__ . '/../include.inc';

$channel = new chan(2);
claim('made outside', $channel->capacity, 2);
Co\run(function () use ($channel) { $channel->push('kept'); });
claim('length outside', $channel->length(), 1);
Co\run(function () use ($channel) { claim('popped later', $channel->pop(), 'kept'); });
?>
--EXPECT--
made outside: yes
length outside: yes
popped later: yes
