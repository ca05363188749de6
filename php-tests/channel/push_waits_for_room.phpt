--TEST--
push() on a full channel waits until something is popped
--FILE--
<?php
require __DIR__ . '/../include.inc';

Co\run(function () {
    $channel = new chan(1);
    go(function () use ($channel) {
        $channel->push(1);
        echo "one fits\n";
        $channel->push(2);
        echo "two fit\n";
    });
    echo "popping\n";
    claim('first', $channel->pop(), 1);
    claim('second', $channel->pop(), 2);
});
?>
--EXPECT--
one fits
popping
two fit
first: yes
second: yes
