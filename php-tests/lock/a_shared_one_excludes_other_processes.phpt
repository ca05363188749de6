--TEST--
A shared lock excludes the coroutines of other processes, too
--FILE--
<?php
require __DIR__ . '/../include.inc';

use Swoole\Coroutine\Lock;

const PROCESSES = 3, COROUTINES = 3, TIMES = 20;

$lock = new Lock(true);
$file = tempnam(sys_get_temp_dir(), 'swirl');
file_put_contents($file, '0');
$children = [];
for ($i = 0; $i < PROCESSES; $i++) {
    $child = pcntl_fork();
    if ($child === 0) {
        Co\run(fn () => all(array_fill(0, COROUTINES, function () use ($lock, $file) {
            for ($i = 0; $i < TIMES; $i++) {
                $lock->lock();
                $count = (int) file_get_contents($file);
                if ($i % 5 === 0) {
                    Co::sleep(0.001);
                }
                file_put_contents($file, $count + 1);
                $lock->unlock();
            }
        })));
        exit(0);
    }
    $children[] = $child;
}
foreach ($children as $child) {
    pcntl_waitpid($child, $status);
    claim('a child ended well', $status, 0);
}
claim('nothing was lost', (int) file_get_contents($file), PROCESSES * COROUTINES * TIMES);
unlink($file);
?>
--EXPECT--
a child ended well: yes
a child ended well: yes
a child ended well: yes
nothing was lost: yes
