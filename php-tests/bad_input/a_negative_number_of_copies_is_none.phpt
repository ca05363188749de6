--TEST--
parallel() with a negative number runs nothing
--FILE--
<?php
require __DIR__ . '/../include.inc';

Co\run(function () {
    Swoole\Coroutine\parallel(-1, function () { echo "WRONG\n"; });
    echo "returned\n";
});
$scheduler = new Swoole\Coroutine\Scheduler;
$scheduler->parallel(-1, function () { echo "WRONG\n"; });
claim('start', $scheduler->start());
?>
--EXPECT--
returned
start: yes
