--TEST--
getExecuteTime() counts the microseconds in which the coroutine ran, not those in which it waited
--FILE--
<?php
require __DIR__ . '/../include.inc';

Co\run(function () {
    $before = Co::getExecuteTime();
    Co::sleep(0.1);
    $waited = Co::getExecuteTime() - $before;
    claim('waiting does not count', $waited < 50000);
    $start = hrtime(true);
    while (ms_since($start) < 5);
    claim('running does', Co::getExecuteTime() - $before - $waited >= 4000);
});
?>
--EXPECT--
waiting does not count: yes
running does: yes
