--TEST--
A deferred callback may defer another
--FILE--
<?php
require __DIR__ . '/../include.inc';

Co\run(function () {
    go(function () {
        defer(function () {
            echo "outer\n";
            defer(function () { echo "inner\n"; });
        });
    });
});
?>
--EXPECT--
outer
inner
