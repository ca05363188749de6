--TEST--
pop() on an empty channel waits until something is pushed
--FILE--
<?php
require __DIR__ . '/../include.inc';

Co\run(function () {
    $channel = new chan;
    go(function () use ($channel) {
        echo "popping\n";
        claim('popped', $channel->pop(), 'value');
        claim('no error', $channel->errCode, SWOOLE_CHANNEL_OK);
    });
    echo "pushing\n";
    claim('push', $channel->push('value'), true);
});
?>
--EXPECT--
popping
pushing
popped: yes
no error: yes
push: yes
