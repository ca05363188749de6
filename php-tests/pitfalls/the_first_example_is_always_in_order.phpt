--TEST--
Two coroutines that sleep equally long wake in the order in which they began, every time
--FILE--
<?php
require __DIR__ . '/../include.inc';

Co\run(function () {
    for ($i = 0; $i < 50; $i++) {
        $order = [];
        all([
            function () use (&$order) { Co::sleep(0.002); $order[] = 1; },
            function () use (&$order) { Co::sleep(0.002); $order[] = 2; },
        ]);
        if ($order !== [1, 2]) {
            echo "WRONG in round $i\n";
        }
    }
});
echo "done\n";
?>
--EXPECT--
done
