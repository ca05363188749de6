--TEST--
Swoole\Event::wait() runs what go() started, in the middle of a script
--FILE--
<?php
require __DIR__ . '/../include.inc';

go(function () {
    Co::sleep(0.001);
    echo "1\n";
});
Swoole\Event::wait();
echo "2\n";
?>
--EXPECT--
1
2
