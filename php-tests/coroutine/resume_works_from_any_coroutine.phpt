--TEST--
A coroutine can be resumed by its parent, its sibling or its child
--FILE--
<?php
require __DIR__ . '/../include.inc';

Co\run(function () {
    $a = go(function () {
        Co::yield();
        echo "resumed by its sibling\n";
        $me = Co::getCid();
        go(function () use ($me) {
            Co::sleep(0.001);
            Co::resume($me);
            echo "the child goes on\n";
        });
        Co::yield();
        echo "resumed by its child\n";
    });
    go(function () use ($a) {
        Co::resume($a);
        echo "the sibling goes on\n";
    });
});
?>
--EXPECT--
resumed by its sibling
the sibling goes on
resumed by its child
the child goes on
