--TEST--
Values come out in the order in which they went in, whatever the capacity
--FILE--
<?php
require __DIR__ . '/../include.inc';

Co\run(function () {
    foreach ([1, 2, 7, 1000] as $capacity) {
        $channel = new chan($capacity);
        go(function () use ($channel) {
            for ($i = 0; $i < 500; $i++) {
                $channel->push($i);
            }
        });
        $got = [];
        for ($i = 0; $i < 500; $i++) {
            $got[] = $channel->pop();
        }
        claim("capacity $capacity", $got === range(0, 499));
    }
});
?>
--EXPECT--
capacity 1: yes
capacity 2: yes
capacity 7: yes
capacity 1000: yes
