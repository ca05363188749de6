--TEST--
While an error handler waits it still serves the other coroutines, and it is there afterwards
--FILE--
<?php
require __DIR__ . '/../include.inc';

$handled = [];
set_error_handler(function (int $level, string $message) use (&$handled) {
    Co::sleep(0.002);
    $handled[] = $message;
    return true;
});
Co\run(function () {
    all([function () { echo $a; }, function () { echo $b; }, function () { Co::sleep(0.001); echo $c; }]);
    echo $d;
});
echo implode("\n", $handled), "\n";
restore_error_handler();
echo "restored\n";
?>
--EXPECT--
Undefined variable $a
Undefined variable $b
Undefined variable $c
Undefined variable $d
restored
