--TEST--
setTimeLimit() throws TimeoutException out of whatever the coroutine waits for when its time is up
--FILE--
<?php
require __DIR__ . '/../include.inc';

use Swoole\Coroutine\TimeoutException;

Co\run(function () {
    $start = hrtime(true);
    claim('set', Co::setTimeLimit(0.03));
    try {
        for (;;) {
            Co::sleep(0.002);
        }
    } catch (TimeoutException $e) {
        claim('not early', ms_since($start) >= 30);
        claim('the exception', [$e->getMessage(), $e->getCode()], ['', 0]);
    }
    claim('afterwards all is as before', Co::sleep(0.001));
});
?>
--EXPECT--
set: yes
not early: yes
the exception: yes
afterwards all is as before: yes
