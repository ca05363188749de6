--TEST--
defer() inside a coroutine runs when the coroutine waits or ends
--FILE--
<?php
require __DIR__ . '/../include.inc';

use Swoole\Event;

Co\run(function () {
    Event::defer(function () { echo "deferred\n"; });
    echo "1\n";
    Co::sleep(0.002);
    echo "2\n";
});
?>
--EXPECT--
1
deferred
2
