--TEST--
coroutines and timers that the callback leaves behind run before the child ends
--FILE--
<?php
require __DIR__ . '/../include.inc';

use Swoole\Process;

$child = new Process(function () {
    ini_set('error_reporting', (string) (E_ALL & ~E_DEPRECATED));
    register_shutdown_function(fn () => print('shutdown function '));
    go(function () {
        Co::sleep(0.001);
        echo 'coroutine ';
    });
    Swoole\Timer::after(5, fn () => print('timer '));
    echo 'callback ';
}, true);
$child->start();
claim('code', Process::wait()['code'], 0);
claim('order', $child->read(), 'callback shutdown function coroutine timer ');
?>
--EXPECT--
code: yes
order: yes
