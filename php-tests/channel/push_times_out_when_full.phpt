--TEST--
push() with a timeout gives up with false, and its value is not in the channel
--FILE--
<?php
require __DIR__ . '/../include.inc';

Co\run(function () {
    $channel = new chan(1);
    $channel->push('first');
    $start = hrtime(true);
    claim('push', $channel->push('second', 0.01), false);
    claim('not early', ms_since($start) >= 10);
    claim('the code', $channel->errCode, SWOOLE_CHANNEL_TIMEOUT);
    claim('its length', $channel->length(), 1);
    claim('only the first', $channel->pop(), 'first');
    claim('nothing more', $channel->isEmpty());
});
?>
--EXPECT--
push: yes
not early: yes
the code: yes
its length: yes
only the first: yes
nothing more: yes
