--TEST--
Two coroutines that resume each other take turns
--FILE--
<?php
require __DIR__ . '/../include.inc';

Co\run(function () {
    $ids = [];
    $turns = [];
    foreach (['a', 'b'] as $name) {
        $ids[$name] = go(function () use ($name, &$ids, &$turns) {
            for ($i = 0; $i < 3; $i++) {
                Co::yield();
                $turns[] = $name . $i;
            }
        });
    }
    for ($i = 0; $i < 3; $i++) {
        Co::resume($ids['a']);
        Co::resume($ids['b']);
    }
    echo implode(' ', $turns), "\n";
});
?>
--EXPECT--
a0 b0 a1 b1 a2 b2
