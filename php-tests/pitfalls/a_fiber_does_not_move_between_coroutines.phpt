--TEST--
A Fiber that waits as part of one coroutine cannot be resumed by another
--FILE--
<?php
require __DIR__ . '/../include.inc';

Co\run(function () {
    $signal = new chan;
    $fiber = new Fiber(fn () => $signal->pop());
    all([
        function () use ($fiber) { $fiber->start(); echo $fiber->getReturn(), "\n"; },
        function () use ($fiber, $signal) { echo outcome(fn () => $fiber->resume()), "\n"; $signal->push('done'); },
    ]);
});
?>
--EXPECT--
FiberError: Cannot resume a fiber that is not suspended
done
