--TEST--
Whatever the order of the calls, shorter sleeps wake first
--FILE--
<?php
require __DIR__ . '/../include.inc';

Co\run(function () {
    $woke = [];
    $tasks = [];
    foreach ([61, 21, 41, 1, 81, 31] as $ms) {
        $tasks[] = function () use ($ms, &$woke) {
            $deadline = hrtime(true) / 1e6 + $ms;
            Co::sleep($ms / 1000);
            $woke[] = $deadline;
        };
    }
    all($tasks);
    for ($i = 1; $i < 6; $i++) {
        if ($woke[$i] < $woke[$i - 1] - 1) {
            echo 'WRONG: number ', $i, ' was to wake ', $woke[$i - 1] - $woke[$i], " ms before the one before it\n";
        }
    }
});
echo "done\n";
?>
--EXPECT--
done
