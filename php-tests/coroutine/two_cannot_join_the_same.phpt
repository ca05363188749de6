--TEST--
Two coroutines that join the same third: Swoole refuses the second
--FILE--
<?php
require __DIR__ . '/../include.inc';

Co\run(function () {
    $target = go(function () { Co::yield(); });
    go(function () use ($target) {
        claim('the first', Co::join([$target]));
    });
    go(function () use ($target) {
        claim('the second', Co::join([$target], 0.01), false);
    });
    Co::resume($target);
});
?>
--EXPECT--
the second: yes
the first: yes
