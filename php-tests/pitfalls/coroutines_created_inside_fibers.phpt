--TEST--
A coroutine may be created inside a Fiber, and a Fiber left suspended is freed in order
--FILE--
<?php
require __DIR__ . '/../include.inc';

class Noisy { public function __destruct() { echo "destroyed\n"; } }
Co\run(function () {
    $fiber = new Fiber(function () {
        $noisy = new Noisy;
        go(function () { Co::sleep(0.001); echo "coroutine of a Fiber\n"; });
        Fiber::suspend();
        echo "WRONG\n";
    });
    $fiber->start();
    Co::sleep(0.003);
    echo "dropping\n";
    unset($fiber);
    echo "dropped\n";
});
?>
--EXPECT--
coroutine of a Fiber
dropping
destroyed
dropped
