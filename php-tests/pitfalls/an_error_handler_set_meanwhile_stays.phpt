--TEST--
A handler that another coroutine sets while a handler waits is not lost
--FILE--
<?php
require __DIR__ . '/../include.inc';

set_error_handler(function (int $level, string $message) { Co::sleep(0.003); echo "first: $message\n"; return true; });
Co\run(function () {
    all([
        function () { echo $a; },
        function () {
            Co::sleep(0.001);
            set_error_handler(function (int $level, string $message) { echo "second: $message\n"; return true; });
            echo $b;
        },
    ]);
    echo $c;
});
?>
--EXPECT--
second: Undefined variable $b
first: Undefined variable $a
second: Undefined variable $c
