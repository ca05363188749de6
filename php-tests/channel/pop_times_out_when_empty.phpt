--TEST--
pop() with a timeout gives up with false and SWOOLE_CHANNEL_TIMEOUT, not early
--FILE--
<?php
require __DIR__ . '/../include.inc';

Co\run(function () {
    $channel = new chan(1);
    $start = hrtime(true);
    claim('pop', $channel->pop(0.01), false);
    claim('not early', ms_since($start) >= 10);
    claim('the code', $channel->errCode, SWOOLE_CHANNEL_TIMEOUT);
    $channel->push(1);
    claim('the channel still works', $channel->pop(0.01), 1);
    claim('and clears the code', $channel->errCode, SWOOLE_CHANNEL_OK);
});
?>
--EXPECT--
pop: yes
not early: yes
the code: yes
the channel still works: yes
and clears the code: yes
