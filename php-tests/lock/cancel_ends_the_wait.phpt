--TEST--
cancel() ends the wait for a lock, and the lock stays with its holder
--FILE--
<?php
require __DIR__ . '/../include.inc';

use Swoole\Coroutine\Lock;

Co\run(function () {
    $lock = new Lock;
    $lock->lock();
    $id = go(function () use ($lock) {
        claim('lock', [$lock->lock(), Co::isCanceled()], [false, true]);
    });
    Co::cancel($id);
    go(function () use ($lock) {
        claim('still held', $lock->lock(LOCK_EX | LOCK_NB), false);
    });
    $lock->unlock();
});
?>
--EXPECT--
lock: yes
still held: yes
