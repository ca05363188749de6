--TEST--
exit() in the callback, outside of coroutines, does not end those that wait: they go on at the child's end
--FILE--
<?php
require __DIR__ . '/../include.inc';

use Swoole\Process;

function child(callable $callback): array
{
    $child = new Process(function () use ($callback) {
        ini_set('error_reporting', (string) (E_ALL & ~E_DEPRECATED));
        $callback();
    }, true);
    $child->start();
    $code = Process::wait()['code'];
    return [$code, strtok($child->read(), "\n")];
}

claim('exit outside', child(function () {
    go(function () {
        Co::sleep(0.001);
        echo 'coroutine';
    });
    exit(3);
}), [3, 'coroutine']);
claim('exit inside ends all', child(function () {
    go(function () {
        Co::sleep(60);
        echo 'never';
    });
    go(function () {
        echo "exits\n";
        exit(4);
    });
    echo 'never';
}), [4, 'exits']);
?>
--EXPECT--
exit outside: yes
exit inside ends all: yes
