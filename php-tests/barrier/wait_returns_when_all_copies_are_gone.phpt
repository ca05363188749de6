--TEST--
Barrier::wait() returns when every coroutine that held the barrier has ended
--FILE--
<?php
require __DIR__ . '/../include.inc';

use Swoole\Coroutine\Barrier;

Co\run(function () {
    $barrier = Barrier::make();
    $done = 0;
    for ($i = 1; $i <= 3; $i++) {
        go(function () use ($barrier, $i, &$done) {
            Co::sleep($i / 1000);
            $done++;
        });
    }
    Barrier::wait($barrier);
    claim('all done', $done, 3);
    claim('the variable is null', $barrier, null);
});
?>
--EXPECT--
all done: yes
the variable is null: yes
