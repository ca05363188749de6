--TEST--
A second wait() on the same barrier throws
--FILE--
<?php
require __DIR__ . '/../include.inc';

use Swoole\Coroutine\Barrier;

Co\run(function () {
    $barrier = Barrier::make();
    go(function () use ($barrier) {
        Co::sleep(0.002);
    });
    go(function () use ($barrier) {
        $first = $barrier;
        Barrier::wait($first, 0.05);
    });
    echo outcome(function () use ($barrier) { Barrier::wait($barrier); }), "\n";
});
?>
--EXPECT--
Swoole\Exception: The barrier is waiting, cannot wait again.
