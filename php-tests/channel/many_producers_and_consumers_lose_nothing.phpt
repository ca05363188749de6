--TEST--
Many producers and consumers on one channel lose nothing and double nothing
--FILE--
<?php
require __DIR__ . '/../include.inc';

Co\run(function () {
    $channel = new chan(3);
    $seen = [];
    $tasks = [];
    for ($p = 0; $p < 20; $p++) {
        $tasks[] = function () use ($channel, $p) {
            for ($i = 0; $i < 50; $i++) {
                $channel->push($p * 50 + $i);
                if ($i % 7 === 0) { Co::sleep(0.001); }
            }
        };
    }
    for ($c = 0; $c < 10; $c++) {
        $tasks[] = function () use ($channel, &$seen) {
            for ($i = 0; $i < 100; $i++) {
                $seen[] = $channel->pop();
            }
        };
    }
    all($tasks);
    sort($seen);
    claim('each once', $seen === range(0, 999));
    claim('nothing left', $channel->stats(), ['consumer_num' => 0, 'producer_num' => 0, 'queue_num' => 0]);
});
?>
--EXPECT--
each once: yes
nothing left: yes
