--TEST--
A buffer that a coroutine leaves open is flushed when the coroutine ends
--FILE--
<?php
require __DIR__ . '/../include.inc';

Co\run(function () {
    go(function () {
        ob_start();
        echo "left open\n";
    });
    echo "main\n";
});
?>
--EXPECT--
left open
main
