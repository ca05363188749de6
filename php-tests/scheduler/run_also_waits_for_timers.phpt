--TEST--
Co\run() also waits for timers that were set inside
--FILE--
<?php
require __DIR__ . '/../include.inc';

Co\run(function () {
    Swoole\Timer::after(5, function () { echo "timer\n"; });
    echo "body\n";
});
echo "after\n";
?>
--EXPECT--
body
timer
after
