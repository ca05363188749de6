--TEST--
defer() in a function called by the coroutine runs at the end of the coroutine, not of the function
--FILE--
<?php
require __DIR__ . '/../include.inc';

function work()
{
    defer(function () { echo "deferred\n"; });
    echo "work\n";
}
Co\run(function () {
    work();
    echo "after work\n";
});
?>
--EXPECT--
work
after work
deferred
