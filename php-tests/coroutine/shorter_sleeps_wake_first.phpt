--TEST--
Whatever the order of the calls, shorter sleeps wake first
--FILE--
<?php
require __DIR__ . '/../include.inc';

Co\run(function () {
    $woke = [];
    foreach ([60, 20, 40, 0, 80] as $ms) {
        go(function () use ($ms, &$woke) {
            Co::sleep(0.001 + $ms / 1000);
            $woke[] = $ms;
            if (count($woke) === 5) {
                claim('in order', $woke, [0, 20, 40, 60, 80]);
            }
        });
    }
});
?>
--EXPECT--
in order: yes
