--TEST--
After close() what is inside can still be popped, then pop() returns false at once
--FILE--
<?php
require __DIR__ . '/../include.inc';

Co\run(function () {
    $channel = new chan(3);
    $channel->push(1);
    $channel->push(2);
    $channel->close();
    claim('push', [$channel->push(3), $channel->errCode], [false, SWOOLE_CHANNEL_CLOSED]);
    claim('length', $channel->length(), 2);
    claim('first', [$channel->pop(), $channel->errCode], [1, SWOOLE_CHANNEL_OK]);
    claim('second', $channel->pop(), 2);
    claim('then', [$channel->pop(), $channel->errCode], [false, SWOOLE_CHANNEL_CLOSED]);
});
?>
--EXPECT--
push: yes
length: yes
first: yes
second: yes
then: yes
