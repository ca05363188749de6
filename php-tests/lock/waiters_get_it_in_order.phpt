--TEST--
Those who wait for a lock get it in order, and unlock() returns before they run
--FILE--
<?php
require __DIR__ . '/../include.inc';

use Swoole\Coroutine\Lock;

Co\run(function () {
    $lock = new Lock;
    claim('free', $lock->lock(), true);
    $tasks = [];
    for ($i = 0; $i < 3; $i++) {
        $tasks[] = function () use ($lock, $i) {
            claim("got by $i", $lock->lock());
            $lock->unlock();
        };
    }
    go(function () use ($lock) {
        claim('unlock', $lock->unlock());
        echo "unlocked\n";
    });
    all($tasks);
});
?>
--EXPECT--
free: yes
unlock: yes
unlocked
got by 0: yes
got by 1: yes
got by 2: yes
