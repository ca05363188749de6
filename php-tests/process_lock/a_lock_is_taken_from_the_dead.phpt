--TEST--
A process that is killed or ends while it holds a lock keeps nobody out
--FILE--
<?php
require __DIR__ . '/../include.inc';

use Swoole\Lock;

foreach ([Lock::MUTEX, Lock::SPINLOCK, Lock::RWLOCK] as $type) {
    foreach ([LOCK_EX, LOCK_SH] as $operation) {
        $lock = new Lock($type);
        $held = new Swoole\Atomic();
        $child = pcntl_fork();
        if ($child === 0) {
            $lock->lock($operation);
            $held->wakeup();
            sleep(30);
        }
        $held->wait();
        claim('held', $lock->lock(LOCK_EX | LOCK_NB), false);
        posix_kill($child, SIGKILL);
        claim('taken from the dead', $lock->lock(LOCK_EX, 10));
        pcntl_waitpid($child, $status);
        $child = pcntl_fork();
        if ($child === 0) {
            Co\run(fn () => $lock->unlock() && $lock->lock());
            exit(0);
        }
        pcntl_waitpid($child, $status);
        Co\run(fn () => claim('by a coroutine', $lock->lock(LOCK_EX, 10)));
    }
}
?>
--EXPECT--
held: yes
taken from the dead: yes
by a coroutine: yes
held: yes
taken from the dead: yes
by a coroutine: yes
held: yes
taken from the dead: yes
by a coroutine: yes
held: yes
taken from the dead: yes
by a coroutine: yes
held: yes
taken from the dead: yes
by a coroutine: yes
held: yes
taken from the dead: yes
by a coroutine: yes
