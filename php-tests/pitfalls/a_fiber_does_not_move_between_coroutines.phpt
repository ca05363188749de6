--TEST--
A Fiber that waits as part of one coroutine cannot be resumed by another
--FILE--
<?php
require __DIR__ . '/../include.inc';

Co\run(function () {
    $fiber = new Fiber(function () { Co::sleep(0.003); return 'done'; });
    all([
        function () use ($fiber) { $fiber->start(); echo $fiber->getReturn(), "\n"; },
        function () use ($fiber) { Co::sleep(0.001); echo outcome(fn () => $fiber->resume()), "\n"; },
    ]);
});
?>
--EXPECT--
FiberError: Cannot resume a fiber that is not suspended
done
