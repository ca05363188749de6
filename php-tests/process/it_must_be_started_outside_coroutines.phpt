--TEST--
start() and daemon() in a coroutine throw Swoole's error
--FILE--
<?php
require __DIR__ . '/../include.inc';

use Swoole\Process;

Co\run(function () {
    $child = new Process(fn () => null);
    foreach ([fn () => $child->start(), fn () => Process::daemon()] as $call) {
        try {
            $call();
        } catch (Swoole\Error $error) {
            claim($error->getMessage(), $error->getCode(), SWOOLE_ERROR_OPERATION_NOT_SUPPORT);
        }
    }
});
?>
--EXPECT--
must be forked outside the coroutine: yes
must be forked outside the coroutine: yes
