--TEST--
A generator that is dropped half way runs its finally block in the coroutine that drops it
--FILE--
<?php
require __DIR__ . '/../include.inc';

function guarded() { try { Co::sleep(0.001); yield 1; yield 2; } finally { Co::sleep(0.001); echo 'finally in ', Co::getCid(), "\n"; } }

Co\run(function () {
    $generator = guarded();
    $generator->current();
    go(function () use (&$generator) {
        $generator = null;
        echo "dropped\n";
    });
    Co::sleep(0.005);
});
?>
--EXPECT--
finally in 2
dropped
