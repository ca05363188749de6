--TEST--
Classes have Swoole's parents, and are final where Swoole's are
--FILE--
<?php
require __DIR__ . '/../include.inc';

foreach (['Swoole\Exception' => 'Exception', 'Swoole\Error' => 'Error', 'Swoole\ExitException' => 'Swoole\Exception',
    'Swoole\Coroutine\CanceledException' => 'Exception', 'Swoole\Coroutine\TimeoutException' => 'Exception',
    'Swoole\Coroutine\Context' => 'ArrayObject', 'Swoole\Coroutine\Iterator' => 'ArrayIterator', 'Swoole\Timer\Iterator' => 'ArrayIterator'] as $class => $parent) {
    claim($class, get_parent_class($class), $parent);
}
foreach (['Swoole\Coroutine\Scheduler', 'Swoole\Coroutine\CanceledException', 'Swoole\Coroutine\TimeoutException'] as $class) {
    claim("$class is final", (new ReflectionClass($class))->isFinal());
}
claim('Channel is not', (new ReflectionClass('Swoole\Coroutine\Channel'))->isFinal(), false);
?>
--EXPECT--
Swoole\Exception: yes
Swoole\Error: yes
Swoole\ExitException: yes
Swoole\Coroutine\CanceledException: yes
Swoole\Coroutine\TimeoutException: yes
Swoole\Coroutine\Context: yes
Swoole\Coroutine\Iterator: yes
Swoole\Timer\Iterator: yes
Swoole\Coroutine\Scheduler is final: yes
Swoole\Coroutine\CanceledException is final: yes
Swoole\Coroutine\TimeoutException is final: yes
Channel is not: yes
