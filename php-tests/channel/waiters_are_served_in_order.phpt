--TEST--
Those who wait longest are served first, pushers and poppers alike
--FILE--
<?php
require __DIR__ . '/../include.inc';

Co\run(function () {
    $channel = new chan(1);
    $log = [];
    for ($i = 0; $i < 4; $i++) {
        go(function () use ($channel, $i, &$log) { $log[] = "popper $i got " . $channel->pop(); });
    }
    foreach (['a', 'b', 'c', 'd'] as $value) {
        $channel->push($value);
    }
    echo implode("\n", $log), "\n";

    $channel->push('full');
    for ($i = 0; $i < 3; $i++) {
        go(function () use ($channel, $i) { $channel->push("from pusher $i"); });
    }
    for ($i = 0; $i < 4; $i++) {
        echo $channel->pop(), "\n";
    }
});
?>
--EXPECT--
popper 0 got a
popper 1 got b
popper 2 got c
popper 3 got d
full
from pusher 0
from pusher 1
from pusher 2
