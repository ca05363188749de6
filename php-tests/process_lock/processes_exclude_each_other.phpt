--TEST--
A mutex and a spin lock let one process in at a time, also when coroutines compete
--FILE--
<?php
require __DIR__ . '/../include.inc';

use Swoole\Lock;

const PROCESSES = 3, COROUTINES = 3, TIMES = 100;

foreach ([Lock::MUTEX, Lock::SPINLOCK, Lock::RWLOCK] as $type) {
    $lock = new Lock($type);
    $file = tempnam(sys_get_temp_dir(), 'swirl');
    file_put_contents($file, '0');
    $count = function () use ($lock, $file) {
        for ($i = 0; $i < TIMES; $i++) {
            $lock->lock();
            $count = (int) file_get_contents($file);
            file_put_contents($file, $count + 1);
            $lock->unlock();
        }
    };
    $children = [];
    for ($i = 0; $i < PROCESSES; $i++) {
        $child = pcntl_fork();
        if ($child === 0) {
            $i === 0 ? Co\run(fn () => all(array_fill(0, COROUTINES, $count))) : $count();
            exit(0);
        }
        $children[] = $child;
    }
    foreach ($children as $child) {
        pcntl_waitpid($child, $status);
    }
    claim('nothing was lost', (int) file_get_contents($file), (COROUTINES + PROCESSES - 1) * TIMES);
    unlink($file);
}
?>
--EXPECT--
nothing was lost: yes
nothing was lost: yes
nothing was lost: yes
