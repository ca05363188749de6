--TEST--
Deferred callbacks run when the coroutine ends, the last first, in every spelling
--FILE--
<?php
require __DIR__ . '/../include.inc';

Co\run(function () {
    go(function () {
        defer(function () { echo "1\n"; });
        Co::defer(function () { echo "2\n"; });
        swoole_coroutine_defer(function () { echo "3\n"; });
        Swoole\Coroutine\defer(function () { echo "4\n"; });
        Co\defer(function () { echo "5\n"; });
        echo "body\n";
    });
    echo "main\n";
});
?>
--EXPECT--
body
5
4
3
2
1
main
