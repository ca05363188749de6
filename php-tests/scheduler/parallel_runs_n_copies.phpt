--TEST--
parallel() runs n copies side by side and waits for all
--FILE--
<?php
require __DIR__ . '/../include.inc';

use function Swoole\Coroutine\parallel;

Co\run(function () {
    $started = $ended = 0;
    parallel(5, function () use (&$started, &$ended) {
        $started++;
        wait_until(function () use (&$started) { return $started === 5; });
        $ended++;
    });
    claim('ended', $ended, 5);
    parallel(0, function () { echo "WRONG\n"; });
});
?>
--EXPECT--
ended: yes
