--TEST--
stats(), length(), isEmpty() and isFull() tell what is inside and who waits
--FILE--
<?php
require __DIR__ . '/../include.inc';

Co\run(function () {
    $channel = new chan(2);
    claim('capacity', $channel->capacity, 2);
    claim('empty', [$channel->isEmpty(), $channel->isFull(), $channel->length()], [true, false, 0]);
    go(fn () => $channel->pop());
    go(fn () => $channel->pop());
    claim('two poppers', $channel->stats(), ['consumer_num' => 2, 'producer_num' => 0, 'queue_num' => 0]);
    $channel->push(1);
    $channel->push(2);
    claim('served', $channel->stats(), ['consumer_num' => 0, 'producer_num' => 0, 'queue_num' => 0]);
    $channel->push(3);
    claim('half', [$channel->isEmpty(), $channel->isFull(), $channel->length()], [false, false, 1]);
    $channel->push(4);
    claim('full', [$channel->isEmpty(), $channel->isFull(), $channel->length()], [false, true, 2]);
    go(fn () => $channel->push(5));
    claim('a pusher', $channel->stats(), ['consumer_num' => 0, 'producer_num' => 1, 'queue_num' => 2]);
    $channel->pop();
    claim('its value moved in', $channel->length(), 2);
});
?>
--EXPECT--
capacity: yes
empty: yes
two poppers: yes
served: yes
half: yes
full: yes
a pusher: yes
its value moved in: yes
