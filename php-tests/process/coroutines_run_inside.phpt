--TEST--
with enable_coroutine the callback runs in a coroutine and the child stays until all are done
--FILE--
<?php
require __DIR__ . '/../include.inc';

use Swoole\Process;

foreach ([fn ($callback) => new Process($callback, true, 1, true), function ($callback) {
    $process = new Process($callback, true);
    $process->set(['enable_coroutine' => true]);
    return $process;
}] as $make) {
    $child = $make(function () {
        echo Co::getCid() > 0 ? 'inside' : 'outside', ' ';
        go(function () {
            Co::sleep(0.01);
            echo 'late ';
        });
        Co::sleep(0.001);
        echo 'callback done ';
    });
    $child->start();
    claim('exit code', Process::wait()['code'], 0);
    claim('output', $child->read(), 'inside callback done late ');
}
?>
--EXPECT--
exit code: yes
output: yes
exit code: yes
output: yes
