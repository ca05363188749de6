--TEST--
cancel() ends push() and pop() with SWOOLE_CHANNEL_CANCELED, and the waiter is gone from the channel
--FILE--
<?php
require __DIR__ . '/../include.inc';

Co\run(function () {
    $channel = new chan(1);
    $id = go(function () use ($channel) {
        claim('pop', [$channel->pop(), $channel->errCode], [false, SWOOLE_CHANNEL_CANCELED]);
    });
    Co::cancel($id);
    claim('no consumer', $channel->stats()['consumer_num'], 0);
    $channel->push('first');
    $id = go(function () use ($channel) {
        claim('push', [$channel->push('second'), $channel->errCode], [false, SWOOLE_CHANNEL_CANCELED]);
    });
    Co::cancel($id);
    claim('no producer', $channel->stats()['producer_num'], 0);
    claim('only the first is inside', [$channel->pop(), $channel->length()], ['first', 0]);
});
?>
--EXPECT--
pop: yes
no consumer: yes
push: yes
no producer: yes
only the first is inside: yes
