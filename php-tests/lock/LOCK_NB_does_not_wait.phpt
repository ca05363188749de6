--TEST--
lock(LOCK_EX | LOCK_NB) returns false when another holds the lock
--FILE--
<?php
require __DIR__ . '/../include.inc';

use Swoole\Coroutine\Lock;

Co\run(function () {
    $lock = new Lock;
    claim('free', $lock->lock(LOCK_EX | LOCK_NB), true);
    go(function () use ($lock) {
        claim('taken', [$lock->lock(LOCK_EX | LOCK_NB), $lock->errCode], [false, SOCKET_EBUSY]);
    });
    $lock->unlock();
    go(function () use ($lock) {
        claim('free again', $lock->lock(LOCK_EX | LOCK_NB), true);
        $lock->unlock();
    });
});
?>
--EXPECT--
free: yes
taken: yes
free again: yes
