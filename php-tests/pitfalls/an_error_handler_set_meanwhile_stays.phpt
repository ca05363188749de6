--TEST--
A handler that another coroutine sets while a handler waits is not lost
--FILE--
<?php
require __DIR__ . '/../include.inc';

Co\run(function () {
    $signal = new chan;
    set_error_handler(function (int $level, string $message) use ($signal) { $signal->pop(); echo "first: $message\n"; return true; });
    all([
        function () { echo $a; },
        function () use ($signal) {
            set_error_handler(function (int $level, string $message) { echo "second: $message\n"; return true; });
            echo $b;
            $signal->push(1);
        },
    ]);
    echo $c;
});
?>
--EXPECT--
second: Undefined variable $b
first: Undefined variable $a
second: Undefined variable $c
