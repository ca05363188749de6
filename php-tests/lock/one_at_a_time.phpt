--TEST--
Between lock() and unlock() no other coroutine holds the lock
--FILE--
<?php
require __DIR__ . '/../include.inc';

use Swoole\Coroutine\Lock;

Co\run(function () {
    $lock = new Lock;
    $inside = $most = 0;
    $work = function () use ($lock, &$inside, &$most) {
        for ($i = 0; $i < 5; $i++) {
            $lock->lock();
            $most = max($most, ++$inside);
            Co::sleep(0.001);
            $inside--;
            $lock->unlock();
        }
    };
    all([$work, $work, $work]);
    claim('never two', $most, 1);
});
?>
--EXPECT--
never two: yes
