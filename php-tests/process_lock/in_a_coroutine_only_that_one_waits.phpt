--TEST--
In a coroutine only that one waits; it can be cancelled, and an unlock in the same process wakes it
--FILE--
<?php
require __DIR__ . '/../include.inc';

use Swoole\Lock;

Co\run(function () {
    foreach ([Lock::MUTEX, Lock::SPINLOCK] as $type) {
        $lock = new Lock($type);
        $lock->lock();
        $log = [];
        $waiter = go(function () use ($lock, &$log) {
            $log[] = $lock->lock();
        });
        $cancelled = go(function () use ($lock, &$log) {
            $log[] = [$lock->lock(), $lock->errCode];
        });
        Co::sleep(0.002);
        claim('both wait', $log, []);
        Co::cancel($cancelled);
        claim('cancelled', $log, [[false, SWOOLE_ERROR_CO_CANCELED]]);
        $lock->unlock();
        Co::join([$waiter]);
        claim('woken', $log[1]);
    }
});
?>
--EXPECT--
both wait: yes
cancelled: yes
woken: yes
both wait: yes
cancelled: yes
woken: yes
