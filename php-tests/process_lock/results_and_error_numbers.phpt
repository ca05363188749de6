--TEST--
LOCK_NB, timeouts, readers and writers: results and $errCode
--FILE--
<?php
require __DIR__ . '/../include.inc';

use Swoole\Lock;

const EBUSY = 16, EDEADLK = 35, ETIMEDOUT = 110;

foreach ([Lock::MUTEX, Lock::SPINLOCK] as $type) {
    $lock = new Lock($type);
    claim('free', [$lock->lock(), $lock->errCode], [true, 0]);
    claim('LOCK_NB', [$lock->lock(LOCK_SH | LOCK_NB), $lock->errCode], [false, EBUSY]);
    $start = hrtime(true);
    claim('a timeout', [$lock->lock(LOCK_EX, 0.02), $lock->errCode], [false, ETIMEDOUT]);
    claim('not too early', ms_since($start) >= 20);
    claim('unlock', [$lock->unlock(), $lock->unlock(), $lock->lock(LOCK_EX | LOCK_NB)], [true, true, true]);
}

$lock = new Lock(Lock::RWLOCK);
claim('one may read twice', [$lock->lock(LOCK_SH), $lock->lock(LOCK_SH)], [true, true]);
claim('who reads keeps writers out', [$lock->lock(LOCK_EX | LOCK_NB), $lock->errCode], [false, EBUSY]);
claim('twice', [$lock->unlock(), $lock->lock(LOCK_EX, 0.01), $lock->errCode], [true, false, ETIMEDOUT]);
claim('who writes keeps all out', [$lock->unlock(), $lock->lock(), $lock->lock(LOCK_SH | LOCK_NB)], [true, true, false]);
claim('who writes cannot wait', [$lock->lock(LOCK_SH), $lock->errCode, $lock->lock(LOCK_EX, 1)], [false, EDEADLK, false]);
claim('unlock', [$lock->unlock(), $lock->lock(LOCK_SH | LOCK_NB)], [true, true]);

echo outcome(fn () => new Lock(2)), "\n", outcome(fn () => $lock->__construct()), "\n";
echo outcome(fn () => clone $lock), "\n", outcome(fn () => serialize($lock)), "\n";
$bare = new class extends Lock {
    public function __construct() {}
};
echo outcome(fn () => $bare->lock()), "\n";
?>
--EXPECT--
free: yes
LOCK_NB: yes
a timeout: yes
not too early: yes
unlock: yes
free: yes
LOCK_NB: yes
a timeout: yes
not too early: yes
unlock: yes
one may read twice: yes
who reads keeps writers out: yes
twice: yes
who writes keeps all out: yes
who writes cannot wait: yes
unlock: yes
Swoole\Exception: lock type[2] is not support
Error: Constructor of Swoole\Lock can only be called once
Error: Trying to clone an uncloneable object of class Swoole\Lock
Exception: Serialization of 'Swoole\Lock' is not allowed
Swoole\Error: must call constructor first
