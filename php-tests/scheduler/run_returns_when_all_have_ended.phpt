--TEST--
Co\run() runs its function in a coroutine and returns true when that and all others have ended
--FILE--
<?php
require __DIR__ . '/../include.inc';

claim('run', Co\run(function () {
    go(function () {
        Co::sleep(0.002);
        go(function () { Co::sleep(0.001); echo "the last\n"; });
    });
    echo "the first\n";
}), true);
claim('both spellings', Swoole\Coroutine\run(function (...$arguments) { echo implode(' ', $arguments), "\n"; }, 'with', 'arguments'), true);
?>
--EXPECT--
the first
the last
run: yes
with arguments
both spellings: yes
