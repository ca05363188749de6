<?php
// What it costs to pass a message. Fibers have no channels.
require __DIR__ . '/bench.inc';

if (FIBER) {
    return;
}

use Swoole\Coroutine\Channel;

run(function () {
    foreach (['channel.capacity_1' => 1, 'channel.capacity_100' => 100] as $name => $capacity) {
        bench($name, 300000, function (int $n) use ($capacity) {
            $channel = new Channel($capacity);
            go(function () use ($channel, $n) { for ($i = 0; $i < $n; $i++) { $channel->push($i); } });
            for ($i = 0; $i < $n; $i++) { $channel->pop(); }
        });
    }
    bench('channel.ping_pong', 200000, function (int $n) {
        $there = new Channel(1);
        $back = new Channel(1);
        go(function () use ($there, $back, $n) { for ($i = 0; $i < $n; $i++) { $back->push($there->pop()); } });
        for ($i = 0; $i < $n; $i++) { $there->push($i); $back->pop(); }
    });
});
