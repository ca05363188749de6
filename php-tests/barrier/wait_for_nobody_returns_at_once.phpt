--TEST--
With nobody holding it, wait() returns at once
--FILE--
<?php
require __DIR__ . '/../include.inc';

use Swoole\Coroutine\Barrier;

Co\run(function () {
    $barrier = Barrier::make();
    Barrier::wait($barrier);
    echo "returned\n";
    $barrier = Barrier::make();
    go(function () use ($barrier) {});
    Barrier::wait($barrier);
    echo "returned again\n";
});
?>
--EXPECT--
returned
returned again
